//! What publishing a version means, in words and for machines: what changes, when it applies, what becomes of open
//! dossiers. It judges and writes nothing.

use calendar::Lang;
use procedure::{Change, Compiled, Library, changes};
use runtime::{Fate, Marking, Objection, Window, markings, version_of, windows};
use serde_json::{Value, json};
use source::Words;
use store::{PublicationRow, SqliteStore, StoreError};

use crate::files::Trouble;
use crate::output::{line, say};
use crate::publish::Fit;
use crate::serve;

/// One version, as it is told.
pub(crate) struct Told {
    version: String,
    hash: String,
    name: String,
    /// None if it was published before.
    plan: Option<Plan>,
}

/// What publishing it does.
struct Plan {
    window: Window,
    /// The version it is compared with, and what changes; none for the first of its procedure.
    against: Option<(String, Vec<Change>)>,
    /// The versions of the procedure and when each applies afterwards.
    after: Vec<(String, Window)>,
    markings: Vec<Marking>,
}

impl Told {
    /// Tells of a version that is published already.
    pub fn known(compiled: &Compiled) -> Self {
        Self {
            version: compiled.program.version(),
            hash: compiled.program.hash.to_string(),
            name: compiled.program.name.clone(),
            plan: None,
        }
    }

    /// Prints it.
    pub fn print(&self, planned: bool, json: bool, lang: Lang) {
        if json {
            return line(&self.json(planned).to_string());
        }
        let Some(plan) = &self.plan else {
            return line(&say(
                lang,
                format!("{}: đã ban hành từ trước, không ghi thêm gì ({}).", self.version, self.name),
                format!("{}: was published before, nothing is added ({}).", self.version, self.name),
            ));
        };
        let (vi, en) = if planned { ("sẽ ban hành", "would be published") } else { ("đã ban hành", "published") };
        let applies = span(&plan.window, lang);
        line(&say(
            lang,
            format!("{}: {vi}, áp dụng {applies} ({}).", self.version, self.name),
            format!("{}: {en}, in force {applies} ({}).", self.version, self.name),
        ));
        plan.print(lang);
    }

    fn json(&self, planned: bool) -> Value {
        let outcome = match (&self.plan, planned) {
            (None, _) => "known",
            (Some(_), true) => "planned",
            (Some(_), false) => "published",
        };
        let mut told = json!({ "version": self.version, "hash": self.hash, "outcome": outcome });
        if let Some(Plan { window, against, after, markings }) = &self.plan {
            told["effective"] = days(window);
            told["against"] = json!(against.as_ref().map(|(version, _)| version));
            let changes = against.iter().flat_map(|(_, changes)| changes);
            told["changes"] = changes.map(changed).collect();
            let version =
                |(version, window): &(String, Window)| json!({ "version": version, "effective": days(window) });
            told["versions"] = after.iter().map(version).collect();
            told["dossiers"] = markings.iter().map(marked).collect();
        }
        told
    }
}

impl Plan {
    fn print(&self, lang: Lang) {
        match &self.against {
            None => line(&say(
                lang,
                "  Phiên bản đầu tiên của thủ tục trong kho này.",
                "  The first version of the procedure here.",
            )),
            Some((version, changes)) => {
                line(&say(
                    lang,
                    format!("  So với {version}: {} chỗ thay đổi", changes.len()),
                    format!("  Against {version}: changes {}", changes.len()),
                ));
                changes.iter().for_each(|one| line(&format!("    - {}", one.words().pick(lang))));
            }
        }
        line(&say(lang, "  Các phiên bản sau khi ban hành:", "  The versions afterwards:"));
        for (version, window) in &self.after {
            line(&format!("    - {version}: {}", span(window, lang)));
        }
        let open: usize = self.markings.iter().map(|one| one.dossiers).sum();
        if open == 0 {
            return;
        }
        line(&say(
            lang,
            format!(
                "  {open} hồ sơ đang mở vẫn giải quyết theo phiên bản của mình; hồ sơ chưa bắt đầu tính thời hạn thì \
                 chuyển khi tiếp nhận. Nếu chuyển:"
            ),
            format!(
                "  {open} open dossiers stay on their version; one whose clock has not started goes over at its \
                 reception. If they were moved:"
            ),
        ));
        self.markings.iter().for_each(|one| line(&format!("    - {}", marking_words(one, lang))));
    }
}

/// Finds out what publishing a version would do; `before` are the publications it joins.
pub(crate) async fn plan_of(
    before: &[PublicationRow],
    row: &PublicationRow,
    fit: &Fit,
    store: Option<&SqliteStore>,
    library: &Library,
    lang: Lang,
) -> Result<Told, Trouble> {
    let words = |error: StoreError| error.words(lang == Lang::Vi);
    let mut all = before.to_vec();
    all.push(row.clone());
    let windows = windows(&all).map_err(words)?;
    let mut versions: Vec<(&PublicationRow, Window)> = all.iter().zip(windows.iter().copied()).collect();
    versions.retain(|(other, _)| other.procedure == row.procedure);
    versions.sort_by_key(|(_, window)| window.first);
    let window = *windows.last().expect("a version was added just now");
    let mut earlier = versions.iter().filter(|(other, _)| other.hash != row.hash);
    let against = earlier.rfind(|(_, other)| other.first <= window.first).map(|(other, _)| {
        let text = |row: &PublicationRow| {
            row.files.first().map(|(_, body)| String::from_utf8_lossy(body).into_owned()).unwrap_or_default()
        };
        (version_of(other), changes(&text(other), &fit.compiled.source))
    });
    let markings = match store {
        Some(store) => markings(store, library, &fit.compiled).await.map_err(|refusal| serve::told(refusal, lang))?,
        None => Vec::new(),
    };
    let after = versions.iter().map(|(row, window)| (version_of(row), *window)).collect();
    let mut told = Told::known(&fit.compiled);
    told.plan = Some(Plan { window, against, after, markings });
    Ok(told)
}

