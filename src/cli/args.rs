//! The arguments, in the words of those who type them.

use std::net::SocketAddr;
use std::path::PathBuf;

use calendar::{Bearer, Cutoff, Date, Limit, Rule};
use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use procedure::files::Listed as _;

use crate::args_author::{DoctorArgs, DrawArgs, FMT_HELP, FmtArgs, Format, MigrateArgs, NewArgs, SchemaArgs};
use crate::args_publish::PublishArgs;
use crate::args_rehearse::{PlayArgs, TestArgs};
use crate::{
    calendar_ask, calendar_change, calendar_due, calendar_show, check, doctor, dossier, draw, fmt, migrate, new, play,
    publish, schema, serve, test,
};

/// Motcua: soạn, kiểm tra, chạy thử và vận hành thủ tục hành chính.
#[derive(Parser)]
#[command(
    name = "motcua",
    version,
    disable_help_subcommand = true,
    override_usage = "motcua <LỆNH>",
    before_help = "Ví dụ:  motcua new xac-nhan-cu-tru         viết khung một thủ tục mới\n        motcua check thu-tuc.tthc.yaml     kiểm tra một thủ tục\n        motcua test  thu-tuc.tthc.yaml     chạy các kịch bản của thủ tục\n        motcua serve --demo                chạy thử cả hệ thống tại http://127.0.0.1:8080"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Viết khung một thủ tục mới và kịch bản kiểm thử của nó, có lời chỉ dẫn từng phần
    #[command(
        override_usage = "motcua new [TÙY CHỌN] <TÊN-TỆP>",
        before_help = "Ví dụ:  motcua new xac-nhan-cu-tru --name 'Xác nhận thông tin về cư trú'\n        motcua new xac-nhan-cu-tru --from consult     có bước hỏi ý kiến cơ quan khác"
    )]
    New(NewArgs),
    /// Kiểm tra thủ tục, lịch, danh bạ: báo mọi lỗi, chỉ rõ dòng, cột và cách sửa
    #[command(
        override_usage = "motcua check [TÙY CHỌN] [TỆP]...",
        before_help = "Ví dụ:  motcua check thu-tuc.tthc.yaml   kiểm tra một thủ tục\n        motcua check --explain M042      giải thích một mã\n        motcua check --watch .           kiểm tra lại mỗi khi lưu tệp"
    )]
    Check(CheckArgs),
    /// Viết lại tệp theo một kiểu chung; nội dung, thứ tự, ghi chú giữ nguyên, phiên bản không đổi
    #[command(
        override_usage = "motcua fmt [TÙY CHỌN] <TỆP>...",
        before_help = FMT_HELP
    )]
    Fmt(FmtArgs),
    /// Chạy các kịch bản kiểm thử trên đồng hồ ảo, in độ phủ
    #[command(
        override_usage = "motcua test [TÙY CHỌN] [TỆP]...",
        before_help = "Ví dụ:  motcua test thu-tuc.tthc.yaml                   chạy mọi kịch bản của thủ tục\n        motcua test thu-tuc.tthc.yaml --run 'bổ sung'   chỉ chạy kịch bản có tên như vậy\n        motcua test --threshold 100 --format junit .    cho máy chủ kiểm thử"
    )]
    Test(TestArgs),
    /// Đi thử một hồ sơ từng bước trong cửa sổ lệnh, có cỗ máy thời gian; ghi lại thành kịch bản
    #[command(
        override_usage = "motcua play [TÙY CHỌN] <TỆP>",
        before_help = "Ví dụ:  motcua play thu-tuc.tthc.yaml\n        motcua play thu-tuc.tthc.yaml --test thu-tuc.test.yaml   ghi lại thành kịch bản"
    )]
    Play(PlayArgs),
    /// Vẽ sơ đồ của thủ tục (SVG), hoặc in bảng trình tự; cho xem phần đã thử, hoặc hồ sơ đang ở đâu
    #[command(
        override_usage = "motcua draw [TÙY CHỌN] <TỆP HOẶC MÃ>",
        before_help = "Ví dụ:  motcua draw thu-tuc.tthc.yaml -o so-do.svg            mở bằng trình duyệt\n        motcua draw thu-tuc.tthc.yaml --table html -o b.html   bảng trình tự để in\n        motcua draw --state H26.00.01-260608-0001 --db motcua.db -o ho-so.svg"
    )]
    Draw(DrawArgs),
    /// Ban hành phiên bản thủ tục để tiếp nhận hồ sơ thật; --plan cho xem trước điều sẽ đổi
    #[command(
        override_usage = "motcua publish [TÙY CHỌN] --by <VỊ TRÍ> <TỆP>...",
        before_help = "Ví dụ:  motcua publish thu-tuc.tthc.yaml --plan             xem trước, không ghi\n        motcua publish thu-tuc.tthc.yaml --by p01_lanh_dao   ban hành"
    )]
    Publish(PublishArgs),
    /// Chạy máy chủ: trang web, API, bộ hẹn giờ, cơ sở dữ liệu trong một chương trình
    #[command(
        override_usage = "motcua serve [TÙY CHỌN]",
        before_help = "Ví dụ:  motcua serve --demo             chạy thử, có cỗ máy thời gian\n        motcua serve --db motcua.db     vận hành trên máy này"
    )]
    Serve(ServeArgs),
    /// Xem và kiểm chứng hồ sơ trong cơ sở dữ liệu
    #[command(
        override_usage = "motcua dossier <LỆNH>",
        before_help = "Ví dụ:  motcua dossier list --db motcua.db\n        motcua dossier verify H26.00.01-260608-0001"
    )]
    Dossier(DossierArgs),
    /// Nâng cơ sở dữ liệu lên định dạng của chương trình này, sau khi sao lưu; hồ sơ và quy trình giữ nguyên
    #[command(
        override_usage = "motcua migrate [TÙY CHỌN]",
        before_help = "Ví dụ:  motcua migrate --plan --db motcua.db   còn thiếu gì\n        motcua migrate --db motcua.db          sao lưu rồi nâng; máy chủ phải đang dừng"
    )]
    Migrate(MigrateArgs),
    /// Xem lịch làm việc đã công bố, tính ngày hết hạn theo lịch
    #[command(
        override_usage = "motcua calendar <LỆNH>",
        before_help = "Ví dụ:  motcua calendar show ha_noi --year 2026\n        motcua calendar due '7 ngày làm việc' --from '2026-06-08 09:30'"
    )]
    Calendar(CalendarArgs),
    /// In JSON Schema của tệp, để trình soạn thảo gợi ý khóa và giải thích ngay khi gõ
    #[command(
        override_usage = "motcua schema [TÙY CHỌN] [LOẠI TỆP]",
        before_help = "Ví dụ:  motcua schema > tthc-1.schema.json\n        Dòng đầu của tệp thủ tục: # yaml-language-server: $schema=tthc-1.schema.json"
    )]
    Schema(SchemaArgs),
    /// Rà soát trước khi vận hành: điều còn phải xác nhận, lịch năm tới, đồng hồ, cơ sở dữ liệu, ổ đĩa
    #[command(
        override_usage = "motcua doctor [TÙY CHỌN]",
        before_help = "Ví dụ:  motcua doctor --db motcua.db\n        motcua doctor --processes thu-tuc/"
    )]
    Doctor(DoctorArgs),
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
    /// Ngôn ngữ của kết quả [mặc định: vi; biến MOTCUA_LANG]
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
    #[arg(value_name = "TỆP")]
    pub paths: Vec<PathBuf>,
    /// Nơi lấy lịch và danh bạ [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    /// Cảnh báo chưa được chấp nhận (`waive`) cũng là chưa đạt
    #[arg(long)]
    pub strict: bool,
    /// Giải thích một mã, kèm ví dụ sai và ví dụ đúng
    #[arg(long, value_name = "MÃ", conflicts_with = "paths")]
    pub explain: Option<String>,
    /// Coi ngày này là hôm nay khi kiểm tra [ví dụ: 2026-06-08]
    #[arg(long, value_name = "NGÀY", value_parser = day)]
    pub today: Option<Date>,
    /// Dạng kết quả: text, json, sarif (kho mã nguồn), github (Actions), junit [mặc định: text]
    #[arg(long, value_enum, default_value = "text", value_name = "DẠNG", conflicts_with = "json")]
    pub format: Format,
    /// Kiểm tra lại mỗi khi một tệp thay đổi, cho đến khi bấm Ctrl-C
    #[arg(long, requires = "paths", conflicts_with = "explain")]
    pub watch: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct ServeArgs {
    /// Chạy thử: đồng hồ ảo bắt đầu lúc 08:00 thứ Hai 08/06/2026, chọn vai bằng một lần bấm
    #[arg(long)]
    pub demo: bool,
    /// Địa chỉ phục vụ [mặc định: 127.0.0.1:8080; cổng 0: máy tự chọn]
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ĐỊA CHỈ", value_parser = address)]
    pub listen: SocketAddr,
    /// Tệp cơ sở dữ liệu [mặc định: motcua.db; với --demo: tệp tạm; biến MOTCUA_DB]
    #[arg(long, env = "MOTCUA_DB", value_name = "TỆP", hide_env = true)]
    pub db: Option<PathBuf>,
    /// Thư mục thủ tục, lịch, danh bạ: thêm vào hoặc thay cho bản đi kèm
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    /// Danh bạ cơ quan và vị trí công việc [mặc định: danh bạ mẫu đi kèm]
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
    #[command(
        override_usage = "motcua dossier list [TÙY CHỌN]",
        before_help = "Ví dụ:  motcua dossier list --open --db motcua.db"
    )]
    List(Which),
    /// Cho biết trạng thái, việc đang mở, thời hạn của một hồ sơ
    #[command(
        override_usage = "motcua dossier show [TÙY CHỌN] <MÃ>",
        before_help = "Ví dụ:  motcua dossier show H26.00.01-260608-0001"
    )]
    Show(One),
    /// In toàn bộ nhật ký của một hồ sơ
    #[command(
        override_usage = "motcua dossier history [TÙY CHỌN] <MÃ>",
        before_help = "Ví dụ:  motcua dossier history H26.00.01-260608-0001"
    )]
    History(One),
    /// Tính lại chuỗi băm: nhật ký của hồ sơ có bị sửa sau khi ghi không
    #[command(
        override_usage = "motcua dossier verify [TÙY CHỌN] [MÃ]",
        before_help = "Ví dụ:  motcua dossier verify --db motcua.db          kiểm chứng mọi hồ sơ\n        motcua dossier verify H26.00.01-260608-0001   kiểm chứng một hồ sơ"
    )]
    Verify(Verify),
}

