//! Scenarios of a sample procedure: two that are true, and for each matcher one that must fail.
//!
//! Dates by hand, hours 08:00–12:00 and 13:00–17:00: filed T3 9/6 08:00, 2 giờ làm việc is 10:00; received 09:00,
//! 5 ngày làm việc is 10, 11, 12, 15, T3 16/6 17:00, and 1 ngày làm việc T4 10/6 17:00.

use calendar::Instant;
use engine::{Answers, Filing, Submission};
use motcua_rehearsal::{Rehearsal, Report, Stage};
use program::{Channel, Subject};
use source::SourceFile;

use crate::support::{Theatre, drawn};

pub mod level_two;

/// Filing, refusals, reception, supplement under a pause, four eyes, end.
///
/// Held T3 9/6 10:00 with 5 days left of which none has passed; released T5 11/6 10:00: counted 12, 15, 16, 17, 18/6.
pub const TRUE_LINES: &str = "
      - { when: nop, then: { open: tiep_nhan, due: 2026-06-09 10:00, dossier_due: none, clock: none, status: 1, off: tiep_nhan.tu_choi } }
      - { when: tiep_nhan.tu_choi, then: { refused: NotAvailable, open: tiep_nhan } }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, then: { due: 2026-06-10, dossier_due: 2026-06-16 17:00, nominal: 2026-06-16, printed: tiep_nhan, legs: { tiep_nhan: on_time } } }
      - { when: tham_dinh.bo_sung, at: 2026-06-09 10:00, then: { open: [bo_sung], clock: paused, print: [bo_sung], status: 5 } }
      - { wait: until 2026-06-11 08:00, then: { notified: nguoi_nop } }
      - { when: bo_sung.gui, at: 2026-06-11 10:00, with: { don.gap: true, to_khai: true }, then: { open: tham_dinh, clock: running, dossier_due: 2026-06-18 17:00, check: [don.gap, ho_so.lan_bo_sung == 1] } }
      - { when: tham_dinh.xong, by: kiem_nhiem, then: { open: ky } }
      - { when: ky.ky, by: kiem_nhiem, then: { refused: SamePerson } }
      - { when: ky.ky, then: { verdict: early, clock: stopped, status: 9, end: none } }
      - { when: tra.da_tra }
      - { when: dong.ket_thuc, then: { end: xong, open: [] } }";

/// The ordinary branch, silence as consent: asked T3 9/6 09:30, 1 ngày làm việc ends T4 10/6 17:00.
pub const SILENT_LINES: &str = "
      - { when: nop }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00 }
      - { when: tham_dinh.xong, at: 2026-06-09 09:30, then: { open: y_kien, due: { y_kien: 2026-06-10 17:00 } } }
      - { wait: 1 ngày làm việc, then: { open: ky, fired: { y_kien: 2026-06-10 17:00 }, legs: { y_kien: silent } } }";

const GIVEN: &str = "{ at: 2026-06-09 08:00 }";

