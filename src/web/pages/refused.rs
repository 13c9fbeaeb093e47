//! The pages that say why not: what happened, who may, what to do now. In words, never by a code alone.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use procedure::explain::Teller;
use runtime::Refusal;

use super::reader::{Page, Reader};
use crate::fault::Fault;
use crate::identity::Who;

/// An answer that ends a handler early. Boxed, for it is rare and large.
pub(crate) struct Refused(Box<Response>);

impl From<Response> for Refused {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    page: Page,
    title: &'a str,
    what: &'a str,
}

impl Reader {
    /// Makes the page that says why not.
    pub fn refuse(&self, status: StatusCode, title: &str, what: &str) -> Refused {
        Refused::from(self.show(status, &RefusedPage { page: self.page(), title, what }))
    }

    /// Makes the page for an address behind which there is nothing, or nothing for this reader.
    pub fn nothing_here(&self) -> Refused {
        self.refuse(
            StatusCode::NOT_FOUND,
            &self.say("Không tìm thấy trang này", "This page was not found"),
            &self.say(
                "Địa chỉ có thể đã gõ sai, hoặc hồ sơ này không phải của bạn. Hãy mở lại từ danh sách của bạn.",
                "The address may be mistyped, or this dossier is not yours. Open it again from your list.",
            ),
        )
    }

    /// Makes the page for what the runtime did not carry out.
    pub fn failed(&self, refusal: &Refusal, teller: Option<&Teller<'_>>) -> Refused {
        let (status, title, what) = self.words(refusal, teller);
        if status.is_server_error() {
            tracing::error!(?refusal, path = self.path(), "a page could not be shown");
        }
        self.refuse(status, &title, &what)
    }

    /// Makes the page for what stopped a request before its page saw it.
    pub fn stopped(mut self, fault: &Fault) -> Refused {
        if matches!(fault, Fault::NoToken) {
            // Whoever has no token is not told who he says he is.
            self.who = Who::Nobody;
        }
        match fault {
            Fault::Nothing => self.nothing_here(),
            Fault::Refused { refusal, .. } => self.failed(refusal, None),
            _ => {
                let (title, what) = stopped(fault);
                self.refuse(fault.reason().status, &self.say(title.0, title.1), &self.say(what.0, what.1))
            }
        }
    }

    /// Puts a refusal into words: its status, what happened, what to do.
    pub fn words(&self, refusal: &Refusal, teller: Option<&Teller<'_>>) -> (StatusCode, String, String) {
        let status = Fault::from(refusal.clone()).reason().status;
        if let (Refusal::Rejected(rejection), Some(teller)) = (refusal, teller) {
            return (status, self.say("Việc này không làm được", "This cannot be done"), teller.refusal(rejection));
        }
        let (title, what) = readable(refusal);
        (status, self.say(title.0, title.1), self.say(what.0, what.1))
    }
}

type Pair = (&'static str, &'static str);

/// Says to a reader of pages what happened and what he can do; the table of faults speaks to clients of the API.
fn readable(refusal: &Refusal) -> (Pair, Pair) {
    match refusal {
        Refusal::Rejected(_) => (
            ("Việc này không làm được", "This cannot be done"),
            ("Hãy mở lại hồ sơ để xem các nút dùng được.", "Open the dossier again to see which buttons are on."),
        ),
        Refusal::Stale { .. } => (
            ("Có người vừa làm trước bạn", "Someone was faster"),
            (
                "Hồ sơ đã thay đổi từ lúc bạn mở trang; chưa ghi gì của bạn.",
                "The dossier has changed since you opened the page; nothing of yours was recorded.",
            ),
        ),
        Refusal::NoSuchDossier | Refusal::NoSuchProcedure | Refusal::NotOffered => (
            ("Không tìm thấy", "Not found"),
            (
                "Không có thủ tục hoặc hồ sơ này ở đây, hoặc cơ quan đã chọn không nhận thủ tục này.",
                "There is no such procedure or dossier here, or the agency chosen does not offer it.",
            ),
        ),
        Refusal::KeyReused => (
            ("Trang này đã được gửi với nội dung khác", "This page was already sent with other content"),
            (
                "Lần gửi trước đã được ghi. Hãy mở lại hồ sơ để xem, rồi làm lại nếu cần.",
                "The earlier one was recorded. Open the dossier again to see it, and repeat if needed.",
            ),
        ),
        Refusal::Settled => (
            ("Tin này đã được xử lý", "The message has been dealt with"),
            (
                "Có người vừa giao tin này cho hồ sơ khác hoặc đã bỏ qua. Hãy mở lại danh sách.",
                "Somebody has given it to another dossier or left it aside. Open the list again.",
            ),
        ),
        Refusal::NotARehearsal => (
            ("Chỉ có khi chạy thử", "Only in rehearsals"),
            ("Giờ của hệ thống thật không tua được.", "The clock of a production system cannot be moved."),
        ),
        Refusal::Busy => (
            ("Hệ thống đang nhận quá nhiều yêu cầu", "Too many requests are waiting"),
            (
                "Chưa có gì được ghi. Hãy chờ vài giây rồi gửi lại trang này.",
                "Nothing was recorded. Wait a few seconds and send this page again.",
            ),
        ),
        Refusal::Store(_) | Refusal::Stopped | Refusal::ProgramMissing { .. } | Refusal::Unreadable(_) => (
            ("Hệ thống tạm thời không ghi được", "The system cannot record anything now"),
            (
                "Hãy giữ trang này, chờ ít phút rồi gửi lại. Nếu vẫn vậy, báo người vận hành.",
                "Keep this page, wait a few minutes and send it again. If it persists, tell the operator.",
            ),
        ),
    }
}

/// Says what stopped a request before its page saw it; the table of faults, where its words are for everybody.
fn stopped(fault: &Fault) -> (Pair, Pair) {
    match fault {
        Fault::NoSuchMethod => (
            ("Trang này không nhận yêu cầu kiểu này", "This page does not take such a request"),
            ("Hãy mở lại trang từ danh sách của bạn.", "Open the page again from your list."),
        ),
        Fault::TimedOut => (
            ("Hệ thống trả lời quá lâu", "The system took too long"),
            (
                "Có thể việc đã được ghi. Hãy mở lại hồ sơ để xem, rồi làm lại nếu chưa có.",
                "It may have been recorded. Open the dossier again to see, and repeat it if it was not.",
            ),
        ),
        Fault::NoToken => (
            ("Chưa có mã truy cập", "The access token is missing"),
            (
                "Máy chủ này chỉ trả lời khi yêu cầu có mã truy cập và nêu rõ vị trí làm việc.",
                "This server answers only requests that carry the access token and name a post.",
            ),
        ),
        other => (other.reason().title, other.reason().detail),
    }
}
