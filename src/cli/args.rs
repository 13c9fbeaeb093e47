//! The arguments, in the words of those who type them.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

use crate::{check, dossier, serve, test};

/// Motcua: soạn, kiểm tra, chạy thử và vận hành thủ tục hành chính.
#[derive(Parser)]
#[command(
    name = "motcua",
    version,
    disable_help_subcommand = true,
    before_help = "Ví dụ:  motcua check thu-tuc.tthc.yaml     kiểm tra một thủ tục\n        motcua test  thu-tuc.tthc.yaml     chạy các kịch bản của thủ tục\n        motcua serve --demo                chạy thử cả hệ thống tại http://127.0.0.1:8080"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Kiểm tra thủ tục, lịch, danh bạ: báo mọi lỗi, chỉ rõ dòng, cột và cách sửa
    #[command(before_help = "Ví dụ:  motcua check thu-tuc.tthc.yaml\n        motcua check --explain M054")]
    Check(CheckArgs),
    /// Chạy các kịch bản kiểm thử trên đồng hồ ảo, in độ phủ
    #[command(before_help = "Ví dụ:  motcua test thu-tuc.tthc.yaml")]
    Test(TestArgs),
    /// Chạy máy chủ: trang web, API, bộ hẹn giờ, cơ sở dữ liệu trong một chương trình
    #[command(
        before_help = "Ví dụ:  motcua serve --demo                       chạy thử, có cỗ máy thời gian\n        motcua serve --db motcua.db               vận hành trên máy này"
    )]
    Serve(ServeArgs),
    /// Xem và kiểm chứng hồ sơ trong cơ sở dữ liệu
    #[command(before_help = "Ví dụ:  motcua dossier list --db motcua.db\n        motcua dossier verify H26.00.01-260608-0001")]
    Dossier(DossierArgs),
}

/// Language of what is printed.
#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    Vi,
    En,
}

/// What every verb understands.
#[derive(Group)]
pub(crate) struct Common {
    /// In kết quả dạng JSON, mỗi dòng một đối tượng
    #[arg(long)]
    pub json: bool,
    /// Ngôn ngữ của kết quả
    #[arg(long, value_enum, default_value = "vi", env = "MOTCUA_LANG", value_name = "vi|en", hide_env = true)]
    lang: Tongue,
}

impl Common {
    pub fn lang(&self) -> calendar::Lang {
        match self.lang {
            Tongue::Vi => calendar::Lang::Vi,
            Tongue::En => calendar::Lang::En,
        }
    }
}

#[derive(Group)]
pub(crate) struct CheckArgs {
    /// Tệp hoặc thư mục; không ghi thì kiểm tra các thủ tục đi kèm chương trình
    pub paths: Vec<PathBuf>,
    /// Thư mục có `calendars/` và `directory/`; mặc định là thư mục gần nhất ở trên có `calendars/`
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    /// Cảnh báo chưa được chấp nhận cũng là không đạt
    #[arg(long)]
    pub strict: bool,
    /// Giải thích một mã lỗi, kèm ví dụ sai và đúng
    #[arg(long, value_name = "MÃ", conflicts_with = "paths")]
    pub explain: Option<String>,
    /// Ngày kiểm tra, dạng 2026-06-08; mặc định là hôm nay
    #[arg(long, value_name = "NGÀY")]
    pub today: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct TestArgs {
    /// Tệp thủ tục, tệp kịch bản hoặc thư mục; không ghi thì chạy các thủ tục đi kèm
    pub paths: Vec<PathBuf>,
    /// Chỉ chạy kịch bản có tên chứa chữ này
    #[arg(long, value_name = "CHỮ")]
    pub run: Option<String>,
    /// Thư mục có `calendars/` và `directory/`
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct ServeArgs {
    /// Kho chạy thử: đồng hồ ảo bắt đầu 08:00 thứ Hai 08/06/2026, chọn vai bằng một lần bấm
    #[arg(long)]
    pub demo: bool,
    /// Địa chỉ lắng nghe
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ĐỊA CHỈ")]
    pub listen: SocketAddr,
    /// Tệp cơ sở dữ liệu [mặc định: ./motcua.db; với --demo: tệp tạm]
    #[arg(long, env = "MOTCUA_DB", value_name = "TỆP", hide_env = true)]
    pub db: Option<PathBuf>,
    /// Thư mục thủ tục, thêm vào hoặc thay thủ tục đi kèm
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    /// Danh bạ cơ quan và vị trí [mặc định: danh bạ mẫu đi kèm]
    #[arg(long, value_name = "TỆP")]
    pub directory: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct DossierArgs {
    #[command(subcommand)]
    pub verb: DossierVerb,
}

#[derive(Subcommand)]
pub(crate) enum DossierVerb {
    /// Liệt kê hồ sơ, mới nhất trước
    List(Which),
    /// Trạng thái, bước đang mở, thời hạn của một hồ sơ
    Show(One),
    /// Toàn bộ nhật ký của một hồ sơ
    History(One),
    /// Tính lại chuỗi băm của một hoặc mọi hồ sơ
    Verify(Verify),
}

#[derive(Group)]
pub(crate) struct Database {
    /// Tệp cơ sở dữ liệu
    #[arg(long, env = "MOTCUA_DB", default_value = "motcua.db", value_name = "TỆP", hide_env = true)]
    pub db: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct Which {
    /// Chỉ hồ sơ chưa kết thúc
    #[arg(long)]
    pub open: bool,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Group)]
pub(crate) struct One {
    /// Mã hồ sơ
    pub code: String,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Group)]
pub(crate) struct Verify {
    /// Mã hồ sơ; không ghi thì kiểm chứng mọi hồ sơ
    pub code: Option<String>,
    #[command(flatten)]
    pub database: Database,
}

impl Args {
    pub fn run(self) -> u8 {
        match self.verb {
            Verb::Check(args) => check::run(&args),
            Verb::Test(args) => test::run(&args),
            Verb::Serve(args) => serve::run(&args),
            Verb::Dossier(args) => dossier::run(&args.verb),
        }
    }
}
