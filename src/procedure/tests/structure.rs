//! Rules about structure and people: small changes to one sound procedure, and what is then reported where.
//! The pages of the rules are run elsewhere; here are the corners, above all what must stay silent.

use calendar::Date;
use motcua_procedure::compiler::{Library, check};
use motcua_procedure::files;
use source::{ReadLimits, SourceFile, read};

const BASE: &str = "\
tthc: 1
id: mau_don
name: Thủ tục mẫu
level: xã
calendar: ha_noi
legal: { qd_mau: Quyết định phê duyệt quy trình nội bộ (mẫu) }
deadline: { within: 3 ngày làm việc, from: tiep_nhan, to: duyet, legal: qd_mau }
roles: { nguoi_nop: Người nộp hồ sơ, mot_cua: Công chức Một cửa, lanh_dao: Lãnh đạo UBND }
form:
  to_khai:
    name: Tờ khai
    fields: { thieu: { label: Còn thiếu thông tin, type: boolean } }
results: { giay: Giấy xác nhận }
steps:
  - { startEvent: nop_ho_so, role: nguoi_nop }
  - userTask: tiep_nhan
    name: Tiếp nhận hồ sơ
    role: mot_cua
    actions:
      tiep_nhan: Tiếp nhận
      bo_sung: { name: Yêu cầu bổ sung, ask: [noi_dung], next: bo_sung, rounds: 2 }
  - userTask: duyet
    name: Duyệt hồ sơ
    role: lanh_dao
    notSameAs: tiep_nhan
    actions:
      ky: { name: Ký, sign: giay }
      tra_lai: { name: Trả lại, ask: [ly_do], next: tiep_nhan, rounds: 3 }
  - { userTask: tra, name: Trả kết quả, role: mot_cua, actions: { da_tra: { name: Đã trả, returns: giay } } }
  - { userTask: dong, name: Kết thúc hồ sơ, role: mot_cua, actions: { ket_thuc: Kết thúc } }
  - { endEvent: da_xong, name: Đã giải quyết, result: approved }
  - userTask: bo_sung
    name: Bổ sung hồ sơ
    role: nguoi_nop
    supplement: true
    deadline: 10 ngày làm việc
    timeout: { next: het_han }
    actions: { gui: { name: Gửi bổ sung, next: tiep_nhan } }
  - { endEvent: het_han, name: Không bổ sung, result: expired }
";

/// A step before which others are put.
const TASK: &str = "  - { userTask: dong,";

/// Puts a step before [`TASK`].
macro_rules! before {
    ($step:literal) => {
        concat!("  - ", $step, "\n  - { userTask: dong,")
    };
}

/// A block with two branches, one of which may be left early.
const BLOCK: &str = before!(
    "parallelGateway: khoi
    name: Hai việc
    branches:
      - { name: Một, steps: [{ userTask: mot, name: M, role: mot_cua, actions: { xong: Xong, ra: { name: Ra, exit: dong } } }] }
      - { name: Hai, steps: [{ userTask: hai, name: Hai, role: mot_cua, actions: { xong: Xong } }] }"
);

const DIRECTORY: &str = "\
directory: mau
name: Danh bạ mẫu
agencies:
  ubnd_mau:
    name: UBND phường mẫu
    level: xã
    procedures: tất cả
    units:
      chung:
        name: Văn phòng
        posts:
          ban_mot_cua: { name: Cán bộ Một cửa 01, roles: [mot_cua, van_thu] }
          ban_lanh_dao: { name: Lãnh đạo, roles: [lanh_dao] }
";

/// Codes of these rules.
const CODES: &[&str] = &[
    "M020", "M021", "M024", "M025", "M030", "M031", "M033", "M036", "M037", "M038", "M039", "M070", "M078", "M120",
    "M122", "M123", "M124", "M128", "M130", "M131", "M132",
];

