//! `motcua publish`: what goes into force, what does not and why, and what a server then offers.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::*;
use crate::http::ask;
use crate::server::{Server, TestFile};

const POST: &str = "p01_lanh_dao";
const LAND: &str = "dang-ky-bien-dong-dat-dai";

/// A department's folder with a confirmed procedure, and the database it publishes into.
struct Office {
    folder: Folder,
    db: TestFile,
}

impl Office {
    fn new() -> Self {
        let office = Self { folder: Folder::new(), db: TestFile::new() };
        office.write(&confirmed());
        office
    }

    fn write(&self, text: &str) -> PathBuf {
        self.folder.file(PROCEDURE, text)
    }

    fn publish(&self, arguments: &[&str]) -> Said {
        self.publish_files(&[PROCEDURE], arguments)
    }

    fn publish_files(&self, files: &[&str], arguments: &[&str]) -> Said {
        let mut command = call(&["publish", TODAY, "--db"]);
        command.arg(self.db.path()).args(arguments);
        command.args(files.iter().map(|file| self.folder.path().join(file)));
        finish(command)
    }

    fn put(&self, arguments: &[&str]) -> Said {
        self.publish(&[&["--by", POST], arguments].concat())
    }

    fn plan(&self, arguments: &[&str]) -> Value {
        let said = self.publish(&[&["--plan", "--json"], arguments].concat());
        assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
        said.json().remove(0)
    }
}

/// The shipped procedure with nothing left to confirm.
fn confirmed() -> String {
    let text = shipped(&format!("processes/{PROCEDURE}"));
    text.split("\nconfirm:\n").next().expect("it begins before").to_owned() + "\n"
}

/// A procedure with a template of its own, with all that its department must still find out.
fn land() -> String {
    let text = shipped(&format!("processes/{LAND}.tthc.yaml"));
    let id = "id: dang_ky_bien_dong_dat_dai\n";
    assert!(text.contains(id));
    let found = "code: \"1.000000\"\napproved: { number: 00/QĐ-UBND, date: 2026-01-01, agency: Ủy ban nhân dân }\n";
    let text = text.replacen(id, &format!("{id}{found}"), 1);
    text.split("\nconfirm:\n").next().expect("it begins before").to_owned() + "\n"
}

