//! The arguments of the verbs of a procedure author, in the words of those who type them.

use std::path::PathBuf;

use calendar::Date;
use clap::{Args as Group, ValueEnum};
use procedure::files::{FileKind, Listed as _};
use procedure::new::Template;

use crate::args::{Common, day};

/// Example and rules of the house style; the rules are what `procedure::fmt` does.
pub(crate) const FMT_HELP: &str = "\
Ví dụ:  motcua fmt thu-tuc.tthc.yaml           viết lại tệp
        motcua fmt --check thu-tuc/            chỉ báo tệp nào chưa đúng kiểu
        motcua fmt --diff thu-tuc.tthc.yaml    cho xem sẽ đổi gì, không ghi

Kiểu chung:
  - UTF-8 dạng NFC, xuống dòng LF, không tab, không dấu cách cuối dòng, không hai dòng trống liền;
  - mỗi cấp thụt 2 dấu cách; danh sách thụt dưới khóa; ghi chú đi theo dòng của nó;
  - `khóa: giá trị`, `{ a: 1, b: 2 }`, `[a, b]`; một dòng trống giữa các bước nhiều dòng;
  - ngoặc trên dòng dài quá 160 ký tự được mở, mỗi khóa một dòng;
  - bỏ dấu nháy không cần; giữ ở mã số, giờ, ngày, và nơi YAML có thể đọc khác;
  - viết đủ điều chỉ có một nghĩa: `2 gio lam viec` hay `2wh` là `2 giờ làm việc`;
    thêm dấu nháy cho mã số, và cho giá trị bị dấu phẩy cắt đôi trong ngoặc.";

/// How findings are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
    /// SARIF 2.1.0, one document.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// JUnit XML, one document.
    Junit,
}

#[derive(Group)]
pub(crate) struct FmtArgs {
    /// Tệp hoặc thư mục; `-` là đọc thủ tục ở đầu vào chuẩn, in ra đầu ra chuẩn
    #[arg(value_name = "TỆP", required = true)]
    pub paths: Vec<PathBuf>,
    /// Không ghi; tệp nào chưa đúng kiểu thì báo, mã kết thúc là 1
    #[arg(long)]
    pub check: bool,
    /// Không ghi; in phần sẽ đổi, mã kết thúc là 1 nếu có
    #[arg(long, conflicts_with = "check")]
    pub diff: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct SchemaArgs {
    /// procedure (thủ tục), test (kịch bản), calendar (lịch), directory (danh bạ), duty (việc định kỳ),
    /// facts (căn cứ) [mặc định: procedure]
    #[arg(value_name = "LOẠI TỆP", default_value = "procedure", value_parser = kind)]
    pub kind: FileKind,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct NewArgs {
    /// Tên tệp của thủ tục, không dấu: chữ thường, số, gạch nối; ví dụ: xac-nhan-cu-tru
    #[arg(value_name = "TÊN-TỆP")]
    pub slug: String,
    /// Tên chính thức của thủ tục [mặc định: chỗ trống để điền]
    #[arg(long, value_name = "TÊN")]
    pub name: Option<String>,
    /// Khung có sẵn: plain (một cơ quan), consult (hỏi ý kiến cơ quan khác) [mặc định: plain]
    #[arg(long, value_name = "KHUNG", default_value = "plain", value_parser = template)]
    pub from: Template,
    /// Thư mục để ghi [mặc định: thư mục hiện tại]
    #[arg(long, value_name = "THƯ MỤC", default_value = ".")]
    pub dir: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct DoctorArgs {
    /// Tệp cơ sở dữ liệu [mặc định: motcua.db nếu có; biến MOTCUA_DB]
    #[arg(long, env = "MOTCUA_DB", value_name = "TỆP", hide_env = true)]
    pub db: Option<PathBuf>,
    /// Thư mục thủ tục, lịch, danh bạ [mặc định: bản đi kèm chương trình]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    /// Coi ngày này là hôm nay khi rà soát [ví dụ: 2026-06-08]
    #[arg(long, value_name = "NGÀY", value_parser = day)]
    pub today: Option<Date>,
    #[command(flatten)]
    pub common: Common,
}

/// How a procedure is written down, if not as a drawing.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableForm {
    /// For a terminal or a plain letter.
    Text,
    /// A page of its own.
    Html,
    /// Markdown.
    Markdown,
}

#[derive(Group)]
pub(crate) struct DrawArgs {
    /// Tệp thủ tục, hoặc mã của thủ tục đi kèm chương trình
    #[arg(value_name = "TỆP HOẶC MÃ", required_unless_present = "state", conflicts_with = "state")]
    pub procedure: Option<PathBuf>,
    /// Vẽ dọc, cho điện thoại [mặc định: vẽ ngang, cho màn hình và giấy]
    #[arg(long)]
    pub narrow: bool,
    /// In bảng trình tự thay cho sơ đồ: text, html, markdown
    #[arg(long, value_enum, value_name = "DẠNG", conflicts_with_all = ["narrow", "coverage", "state"])]
    pub table: Option<TableForm>,
    /// Ghi lên sơ đồ phần nào các kịch bản kiểm thử đã thử, mấy lần
    #[arg(long, conflicts_with = "state")]
    pub coverage: bool,
    /// Vẽ hồ sơ có mã này đang ở đâu
    #[arg(long, value_name = "MÃ HỒ SƠ")]
    pub state: Option<String>,
    /// Cơ sở dữ liệu của hồ sơ [mặc định: motcua.db; biến MOTCUA_DB]
    #[arg(long, env = "MOTCUA_DB", default_value = "motcua.db", value_name = "TỆP", hide_env = true)]
    pub db: PathBuf,
    /// Ghi vào tệp này [mặc định: in ra đầu ra chuẩn]
    #[arg(long, short, value_name = "TỆP")]
    pub output: Option<PathBuf>,
    /// Nơi lấy lịch và danh bạ [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct MigrateArgs {
    /// Tệp cơ sở dữ liệu [mặc định: motcua.db; biến MOTCUA_DB]
    #[arg(long, env = "MOTCUA_DB", default_value = "motcua.db", value_name = "TỆP", hide_env = true)]
    pub db: PathBuf,
    /// Chỉ cho biết còn thiếu gì, không ghi gì; dùng được khi máy chủ đang chạy
    #[arg(long)]
    pub plan: bool,
    #[command(flatten)]
    pub common: Common,
}

fn kind(text: &str) -> Result<FileKind, &'static str> {
    FileKind::of(text).ok_or("chọn một trong: procedure, test, calendar, directory, duty, facts")
}

fn template(text: &str) -> Result<Template, &'static str> {
    Template::of(text).ok_or("chọn plain hoặc consult")
}