/// What is replaced by what, and what is then reported: code and marked text.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const CASES: &[Case] = &[
    (&[], &[]),
    // Targets and places.
    (&[("next: het_han", "next: het_ham")], &["M021 het_ham"]),
    (&[("results:", "confirm: [{ at: duyet.kyy, note: Hỏi lại }]\nresults:")], &["M021 duyet.kyy"]),
    (&[("results:", "confirm: [{ at: duyet.ky, note: a }, { at: deadline, note: b }]\nresults:")], &[]),
    // What runs off, and what is lost behind it.
    (&[("gui: { name: Gửi bổ sung, next: tiep_nhan }", "gui: Gửi bổ sung")], &["M020 gui", "M030 2"]),
    (&[("next: bo_sung, rounds: 2", "next: het_han")], &["M120 bo_sung"]),
    (&[("{ ket_thuc: Kết thúc }", "{ }")], &["M024 { }"]),
    // Events.
    (&[("to: duyet,", "to: [duyet.ky, tra.da_tra],")], &[]),
    (&[("to: duyet,", "to: bo_sung,")], &["M025 bo_sung"]),
    (&[("to: duyet,", "to: bo_sung.timeout,")], &[]),
    (&[("to: duyet,", "to: duyet.timeout,")], &["M025 duyet.timeout"]),
    (&[("from: tiep_nhan,", "from: nop_ho_so.done,")], &[]),
    (&[("timeout: { next: het_han }", "timeout: { action: gui_di, legal: qd_mau }")], &["M025 gui_di", "M120 het_han"]),
    // Steps that wait, and blocks.
    (
        &[
            (TASK, before!("{ serviceTask: gui, name: Gửi, topic: a.b, error: { next: dong } }")),
            ("to: duyet,", "to: [gui, gui.failed],"),
        ],
        &[],
    ),
    (
        &[(TASK, before!("{ serviceTask: gui, name: Gửi, topic: a.b }")), ("to: duyet,", "to: gui.failed,")],
        &["M025 gui.failed"],
    ),
    (&[(TASK, before!("{ serviceTask: gui, name: Gửi, topic: a.b, error: { next: khac } }"))], &["M021 khac"]),
    (
        &[
            (
                TASK,
                before!(
                    "{ receiveTask: tin_ve, name: Tin, role: nguoi_nop, message: { name: a }, outcomes: { co: Có, khong: { when: tin.a, next: tiep_nhann } } }"
                ),
            ),
            ("to: duyet,", "to: [tin_ve, tin_ve.khong, tin_ve.received],"),
        ],
        &["M021 tiep_nhann", "M025 tin_ve.received"],
    ),
    (&[(TASK, BLOCK), ("to: duyet,", "to: [khoi, hai.xong],")], &[]),
    (&[(TASK, BLOCK), ("exit: dong", "exit: dongg")], &["M021 dongg"]),
    // Loops.
    (&[(", rounds: 3", "")], &["M123 tra_lai"]),
    (
        &[(
            "  - { userTask: dong,",
            "  - { exclusiveGateway: xet, branches: [{ name: Lại, when: duyet.rounds > 1, next: xet }, { name: Tiếp, otherwise: dong }] }\n  - { userTask: dong,",
        )],
        &["M122 xet"],
    ),
    (&[("ket_thuc: Kết thúc", "ket_thuc: { name: Kết thúc, next: da_xong, rounds: 2 }")], &["M030 2"]),
    (&[("role: nguoi_nop\n    supplement", "role: mot_cua\n    supplement")], &["M038 mot_cua"]),
    (&[("ask: [noi_dung], ", "")], &["M070 bo_sung"]),
    (&[("timeout: { next: het_han }", "timeout: { next: tiep_nhan, rounds: 2 }")], &["M030 2", "M120 het_han"]),
    (
        &[("timeout: { next: het_han }", "timeout: { next: bo_sung, rounds: 2 }")],
        &["M120 het_han", "M130 { next: bo_sung, rounds: 2 }"],
    ),
    // Closing.
    (
        &[("  - { userTask: dong, name: Kết thúc hồ sơ, role: mot_cua, actions: { ket_thuc: Kết thúc } }\n", "")],
        &["M124 da_tra"],
    ),
    // Starts.
    (&[("  - { startEvent: nop_ho_so, role: nguoi_nop }\n", "")], &["M128 tiep_nhan"]),
    // Roles.
    (&[("role: lanh_dao", "role: lanh_dap")], &["M031 lanh_dap"]),
    (&[("lanh_dao: Lãnh đạo UBND", "lanh_dao: { name: Lãnh đạo, at: ngoai }")], &["M033 lanh_dao"]),
    (&[("lanh_dao: Lãnh đạo UBND", "lanh_dao: Lãnh đạo UBND, van_thu: Văn thư")], &["M131 van_thu"]),
    (&[("lanh_dao", "truong_ban")], &["M039 truong_ban"]),
    (&[("role: lanh_dao", "role: van_thu"), ("lanh_dao: Lãnh đạo UBND", "van_thu: Văn thư")], &["M132 tiep_nhan"]),
    (
        &[(
            "    notSameAs: tiep_nhan\n",
            "    notSameAs: tiep_nhan\n    deadline: 1 ngày làm việc\n    overdue: [{ assign: mot_cua }]\n",
        )],
        &["M132 tiep_nhan"],
    ),
    // Four eyes.
    (&[("notSameAs: tiep_nhan", "notSameAs: tra")], &["M037 tra"]),
    (&[("notSameAs: tiep_nhan", "notSameAs: da_xong")], &["M037 da_xong"]),
    (&[("notSameAs: tiep_nhan", "notSameAs: tiep_nhna")], &["M037 tiep_nhna"]),
    // Cases and channels.
    (
        &[(
            "within: 3 ngày làm việc",
            "within: { truc_tiep: 3 ngày làm việc, truc_tuyen: 3 ngày làm việc, otherwise: 4 ngày làm việc }",
        )],
        &["M036 truc_tuyen"],
    ),
    (&[("    name: Tờ khai\n", "    name: Tờ khai\n    case: la\n")], &["M036 la"]),
    // Status.
    (
        &[(
            "result: approved }",
            "result: approved }\n  - { userTask: la, name: Lạ, role: mot_cua, status: 0, actions: { xong: { name: Xong, next: da_xong } } }",
        )],
        &["M078 0", "M120 la"],
    ),
    (&[("ket_thuc: Kết thúc", "ket_thuc: { name: Kết thúc, status: 9 }")], &["M078 9"]),
    (&[("ky: { name: Ký, sign: giay }", "ky: { name: Ký, sign: giay, status: 9 }")], &[]),
];

fn library() -> Library {
    let file = SourceFile::new("mau.directory.yaml", DIRECTORY);
    let (node, faults) = read(&file, &ReadLimits::default());
    assert!(faults.is_empty(), "{faults:?}");
    let (directory, faults) = files::directory(&file, &node.expect("the directory is YAML"));
    assert!(faults.is_empty(), "{faults:?}");
    Library { calendars: Vec::new(), directories: directory.into_iter().collect(), ..Library::default() }
}

#[test]
fn what_is_reported_where() {
    let today = Date::parse("2026-06-01").expect("a date");
    let library = library();
    let mut wrong = Vec::new();
    for (changes, expected) in CASES {
        let mut text = BASE.to_owned();
        for (from, to) in *changes {
            assert!(text.contains(from), "{from} is not in the base");
            text = text.replace(from, to);
        }
        let checked = check(SourceFile::new("mau-don.tthc.yaml", text), &library, today);
        let ours = checked.diagnostics.iter().filter(|one| CODES.contains(&one.code.code));
        let mut found: Vec<String> =
            ours.map(|one| format!("{} {}", one.code.code, checked.file.slice(one.span))).collect();
        found.sort();
        if found != *expected {
            wrong.push(format!("{changes:?}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