/// `given`, lines, the code that must be found, and words that must be in the message.
pub const CASES: &[(&str, &str, &str, &str)] = &[
    (
        GIVEN,
        "\n      - { when: nop, then: { open: [tiep_nhan, ky] } }",
        "M084",
        "`open`: mong đợi `ky`, `tiep_nhan`, thực tế `tiep_nhan`",
    ),
    (GIVEN, "\n      - { when: nop, then: { open: [] } }", "M084", "mong đợi không có, thực tế `tiep_nhan`"),
    (
        GIVEN,
        "\n      - { when: nop, then: { due: 2026-06-09 11:00 } }",
        "M084",
        "2 giờ làm việc kể từ thứ Ba 09/06/2026 08:00; hết hạn lúc 10:00",
    ),
    (
        GIVEN,
        "\n      - { when: nop, then: { due: 2026-06-10 } }",
        "M084",
        "mong đợi thứ Tư 10/06/2026, thực tế thứ Ba 09/06/2026 10:00",
    ),
    (
        GIVEN,
        "\n      - { when: nop, then: { due: none } }",
        "M084",
        "mong đợi không có, thực tế thứ Ba 09/06/2026 10:00",
    ),
    (GIVEN, "\n      - { when: nop, then: { due: { ky: none } } }", "M084", "bước không mở trong dòng này"),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { wait: 1 giờ làm việc, then: { due: 2026-06-09 10:00 } }",
        "M085",
        "không mở bước nào",
    ),
    (
        GIVEN,
        "\n      - { when: nop, then: { dossier_due: 2026-06-16 } }",
        "M084",
        "`dossier_due`: mong đợi thứ Ba 16/06/2026, thực tế không có",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, then: { dossier_due: 2026-06-17 } }",
        "M084",
        "ngày làm việc thứ 5 là thứ Ba 16/06/2026",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, then: { nominal: 2026-06-15 } }",
        "M084",
        "`nominal`: mong đợi thứ Hai 15/06/2026, thực tế thứ Ba 16/06/2026",
    ),
    (GIVEN, "\n      - { when: nop, then: { clock: running } }", "M084", "`clock`: mong đợi `running`, thực tế `none`"),
    (GIVEN, "\n      - { when: nop, then: { verdict: early } }", "M084", "`verdict`: mong đợi `early`, thực tế `none`"),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 10:01, then: { legs: { tiep_nhan: on_time } } }",
        "M084",
        "`legs.tiep_nhan`: mong đợi `on_time`, thực tế `overdue`",
    ),
    (GIVEN, "\n      - { when: nop, then: { legs: { tiep_nhann: none } } }", "M021", "có phải `tiep_nhan`?"),
    (
        GIVEN,
        "\n      - { when: nop, then: { print: tiep_nhan } }",
        "M084",
        "`print`: mong đợi `tiep_nhan`, thực tế không có",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, then: { printed: [] } }",
        "M084",
        "`printed`: mong đợi không có, thực tế `tiep_nhan`",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { wait: 2 giờ làm việc, then: { notified: lanh_dao } }",
        "M084",
        "`notified`: mong đợi `lanh_dao`, thực tế không có",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { wait: 3 giờ làm việc, then: { notified: lanh_dao, assigned: { tiep_nhan: mot_cua } } }",
        "M084",
        "`assigned.tiep_nhan`: mong đợi `mot_cua`, thực tế `lanh_dao`",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { wait: 3 giờ làm việc, then: { fired: { tiep_nhan: 2026-06-09 10:30 } } }",
        "M084",
        "`fired.tiep_nhan`: mong đợi thứ Ba 09/06/2026 10:30, thực tế thứ Ba 09/06/2026 10:00, thứ Ba 09/06/2026 11:00",
    ),
    (GIVEN, "\n      - { when: nop, then: { status: 4 } }", "M084", "`status`: mong đợi `4`, thực tế `1`"),
    (
        GIVEN,
        "\n      - { when: nop, then: { off: tiep_nhan.tiep_nhan } }",
        "M084",
        "`off`: mong đợi `tiep_nhan.tiep_nhan`, thực tế đang bật",
    ),
    (GIVEN, "\n      - { when: nop, then: { off: tiep_nhan.dong } }", "M025", "không có nút hay kết quả `dong`"),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, then: { refused: NotInRole } }",
        "M084",
        "`refused`: mong đợi `NotInRole`, thực tế được chấp nhận",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, by: lanh_dao_01 }",
        "M084",
        "bị từ chối `NotInRole`: Chỉ ",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: ky.ky, then: { refused: NotInRole } }",
        "M084",
        "mong đợi `NotInRole`, thực tế bị từ chối `TaskNotOpen`",
    ),
    (
        GIVEN,
        "\n      - { when: nop, then: { incident: no_actor } }",
        "M084",
        "`incident`: mong đợi `no_actor`, thực tế không có",
    ),
    (GIVEN, "\n      - { when: nop, then: { end: xong } }", "M084", "`end`: mong đợi `xong`, thực tế `none`"),
    (GIVEN, "\n      - { when: nop, then: { check: don.gap } }", "M084", "`check`: mong đợi đúng"),
    (GIVEN, "\n      - { when: nop, then: { check: don.gaps } }", "M041", "gap"),
    (GIVEN, "\n      - { when: tiep_nhan.tiep_nhan }", "M084", "dòng đầu là việc nộp hồ sơ"),
    (GIVEN, "\n      - { when: nop }\n      - { when: nop }", "M084", "chỉ nộp một lần"),
    (GIVEN, "\n      - { when: nop, at: 2026-06-09 09:00 }", "M084", "`at`: mong đợi không có ở dòng nộp hồ sơ"),
    (GIVEN, "\n      - { when: nop, with: { don.gap: true } }", "M084", "viết vào `given`"),
    (GIVEN, "\n      - { when: nop }\n      - { when: tiep_nhann.tiep_nhan }", "M021", "có phải `tiep_nhan`?"),
    (GIVEN, "\n      - { when: nop }\n      - { when: tiep_nhan }", "M025", "cần viết một nút hay kết quả"),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, by: mot_cua_1 }",
        "M097",
        "có phải `mot_cua_01`?",
    ),
    (
        GIVEN,
        "\n      - { when: nop }\n      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 07:00 }",
        "M082",
        "kịch bản đã ở thứ Ba 09/06/2026 08:00",
    ),
    (GIVEN, "\n      - { when: nop }\n      - { wait: until 2026-06-08 08:00 }", "M082", "kịch bản đã ở"),
    (GIVEN, "\n      - { when: nop }\n      - { wait: 900 ngày làm việc }", "M084", "năm 2027 chưa công bố"),
    ("{ at: 2026-05-29 08:00 }", "\n      - { when: nop }", "M083", "01/06/2026 – …"),
    (
        "{ at: 2026-06-09 08:00, don.so_ban: 6 }",
        "\n      - { when: nop }",
        "M084",
        "`FormInvalid` (`don.so_ban`): Có 1 chỗ cần sửa. Số bản: ",
    ),
    ("{ at: 2026-06-09 08:00, documents: [] }", "\n      - { when: nop }", "M084", "giay_to.to_khai"),
    ("{ at: 2026-06-09 08:00, don.so_bann: 1 }", "\n      - { when: nop }", "M041", "có phải `don.so_ban`?"),
    ("{ at: 2026-06-09 08:00, agency: phuong_mauu }", "\n      - { when: nop }", "M097", "có phải `phuong_mau`?"),
    ("{ at: 2026-06-09 08:00, documents: [to_khaii] }", "\n      - { when: nop }", "M041", "có phải `to_khai`?"),
    ("{ at: 2026-06-09 08:00, case: a1 }", "\n      - { when: nop }", "M036", "thủ tục không có `a1`"),
];

