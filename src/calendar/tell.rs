//! The words of a trace, Vietnamese and English, one clause a line.
//!
//! It must not compute anything.

use crate::counting::Cutoff;
use crate::time::Date;
use crate::trace::{DayOff, DayWorked, Line, Trace};
use crate::words::Lang;
use crate::year::WorkedFor;

impl Trace {
    /// Tells the arithmetic, one clause a line, to be joined by semicolons.
    pub fn words(&self, lang: Lang) -> Vec<String> {
        self.lines
            .iter()
            .map(|line| match lang {
                Lang::Vi => line.vietnamese(),
                Lang::En => line.english(),
            })
            .collect()
    }
}

impl Line {
    fn vietnamese(&self) -> String {
        let lang = Lang::Vi;
        match self {
            Self::NoLimit => "pháp luật không quy định thời hạn".into(),
            Self::Kept(date) => format!("giữ nguyên ngày hẹn {}", date.words(lang)),
            Self::EffectiveDay { at, day, past: None } => {
                format!("thời điểm tính là {}, được tính cho {}", at.words(lang), day.words(lang))
            }
            Self::EffectiveDay { at, day, past: Some(cutoff) } => format!(
                "thời điểm tính là {}; {} được tính sang ngày làm việc tiếp theo, {}",
                at.words(lang),
                past(*cutoff, lang),
                day.words(lang)
            ),
            Self::Counted { lengths, from } => {
                let lengths = list(lengths, " và ", |length| length.words(lang));
                format!("{lengths} kể từ {}", from.words(lang))
            }
            Self::FirstDayNotCounted => "không tính ngày đầu".into(),
            Self::StartsAt(start) => format!("ngoài giờ làm việc, tính từ {}", start.words(lang)),
            Self::LeftOut(days) => format!("nghỉ: {}", list(days, ", ", |day| day.words(lang))),
            Self::Worked(days) => format!("làm bù: {}", list(days, ", ", |day| day.words(lang))),
            Self::LastDay { count, date } => {
                format!("ngày làm việc thứ {count} là {}", date.words(lang))
            }
            Self::Nominal(date) => format!("ngày cuối của thời hạn là {}", date.words(lang)),
            Self::Rolled { from, to } => format!(
                "{} là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo, {}",
                short(*from, lang),
                to.words(lang)
            ),
            Self::Ends(end) => format!("hết hạn lúc {} ngày {}", end.time, end.date.digits()),
            Self::Undetermined(year) => {
                format!("lịch nghỉ năm {year} chưa được công bố nên chưa xác định được ngày hết hạn")
            }
        }
    }

    fn english(&self) -> String {
        let lang = Lang::En;
        match self {
            Self::NoLimit => "the law sets no time limit".into(),
            Self::Kept(date) => format!("the date promised stays {}", date.words(lang)),
            Self::EffectiveDay { at, day, past: None } => {
                format!("an act on {} belongs to the working day {}", at.words(lang), day.words(lang))
            }
            Self::EffectiveDay { at, day, past: Some(cutoff) } => format!(
                "an act on {}; {} belongs to the next working day, {}",
                at.words(lang),
                past(*cutoff, lang),
                day.words(lang)
            ),
            Self::Counted { lengths, from } => {
                let lengths = list(lengths, " and ", |length| length.words(lang));
                format!("{lengths} from {}", from.words(lang))
            }
            Self::FirstDayNotCounted => "the first day is not counted".into(),
            Self::StartsAt(start) => format!("outside hours, counted from {}", start.words(lang)),
            Self::LeftOut(days) => format!("closed: {}", list(days, ", ", |day| day.words(lang))),
            Self::Worked(days) => {
                format!("worked instead: {}", list(days, ", ", |day| day.words(lang)))
            }
            Self::LastDay { count, date } => {
                format!("working day {count} is {}", date.words(lang))
            }
            Self::Nominal(date) => format!("the last day of the limit is {}", date.words(lang)),
            Self::Rolled { from, to } => {
                format!("{} is closed, so the next working day counts, {}", short(*from, lang), to.words(lang))
            }
            Self::Ends(end) => format!("it ends at {} on {}", end.time, end.date.words(lang)),
            Self::Undetermined(year) => {
                format!("the calendar of {year} is not announced, so no date can be given")
            }
        }
    }
}

impl DayOff {
    fn words(&self, lang: Lang) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.date.day_and_month(lang)),
            None => short(self.date, lang),
        }
    }
}

impl DayWorked {
    fn words(&self, lang: Lang) -> String {
        let date = short(self.date, lang);
        match (&self.worked_for, lang) {
            (WorkedFor::Day(off), Lang::Vi) => {
                format!("{date} (thay cho {})", off.day_and_month(lang))
            }
            (WorkedFor::Day(off), Lang::En) => format!("{date} (for {})", off.day_and_month(lang)),
            (WorkedFor::Reason(reason), _) => format!("{date} ({reason})"),
        }
    }
}

/// Writes "thứ Bảy 21/11", "Saturday 21 November".
fn short(date: Date, lang: Lang) -> String {
    format!("{} {}", date.weekday().words(lang), date.day_and_month(lang))
}

fn past(cutoff: Cutoff, lang: Lang) -> String {
    match (lang, cutoff.inclusive) {
        (Lang::Vi, false) => format!("từ {} trở đi", cutoff.at),
        (Lang::Vi, true) => format!("sau {}", cutoff.at),
        (Lang::En, false) => format!("from {} on it", cutoff.at),
        (Lang::En, true) => format!("after {} it", cutoff.at),
    }
}

fn list<T>(items: &[T], between: &str, words: impl Fn(&T) -> String) -> String {
    items.iter().map(words).collect::<Vec<_>>().join(between)
}
