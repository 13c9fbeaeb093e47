//! What one pass does, clause by clause: the same words for what a button will do and for what it did.
//! It reads recorded facts; it knows no future and no past beyond them.

use engine::{Event, Pass};
use program::NodeIx;

use super::{Past, Teller, money_words, status_name};

/// A piece of a sentence; dates and words about the clock are strong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// True if it is to be set in bold.
    pub strong: bool,
}

/// One clause of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clause(pub Vec<Span>);

impl Clause {
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Span { text: text.into(), strong: false }])
    }

    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: false });
        self
    }

    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: true });
        self
    }

    pub fn text(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A clause with its rank: the order in which things matter to a reader.
pub(super) type Ranked = (u8, Clause);

/// What a clause is told with: the pass, what came before, and the step the pass leaves.
pub(super) struct Telling<'p> {
    pub pass: &'p Pass,
    pub past: &'p Past,
    pub from: Option<NodeIx>,
}

impl Teller<'_> {
    /// Tells what a pass did beyond the act itself, in the order in which it matters to a reader.
    pub(crate) fn clauses(&self, pass: &Pass, past: &Past) -> Vec<Clause> {
        self.clauses_of(pass, past, |_| true)
    }

    /// Tells of a pass only what is wanted.
    pub(crate) fn clauses_of(&self, pass: &Pass, past: &Past, wanted: fn(&Event) -> bool) -> Vec<Clause> {
        let telling = Telling { pass, past, from: left(pass, past) };
        let last_status = pass.events.iter().rposition(|event| matches!(event, Event::StatusSet { .. }));
        let mut told: Vec<Ranked> = Vec::new();
        for (at, event) in pass.events.iter().enumerate().filter(|(_, event)| wanted(event)) {
            match event {
                Event::StatusSet { .. } if Some(at) != last_status => {}
                _ => told.extend(self.clause(&telling, event).filter(|one| !told.contains(one))),
            }
        }
        told.sort_by_key(|(rank, _)| *rank);
        told.into_iter().map(|(_, clause)| clause).collect()
    }

    fn clause(&self, telling: &Telling<'_>, event: &Event) -> Option<Ranked> {
        self.moved(telling, event)
            .or_else(|| self.papers(event))
            .or_else(|| self.timed(telling, event))
            .or_else(|| self.of_dossier(event))
            .or_else(|| self.of_money(event))
    }

    /// Tells of letters and results.
    fn papers(&self, event: &Event) -> Option<Ranked> {
        Some(match event {
            Event::Signed { result, .. } => {
                (2, Clause::plain(format!("{} {}", self.say("ký", "signs"), self.result(*result))))
            }
            Event::Printed { letter, signed, .. } => {
                let verb = if *signed { self.say("ký", "signs") } else { self.say("in", "prints") };
                (3, Clause::plain(format!("{verb} {}", self.program().letters[letter.at()].name)))
            }
            Event::Returned { results, .. } => (4, self.returned(results)),
            _ => return None,
        })
    }

    /// Tells of statuses, rights, incidents and the end.
    fn of_dossier(&self, event: &Event) -> Option<Ranked> {
        Some(match event {
            Event::IncidentRaised { kind, parked, detail, .. } => {
                (1, Clause::plain(self.incident(*kind, parked.map(|parked| parked.node), detail)))
            }
            Event::StatusSet { status } => (7, self.status(status_name(*status, self.lang))),
            Event::AxisSet { axis, code } => {
                let codes = &self.program().axes[axis.at()].codes;
                (7, self.status(codes.get(usize::from(*code)).map_or("", |(_, name)| name)))
            }
            Event::RightOffered { anytime } => {
                let name = &self.program().anytime[anytime.at()].name;
                (
                    8,
                    Clause::plain(
                        self.say(format!("từ đây được “{name}”"), format!("“{name}” is possible from now on")),
                    ),
                )
            }
            Event::RightEnded { anytime } => {
                let name = &self.program().anytime[anytime.at()].name;
                let told =
                    self.say(format!("từ đây không “{name}” được nữa"), format!("“{name}” is no longer possible"));
                (8, Clause::plain(told))
            }
            Event::EndReached { node } => {
                let name = &self.program().node(*node).name;
                let told = self.say(
                    format!("đã đến “{name}”, chờ xong việc phụ đang mở"),
                    format!("“{name}” is reached, open side work is waited for"),
                );
                (9, Clause::plain(told))
            }
            Event::Ended { node, result } => (9, self.ended(*node, *result)),
            _ => return None,
        })
    }

    /// Tells of money and messages.
    fn of_money(&self, event: &Event) -> Option<Ranked> {
        let finance = |amount| {
            let amount = money_words(amount);
            self.say(
                format!("{amount} chuyển bộ phận tài chính hoàn trả hoặc xử lý"),
                format!("{amount} goes to finance, to be given back or dealt with"),
            )
        };
        Some(match event {
            Event::FeesAssessed { lines, exempt, .. } => (0, Clause::plain(self.assessed(lines, exempt))),
            Event::Paid { surplus, .. } if *surplus > 0 => {
                (4, Clause::plain(format!("{} {}", self.say("nộp thừa,", "too much was paid,"), finance(*surplus))))
            }
            Event::PaidLate { amount, .. } => (4, Clause::plain(finance(*amount))),
            Event::MessageTaken { by: None, .. } => {
                let told = self.say("một tin giữ lại đã hết thời gian giữ", "a message that was kept is over");
                (4, Clause::plain(told))
            }
            Event::MessageBuffered { until: Some(until), .. } => {
                let until = self.moment(*until);
                (4, Clause::plain(self.say(format!("giữ đến {until}"), format!("kept until {until}"))))
            }
            Event::JobFailed { retry: Some(retry), left, .. } => {
                let at = self.moment(retry.at);
                let told = self.say(
                    format!("thử lại lúc {at}, sau đó còn {left} lần"),
                    format!("tried again at {at}, {left} attempts left then"),
                );
                (1, Clause::plain(told))
            }
            _ => return None,
        })
    }

    fn result(&self, result: program::ResultIx) -> &str {
        &self.program().results[result.at()].name
    }

    fn returned(&self, results: &[program::ResultIx]) -> Clause {
        let names: Vec<&str> = results.iter().map(|&result| self.result(result)).collect();
        if names.is_empty() {
            return Clause::plain(self.say("không có kết quả để trả", "no result to hand over"));
        }
        Clause::plain(format!("{} {}", self.say("trả", "hands over"), names.join(self.say(" và ", " and "))))
    }

    fn status(&self, name: &str) -> Clause {
        Clause::plain(self.say(format!("trạng thái “{name}”"), format!("status “{name}”")))
    }
}

/// Returns the step that a pass leaves.
fn left(pass: &Pass, past: &Past) -> Option<NodeIx> {
    pass.events.iter().find_map(|event| match event {
        Event::Completed { id, .. } | Event::Cancelled { id, .. } => past.node(*id),
        _ => None,
    })
}
