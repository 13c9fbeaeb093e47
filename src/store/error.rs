//! What can go wrong in a store, in words for the operator. It holds no type of a database driver.

use std::fmt;

use crate::commit::DossierId;
use crate::contract::Kind;

/// Says why a store did not do what was asked; nothing of a failed commit is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The dossier went on since the writer read it.
    Conflict {
        /// The dossier.
        dossier: DossierId,
        /// The version the writer knew.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// The store has no such dossier.
    NoSuchDossier {
        /// The dossier.
        dossier: DossierId,
    },
    /// A commit had no record, so the log would not explain the change.
    NoRecord,
    /// An answer is already kept under this key (`sem 2.9`).
    AlreadyAnswered {
        /// Who asked.
        client: String,
        /// The key he gave.
        key: String,
    },
    /// A row that can be written only once was written twice.
    Duplicate {
        /// The table.
        table: &'static str,
    },
    /// The disk is full.
    Full,
    /// The database may be read only.
    ReadOnly,
    /// The database is damaged.
    Corrupt {
        /// What the database says.
        detail: String,
    },
    /// The file is no database.
    NotADatabase {
        /// The file.
        path: String,
    },
    /// The file is a database of another program.
    Foreign {
        /// The file.
        path: String,
    },
    /// The file cannot be opened or created.
    CannotOpen {
        /// The file.
        path: String,
        /// What the system says.
        detail: String,
    },
    /// The database was written by a newer version of this program.
    NewerFormat {
        /// Format of the database.
        found: i64,
        /// The newest format this program knows.
        supported: i64,
    },
    /// Another server works on the database.
    InUse {
        /// The file.
        path: String,
    },
    /// The file was moved away, deleted or replaced while a server worked on it.
    Moved {
        /// The file.
        path: String,
    },
    /// The store is of the other kind.
    WrongKind {
        /// What it is.
        found: Kind,
        /// What was asked for.
        wanted: Kind,
    },
    /// The database failed in another way.
    Failed {
        /// What it says.
        detail: String,
    },
}

impl StoreError {
    /// Says it to the operator, in Vietnamese or in English.
    pub fn words(&self, vietnamese: bool) -> String {
        if vietnamese { self.vietnamese() } else { self.english() }
    }

