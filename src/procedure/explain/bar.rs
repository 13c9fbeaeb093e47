//! The clock bar: how much legal time has run, stood still and is left, as a picture and as a sentence.
//! The bar is in the deadline's own time, not in screen time; it never ticks.

use std::fmt::Write;

use calendar::{Act, Calendar, Due, Instant, Limit, Phase, Unit, lateness};
use engine::{Event, Instance, LegalClock, Pass};
use program::RuleIx;

use super::outlook::resumed;
use super::{Chip, Teller, glue};

/// Part of the bar's width, in percent, that a stretch without legal time still takes, so that it is seen.
const THIN: f64 = 1.5;

/// A clock bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The picture, inline SVG with class `bar`.
    pub svg: String,
    /// The sentence under it.
    pub sentence: String,
    /// The countdown chip: "còn 18 phút"; none where nothing is counted any more.
    pub chip: Option<Chip>,
}

/// What a stretch of the bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Run,
    Hold,
    Late,
    Left,
    /// Time that an extension has added.
    Added,
    /// Time of which nobody knows yet how long it is.
    Open,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Run => "b-run",
            Self::Hold => "b-hold",
            Self::Late => "b-late",
            Self::Left => "b-left",
            Self::Added | Self::Open => "b-ext",
        }
    }
}

