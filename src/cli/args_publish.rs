//! The arguments of `motcua publish`, in the words of those who type them.

use std::path::PathBuf;

use calendar::Date;
use clap::Args as Group;

use crate::args::{Common, day};

#[derive(Group)]
pub(crate) struct PublishArgs {
    /// Tệp thủ tục hoặc thư mục; mẫu giấy tờ `*.letter.html` cạnh thủ tục được ban hành cùng
    #[arg(value_name = "TỆP", required = true)]
    pub paths: Vec<PathBuf>,
    /// Cơ sở dữ liệu để vận hành; chưa có thì được tạo [mặc định: motcua.db; biến MOTCUA_DB]
    #[arg(long, env = "MOTCUA_DB", default_value = "motcua.db", value_name = "TỆP", hide_env = true)]
    pub db: PathBuf,
    /// Không ghi gì: cho xem phiên bản mới đổi những gì, áp dụng từ ngày nào, hồ sơ đang mở ra sao
    #[arg(long)]
    pub plan: bool,
    /// Phiên bản đang áp dụng phải kết thúc vào hôm trước; ghi nhiều lần được
    #[arg(long, value_name = "PHIÊN BẢN")]
    pub closes: Vec<String>,
    /// Vị trí công việc của người ban hành, theo danh bạ
    #[arg(long, value_name = "VỊ TRÍ", required_unless_present = "plan")]
    pub by: Option<String>,
    /// Nơi lấy lịch và danh bạ [mặc định: thư mục gần nhất ở trên có `calendars/`; không có thì bản đi kèm]
    #[arg(long, value_name = "THƯ MỤC")]
    pub processes: Option<PathBuf>,
    /// Coi ngày này là hôm nay khi kiểm tra [ví dụ: 2026-06-08]
    #[arg(long, value_name = "NGÀY", value_parser = day)]
    pub today: Option<Date>,
    #[command(flatten)]
    pub common: Common,
}
