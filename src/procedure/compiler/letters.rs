//! The built-in letters by meaning (`language.md` b7); number and legal version are data of the installation.

/// Meaning of each built-in letter, and the name it is spoken of by; on paper it is called as the form of its day.
pub const LETTERS: &[(&str, &str)] = &[
    ("tiep_nhan", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    ("bo_sung", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    ("tu_choi", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    ("xin_loi", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    ("dung", "Thông báo dừng giải quyết hồ sơ"),
    ("kiem_soat", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    ("so_theo_doi", "Sổ theo dõi hồ sơ"),
];
