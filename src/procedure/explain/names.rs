//! How people, agencies, steps and ends are named. People by post, applicants by their account's number.
//! No person is ever invented.

use calendar::Lang;
use engine::{Actor, Author, Name};
use program::{EndResult, NodeIx, RoleIx};

use super::{Teller, pick};
use crate::draw::line;
use crate::files::Directory;

impl Teller<'_> {
    /// Names who acted: "Cán bộ Một cửa 01 (UBND phường 01)", "Người nộp 0412".
    pub fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::Post(post) => self.post(post),
            Actor::Applicant(account) => account_words(account.as_str(), self.lang),
        }
    }

    /// Names a post with its agency; its id if the directory no longer knows it.
    pub fn post(&self, post: &Name) -> String {
        match self.directory.post(post.as_str()) {
            Some(place) => format!("{} ({})", place.post.name, without_note(&place.agency.name)),
            None => format!("{} {post}", pick(self.lang, "vị trí", "post")),
        }
    }

    /// Names an author; a substitute with the one he signs for.
    pub fn author(&self, author: &Author) -> String {
        match author {
            Author::Person { actor, on_behalf: None } => self.actor(actor),
            Author::Person { actor, on_behalf: Some(principal) } => {
                let instead = pick(self.lang, "ký thay", "in place of");
                format!("{}, {instead} {}", self.actor(actor), self.post(principal))
            }
            Author::Timer => pick(self.lang, "Hệ thống, theo thời hạn", "The system, by the deadline").to_owned(),
            Author::Message => pick(self.lang, "Hệ thống khác, qua tin", "Another system, by message").to_owned(),
            Author::Payment => pick(self.lang, "Cổng thanh toán", "The payment gateway").to_owned(),
            Author::Worker => pick(self.lang, "Hệ thống làm việc tự động", "An automatic worker").to_owned(),
            Author::Operator(name) => format!("{} {name}", pick(self.lang, "Người vận hành", "Operator")),
        }
    }

    /// Names an agency; its id if the directory no longer knows it.
    pub fn agency(&self, agency: &Name) -> String {
        agency_words(self.directory, agency.as_str())
    }

    /// Names a role as its author wrote it.
    pub fn role(&self, role: RoleIx) -> &str {
        &self.program().role(role).name
    }

    /// Names a step by its line and name: "bước 2 “Tra sổ gốc”"; a step without line by its name.
    pub fn step(&self, node: NodeIx) -> String {
        let step = self.program().node(node);
        match line(self.program(), node) {
            Some(number) => format!("{} {number} “{}”", pick(self.lang, "bước", "step"), step.name),
            None => format!("“{}”", step.name),
        }
    }
}

/// Names an agency; by its id if the directory no longer knows it.
pub fn agency_words(directory: &Directory, id: &str) -> String {
    directory.agency(id).map_or_else(|| id.to_owned(), |one| without_note(&one.name).to_owned())
}

/// Leaves out a note in brackets at the end of a name.
fn without_note(name: &str) -> &str {
    name.strip_suffix(')').and_then(|start| start.rsplit_once(" (")).map_or(name, |(name, _)| name)
}

/// Names an applicant by his account: `nguoi_nop_0412` is "Người nộp 0412".
pub fn account_words(account: &str, lang: Lang) -> String {
    let word = pick(lang, "Người nộp", "Applicant");
    format!("{word} {}", account.strip_prefix("nguoi_nop_").unwrap_or(account))
}

/// Names an end of a dossier.
pub fn end_words(result: EndResult, lang: Lang) -> &'static str {
    let (vi, en) = match result {
        EndResult::Approved => ("đã giải quyết xong", "settled"),
        EndResult::Rejected => ("không đủ điều kiện giải quyết", "rejected"),
        EndResult::Refused => ("không được tiếp nhận", "refused at reception"),
        EndResult::Withdrawn => ("đã rút theo yêu cầu của người nộp", "withdrawn by the applicant"),
        EndResult::Expired => {
            ("dừng vì người nộp không thực hiện đúng hạn", "expired: the applicant did not act in time")
        }
        EndResult::Stopped => ("dừng giải quyết", "stopped"),
    };
    pick(lang, vi, en)
}
