//! Incidents in words: what has happened, whether anything stands still, and what an operator can do.
//! It repairs nothing.

use calendar::Lang;
use engine::IncidentKind;
use program::NodeIx;

use super::{Teller, pick};

/// Tells what has happened, without capital and full stop.
pub fn incident_words(kind: IncidentKind, lang: Lang) -> &'static str {
    let (vi, en) = match kind {
        IncidentKind::GuardMissing => ("điều kiện cần một dữ liệu chưa có", "a condition needs data that are missing"),
        IncidentKind::GuardArithmetic => {
            ("phép tính trong điều kiện hoặc khoản phí không làm được", "arithmetic in a condition or a fee failed")
        }
        IncidentKind::GuardLimit => ("điều kiện vượt giới hạn tính toán", "a condition met a limit"),
        IncidentKind::NoBranch => ("không có nhánh nào đúng", "no branch holds"),
        IncidentKind::RoundsExhausted => ("đã hết số lần quay lại", "the loop has run as often as it may"),
        IncidentKind::StepLimit => ("quá nhiều bước trong một lần chuyển", "too many steps in one turn"),
        IncidentKind::JobFailed => {
            ("hệ thống khác làm không thành, đã hết số lần thử", "a job of another system failed at every attempt")
        }
        IncidentKind::JobError => {
            ("hệ thống khác báo một lỗi mà bước này chưa tính đến", "another system reported an error unknown here")
        }
        IncidentKind::JoinSlotFilled => ("một nhánh về đích hai lần", "a branch arrived twice"),
        IncidentKind::ItemsLimit => {
            ("danh sách cơ quan dài quá mức một bước được hỏi", "the list has more agencies than one step may ask")
        }
        IncidentKind::MessageAmbiguous => {
            ("một tin đến mà nhiều bước cùng chờ", "a message came that several steps await")
        }
        IncidentKind::Quiescent => ("không còn việc nào đang chờ", "nothing is left that could move it"),
        IncidentKind::CalendarGap => ("lịch nghỉ của năm chưa công bố", "the calendar of the year is not announced"),
        IncidentKind::NoActor => ("không có ai được làm bước này", "nobody may do this step"),
    };
    pick(lang, vi, en)
}

/// Tells what an operator can do about it, in whole sentences.
pub fn incident_repair(kind: IncidentKind, lang: Lang) -> &'static str {
    let (vi, en) = match kind {
        IncidentKind::GuardMissing => (
            "Đính chính để có dữ liệu còn thiếu (hai người duyệt), rồi thử lại.",
            "Correct the data that are missing (two persons), then try again.",
        ),
        IncidentKind::GuardArithmetic => (
            "Đính chính số liệu làm phép tính hỏng (hai người duyệt), rồi thử lại.",
            "Correct the figures that break the arithmetic (two persons), then try again.",
        ),
        IncidentKind::GuardLimit | IncidentKind::StepLimit => (
            "Thử lại; nếu vẫn hỏng thì chuyển hồ sơ sang bước khác cùng cấp (hai người duyệt) và sửa quy trình ở phiên \
             bản sau.",
            "Try again; if it fails, move the dossier to another step of the level (two persons) and mend the next \
             version.",
        ),
        IncidentKind::NoBranch => (
            "Đính chính dữ liệu để một nhánh đúng rồi thử lại, hoặc chuyển sang bước khác cùng cấp (hai người duyệt).",
            "Correct the data so that a branch holds and try again, or move to another step of the level (two persons).",
        ),
        IncidentKind::RoundsExhausted => (
            "Vòng lặp không được thêm lần nữa: chuyển hồ sơ sang bước khác cùng cấp (hai người duyệt).",
            "The loop gets no further round: move the dossier to another step of the level (two persons).",
        ),
        IncidentKind::JobFailed => (
            "Kiểm tra hệ thống kia, rồi thử lại: việc được giao lại với đủ số lần thử.",
            "Check the other system, then try again: the job gets all its attempts anew.",
        ),
        IncidentKind::JobError => (
            "Xem lỗi hệ thống kia báo, đính chính dữ liệu nếu cần, rồi thử lại.",
            "See what the other system reported, correct the data if needed, then try again.",
        ),
        IncidentKind::JoinSlotFilled => (
            "Hủy phần thừa (hai người duyệt) và báo bộ phận kỹ thuật: quy trình đã kiểm tra thì không thể có việc này.",
            "Cancel what is too much (two persons) and tell the engineers: a checked procedure cannot do this.",
        ),
        IncidentKind::ItemsLimit => (
            "Đính chính cho danh sách ngắn lại (hai người duyệt), rồi thử lại.",
            "Correct the list so that it is shorter (two persons), then try again.",
        ),
        IncidentKind::MessageAmbiguous => (
            "Đọc tin và giao cho đúng bước; trong lúc đó hồ sơ vẫn đi tiếp.",
            "Read the message and give it to the right step; meanwhile the dossier goes on.",
        ),
        IncidentKind::Quiescent => (
            "Báo bộ phận kỹ thuật; trong lúc đó người nộp vẫn rút hồ sơ được nếu còn cho phép.",
            "Tell the engineers; meanwhile the applicant may still withdraw where that is allowed.",
        ),
        IncidentKind::CalendarGap => (
            "Công bố lịch của năm đó rồi áp dụng cho hồ sơ đang mở; trong lúc đó hồ sơ vẫn đi tiếp.",
            "Announce the calendar of that year and apply it to open dossiers; meanwhile the dossier goes on.",
        ),
        IncidentKind::NoActor => (
            "Giao vai trò cho một vị trí trong danh bạ; sự cố tự hết khi có người làm được. Thời hạn vẫn chạy.",
            "Bind the role to a post of the directory; the incident ends by itself. Time runs on.",
        ),
    };
    pick(lang, vi, en)
}

impl Teller<'_> {
    /// Tells what an operator must look at, and where: before which step a token is parked, or what detail there is.
    pub fn incident(&self, kind: IncidentKind, before: Option<NodeIx>, detail: &str) -> String {
        let place =
            before.map(|node| self.say(format!(" trước {}", self.step(node)), format!(" before {}", self.step(node))));
        let place = place.unwrap_or_default();
        let why = incident_words(kind, self.lang);
        let about = self.program().find(detail).map_or_else(|| detail.to_owned(), |node| self.step(node));
        let detail = if detail.is_empty() { String::new() } else { format!(" ({about})") };
        self.say(
            format!("chờ người vận hành{place}: {why}{detail}"),
            format!("waits for the operator{place}: {why}{detail}"),
        )
    }
}
