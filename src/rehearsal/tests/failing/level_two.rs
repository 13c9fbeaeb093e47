//! Scenarios of a sample with money, messages, jobs, waits, lists and further clocks: two that are true, and for each
//! expectation one that must fail.
//!
//! Dates by hand, hours 08:00–12:00 and 13:00–17:00: filed T3 9/6 08:00, 2 giờ làm việc is 10:00; received 09:00, the
//! dossier's 5 ngày làm việc is 10, 11, 12, 15, T3 16/6 17:00, the payer's 3 ngày làm việc T6 12/6 24:00. Held from
//! 09:00 to 10:00 of one day, nothing moves. Asked T3 9/6 11:00, 2 ngày làm việc is T5 11/6 17:00.

use source::SourceFile;

use crate::support::Theatre;

/// Filed online, for three copies.
pub const ONLINE: &str = "{ at: 2026-06-09 08:00, channel: truc_tuyen, don.so_ban: 3 }";

/// Money in two parts, a job that fails, two agencies of which one is silent, a message by hand, a wait, late answers.
///
/// Lengthened by two days, T3 16/6 becomes T5 18/6. Waited for from T6 12/6 08:00, 1 ngày làm việc is T2 15/6 17:00.
pub const ONLINE_LINES: &str = r#"
      - { when: nop, then: { open: tiep_nhan, clocks: { tra_loi: { due: 2026-06-09 10:00, state: running, verdict: none } }, status: { quoc_gia: 1, noi_bo: 1 } } }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, with: { y_kien_hoi.co_quan: [phuong_mau, phuong_hai] }, then: { open: nop_phi, due: 2026-06-12 24:00, fee: 23000, fees: { le_phi: 20000, phi_ban: 3000 }, clock: paused, dossier_due: 2026-06-16, clocks: { tra_loi: { state: stopped, verdict: on_time } }, status: { quoc_gia: 6, noi_bo: 2 } } }
      - { when: nop_phi.paid, at: 2026-06-09 10:00, with: { so_tien: 3000 }, then: { open: nop_phi, check: phi.con_lai == 20000 } }
      - { when: nop_phi.paid, then: { open: tra_cuu, clock: running, status: 4, dossier_due: 2026-06-16 } }
      - { when: tra_cuu.failed, with: { code: khong_thay }, then: { open: xu_ly, due: 2026-06-10 17:00 } }
      - { when: xu_ly.tra_lai, then: { open: tra_cuu } }
      - { when: tra_cuu.done, at: 2026-06-09 11:00, then: { open: [y_kien, "y_kien[phuong_hai]"], due: { y_kien: 2026-06-11 17:00, "y_kien[phuong_hai]": 2026-06-11 }, assigned: { "y_kien[phuong_mau]": co_quan } } }
      - { when: "y_kien[phuong_hai].khong", at: 2026-06-10 09:00, by: y_kien_hai, then: { open: "y_kien[phuong_mau]", legs: { "y_kien[phuong_hai]": early } } }
      - { when: gia_han, with: { gia_han: 2 }, then: { dossier_due: 2026-06-18, print: xin_loi, off: gia_han } }
      - { wait: until 2026-06-11 17:00, then: { open: ket_qua, fired: { "y_kien[phuong_mau]": 2026-06-11 17:00 }, legs: { y_kien: silent }, check: 'y_kien.count("dong_y") == 1' } }
      - { when: ket_qua.khong_dat, at: 2026-06-12 08:00, with: { dat: false }, then: { open: xu_ly } }
      - { when: xu_ly.hoi_lai, then: { open: ket_qua } }
      - { when: ket_qua.nhap_tay, with: { tin.dat: true, so: VB-01 }, then: { open: cho, due: 2026-06-15 17:00, check: ket_qua.so == "VB-01" } }
      - { when: cho.done, at: 2026-06-12 09:00, then: { refused: NotInRole, open: cho } }
      - { when: cho.done, at: 2026-06-15 17:00, then: { open: ky, fired: { cho: 2026-06-15 17:00 } } }
      - { when: cho.done, then: { refused: TaskNotOpen } }
      - { when: ky.ky, then: { open: tra, verdict: early, status: 9 } }
      - { when: "y_kien[phuong_mau].khong", then: { open: tra } }
      - { when: "y_kien[phuong_mau].khong", then: { refused: TaskNotOpen } }
      - { when: nop_phi.paid, with: { so_tien: 1000 }, then: { open: tra } }
      - { when: ket_qua.received, then: { open: tra } }
      - { when: tra.da_tra, then: { status: 10 } }
      - { when: dong.ket_thuc, then: { end: xong, open: [] } }"#;

