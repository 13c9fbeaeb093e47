//! M054 time-sum: the deadlines of the steps, one after the other, end after the clock's due from more than a tenth of
//! the starts. It adds nothing up itself; M164 is the same for fewer starts.

use calendar::{Lang, Limit, Moment};
use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Sum, Worst};
use crate::files::Definition;

/// Describes M054.
pub const RULE: Rule = Rule {
    code: Code::new("M054", "time-sum", Severity::Warning),
    explain: include_str!("m054_time_sum.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for sum in subject.sums.iter().filter(|sum| sum.tally.is_often_late()) {
        let help = Words::new(
            "rút ngắn thời hạn các bước trên đường này, hoặc thêm `waive` nêu lý do và căn cứ",
            "shorten the deadlines of the steps on this path, or add a `waive` with reason and ground",
        );
        out.extend(report(RULE.code, subject.definition, sum).map(|diagnostic| diagnostic.help(help)));
    }
}

/// Says how many starts are late, and shows the worst; nothing if none is late.
pub(super) fn report(code: Code, definition: &Definition, sum: &Sum<'_>) -> Option<Diagnostic> {
    let worst = sum.tally.worst?;
    let message = Words::new(message(sum, Lang::Vi), message(sum, Lang::En));
    let label = Words::new(label(definition, worst, Lang::Vi), label(definition, worst, Lang::En));
    Some(Diagnostic::new(code, sum.limit.span, message).label(label).at(sum.at))
}

fn message(sum: &Sum<'_>, lang: Lang) -> String {
    let tally = &sum.tally;
    let (late, starts, left_out) = (number(tally.late, lang), number(tally.starts, lang), number(tally.left_out, lang));
    let (share, limit, whose) = (share(tally.late, tally.starts, lang), limit(sum.limit.value, lang), whose(sum, lang));
    let unknown = match (tally.left_out, lang) {
        (0, _) => String::new(),
        (_, Lang::Vi) => format!("; chưa tính {left_out} thời điểm vì sang năm chưa có lịch"),
        (_, Lang::En) => format!("; {left_out} left out: they reach a year without a calendar"),
    };
    match lang {
        Lang::Vi => format!(
            "cộng thời hạn các bước: {late} trong {starts} thời điểm bắt đầu ({share}) vượt hạn {limit}{whose}{unknown}"
        ),
        Lang::En => format!(
            "the deadlines of the steps add up: {late} of {starts} starts ({share}) end after {limit}{whose}{unknown}"
        ),
    }
}

fn label(definition: &Definition, worst: Worst, lang: Lang) -> String {
    let first = &definition.steps[worst.first_over].id.value;
    let at = |moment: Moment| format!("{} {}", moment.time, moment.date.words(lang));
    let (start, due, end) = (at(worst.start), at(worst.due), at(worst.end));
    match lang {
        Lang::Vi => {
            format!("vượt đầu tiên ở bước `{first}`; xấu nhất: bắt đầu {start}, hạn {due}, cộng lại {end}")
        }
        Lang::En => format!("first over at step `{first}`; worst: starts {start}, due {due}, adds up to {end}"),
    }
}

/// Names the case and channel summed.
fn whose(sum: &Sum<'_>, lang: Lang) -> String {
    let (case, channel) = match lang {
        Lang::Vi => ("trường hợp", "kênh"),
        Lang::En => ("case", "channel"),
    };
    let named = |kind: &str, id: Option<&str>| id.map(|id| format!(", {kind} `{id}`")).unwrap_or_default();
    [named(case, sum.variant.case), named(channel, sum.variant.channel)].concat()
}

fn limit(limit: Limit, lang: Lang) -> String {
    match (limit, lang) {
        (Limit::Of(length), _) => length.words(lang),
        (Limit::SameDay, Lang::Vi) => "cùng ngày làm việc".to_owned(),
        (Limit::SameDay, Lang::En) => "the same working day".to_owned(),
        (Limit::None, Lang::Vi) => "không quy định".to_owned(),
        (Limit::None, Lang::En) => "no limit".to_owned(),
    }
}

fn share(late: u32, starts: u32, lang: Lang) -> String {
    let percent = (late * 200 + starts) / (starts * 2).max(1);
    match (percent, lang) {
        (0, Lang::Vi) => "dưới 1 %".to_owned(),
        (0, Lang::En) => "under 1 %".to_owned(),
        _ => format!("{percent} %"),
    }
}

/// Writes a number of starts of one year.
fn number(count: u32, lang: Lang) -> String {
    let mark = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    if count < 1_000 { count.to_string() } else { format!("{}{mark}{:03}", count / 1_000, count % 1_000) }
}
