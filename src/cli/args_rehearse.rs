//! The arguments of the verbs that rehearse procedures, in the words of those who type them.

use std::path::PathBuf;

use clap::{Args as Group, ValueEnum};

use crate::args::Common;

/// How the outcome of tests is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestForm {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
    /// JUnit XML, one document.
    Junit,
}

#[derive(Group)]
pub(crate) struct TestArgs {
    /// Tệp thủ tục, tệp kịch bản hoặc thư mục; không ghi thì chạy các thủ tục đi kèm
    #[arg(value_name = "TỆP")]
    pub paths: Vec<PathBuf>,
    /// Chỉ chạy kịch bản có tên chứa chữ này
    #[arg(long, value_name = "CHỮ")]
    pub run: Option<String>,
    /// Từng loại (bước, nút, nhánh…) phải được thử ít nhất chừng này phần trăm; thiếu thì mã kết thúc là 1
    #[arg(long, value_name = "PHẦN TRĂM", value_parser = percent, conflicts_with = "run")]
    pub threshold: Option<u8>,
    /// Dạng kết quả: text, json, junit [mặc định: text]
    #[arg(long, value_enum, default_value = "text", value_name = "DẠNG", conflicts_with = "json")]
    pub format: TestForm,
    /// Chạy lại mỗi khi một tệp thay đổi, cho đến khi bấm Ctrl-C
    #[arg(long, requires = "paths")]
    pub watch: bool,
    /// Nơi lấy lịch và danh bạ [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct PlayArgs {
    /// Tệp thủ tục
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// Khi xong, ghi các bước đã đi thành một kịch bản vào tệp này (thêm vào cuối nếu tệp đã có)
    #[arg(long, value_name = "TỆP")]
    pub test: Option<PathBuf>,
    /// Lúc nộp hồ sơ [mặc định: giờ mở cửa sắp tới; ví dụ: '2026-06-08 09:30']
    #[arg(long, value_name = "LÚC")]
    pub from: Option<String>,
    /// Nơi lấy lịch và danh bạ [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

fn percent(text: &str) -> Result<u8, &'static str> {
    text.parse().ok().filter(|percent| *percent <= 100).ok_or("viết từ 0 đến 100")
}