/// What a file that cannot even be read must say.
pub const UNREADABLE: &[(&str, &str, &str)] = &[
    ("{ at: 2026-06-09 }", "\n      - { when: nop }", "M018"),
    ("{ channel: truc_tuyen }", "\n      - { when: nop }", "M110"),
    (GIVEN, "\n      - { when: nop, then: { opened: tiep_nhan } }", "M080"),
    (GIVEN, "\n      - { when: nop, then: { fee: 24.000 } }", "M005"),
    (GIVEN, "\n      - { when: nop, then: { clocks: { ho_so: đang chạy } } }", "M018"),
    (GIVEN, "\n      - { when: nop, wait: 1 giờ }", "M015"),
    (GIVEN, "\n      - { wait: 1 giờ, at: 2026-06-09 09:00 }", "M015"),
    (GIVEN, "\n      - { then: { open: nop } }", "M110"),
    (GIVEN, "\n      - { wait: 2h }", "M050"),
    (GIVEN, "\n      - { when: nop, then: { status: 11 } }", "M018"),
    (GIVEN, "\n      - { when: nop, then: { verdict: late } }", "M018"),
    (GIVEN, "\n      - { when: nop, then: { due: 2026-02-30 } }", "M018"),
    (GIVEN, "\n      - { when: nop, then: { refused: Forbidden } }", "M018"),
    (GIVEN, "\n      - { when: \"Nộp\" }", "M022"),
];

/// Gives the sample procedure on its stage.
pub fn theatre() -> Theatre {
    Theatre::new(include_str!("../data/nhieu-buoc.tthc.yaml"), include_str!("../data/mau.directory.yaml"))
}

/// Makes a test file of one scenario.
pub fn file(given: &str, lines: &str) -> SourceFile {
    file_of("nhieu_buoc", given, lines)
}

/// Makes a test file of one scenario of a procedure.
pub fn file_of(id: &str, given: &str, lines: &str) -> SourceFile {
    let head = format!("tthc: 1\ntest: {id}\ndirectory: mau\nscenarios:\n  - name: Mẫu\n");
    let name = format!("{}.test.yaml", id.replace('_', "-"));
    SourceFile::new(name, format!("{head}    given: {given}\n    run:{lines}\n"))
}

/// Draws what was found, but for notes about dates.
pub fn without_notes(file: &SourceFile, report: &Report) -> String {
    drawn(file, report, |diagnostic| diagnostic.code.code != "M088")
}

/// Files a dossier of the shipped procedure.
pub fn filed(stage: Stage<'_>, at: Instant) -> Rehearsal<'_> {
    let filing = Filing {
        applicant: "nguoi_nop_0412".into(),
        channel: Channel::Online,
        case: None,
        subject: Subject::Citizen,
        competent: "ubnd_phuong_01".into(),
        receiving: "ubnd_phuong_01".into(),
        assisting: None,
    };
    let answers = Answers::default()
        .with("yeu_cau.ten_giay_to", "Bằng tốt nghiệp")
        .with("yeu_cau.la_ho_tich", "false")
        .with("yeu_cau.so_ban", "1")
        .with("giay_to.giay_to_tuy_than", "true");
    Rehearsal::submit(stage, &Submission { filing, answers }, at).expect("a valid application")
}