    fn vietnamese(&self) -> String {
        match self {
            Self::Conflict { dossier, expected, found } => format!(
                "Hồ sơ số {dossier} đã có thay đổi sau khi được đọc (lần đọc: {expected}, hiện nay: {found}); chưa ghi gì. Hãy thử lại."
            ),
            Self::NoSuchDossier { dossier } => format!("Kho dữ liệu không có hồ sơ số {dossier}."),
            Self::NoRecord => "Có yêu cầu ghi không kèm bản ghi nhật ký nào; chưa ghi gì.".into(),
            Self::AlreadyAnswered { client, key } => {
                format!("Yêu cầu có khóa “{key}” của “{client}” đã được trả lời trước đó; không ghi lần thứ hai.")
            }
            Self::Duplicate { table } => {
                format!("Dòng dữ liệu chỉ được ghi một lần đã có trong bảng {table}; chưa ghi gì.")
            }
            Self::Full => "Ổ đĩa chứa cơ sở dữ liệu đã đầy; yêu cầu này chưa được ghi, dữ liệu đã ghi còn nguyên vẹn. \
                Hãy giải phóng dung lượng; hệ thống sẽ ghi tiếp ngay sau đó, không cần khởi động lại."
                .into(),
            Self::ReadOnly => {
                "Cơ sở dữ liệu chỉ cho phép đọc; chưa ghi gì. Hãy kiểm tra quyền ghi đối với tệp và thư mục chứa tệp."
                    .into()
            }
            Self::Corrupt { detail } => format!(
                "Tệp cơ sở dữ liệu bị hỏng. Hãy dừng máy chủ, giữ nguyên tệp này và khôi phục từ bản sao lưu gần nhất. Chi tiết: {detail}"
            ),
            Self::NotADatabase { path } => {
                format!("Tệp {path} không phải là cơ sở dữ liệu. Hãy kiểm tra đường dẫn; tệp được giữ nguyên.")
            }
            Self::Foreign { path } => {
                format!(
                    "Tệp {path} là cơ sở dữ liệu của chương trình khác. Hãy chọn tệp khác; tệp này được giữ nguyên."
                )
            }
            Self::CannotOpen { path, detail } => format!(
                "Không mở hoặc không tạo được cơ sở dữ liệu {path}. Hãy kiểm tra đường dẫn và quyền truy cập. Chi tiết: {detail}"
            ),
            Self::NewerFormat { found, supported } => format!(
                "Cơ sở dữ liệu có định dạng phiên bản {found}, mới hơn phiên bản {supported} mà chương trình này đọc được. \
                 Hãy dùng bản chương trình mới hơn; dữ liệu được giữ nguyên."
            ),
            Self::InUse { path } => format!(
                "Một máy chủ khác đang làm việc với cơ sở dữ liệu {path}. Hãy dừng máy chủ đó hoặc chọn cơ sở dữ liệu khác."
            ),
            Self::Moved { path } => format!(
                "Tệp cơ sở dữ liệu {path} đã bị chuyển, xóa hoặc thay bằng tệp khác khi máy chủ đang chạy; yêu cầu này chưa được ghi. \
                 Hãy dừng máy chủ, đưa tệp về chỗ cũ cùng tệp -wal bên cạnh, rồi chạy lại."
            ),
            Self::WrongKind { found, wanted } => format!(
                "Cơ sở dữ liệu này dùng để {}, không dùng để {} được; mục đích sử dụng được ấn định khi tạo và không thay đổi. Hãy chọn tệp khác.",
                purpose(*found),
                purpose(*wanted)
            ),
            Self::Failed { detail } => format!("Cơ sở dữ liệu báo lỗi; yêu cầu này chưa được ghi. Chi tiết: {detail}"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Conflict { dossier, expected, found } => format!(
                "dossier {dossier} changed since it was read (read at {expected}, now at {found}); nothing was written, try again"
            ),
            Self::NoSuchDossier { dossier } => format!("the store has no dossier {dossier}"),
            Self::NoRecord => "a commit without a record was refused; nothing was written".into(),
            Self::AlreadyAnswered { client, key } => {
                format!("the request with key \"{key}\" of \"{client}\" was answered before; nothing was written again")
            }
            Self::Duplicate { table } => {
                format!("a row that can be written only once is already in table {table}; nothing was written")
            }
            Self::Full => {
                "the disk with the database is full; this request was not written, what was written is intact; \
                free some space, writing goes on at once without a restart"
                    .into()
            }
            Self::ReadOnly => {
                "the database may only be read; nothing was written; check the rights on the file and its folder".into()
            }
            Self::Corrupt { detail } => format!(
                "the database file is damaged; stop the server, keep the file and restore the latest backup ({detail})"
            ),
            Self::NotADatabase { path } => {
                format!("{path} is not a database; check the path; the file was left as it is")
            }
            Self::Foreign { path } => {
                format!("{path} is the database of another program; choose another file; it was left as it is")
            }
            Self::CannotOpen { path, detail } => {
                format!("the database {path} cannot be opened or created; check the path and the rights ({detail})")
            }
            Self::NewerFormat { found, supported } => format!(
                "the database has format version {found}, newer than version {supported} which this program reads; \
                 use a newer program; the data were left as they are"
            ),
            Self::InUse { path } => {
                format!("another server works on the database {path}; stop it or choose another database")
            }
            Self::Moved { path } => format!(
                "the database file {path} was moved, deleted or replaced while the server ran; this request was not written; \
                 stop the server, put the file back with the -wal file beside it, and start again"
            ),
            Self::WrongKind { found, wanted } => format!(
                "this is a {found} database, it cannot become a {wanted} one; the kind is fixed at creation; choose another file"
            ),
            Self::Failed { detail } => format!("the database failed; this request was not written ({detail})"),
        }
    }
}

fn purpose(kind: Kind) -> &'static str {
    match kind {
        Kind::Rehearsal => "chạy thử",
        Kind::Production => "tiếp nhận, giải quyết hồ sơ thật",
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.english())
    }
}

impl std::error::Error for StoreError {}

#[cfg(test)]
mod tests {
    use super::{Kind, StoreError};

    #[test]
    fn the_operator_is_told_what_and_where() {
        let path = || "/srv/motcua.db".to_owned();
        for (error, vietnamese, english) in [
            (StoreError::InUse { path: path() }, "/srv/motcua.db", "/srv/motcua.db"),
            (StoreError::NotADatabase { path: path() }, "không phải là cơ sở dữ liệu", "is not a database"),
            (StoreError::Full, "đã đầy", "full"),
            (StoreError::Moved { path: path() }, "/srv/motcua.db đã bị chuyển", "/srv/motcua.db was moved"),
            (StoreError::ReadOnly, "chỉ cho phép đọc", "only be read"),
            (
                StoreError::WrongKind { found: Kind::Rehearsal, wanted: Kind::Production },
                "để chạy thử, không dùng để tiếp nhận",
                "rehearsal database",
            ),
        ] {
            assert!(error.words(true).contains(vietnamese), "{}", error.words(true));
            assert!(error.words(false).contains(english), "{error}");
        }
    }
}
