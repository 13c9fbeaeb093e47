//! Why a date is that date: the arithmetic of the open clocks, and every change with ground and author.
//! The calendar computes; this retells.

use calendar::{ClockState, Phase, due_of, explain};
use engine::{Event, Instance, LimitRef, Pass};
use program::{CiteIx, RuleIx};

use super::consequence::capital;
use super::{Teller, glue, limit_words};

impl Teller<'_> {
    /// Tells the arithmetic of the dossier's clocks, change by change, and of each open step.
    pub fn why_due(&self, instance: &Instance, history: &[Pass]) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for clock in instance.clocks.iter().flatten() {
            let rule = clock.limit.rule;
            let title = match rule {
                RuleIx(0) => self.say("Thời hạn giải quyết hồ sơ", "Time limit of the dossier").to_owned(),
                _ => format!("“{}”", self.program().rules[rule.at()].name),
            };
            lines.push(self.ground(&title, clock.limit));
            lines.extend(history.iter().flat_map(|pass| self.changes(rule, pass)));
        }
        for one in instance.open() {
            let Some(clock) = &one.clock else { continue };
            let title = self.say(format!("Hạn của {}", self.step(one.node)), format!("Due of {}", self.step(one.node)));
            // Agencies that are asked side by side have one due.
            let told = [self.ground(&title, clock.limit), self.arithmetic(clock.limit, &clock.state)];
            if !lines.windows(2).any(|pair| pair == told) {
                lines.extend(told);
            }
        }
        lines.iter().map(|line| glue(line)).collect()
    }

    /// Names a limit, the law it stands on and the calendar that counts it.
    fn ground(&self, title: &str, limit: LimitRef) -> String {
        let rule = &self.program().rules[limit.rule.at()];
        let words = limit_words(rule.counting(limit.entry), self.lang);
        let legal = self.citations(&rule.legal);
        let legal = if legal.is_empty() { legal } else { self.say(format!(", theo {legal}"), format!(", by {legal}")) };
        let calendar = &self.calendar(limit.rule).text().name;
        self.say(
            format!("{title}: {words}{legal}, tính theo lịch “{calendar}”."),
            format!("{title}: {words}{legal}, counted by the calendar “{calendar}”."),
        )
    }

    /// Writes grounds in words, joined by semicolons.
    pub fn citations(&self, grounds: &[CiteIx]) -> String {
        let texts = grounds.iter().map(|ix| self.program().citations[ix.at()].text.as_str());
        texts.collect::<Vec<_>>().join("; ")
    }

    /// Tells each change of a clock in a pass.
    fn changes(&self, rule: RuleIx, pass: &Pass) -> Vec<String> {
        let mut lines = Vec::new();
        for event in &pass.events {
            if let Event::ClockChanged { clock, limit, act, state, verdict, .. } = event
                && *clock == rule
            {
                let (when, who) = (self.moment(pass.at), self.author(&pass.author));
                let what = self.clock_changed(rule, *act, (state.phase, state.due), *verdict).text();
                lines.push(format!("{when}, {who}: {what}."));
                if state.phase == Phase::Running {
                    lines.push(self.arithmetic(*limit, state));
                }
            }
        }
        lines
    }

    fn arithmetic(&self, limit: LimitRef, state: &ClockState) -> String {
        let told = capital(&self.counted(limit, state).join("; "));
        self.say(format!("Cách tính: {told}."), format!("Counted so: {told}."))
    }

    /// Tells how the due of a running clock was counted, one clause each. A calendar that was changed since would tell
    /// another date than the one that was set (sem 3.44, 9.8): then only that is said.
    pub fn counted(&self, limit: LimitRef, state: &ClockState) -> Vec<String> {
        let counting = self.program().rules[limit.rule.at()].counting(limit.entry);
        let calendar = self.calendar(limit.rule);
        let changed = calendar.hash() != state.calendar;
        if changed && due_of(counting, state.anchor, &state.remaining, calendar).0 != state.due {
            let told = self.say(
                "theo lịch làm việc khi ấy, trước khi lịch được sửa",
                "by the working calendar as it then was, before it was changed",
            );
            return vec![told.to_owned()];
        }
        explain(counting, state.anchor, &state.remaining, calendar).words(self.lang)
    }
}
