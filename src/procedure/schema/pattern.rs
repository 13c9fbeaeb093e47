//! Regular expressions of the language's short forms, put together from the words the reader knows (language.md c1).
//! They serve editors; the reader decides.

use crate::files::duration::{LIMITS, UNITS};

const COUNT: &str = "[1-9][0-9]{0,2}";

fn words<T>(list: &[(&'static str, T)]) -> String {
    list.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("|")
}

/// A duration, without its ends.
fn length() -> String {
    format!("({COUNT} ({})|(nửa|(0|{COUNT}),5) ngày làm việc)", words(UNITS))
}

/// A duration.
pub(super) fn duration() -> String {
    format!("^{}$", length())
}

/// A duration, or the path of a date.
pub(super) fn until() -> String {
    format!("^({}|[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+)$", length())
}

/// A duration, or a word for none.
pub(super) fn within() -> String {
    format!("^({}|{})$", length(), words(LIMITS))
}

/// A reminder.
pub(super) fn reminder() -> String {
    format!("^{} trước$", length())
}

/// An extension.
pub(super) fn extension() -> String {
    format!("^(tối đa )?{}$", length())
}

/// Attempts.
pub(super) fn retry() -> String {
    format!("^{COUNT} lần, cách {COUNT} (phút|giờ)$")
}

/// A date.
pub(super) const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// A session of working time.
pub(super) const SESSION: &str = "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$";
/// An id, or an announced year.
pub(super) const ID: &str = "^([a-z][a-z0-9]*(_[a-z0-9]+)*|[0-9]{4})$";
