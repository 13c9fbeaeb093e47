//! Time limits in words: one line of a `within` table, or the whole table.
//! It computes no date.

use calendar::{Counting, Lang, Limit, Rule};
use program::{DeadlineRule, On, Program};

use super::pick;

/// Writes how one line counts: "2 giờ làm việc", "trong ngày làm việc", "không quy định".
pub fn limit_words(counting: &Counting, lang: Lang) -> String {
    match counting.limit {
        Limit::SameDay => pick(lang, "trong ngày làm việc", "within the working day").to_owned(),
        Limit::None => pick(lang, "không quy định", "no limit set").to_owned(),
        Limit::Of(length) => {
            let words = length.words(lang);
            match counting.rule {
                Rule::SameTime => format!("{words} {}", pick(lang, "(cùng giờ)", "(same time of day)")),
                Rule::EndOfDay | Rule::EndOfSession => words,
            }
        }
    }
}

/// Writes a whole rule: its lines by case or channel, the one for everything else last.
pub fn rule_words(rule: &DeadlineRule, program: &Program, lang: Lang) -> String {
    let lines = rule.entries.iter().map(|entry| {
        let limit = limit_words(&entry.counting, lang);
        match entry.on {
            On::Otherwise if rule.entries.len() == 1 => limit,
            On::Otherwise => format!("{} {limit}", pick(lang, "còn lại:", "otherwise:")),
            On::Case(case) => format!("{}: {limit}", program.cases[case.at()].name),
            On::Channel(channel) => format!("{}: {limit}", channel.words()),
        }
    });
    lines.collect::<Vec<_>>().join("; ")
}