/// Filed at the counter, free of the duty.
pub const COUNTER: &str = "{ at: 2026-06-09 08:00, channel: truc_tiep, don.mien: true }";

/// Nothing to pay, nobody to ask, a message by what it says, a wait that is cut short, an extension that is too long.
pub const COUNTER_LINES: &str = "
      - { when: nop, then: { due: 2026-06-09 10:00, clocks: { tra_loi: none } } }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, with: { y_kien_hoi.co_quan: [] }, then: { open: tra_cuu, fee: 0, fees: { le_phi: 0 }, clock: running, check: nop_phi.skipped } }
      - { when: gia_han, with: { gia_han: 4 }, then: { refused: ExtensionExhausted, dossier_due: 2026-06-16 } }
      - { when: tra_cuu.failed, then: { open: xu_ly } }
      - { when: xu_ly.tra_lai }
      - { when: tra_cuu.done, with: { khop: false }, then: { open: ket_qua, check: [y_kien.skipped, '!tra_cuu.khop'] } }
      - { when: ket_qua.received, with: { so: VB-02 }, then: { open: cho, check: ket_qua.dat } }
      - { when: cho.som, then: { open: ky } }";

/// What is done to stand where money is awaited.
const PAYING: &str = "
      - { when: nop }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, with: { y_kien_hoi.co_quan: [phuong_mau, phuong_hai] } }";