impl Teller<'_> {
    /// Draws the dossier's own clock; none before its start. `key` makes the ids of the picture unique on the page.
    pub fn clock_bar(&self, instance: &Instance, history: &[Pass], now: Instant, key: &str) -> Option<Bar> {
        self.named_clock_bar(RuleIx(0), instance, history, (now, key))
    }

    /// Draws one of the dossier's clocks; none before its start.
    pub fn named_clock_bar(
        &self,
        rule: RuleIx,
        instance: &Instance,
        history: &[Pass],
        (now, key): (Instant, &str),
    ) -> Option<Bar> {
        let clock = instance.clock(rule)?;
        let sentence = glue(&self.clock_sentence(clock, instance, now));
        let svg = self.clock_picture((clock, instance), history, now, (key, &sentence));
        let chip = self.chip(clock.limit, &clock.state, now);
        Some(Bar { svg, sentence, chip })
    }

    /// Says what the due of a clock is: a promise to the applicant, or the due of a clock beside it.
    pub(super) fn promised(&self, rule: RuleIx) -> (&'static str, &'static str) {
        if rule == RuleIx(0) {
            (self.say("hẹn trả", "promised"), self.say("Hẹn trả", "Promised"))
        } else {
            (self.say("hạn", "due"), self.say("Hạn", "Due"))
        }
    }

    fn clock_sentence(&self, clock: &LegalClock, instance: &Instance, now: Instant) -> String {
        let rule = clock.limit.rule;
        let rest = self.chip(clock.limit, &clock.state, now).map(|chip| chip.label);
        let due = self.due(clock.state.due, rule);
        let (small, large) = self.promised(rule);
        let told = match (clock.state.phase, clock.state.due) {
            (Phase::Stopped, _) => self.stopped(clock, &format!("{large} {due}")),
            (_, Due::NoLimit) => {
                return self
                    .say("Pháp luật không quy định thời hạn cho việc này.", "The law sets no time limit.")
                    .to_owned();
            }
            (phase, Due::Undetermined(_)) => {
                let paused = matches!(phase, Phase::Paused { .. });
                let (vi, en) = if paused { ("đang dừng", "stands") } else { ("đang chạy", "runs") };
                self.say(format!("Đồng hồ {vi}; {due}."), format!("The clock {en}; {due}."))
            }
            (Phase::Paused { since, .. }, Due::At(_)) => self.paused(clock, instance, (since, now)),
            (Phase::Running, Due::At(at)) if now > at => {
                let over = rest.unwrap_or_default();
                let (vi, en) = match rule {
                    RuleIx(0) => ("Cơ quan làm quá hạn và xin lỗi bạn", "The office is late and apologises"),
                    _ => ("Đã quá hạn", "It is overdue"),
                };
                self.say(format!("{vi}: {small} {due}, đã {over}."), format!("{en}: {small} {due}, {over}."))
            }
            (Phase::Running, Due::At(_)) => {
                let (from, rest) = (self.moment(clock.started_at), rest.unwrap_or_default());
                self.say(
                    format!("Đồng hồ đang chạy, bắt đầu lúc {from}. {large} {due}, {rest}."),
                    format!("The clock runs since {from}. {large} {due}, {rest}."),
                )
            }
        };
        let moved = clock.original_due != clock.state.due && clock.original_due.instant().is_some();
        let first = self.due(clock.original_due, rule);
        let note = match rule {
            RuleIx(0) => self.say(format!(" Hẹn ban đầu: {first}."), format!(" First promised: {first}.")),
            _ => self.say(format!(" Hạn ban đầu: {first}."), format!(" First due: {first}.")),
        };
        if moved { format!("{told}{note}") } else { told }
    }

    fn stopped(&self, clock: &LegalClock, until: &str) -> String {
        let when = clock.stopped_at.map(|at| self.moment(at)).unwrap_or_default();
        let verdict = clock.verdict.map(|verdict| format!(", {}", self.verdict(verdict))).unwrap_or_default();
        self.say(
            format!("Đồng hồ đã kết thúc lúc {when}{verdict}. {until}."),
            format!("The clock ended on {when}{verdict}. {until}."),
        )
    }

    /// Tells since when and for what the clock stands, what is kept, and the date if it runs on today.
    fn paused(&self, clock: &LegalClock, instance: &Instance, (since, now): (Instant, Instant)) -> String {
        let rule = clock.limit.rule;
        let why = self.held_by(rule, instance);
        let (from, then) = (self.moment(since), self.due(self.promise(clock, instance, now), rule));
        let rest = self.chip(clock.limit, &clock.state, now).map(|chip| chip.label).unwrap_or_default();
        let rest = rest.split_once(", ").map_or(rest.as_str(), |(_, kept)| kept);
        let (small, _) = self.promised(rule);
        self.say(
            format!("Đồng hồ đang dừng từ {from} vì {why}, {rest}. Xong ngay bây giờ thì {small} {then}."),
            format!("The clock stands since {from}, {why}, {rest}. Done now, it is {small} {then}."),
        )
    }

    /// Names what holds a clock: a suspension by law, or the steps that wait.
    pub(super) fn held_by(&self, rule: RuleIx, instance: &Instance) -> String {
        if instance.suspended.is_some() {
            return self.say("tạm dừng giải quyết theo luật", "suspended by law").to_owned();
        }
        let holds = |node: program::NodeIx| {
            let step = self.program().node(node);
            step.hold.is_some() && (step.holds.is_empty() || step.holds.contains(&rule))
        };
        let mut steps: Vec<String> = Vec::new();
        for step in instance.open().filter(|one| holds(one.node)).map(|one| self.step(one.node)) {
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        let steps = steps.join(self.say(" và ", " and "));
        self.say(format!("chờ {steps}"), format!("waiting for {steps}"))
    }

    /// Returns the due in force; while the clock stands, the due if it ran on now.
    fn promise(&self, clock: &LegalClock, instance: &Instance, now: Instant) -> Due {
        let rule = clock.limit.rule;
        match clock.state.phase {
            Phase::Paused { .. } => resumed(self.program(), instance, rule, (self.calendar(rule), now)),
            Phase::Running | Phase::Stopped => clock.state.due,
        }
    }

    fn clock_picture(
        &self,
        (clock, instance): (&LegalClock, &Instance),
        history: &[Pass],
        now: Instant,
        (key, label): (&str, &str),
    ) -> String {
        let stretches = self.stretches(clock, history, now);
        let total: f64 = stretches.iter().map(|(_, length)| length).sum();
        let share = |length: f64| if total > 0.0 { 100.0 * length / total } else { 0.0 };
        let widths: Vec<f64> = stretches.iter().map(|&(_, length)| share(length).max(THIN)).collect();
        let scale = 100.0 / widths.iter().sum::<f64>().max(1.0);
        let mut out = format!(r#"<svg class="bar" height="64" role="img" aria-label="{}">"#, escape(label));
        let _ = write!(
            out,
            r#"<defs><pattern id="{key}p" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hb" width="7" height="7"/><path class="hs" d="M1 0v7"/></pattern></defs>"#
        );
        let (mut x, mut end) = (0.0, None);
        for ((kind, _), width) in stretches.iter().zip(&widths) {
            let width = width * scale;
            if *kind == Kind::Late {
                end = end.or(Some(x));
            }
            let fill = if *kind == Kind::Hold { format!(r#" fill="url(#{key}p)""#) } else { String::new() };
            let _ = write!(
                out,
                r#"<rect class="{}" x="{x:.1}%" y="22" width="{width:.1}%" height="14"{fill}/>"#,
                kind.class()
            );
            if *kind == Kind::Added {
                // A due that was replaced is a hollow bar.
                let _ = write!(out, r#"<rect class="bx" x="{x:.1}%" y="15" width="4" height="28"/>"#);
            }
            x += width;
        }
        if let Due::At(due) = self.promise(clock, instance, now) {
            let at = end.unwrap_or(x).min(99.4);
            let anchor = if at > 50.0 { "end" } else { "start" };
            let (promised, _) = self.promised(clock.limit.rule);
            let _ = write!(
                out,
                r#"<rect class="b-end" x="{at:.1}%" y="15" width="4" height="28"/><text x="{at:.1}%" y="58" text-anchor="{anchor}">{promised} {}</text>"#,
                self.moment(due)
            );
        }
        let started = self.say("bắt đầu", "started");
        let _ = write!(out, r#"<text x="0%" y="12">{started} {}</text></svg>"#, self.moment(clock.started_at));
        out
    }

    /// Cuts the clock's life into stretches, each with its length in minutes of the deadline's kind.
    fn stretches(&self, clock: &LegalClock, history: &[Pass], now: Instant) -> Vec<(Kind, f64)> {
        let rule = clock.limit.rule;
        let calendar = self.calendar(rule);
        let limit = self.program().rules[rule.at()].counting(clock.limit.entry).limit;
        let length = |from, to| measure(limit, from, to, calendar);
        let turns = phases(rule, history);
        let ends = turns.iter().skip(1).map(|(at, _)| *at).chain([now]);
        let due = clock.state.due.instant();
        let mut stretches = Vec::new();
        for (&(from, phase), to) in turns.iter().zip(ends) {
            match (phase, due) {
                (Phase::Stopped, _) => {}
                (Phase::Paused { .. }, _) => stretches.push((Kind::Hold, length(from, to))),
                (Phase::Running, Some(due)) if to > due => {
                    if from < due {
                        stretches.push((Kind::Run, length(from, due)));
                    }
                    stretches.push((Kind::Late, length(from.max(due), to)));
                }
                (Phase::Running, _) => stretches.push((Kind::Run, length(from, to))),
            }
        }
        let rest = match (clock.state.phase, clock.state.due) {
            (Phase::Stopped, _) | (_, Due::NoLimit) => None,
            (Phase::Running, Due::At(due)) => {
                // What an extension has added is shown apart from what was left before it.
                let before = replaced(rule, history).filter(|old| *old < due).map(|old| old.max(now));
                let kept = before.filter(|old| *old > now).map(|old| (Kind::Left, length(now, old)));
                stretches.extend(kept);
                let (kind, from) = before.map_or((Kind::Left, now), |old| (Kind::Added, old));
                (due > now).then(|| (kind, length(from, due)))
            }
            (Phase::Paused { since, .. }, Due::At(due)) => (due > since).then(|| (Kind::Left, length(since, due))),
            (_, Due::Undetermined(_)) => Some((Kind::Open, length(clock.started_at, now).max(1.0))),
        };
        stretches.extend(rest);
        stretches
    }
}

/// Lists when a clock changed what it does.
fn phases(rule: RuleIx, history: &[Pass]) -> Vec<(Instant, Phase)> {
    let mut turns: Vec<(Instant, Phase)> = Vec::new();
    for pass in history {
        for event in &pass.events {
            if let Event::ClockChanged { clock, state, .. } = event
                && *clock == rule
            {
                turns.retain(|(at, _)| *at != pass.at);
                turns.push((pass.at, state.phase));
            }
        }
    }
    turns
}

/// Returns the due that the last extension of a clock has replaced.
fn replaced(rule: RuleIx, history: &[Pass]) -> Option<Instant> {
    let (mut due, mut replaced) = (None, None);
    for event in history.iter().flat_map(|pass| &pass.events) {
        if let Event::ClockChanged { clock, act, state, .. } = event
            && *clock == rule
        {
            replaced = if matches!(act, Act::Extended { .. }) { due } else { None };
            due = state.due.instant();
        }
    }
    replaced
}

/// Measures a stretch in working minutes, or in elapsed ones where the limit is not counted in working time.
#[expect(clippy::cast_precision_loss, reason = "a share of a drawing, far below 2^52 minutes")]
fn measure(limit: Limit, from: Instant, to: Instant, calendar: &Calendar) -> f64 {
    let elapsed = (to.millis() - from.millis()) / 60_000;
    let worked = match limit {
        Limit::Of(length)
            if matches!(length.unit, Unit::Minute | Unit::Hour | Unit::Day | Unit::Month | Unit::ConsecutiveDay) =>
        {
            elapsed
        }
        Limit::Of(_) | Limit::SameDay | Limit::None => lateness(from, to, &[], calendar).unwrap_or(elapsed),
    };
    worked.max(0) as f64
}

/// Makes text safe inside SVG, in elements and in double quotes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
