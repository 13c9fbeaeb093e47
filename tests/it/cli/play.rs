//! `motcua play`: a dossier walked line by line through a pipe, saved as a scenario that passes.

use std::io::Write as _;

use super::*;

const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";

/// Plays what is typed.
fn play(arguments: &[&str], paths: &[&Path], typed: &str) -> Said {
    let mut command = call(&[&["play"], arguments].concat());
    command.args(paths).stdin(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let mut input = child.stdin.take().expect("it was piped");
    // It may have ended without reading all of it.
    let _ = input.write_all(typed.as_bytes());
    drop(input);
    Said::from(child.wait_with_output().expect("it ends"))
}

/// Puts the procedure into a folder of its own.
fn procedure() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.file(PROCEDURE, shipped(GOOD));
    (folder, path)
}

/// From filing to the end: received at 15:00 on a Friday, so due on the Saturday that is worked.
const WHOLE: &str = "\
nộp channel=truc_tuyen
tới 15:00
1
thêm 1 giờ làm việc
1
tới 2026-08-22 08:30
1
tới hạn kế tiếp
1
toi 10:00 24/08/2026
1
1
tên Nhận đúng 15 giờ: hẹn \"thứ Bảy\" làm bù
";

#[test]
fn a_whole_run_is_saved_as_a_test_that_passes() {
    let (folder, path) = procedure();
    let out = folder.path().join(TEST);
    let arguments = ["--from", "2026-08-21 11:00", "--test", out.to_str().expect("a plain path")];
    let said = play(&arguments, &[&path], WHOLE);
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
    for words in [
        "── thứ Sáu 21/08/2026 11:00 ──",
        "Bước 1 “Kiểm tra, tiếp nhận hồ sơ” · Công chức Một cửa · trước 14:00 thứ Sáu 21/08/2026",
        "    cách tính: 2 giờ làm việc kể từ thứ Sáu 21/08/2026 11:00; hết hạn lúc 14:00 ngày 21/08/2026",
        "  ×[3] Hướng dẫn sang thủ tục 2.000635",
        "  Báo phụ trách của Công chức Một cửa: việc đã quá hạn",
        "      In Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "từ 15:00 trở đi được tính sang ngày làm việc tiếp theo, thứ Bảy 22/08/2026",
        "Thời hạn giải quyết (đã kết thúc",
        "Hồ sơ đã kết thúc.",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let written = std::fs::read_to_string(&out).expect("it was written");
    for line in [
        "  - name: \"Nhận đúng 15 giờ: hẹn \\\"thứ Bảy\\\" làm bù\"",
        "    given: { at: 2026-08-21 11:00, channel: truc_tuyen }",
        // 11:00 to 12:00 is an hour, the other one from 13:00.
        "      - { when: nop_ho_so, then: { open: tiep_nhan, due: 2026-08-21 14:00, status: 1 } }",
        "      - { when: tiep_nhan.tiep_nhan, then: { open: tham_tra, due: 2026-08-22 09:00, dossier_due: 2026-08-22 17:00, printed: [tiep_nhan], status: 4, clock: running, legs: { tiep_nhan: overdue } } }",
        // An hour in which nothing happened is the moment of what follows.
        "      - { when: tham_tra.co_trong_so, at: 2026-08-21 16:00,",
    ] {
        assert!(written.contains(line), "{line}\n{written}");
    }
    let said = run_on(&["test"], &[&path]);
    assert_eq!(said.code, OK, "{}\n{written}", said.out);
    assert_eq!(said.last(), "Đạt: 1 kịch bản, 1 đạt, 0 không đạt.");
    // A second run is added behind the first.
    let again = play(&arguments, &[&path], "nộp\n2 noi_dung=Thiếu giấy tờ\ntới hạn kế tiếp\ntới hạn kế tiếp\n");
    assert_eq!(again.code, OK, "{}", again.out);
    let said = run_on(&["test"], &[&path]);
    assert_eq!(said.last(), "Đạt: 2 kịch bản, 2 đạt, 0 không đạt.", "{}", said.out);
}

#[test]
fn the_time_machine_knows_the_units_of_the_law() {
    let (_folder, path) = procedure();
    // 16/02/2026 is the first day off of Tết Nguyên đán; 14 and 15 are a weekend.
    let typed = "\
tới 15:00 ngày làm việc cuối trước Tết
tới ngày làm việc đầu sau Tết
thêm 2 ngày làm việc
tới 2026-06-09T08:00:00+07:00
nộp
lùi
tới ngày làm việc cuối trước Quốc khánh
tới 2026-02-01 08:00
tới 30/08/2026
tới tết trung thu
tới ngày làm việc cuối trước Tết Trung thu
thêm hai tuần
";
    let said = play(&["--from", "2026-01-05 08:00"], &[&path], typed);
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
    let expected = [
        "── thứ Sáu 13/02/2026 15:00 ──",
        "── thứ Hai 23/02/2026 08:00 ──",
        // 24 and 25 February.
        "── thứ Tư 25/02/2026 17:00 ──",
        "── thứ Ba 09/06/2026 08:00 · Mới đăng ký ──",
        // 28/08 is a Friday; 31/08 is off.
        "── thứ Sáu 28/08/2026 17:00 ──",
        "thời điểm ấy đã qua",
        "30/08/2026 không phải ngày làm việc; viết cả giờ, như `10:00 30/08/2026`",
        "không hiểu `tết trung thu`",
        "không còn dịp nghỉ `Tết Trung thu` nào phía trước",
        "`hai tuần` không phải khoảng thời gian",
    ];
    let mut rest = said.out.as_str();
    for words in expected {
        let (_, after) = rest.split_once(words).unwrap_or_else(|| panic!("{words} in its turn: {}", said.out));
        rest = after;
    }
}

#[test]
fn what_is_not_understood_is_told_and_changes_nothing() {
    let (folder, path) = procedure();
    let out = folder.path().join(TEST);
    let typed = "\
noppp
lùi
1
nộp channel=truc_tuyenn
nộp yeu_cau.khong_co=1
nộp
nộp
99
3
2 noi_dung
2 khong_co=1
1 by=p01_pho_chu_tich
vai mot_cu
vai luu_tru
vai hết
tới hạn ke tiep
?
";
    let arguments = ["--from", "2026-06-09 08:00", "--test", out.to_str().expect("a plain path")];
    let said = play(&arguments, &[&path], typed);
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
    for words in [
        "không có lệnh `noppp`; có phải `nộp`?",
        "chưa có bước nào để lùi",
        "lúc này không có nút nào",
        "có phải `truc_tuyen`?",
        "ở đây không có trường hay giấy tờ `yeu_cau.khong_co`",
        "hồ sơ đã nộp rồi",
        "không có nút số 99; có các nút từ 1 đến 5",
        "chỉ khi “Là giấy tờ hộ tịch” là có",
        "`noi_dung`: viết nội dung điền dạng `mã=giá trị`",
        "ở đây không có trường hay giấy tờ `khong_co`",
        "Chỉ Công chức Một cửa",
        "không có vai `mot_cu`; `mot_cua`?",
        "không hiểu `hạn ke tiep`",
        "Các lệnh:",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let written = std::fs::read_to_string(&out).expect("it was written");
    assert_eq!(written.matches("- { when:").count(), 1, "{written}");
    assert_eq!(run_on(&["test"], &[&path]).code, OK);
}

#[test]
fn the_end_of_the_input_ends_it_cleanly() {
    let (folder, path) = procedure();
    let out = folder.path().join(TEST);
    let arguments = ["--test", out.to_str().expect("a plain path")];
    for typed in ["", "nộ", "?\nthôi\nnộp\n"] {
        let said = play(&arguments, &[&path], typed);
        assert_eq!((said.code, said.err.as_str()), (OK, ""), "{typed:?}: {}", said.out);
        assert!(!out.exists(), "nothing was filed, so nothing is written: {typed:?}");
    }
    let said = play(&["--lang", "en", "--from", "2026-06-09 08:00"], &[&path], "file\nto next due\nwhy\nlok\nquit\n");
    assert_eq!(said.code, OK);
    for words in ["Type `?` for the commands.", "Why it is due then:", "there is no command `lok`; did you mean `"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
}

#[test]
fn what_cannot_be_played_is_told() {
    let folder = Folder::new();
    let broken = folder.file(PROCEDURE, changed(GOOD, "next: tham_tra ", "next: tham_tr "));
    let said = play(&[], &[&broken], "");
    assert_eq!(said.code, FOUND);
    assert!(said.out.contains("lỗi[M021]"), "{}", said.out);
    let other = folder.file("thu.yaml", shipped(GOOD));
    let said = play(&[], &[&other], "");
    assert_eq!(said.code, ENVIRONMENT);
    assert!(said.err.contains("không phải tệp thủ tục *.tthc.yaml"), "{}", said.err);
    let said = play(&[], &[&folder.path().join("khong-co.tthc.yaml")], "");
    assert_eq!(said.code, ENVIRONMENT);
    let nowhere = folder.path().join("khong/co.test.yaml");
    let said = play(&["--test", nowhere.to_str().expect("a plain path")], &[&broken], "");
    assert_eq!(said.code, ENVIRONMENT);
    assert!(said.err.starts_with("lỗi: không có thư mục "), "{}", said.err);
}