/// What is done to stand where two agencies are asked.
const ASKING: &str = "
      - { when: nop }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, with: { y_kien_hoi.co_quan: [phuong_mau, phuong_hai] } }
      - { when: nop_phi.paid, at: 2026-06-09 10:00 }
      - { when: tra_cuu.done, at: 2026-06-09 11:00";

/// What is done to stand where a message is awaited.
const AWAITING: &str = "
      - { when: nop }
      - { when: tiep_nhan.tiep_nhan, at: 2026-06-09 09:00, with: { y_kien_hoi.co_quan: [] } }
      - { when: nop_phi.paid, at: 2026-06-09 10:00 }
      - { when: tra_cuu.done, at: 2026-06-09 11:00 }";

/// How the dossier comes to stand somewhere, the line that must fail, its code, and words of the message.
pub const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "",
        "{ when: nop, then: { clocks: { tra_loi: { due: 2026-06-09 11:00 } } } }",
        "M084",
        "`clocks.tra_loi.due`: mong đợi thứ Ba 09/06/2026 11:00, thực tế thứ Ba 09/06/2026 10:00",
    ),
    (
        "",
        "{ when: nop, then: { clocks: { tra_loi: { due: 2026-06-09 11:00 } } } }",
        "M084",
        "2 giờ làm việc kể từ thứ Ba 09/06/2026 08:00; hết hạn lúc 10:00",
    ),
    (
        "",
        "{ when: nop, then: { clocks: { tra_loi: paused } } }",
        "M084",
        "`clocks.tra_loi.state`: mong đợi `paused`, thực tế `running`",
    ),
    (
        "",
        "{ when: nop, then: { clocks: { tra_loi: { verdict: early } } } }",
        "M084",
        "`clocks.tra_loi.verdict`: mong đợi `early`, thực tế `none`",
    ),
    ("", "{ when: nop, then: { clocks: { tra_lo: running } } }", "M021", "có phải `tra_loi`?"),
    ("", "{ when: nop, then: { status: { noi_bo: 2 } } }", "M084", "`status.noi_bo`: mong đợi `2`, thực tế `1`"),
    ("", "{ when: nop, then: { fee: 1 } }", "M084", "`fee`: mong đợi `1`, thực tế `0`"),
    (
        PAYING,
        "{ wait: 1 phút, then: { fees: { le_phi: 20000 } } }",
        "M084",
        "`fees`: mong đợi `le_phi: 20000`, thực tế `le_phi: 20000`, `phi_ban: 3000`",
    ),
    (PAYING, "{ when: nop_phi.paid, with: { so_tien: 22999 }, then: { open: tra_cuu } }", "M084", "thực tế `nop_phi`"),
    (PAYING, "{ when: nop_phi.paid, with: { so_tien: 0 } }", "M084", "`FormInvalid` (`so_tien`)"),
    (PAYING, "{ when: nop_phi.paid, with: { so_tie: 1 } }", "M041", "có phải `so_tien`?"),
    (PAYING, "{ when: nop_phi.da_nop }", "M025", "ở đây có: `nop_phi.paid`"),
    (
        PAYING,
        "{ wait: 1 phút, then: { off: nop_phi.paid } }",
        "M084",
        "`off`: mong đợi `nop_phi.paid`, thực tế đang bật",
    ),
    (PAYING, "{ when: tra_cuu.done }", "M084", "bị từ chối `TaskNotOpen`"),
    (PAYING, "{ when: gia_han, with: { gia_han: 4 } }", "M084", "bị từ chối `ExtensionExhausted`"),
    (
        ASKING,
        ", then: { open: [y_kien, y_kien, y_kien] } }",
        "M084",
        "mong đợi `y_kien`, `y_kien`, `y_kien`, thực tế `y_kien[phuong_hai]`, `y_kien[phuong_mau]`",
    ),
    (ASKING, ", then: { open: [\"y_kien[phuong_ba]\", y_kien] } }", "M084", "mong đợi `y_kien`, `y_kien[phuong_ba]`"),
    (ASKING, ", then: { due: 2026-06-11 } }", "M085", "y_kien[phuong_hai]"),
    (
        ASKING,
        ", then: { due: { \"y_kien[phuong_hai]\": 2026-06-12 } } }",
        "M084",
        "`due.y_kien[phuong_hai]`: mong đợi thứ Sáu 12/06/2026, thực tế thứ Năm 11/06/2026 17:00",
    ),
    (
        ASKING,
        ", then: { assigned: { \"y_kien[phuong_hai]\": mot_cua } } }",
        "M084",
        "`assigned.y_kien[phuong_hai]`: mong đợi `mot_cua`, thực tế `co_quan`",
    ),
    (ASKING, ", then: { off: \"y_kien[phuong_hai].khong\" } }", "M084", "thực tế đang bật"),
    (
        ASKING,
        " }\n      - { when: \"y_kien[phuong_hai].khong\", then: { legs: { y_kien: on_time } } }",
        "M084",
        "`legs.y_kien`: mong đợi `on_time`, thực tế `early`",
    ),
    (
        ASKING,
        " }\n      - { wait: 2 ngày làm việc, then: { fired: { \"y_kien[phuong_hai]\": 2026-06-12 } } }",
        "M084",
        "`fired.y_kien[phuong_hai]`: mong đợi thứ Sáu 12/06/2026, thực tế thứ Năm 11/06/2026 17:00",
    ),
    (ASKING, " }\n      - { when: y_kien.khong }", "M025", "làm cho từng cơ quan"),
    (ASKING, " }\n      - { when: \"ky[phuong_hai].ky\" }", "M025", "không làm cho từng cơ quan"),
    (
        ASKING,
        " }\n      - { when: \"y_kien[phuong_hai].khong\", by: lanh_dao_01 }",
        "M084",
        "bị từ chối `NotInRole`: Chỉ ",
    ),
    (AWAITING, "{ when: ket_qua.dat, with: { dat: false } }", "M084", "`ket_qua`: mong đợi `dat`, thực tế `khong_dat`"),
    (AWAITING, "{ when: ket_qua.received, with: { dat: có } }", "M084", "`FormInvalid` (`dat`)"),
    (AWAITING, "{ when: ket_qua.received, with: { data: true } }", "M041", "có phải `dat`?"),
    (AWAITING, "{ when: ket_qua.nhap_tay, with: { tin.data: true } }", "M041", "có phải `tin.dat`?"),
    (AWAITING, "{ when: ket_qua }", "M025", "cần viết một nút hay kết quả"),
    (
        AWAITING,
        "{ when: ket_qua.dat }\n      - { when: cho.done, at: 2026-06-10 16:59 }",
        "M084",
        "bị từ chối `NotInRole`: chỉ khi hết thời gian chờ",
    ),
];

/// Gives the sample procedure on its stage.
pub fn theatre() -> Theatre {
    Theatre::new(include_str!("../data/muc-hai.tthc.yaml"), include_str!("../data/mau.directory.yaml"))
}

/// Makes a test file of one scenario.
pub fn file(given: &str, lines: &str) -> SourceFile {
    super::file_of("muc_hai", given, lines)
}

/// Joins how the dossier comes to stand somewhere and the line that must fail.
pub fn joined(before: &str, line: &str) -> String {
    if line.starts_with('{') { format!("{before}\n      - {line}") } else { format!("{before}{line}") }
}