#[derive(Group)]
pub(crate) struct Database {
    /// Tệp cơ sở dữ liệu [mặc định: motcua.db; biến MOTCUA_DB]
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
    #[arg(value_name = "MÃ")]
    pub code: String,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Group)]
pub(crate) struct Verify {
    /// Mã hồ sơ; không ghi thì kiểm chứng mọi hồ sơ
    #[arg(value_name = "MÃ")]
    pub code: Option<String>,
    #[command(flatten)]
    pub database: Database,
}

#[derive(Group)]
pub(crate) struct CalendarArgs {
    #[command(subcommand)]
    verb: CalendarVerb,
}

#[derive(Subcommand)]
enum CalendarVerb {
    /// Cho xem một năm đã công bố: giờ làm việc, ngày nghỉ, ngày làm bù, từng tháng
    #[command(
        override_usage = "motcua calendar show [TÙY CHỌN] [LỊCH]",
        before_help = "Ví dụ:  motcua calendar show                        lịch đi kèm, năm nay\n        motcua calendar show ha_noi --year 2026 --month 9"
    )]
    Show(CalendarShowArgs),
    /// Tính ngày hết hạn và nói rõ cách tính; hoặc tính hàng loạt từ các dòng JSON ở đầu vào chuẩn
    #[command(
        override_usage = "motcua calendar due [TÙY CHỌN] [THỜI HẠN]",
        before_help = "Ví dụ:  motcua calendar due '7 ngày làm việc' --from '2026-06-08 09:30'\n        motcua calendar due < can-tinh.jsonl > ket-qua.jsonl"
    )]
    Due(CalendarDueArgs),
    /// Cho biết lịch đã sửa sẽ dời những hạn nào đang mở, và vì sao
    #[command(
        override_usage = "motcua calendar plan [TÙY CHỌN] --db <TỆP> <LỊCH MỚI>",
        before_help = "Ví dụ:  motcua calendar plan --db motcua.db ha_noi.calendar.yaml\n        motcua calendar plan --db motcua.db ha_noi.calendar.yaml --json > ke-hoach.jsonl"
    )]
    Plan(CalendarPlanArgs),
    /// Dời đúng những hạn trong kế hoạch, ghi quyết định sửa lịch vào nhật ký; máy chủ phải đang dừng
    #[command(
        override_usage = "motcua calendar apply [TÙY CHỌN] --db <TỆP> --plan <TỆP> --decree <VĂN BẢN> --operator <AI> <LỊCH MỚI>"
    )]
    Apply(CalendarApplyArgs),
}

