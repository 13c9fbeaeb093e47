//! What one pass does, clause by clause: the same words for what a button will do and for what it did.
//! It reads recorded facts; it knows no future and no past beyond them.

use calendar::{Act, Due, Phase, Verdict};
use engine::{Event, IncidentKind, LimitRef, Pass};
use program::{NodeIx, RoleIx, RuleIx};

use super::{Past, Teller, end_words, status_name};
use crate::draw::goes_back;

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

    fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: false });
        self
    }

    fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: true });
        self
    }

    pub fn text(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }
}

impl Teller<'_> {
    /// Tells what a pass did beyond the act itself, in the order in which it matters to a reader.
    pub(crate) fn clauses(&self, pass: &Pass, past: &Past) -> Vec<Clause> {
        self.clauses_of(pass, past, |_| true)
    }

    /// Tells of a pass only what is wanted.
    pub(crate) fn clauses_of(&self, pass: &Pass, past: &Past, wanted: fn(&Event) -> bool) -> Vec<Clause> {
        let from = left(pass, past);
        let last_status = pass.events.iter().rposition(|event| matches!(event, Event::StatusSet { .. }));
        let mut told: Vec<(u8, Clause)> = Vec::new();
        for (at, event) in pass.events.iter().enumerate().filter(|(_, event)| wanted(event)) {
            match event {
                Event::StatusSet { .. } if Some(at) != last_status => {}
                Event::Opened { id, .. } if closed_in(pass, *id) => {}
                _ => told.extend(self.clause(event, past, from)),
            }
        }
        told.sort_by_key(|(rank, _)| *rank);
        told.into_iter().map(|(_, clause)| clause).collect()
    }

    fn clause(&self, event: &Event, past: &Past, from: Option<NodeIx>) -> Option<(u8, Clause)> {
        let clause = match event {
            Event::Skipped { node, guard } => (0, Clause::plain(self.skipped(*node, *guard))),
            Event::Taken { guards, .. } if !guards.is_empty() => (0, Clause::plain(self.decided(guards))),
            Event::Opened { node, role, clock, .. } => {
                let own = clock.as_ref().map(|clock| (clock.limit, clock.state.due));
                (1, self.opened((from, *node), *role, own))
            }
            Event::IncidentRaised { kind, parked, detail, .. } => {
                (1, Clause::plain(self.incident(*kind, parked.map(|(_, node)| node), detail)))
            }
            Event::Signed { result, .. } => {
                (2, Clause::plain(format!("{} {}", self.say("ký", "signs"), self.result(*result))))
            }
            Event::Printed { letter, signed, .. } => {
                let verb = if *signed { self.say("ký", "signs") } else { self.say("in", "prints") };
                (3, Clause::plain(format!("{verb} {}", self.program().letters[letter.at()].name)))
            }
            Event::Returned { results, .. } => (4, self.returned(results)),
            Event::ClockChanged { clock, act, state, verdict, .. } => {
                (5, self.clock_changed(*clock, *act, (state.phase, state.due), *verdict))
            }
            Event::Escalated { id, assign: Some(role), .. } => (6, self.assigned(past.node(*id), *role)),
            Event::StatusSet { status } => (7, self.status(*status)),
            Event::RightEnded { anytime } => {
                let name = &self.program().anytime[anytime.at()].name;
                let told =
                    self.say(format!("từ đây không “{name}” được nữa"), format!("“{name}” is no longer possible"));
                (8, Clause::plain(told))
            }
            Event::Ended { node, result } => (9, self.ended(*node, *result)),
            _ => return None,
        };
        Some(clause)
    }

    fn opened(
        &self,
        (from, node): (Option<NodeIx>, NodeIx),
        role: Option<RoleIx>,
        own: Option<(LimitRef, Due)>,
    ) -> Clause {
        let step = self.step(node);
        let back = from.is_some_and(|from| goes_back(self.program(), from, node));
        let (vi, en) = if back { ("về", "goes back to") } else { ("sang", "goes to") };
        let whose = role.map(|role| format!(" ({})", self.role(role))).unwrap_or_default();
        let clause = Clause::plain(format!("{} {step}{whose}", self.say(vi, en)));
        match own {
            Some((limit, due @ Due::At(_))) => {
                let until = self.due(due, limit.rule);
                clause.and(self.say(", hạn ", ", due ")).strong(until)
            }
            Some((_, Due::Undetermined(_) | Due::NoLimit)) | None => clause,
        }
    }

    pub(super) fn clock_changed(
        &self,
        rule: RuleIx,
        act: Act,
        after: (Phase, Due),
        verdict: Option<Verdict>,
    ) -> Clause {
        let name =
            if rule == RuleIx(0) { String::new() } else { format!(" “{}”", self.program().rules[rule.at()].name) };
        let (phase, due) = after;
        let paused = matches!(phase, Phase::Paused { .. });
        let word = match act {
            Act::Started { .. } if paused => self.say("bắt đầu ở trạng thái dừng", "starts stopped"),
            Act::Started { .. } => self.say("bắt đầu", "starts"),
            Act::Held => self.say("dừng", "stops for now"),
            Act::Released => self.say("chạy tiếp", "runs on"),
            Act::Restarted { .. } => self.say("tính lại từ đầu", "starts anew"),
            Act::Extended { .. } => self.say("được gia hạn", "is extended"),
            Act::Recomputed => self.say("tính lại theo lịch nghỉ mới", "is recomputed by the new calendar"),
            Act::CaseChanged { .. } => self.say("tính theo trường hợp mới", "follows the new case"),
            Act::Stopped => self.say("kết thúc", "ends"),
            Act::Reopened => self.say("chạy lại như chưa kết thúc", "runs on as if never ended"),
        };
        let clause = Clause::plain(self.say(format!("đồng hồ{name} "), format!("the clock{name} "))).strong(word);
        match (act, verdict) {
            (Act::Stopped, Some(verdict)) => clause.and(format!(" ({})", self.verdict(verdict))),
            (Act::Stopped | Act::Held, _) => clause,
            _ if paused => clause,
            _ => clause.and(self.say(", hẹn trả ", ", promised ")).strong(self.due(due, rule)),
        }
    }

    /// Names a verdict: "đúng hạn".
    pub fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Early => self.say("trước hạn", "early"),
            Verdict::OnTime => self.say("đúng hạn", "on time"),
            Verdict::Overdue => self.say("quá hạn", "overdue"),
        }
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

    fn assigned(&self, node: Option<NodeIx>, role: RoleIx) -> Clause {
        let step = node.map(|node| self.step(node)).unwrap_or_default();
        let role = self.role(role);
        Clause::plain(self.say(format!("giao {step} cho {role}"), format!("{step} goes to {role}")))
    }

    fn status(&self, status: u8) -> Clause {
        let name = status_name(status, self.lang);
        Clause::plain(self.say(format!("trạng thái “{name}”"), format!("status “{name}”")))
    }

    fn ended(&self, node: NodeIx, result: program::EndResult) -> Clause {
        let (name, how) = (&self.program().node(node).name, end_words(result, self.lang));
        Clause::plain(self.say("hồ sơ ", "the dossier "))
            .strong(self.say("kết thúc", "ends"))
            .and(self.say(format!(": {name}"), format!(": {name} ({how})")))
    }

    fn skipped(&self, node: NodeIx, guard: program::GuardIx) -> String {
        let (step, condition) = (self.step(node), self.condition(guard));
        self.say(
            format!("bỏ qua {step} vì điều kiện {condition} không đúng"),
            format!("{step} is skipped because {condition} does not hold"),
        )
    }

    fn decided(&self, guards: &[(program::GuardIx, bool)]) -> String {
        let told = guards.iter().map(|&(guard, held)| {
            let condition = self.condition(guard);
            let outcome = if held { self.say("đúng", "holds") } else { self.say("không đúng", "does not hold") };
            self.say(format!("điều kiện {condition} {outcome}"), format!("{condition} {outcome}"))
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// Names a condition as its author did, or writes its expression with the names people know.
    fn condition(&self, guard: program::GuardIx) -> String {
        let guard = &self.compiled.guards[guard.at()];
        match guard.plain() {
            Some((path, false)) => format!("“{}: {}”", self.known(path), self.say("không", "no")),
            _ => format!("“{}”", guard.renamed(|path| self.known(path))),
        }
    }

    /// Names what a guard may name: a condition by its name, an answer by its question; another thing by its path.
    pub(super) fn known(&self, path: &str) -> String {
        let found = self.compiled.names.conditions.iter().find(|condition| condition.id == path);
        found.map_or_else(|| self.label(path), |condition| condition.name.clone())
    }

    /// Tells what an operator must look at.
    pub fn incident(&self, kind: IncidentKind, before: Option<NodeIx>, detail: &str) -> String {
        let place =
            before.map(|node| self.say(format!(" trước {}", self.step(node)), format!(" before {}", self.step(node))));
        let place = place.unwrap_or_default();
        let why = match kind {
            IncidentKind::GuardMissing => {
                self.say("điều kiện cần một dữ liệu chưa có", "a condition needs data that are missing")
            }
            IncidentKind::GuardArithmetic => {
                self.say("phép tính trong điều kiện không làm được", "arithmetic in a condition failed")
            }
            IncidentKind::GuardLimit => self.say("điều kiện vượt giới hạn tính toán", "a condition met a limit"),
            IncidentKind::NoBranch => self.say("không có nhánh nào đúng", "no branch holds"),
            IncidentKind::RoundsExhausted => self.say("đã hết số lần quay lại", "the loop has run as often as it may"),
            IncidentKind::StepLimit => self.say("quá nhiều bước trong một lần chuyển", "too many steps in one turn"),
            IncidentKind::Quiescent => self.say("không còn việc nào đang chờ", "nothing is left that could move it"),
            IncidentKind::CalendarGap => {
                self.say("lịch nghỉ của năm chưa công bố", "the calendar of the year is not announced")
            }
            IncidentKind::NoActor => self.say("không có ai được làm bước này", "nobody may do this step"),
        };
        let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
        self.say(
            format!("chờ người vận hành{place}: {why}{detail}"),
            format!("waits for the operator{place}: {why}{detail}"),
        )
    }
}

/// Returns the step that a pass leaves.
fn left(pass: &Pass, past: &Past) -> Option<NodeIx> {
    pass.events.iter().find_map(|event| match event {
        Event::Completed { id, .. } | Event::Cancelled { id, .. } => past.node(*id),
        _ => None,
    })
}

fn closed_in(pass: &Pass, opened: engine::ActivationId) -> bool {
    pass.events.iter().any(|event| match event {
        Event::Completed { id, .. } | Event::Cancelled { id, .. } => *id == opened,
        _ => false,
    })
}