/// Says why a version is not published.
pub(crate) fn objection(compiled: &Compiled, found: &Objection, lang: Lang) -> String {
    let version = compiled.program.version();
    let (vi, en) = match found {
        Objection::Draft => (
            "là bản nháp vì chưa ghi ngày bắt đầu áp dụng; ghi `effective: { from: năm-tháng-ngày }` theo văn bản công bố \
             rồi ban hành. Bản nháp chỉ chạy thử được (motcua serve --demo)"
                .to_owned(),
            "is a draft: it does not say from which day it applies; write `effective: { from: year-month-day }`. A draft \
             runs in rehearsals only (motcua serve --demo)"
                .to_owned(),
        ),
        Objection::OtherFiles => (
            "đã ban hành với mẫu giấy tờ khác; mẫu đi cùng phiên bản và không đổi. Muốn dùng mẫu mới, ban hành phiên bản \
             mới với ngày áp dụng của mẫu"
                .to_owned(),
            "was published with other templates of letters, which belong to the version; publish a new version with the \
             day from which the new templates apply"
                .to_owned(),
        ),
        Objection::Overlaps(others) => {
            let list = |lang| {
                let one = |(version, window): &(String, Window)| format!("{version} ({})", span(window, lang));
                others.iter().map(one).collect::<Vec<_>>().join("; ")
            };
            let close: Vec<String> = others.iter().map(|(version, _)| format!("--closes {version}")).collect();
            let close = close.join(" ");
            (
                format!(
                    "trùng ngày áp dụng với {}. Nếu phiên bản mới thay thế, ghi: {close} (phiên bản cũ kết thúc hôm trước \
                     ngày áp dụng)",
                    list(Lang::Vi)
                ),
                format!("applies on the same days as {}. If it replaces them: {close}", list(Lang::En)),
            )
        }
        Objection::NothingNamed(named) => (
            format!("không có phiên bản `{named}` nào đã ban hành; viết như {}@ và 12 chữ số", compiled.program.id),
            format!("no version `{named}` was published; write {}@ and 12 digits", compiled.program.id),
        ),
        Objection::NothingToClose(named) => return unneeded(named).pick(lang).to_owned(),
    };
    format!("{}: {version} {}", say(lang, "lỗi", "error"), say(lang, vi, en))
}

fn unneeded(named: &str) -> Words {
    Words::new(
        format!("lỗi: phiên bản `{named}` không trùng ngày áp dụng với bản nào sắp ban hành; bỏ --closes {named}"),
        format!("error: version `{named}` applies on no day of what is published; leave out --closes {named}"),
    )
}

/// Finds a version that was named to be closed and that nothing new closes; a repeated call closes nothing anew.
pub(crate) fn unused(closes: &[String], new: &[PublicationRow]) -> Option<Words> {
    let digits = |named: &str| named.rsplit_once('@').map_or(named, |(_, digits)| digits).to_lowercase();
    let closed = |named: &String| {
        let digits = digits(named);
        new.iter().flat_map(|row| &row.closes).any(|(hash, _)| hash.starts_with(&digits))
    };
    let left = closes.iter().find(|named| !closed(named)).filter(|_| !new.is_empty());
    left.map(|named| unneeded(named))
}

/// Says when a version applies.
fn span(window: &Window, lang: Lang) -> String {
    if window.is_empty() {
        return say(lang, "không còn áp dụng ngày nào", "on no day any more");
    }
    let first = window.first.digits();
    match window.last.map(|last| last.digits()) {
        Some(last) => say(lang, format!("từ {first} đến hết {last}"), format!("from {first} until {last}")),
        None => say(lang, format!("từ {first}"), format!("from {first}")),
    }
}

fn days(window: &Window) -> Value {
    json!({ "from": window.first.to_string(), "to": window.last.map(|last| last.to_string()) })
}

fn changed(one: &Change) -> Value {
    json!({
        "what": one.what.id(), "path": one.path, "before": one.before, "after": one.after, "words": one.words().vi,
    })
}

fn marked(one: &Marking) -> Value {
    let (fate, missing) = match &one.fate {
        Fate::Safe => ("safe", None),
        Fate::Mapped => ("mapped", None),
        Fate::Impossible(missing) => ("impossible", Some(missing)),
    };
    json!({ "version": one.version, "steps": one.steps, "fate": fate, "missing": missing, "dossiers": one.dossiers })
}

fn marking_words(one: &Marking, lang: Lang) -> String {
    let steps = one.steps.join(", ");
    let fate = match &one.fate {
        Fate::Safe => say(lang, "chuyển được, không bước nào đổi", "can be moved, no open step differs"),
        Fate::Mapped => {
            say(lang, "chuyển được theo mã bước, nội dung bước có đổi", "can be moved by step id, steps differ")
        }
        Fate::Impossible(missing) => {
            say(lang, format!("không chuyển được: thiếu {missing}"), format!("cannot be moved: {missing} is missing"))
        }
    };
    let count = one.dossiers;
    say(
        lang,
        format!("{count} hồ sơ của {} ở {steps}: {fate}", one.version),
        format!("{count} of {} at {steps}: {fate}", one.version),
    )
}