#[derive(Group)]
pub(crate) struct CalendarPlanArgs {
    /// Tệp `.calendar.yaml` đã sửa
    #[arg(value_name = "LỊCH MỚI")]
    pub calendar: PathBuf,
    /// Cơ sở dữ liệu
    #[arg(long, value_name = "TỆP", env = "MOTCUA_DB", default_value = "motcua.db")]
    pub db: PathBuf,
    /// Nơi lấy danh bạ và lịch khác [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct CalendarApplyArgs {
    /// Tệp `.calendar.yaml` đã sửa
    #[arg(value_name = "LỊCH MỚI")]
    pub calendar: PathBuf,
    /// Cơ sở dữ liệu
    #[arg(long, value_name = "TỆP", env = "MOTCUA_DB", default_value = "motcua.db")]
    pub db: PathBuf,
    /// Kế hoạch đã in bằng `calendar plan --json`
    #[arg(long, value_name = "TỆP")]
    pub plan: PathBuf,
    /// Văn bản làm thay đổi lịch, ghi vào nhật ký từng hồ sơ
    #[arg(long, value_name = "VĂN BẢN", value_parser = filled)]
    pub decree: String,
    /// Người vận hành, ghi vào nhật ký
    #[arg(long, value_name = "AI", value_parser = filled)]
    pub operator: String,
    /// Nơi lấy danh bạ và lịch khác [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct CalendarShowArgs {
    /// Mã lịch hoặc tệp `.calendar.yaml`; không ghi thì lấy lịch duy nhất hiện có
    #[arg(value_name = "LỊCH")]
    pub calendar: Option<String>,
    /// Năm [mặc định: năm nay; chưa công bố thì năm công bố gần nhất]
    #[arg(long, value_name = "NĂM", value_parser = year)]
    pub year: Option<i32>,
    /// Chỉ xem tháng này, 1 đến 12
    #[arg(long, value_name = "THÁNG", value_parser = month)]
    pub month: Option<u32>,
    /// Nơi lấy lịch [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Group)]
pub(crate) struct CalendarDueArgs {
    /// Thời hạn, viết như trong tệp thủ tục: '2 giờ làm việc', 'cùng ngày làm việc'
    #[arg(value_name = "THỜI HẠN", value_parser = limit)]
    pub within: Option<Limit>,
    /// Tính từ lúc nào [mặc định: lúc này; ví dụ: '2026-06-08 09:30' hoặc theo RFC 3339]
    #[arg(long, value_name = "LÚC", requires = "within")]
    pub from: Option<String>,
    /// Mã lịch hoặc tệp `.calendar.yaml` [mặc định: lịch duy nhất hiện có]
    #[arg(long, value_name = "LỊCH")]
    pub calendar: Option<String>,
    /// Ngày làm việc kết thúc: 'cuối ngày', 'cùng giờ', 'cuối buổi' [mặc định: theo lịch]
    #[arg(long, value_name = "CÁCH", value_parser = rule)]
    pub rule: Option<Rule>,
    /// Giờ chốt của hạn trong ngày: 15:00, 'sau 15:00' [mặc định: theo lịch]
    #[arg(long, value_name = "GIỜ", value_parser = cutoff)]
    pub cutoff: Option<Cutoff>,
    /// Bên phải làm: office (cơ quan, đến hết giờ), applicant (người nộp, đến 24:00) [mặc định: office]
    #[arg(long, value_name = "BÊN", value_parser = bearer)]
    pub bearer: Option<Bearer>,
    /// Trả lời từng dòng JSON ở đầu vào: within, from (bắt buộc), id, calendar, rule, cutoff, bearer, holds [[từ,
    /// đến|null]…], extend [{at, by}…], probe [lúc…], trace; thiếu khóa nào thì theo tùy chọn. Mỗi dòng trả: id, due,
    /// shown, nominal, trace, probes; hoặc id, error. Không ghi thời hạn mà đầu vào là tệp hay ống dẫn thì cũng vậy
    #[arg(long, conflicts_with = "within")]
    pub lines: bool,
    /// Không kèm lời diễn giải cách tính (`trace`); mặc định là có, trừ dòng ghi "trace": false
    #[arg(long)]
    pub no_trace: bool,
    /// Nơi lấy lịch [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

impl Args {
    pub fn run(self) -> u8 {
        match self.verb {
            Verb::New(args) => new::run(&args),
            Verb::Check(args) => check::run(&args),
            Verb::Fmt(args) => fmt::run(&args),
            Verb::Schema(args) => schema::run(&args),
            Verb::Doctor(args) => doctor::run(&args),
            Verb::Test(args) => test::run(&args),
            Verb::Play(args) => play::run(&args),
            Verb::Draw(args) => draw::run(&args),
            Verb::Publish(args) => publish::run(&args),
            Verb::Serve(args) => serve::run(&args),
            Verb::Dossier(args) => dossier::run(&args.verb),
            Verb::Migrate(args) => migrate::run(&args),
            Verb::Calendar(CalendarArgs { verb: CalendarVerb::Show(args) }) => calendar_show::run(&args),
            Verb::Calendar(CalendarArgs { verb: CalendarVerb::Due(args) }) => calendar_due::run(&args),
            Verb::Calendar(CalendarArgs { verb: CalendarVerb::Plan(args) }) => calendar_change::plan(&args),
            Verb::Calendar(CalendarArgs { verb: CalendarVerb::Apply(args) }) => calendar_change::apply(&args),
        }
    }
}

pub(crate) fn day(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).ok_or("viết như 2026-06-08")
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "viết như 127.0.0.1:8080")
}

fn year(text: &str) -> Result<i32, &'static str> {
    text.parse().ok().filter(|year| (1900..=9999).contains(year)).ok_or("viết như 2026")
}

fn month(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|month| (1..=12).contains(month)).ok_or("viết từ 1 đến 12")
}

fn filled(text: &str) -> Result<String, &'static str> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).ok_or("không để trống")
}

fn limit(text: &str) -> Result<Limit, &'static str> {
    calendar_ask::limit(text).ok_or("viết như '7 ngày làm việc', '2 giờ làm việc', '30 ngày'")
}

fn rule(text: &str) -> Result<Rule, &'static str> {
    Rule::of(text).ok_or("viết 'cuối ngày', 'cùng giờ' hoặc 'cuối buổi'")
}

fn cutoff(text: &str) -> Result<Cutoff, &'static str> {
    Cutoff::parse(text).ok_or("viết như 15:00 hoặc 'sau 15:00'")
}

fn bearer(text: &str) -> Result<Bearer, &'static str> {
    calendar_ask::bearer(text).ok_or("viết office hoặc applicant")
}