/// Another version, in force later.
fn later() -> String {
    [
        ("effective: { from: 2026-05-13 }", "effective: { from: 2026-09-01 }"),
        ("    deadline: 3 giờ làm việc\n", "    deadline: 4 giờ làm việc\n"),
        ("      co_trong_so: Có trong sổ gốc\n", "      co_trong_so: Có trong sổ gốc\n      cho: Chờ tra thêm\n"),
    ]
    .iter()
    .fold(confirmed(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

#[test]
fn a_version_is_published_once_and_served() {
    let office = Office::new();
    let said = office.put(&[]);
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
    assert!(said.out.starts_with("cap_ban_sao_so_goc@"), "{}", said.out);
    assert!(said.out.contains(": đã ban hành, áp dụng từ 13/05/2026 (Cấp bản sao từ sổ gốc).\n"), "{}", said.out);
    assert!(said.out.contains("Phiên bản đầu tiên của thủ tục"), "{}", said.out);

    let again = office.put(&[]);
    assert_eq!((again.code, again.err.as_str()), (OK, ""));
    assert!(again.out.contains(": đã ban hành từ trước, không ghi thêm gì"), "{}", again.out);
    // Comments and layout do not make another version.
    office.write(&format!("# Bản của Sở\n{}", confirmed()));
    assert!(
        office.put(&["--lang", "en"]).out.contains("was published before, nothing is added"),
        "its hash is the same"
    );

    let (server, token) = Server::production(office.db.path(), &[]);
    let token = format!("Bearer {}", token.expect("printed at the first start"));
    let headers = [("Authorization", token.as_str())];
    let listed = ask(server.address, "GET /api/v1/procedures", &headers, "").expect("an answer").json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "only what is published: {listed}");
    let path = "GET /api/v1/procedures/cap_ban_sao_so_goc/versions";
    let versions = ask(server.address, path, &headers, "").expect("an answer").json();
    let [one] = &versions["items"].as_array().expect("versions")[..] else { panic!("{versions}") };
    assert_eq!((&one["effective"], &one["publishedBy"]), (&json!({ "from": "2026-05-13", "to": null }), &json!(POST)));
    assert_eq!(one["version"], listed["items"][0]["version"]);

    // While it has the store nobody publishes into it; a plan can be made.
    office.write(&later());
    let busy = office.put(&[]);
    assert_eq!((busy.code, busy.out.as_str()), (ENVIRONMENT, ""));
    for words in ["một máy chủ đang dùng", "dừng máy chủ, ban hành, rồi chạy lại", "Chưa ban hành gì"]
    {
        assert!(busy.err.contains(words), "{}", busy.err);
    }
    assert_eq!(office.publish(&["--plan"]).code, FOUND, "it overlaps");
}

#[test]
fn a_server_for_real_dossiers_offers_nothing_that_is_not_published() {
    let db = TestFile::new();
    let (server, token) = Server::production(db.path(), &[]);
    let token = format!("Bearer {}", token.expect("printed at the first start"));
    let listed = ask(server.address, "GET /api/v1/procedures", &[("Authorization", &token)], "").expect("an answer");
    assert_eq!(listed.json()["items"], json!([]));
    drop(server);
    let mut command = call(&["serve", "--listen", "256.0.0.1:0"]);
    command.arg("--db").arg(db.path());
    assert_eq!(finish(command).code, USAGE);
}

#[test]
fn a_plan_shows_what_changes_and_writes_nothing() {
    let office = Office::new();
    let first = office.plan(&[]);
    assert_eq!(
        (&first["outcome"], &first["against"], &first["changes"]),
        (&json!("planned"), &Value::Null, &json!([]))
    );
    assert!(!office.db.path().exists(), "nothing is written, not even the file");
    office.put(&[]);
    let version = first["version"].as_str().expect("a version").to_owned();
    assert_eq!(office.plan(&[])["outcome"], "known");

    office.write(&later());
    let overlapping = office.publish(&["--plan"]);
    assert_eq!(overlapping.code, FOUND);
    assert!(
        overlapping.err.contains(&format!("trùng ngày áp dụng với {version} (từ 13/05/2026)")),
        "{}",
        overlapping.err
    );
    assert!(overlapping.err.contains(&format!("ghi: --closes {version}")), "{}", overlapping.err);

    let plan = office.plan(&["--closes", &version]);
    let words: Vec<&str> =
        plan["changes"].as_array().expect("changes").iter().filter_map(|one| one["words"].as_str()).collect();
    assert_eq!(
        words,
        [
            "Đổi hiệu lực, từ: 2026-05-13 → 2026-09-01",
            "Đổi bước `tham_tra`, thời hạn: 3 giờ làm việc → 4 giờ làm việc",
            "Thêm bước `tham_tra`, nút `cho`: Chờ tra thêm",
        ]
    );
    assert_eq!(
        plan["versions"],
        json!([
            { "version": version, "effective": { "from": "2026-05-13", "to": "2026-08-31" } },
            { "version": plan["version"], "effective": { "from": "2026-09-01", "to": null } },
        ])
    );
    let told = office.publish(&["--plan", "--closes", &version, "--lang", "en"]).out;
    for words in ["would be published, in force from 01/09/2026", "Changed step `tham_tra`, deadline: ", "A plan only"]
    {
        assert!(told.contains(words), "{told}");
    }
    let digits = version.split_once('@').expect("id and digits").1;
    assert_eq!(office.put(&["--closes", digits]).code, OK, "the digits alone name it too");
    assert_eq!(office.put(&["--closes", digits]).code, OK, "twice is once");
    let versions = office.plan(&[]);
    assert_eq!(versions["outcome"], "known");
}

#[test]
fn a_plan_counts_what_would_become_of_open_dossiers() {
    let office = Office::new();
    let version = office.plan(&[])["version"].as_str().expect("a version").to_owned();
    office.put(&[]);
    let (server, token) = Server::production(office.db.path(), &[]);
    let token = format!("Bearer {}", token.expect("printed at the first start"));
    let body = json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 1,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    for key in ["1", "2"] {
        let headers = [
            ("Authorization", token.as_str()),
            ("X-Motcua-As", "applicant:nguoi_nop_0412"),
            ("Idempotency-Key", key),
            ("Content-Type", "application/json"),
        ];
        let filed = ask(server.address, "POST /api/v1/dossiers", &headers, &body.to_string()).expect("an answer");
        assert_eq!(filed.status, 201, "{}", filed.body);
    }
    drop(server);
    let fate = |from: &str, to: &str| {
        let text = later();
        assert!(text.contains(from), "{from}");
        office.write(&text.replacen(from, to, 1));
        office.plan(&["--closes", &version])["dossiers"].clone()
    };
    let one = |fate: &str, missing: Value| json!([{ "version": version, "steps": ["tiep_nhan"], "fate": fate, "missing": missing, "dossiers": 2 }]);
    assert_eq!(fate("Vào sổ, đóng dấu", "Vào sổ và đóng dấu"), one("safe", Value::Null));
    assert_eq!(fate("{ name: Tiếp nhận, print", "{ name: Nhận hồ sơ, print"), one("mapped", Value::Null));
    let role = (
        "    name: Kiểm tra, tiếp nhận hồ sơ\n    role: mot_cua",
        "    name: Kiểm tra, tiếp nhận hồ sơ\n    role: van_thu",
    );
    assert_eq!(fate(role.0, role.1), one("impossible", json!("step `tiep_nhan`")));
    let told = office.publish(&["--plan", "--closes", &version]).out;
    assert!(told.contains("2 hồ sơ đang mở vẫn giải quyết theo phiên bản của mình"), "{told}");
    assert!(told.contains("không chuyển được: thiếu step `tiep_nhan`"), "{told}");
}

#[test]
fn what_does_not_pass_is_refused_and_nothing_is_made() {
    let cases: [(&str, String, &str); 4] = [
        ("a warning", shipped(&format!("processes/{PROCEDURE}")), "cảnh báo[M066]"),
        ("an error", confirmed().replacen("role: luu_tru", "role: khong_co", 1), "lỗi[M"),
        ("a draft", confirmed().replacen("effective: { from: 2026-05-13 }\n", "", 1), ""),
        ("no YAML", "tthc: [".to_owned(), "lỗi[M"),
    ];
    for (what, text, told) in cases {
        let office = Office::new();
        office.write(&text);
        for arguments in [&["--by", POST][..], &["--plan"]] {
            let said = office.publish(arguments);
            assert_eq!(said.code, FOUND, "{what}: {} {}", said.out, said.err);
            assert!(said.out.contains(told), "{what}: {}", said.out);
            let why = if told.is_empty() {
                "là bản nháp vì chưa ghi ngày bắt đầu áp dụng"
            } else {
                "Chưa ban hành: còn lỗi hoặc cảnh báo"
            };
            assert!(said.err.contains(why), "{what}: {}", said.err);
            assert!(!office.db.path().exists(), "{what}: a file was made");
        }
    }
}

#[test]
fn of_several_files_all_are_published_or_none() {
    let office = Office::new();
    let name = format!("{LAND}.tthc.yaml");
    office.folder.file(&name, shipped(&format!("processes/{name}")));
    let files = [PROCEDURE, name.as_str()];
    assert_eq!(office.publish_files(&files, &["--by", POST]).code, FOUND, "one has facts to confirm");
    assert!(!office.db.path().exists());
    office.folder.file(&name, land());
    let both = office.publish_files(&files, &["--by", POST, "--json"]);
    assert_eq!(both.code, OK, "{} {}", both.out, both.err);
    assert_eq!(both.json().iter().map(|one| &one["outcome"]).collect::<Vec<_>>(), ["published", "published"]);
    let folder = office.publish_files(&["."], &["--plan", "--json"]);
    assert!(folder.json().iter().all(|one| one["outcome"] == "known"), "a folder stands for its procedures");
}

#[test]
fn templates_belong_to_their_version() {
    let office = Office::new();
    let template = format!("{LAND}.phieu_chuyen.letter.html");
    let name = format!("{LAND}.tthc.yaml");
    office.folder.file(&name, land());
    let own = shipped(&format!("processes/{template}"));
    office.folder.file(&template, own.replacen("{{", "{{khong_co ", 1));
    let publish = || office.publish_files(&[&name], &["--by", POST]);
    let broken = publish();
    assert_eq!(broken.code, FOUND);
    assert!(broken.out.contains("lỗi[M175]") && broken.out.contains(&template), "{}", broken.out);
    office.folder.file(&template, &own);
    assert_eq!(publish().code, OK);
    office.folder.file(&template, format!("{own}\n"));
    let other = publish();
    assert_eq!(other.code, FOUND);
    assert!(other.err.contains("đã ban hành với mẫu giấy tờ khác"), "{}", other.err);
}

#[test]
fn what_is_to_be_closed_must_be_there_and_in_the_way() {
    let office = Office::new();
    let version = office.plan(&[])["version"].as_str().expect("a version").to_owned();
    office.put(&[]);
    office.write(&later());
    for (named, why) in
        [("cap_ban_sao_so_goc@000000000000", "đã ban hành"), ("abc", "đã ban hành"), ("", "đã ban hành")]
    {
        let said = office.put(&["--closes", named]);
        assert_eq!(said.code, FOUND, "{named}");
        assert!(said.err.contains(&format!("không có phiên bản `{named}`")) && said.err.contains(why), "{}", said.err);
    }
    // A version that has ended before is in nobody's way.
    office.put(&["--closes", &version]);
    office.write(&later().replacen("from: 2026-09-01 }", "from: 2027-01-01 }", 1));
    let second = office.publish(&["--plan"]).err;
    let second = second.split("--closes ").nth(1).expect("it is named").split(' ').next().expect("a word").to_owned();
    let said = office.put(&["--closes", &second, "--closes", &version]);
    assert_eq!(said.code, FOUND);
    assert!(said.err.contains("không trùng ngày áp dụng"), "{}", said.err);
    assert_eq!(office.put(&["--closes", &second]).code, OK);
}

#[test]
fn other_databases_and_other_files_are_left_as_they_are() {
    let office = Office::new();
    let by = ["--by", POST];
    for (content, code, told) in [
        (&b"\xc4\x90\xc3\xa2y l\xc3\xa0 th\xc6\xb0"[..], ENVIRONMENT, "không phải là cơ sở dữ liệu"),
        (b"SQLite format 3\0 and then nothing that belongs there", ENVIRONMENT, "cơ sở dữ liệu"),
    ] {
        std::fs::write(office.db.path(), content).expect("the file can be written");
        for arguments in [&by[..], &["--plan"]] {
            let said = office.publish(arguments);
            assert_eq!((said.code, said.out.as_str()), (code, ""), "{}", said.err);
            assert!(said.err.contains(told), "{}", said.err);
            assert_eq!(std::fs::read(office.db.path()).expect("it is there"), content);
        }
    }
    std::fs::remove_file(office.db.path()).expect("it is there");
    drop(Server::start(office.db.path()));
    for arguments in [&by[..], &["--plan"]] {
        let said = office.publish(arguments);
        assert_eq!(said.code, ENVIRONMENT);
        assert!(said.err.contains("là kho chạy thử") && said.err.contains("không cần ban hành"), "{}", said.err);
    }
}

#[test]
fn a_wrong_call_is_told_so() {
    let office = Office::new();
    let said = office.publish(&[]);
    assert_eq!((said.code, said.err.as_str()), (USAGE, "lỗi: thiếu --by <VỊ TRÍ>\nXem: motcua publish --help\n"));
    let said = office.publish(&["--by", "khong_co"]);
    assert_eq!(said.code, USAGE);
    assert!(said.err.contains("danh bạ không có vị trí `khong_co`"), "{}", said.err);
    office.folder.file(TEST, shipped(&format!("processes/{TEST}")));
    assert_eq!(office.publish_files(&[TEST], &["--plan"]).code, USAGE);
    assert_eq!(office.publish_files(&["nothing.tthc.yaml"], &["--plan"]).code, ENVIRONMENT);
    let empty = Folder::new();
    assert_eq!(
        finish({
            let mut command = call(&["publish", "--plan"]);
            command.arg(empty.path());
            command
        })
        .code,
        ENVIRONMENT
    );
}

#[test]
fn huge_and_strange_files_are_refused_soon() {
    let office = Office::new();
    for (bytes, code) in [(vec![b'a'; 64 * 1024 * 1024], "lỗi[M009]"), (vec![0xff; 1_000], "lỗi[M002]")] {
        office.folder.file(PROCEDURE, bytes);
        let said = office.put(&[]);
        assert_eq!(said.code, FOUND);
        assert!(said.out.contains(code), "{}", said.out);
    }
}
