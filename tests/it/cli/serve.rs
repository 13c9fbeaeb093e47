//! A server's files: what is broken is never replaced by what is shipped. How it serves is for `http` and `crash`.

use super::{ENVIRONMENT, Folder, PROCEDURE, changed, finish, shipped};
use crate::http::ask;
use crate::server::{Server, TestFile, motcua};

#[test]
fn a_broken_calendar_directory_or_letter_stops_the_start() {
    for (name, content) in [
        ("ha_noi.calendar.yaml", changed("processes/calendars/ha_noi.calendar.yaml", "cutoff:", "cutof:")),
        ("ha_noi.directory.yaml", "directory: [".to_owned()),
        ("cap-ban-sao-so-goc.tiep_nhan.letter.html", "<p>{{ma_hoso}}</p>".to_owned()),
    ] {
        let (folder, db) = (Folder::new(), TestFile::new());
        folder.file(name, content);
        let mut command = motcua(&["serve", "--demo", "--listen", "127.0.0.1:0", "--lang", "en", "--processes"]);
        command.arg(folder.path()).arg("--db").arg(db.path());
        let said = finish(command);
        assert_eq!(said.code, ENVIRONMENT, "{name}: {}", said.err);
        assert!(said.err.contains(&format!("{name} has errors")), "{}", said.err);
    }
}

#[test]
fn a_broken_procedure_is_left_out_and_the_shipped_one_does_not_stand_in() {
    let (folder, db) = (Folder::new(), TestFile::new());
    let path = format!("processes/{PROCEDURE}");
    let served = |content: String| {
        folder.file(PROCEDURE, content);
        let server = Server::start_with(db.path(), &["--processes", &folder.path().display().to_string()]);
        let answer = ask(server.address, "GET /api/v1/procedures", &[], "").expect("an answer");
        answer.json()["items"].as_array().map(Vec::len)
    };
    assert_eq!(served(shipped(&path)), Some(6));
    assert_eq!(served(changed(&path, "role: luu_tru", "role: khong_co")), Some(5));
}
