//! The built-in letters by meaning (`language.md` b7); number and legal version are data of the installation.

/// Meaning and name of each built-in letter.
pub const LETTERS: &[(&str, &str)] = &[
    ("tiep_nhan", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    ("bo_sung", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    ("tu_choi", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    ("xin_loi", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
    ("dung", "Thông báo dừng giải quyết hồ sơ"),
    ("kiem_soat", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    ("so_theo_doi", "Sổ theo dõi hồ sơ"),
];
