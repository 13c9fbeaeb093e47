//! Clauses about time: what became of the dossier's clocks, of the clock of a step, of who holds a task.
//! The calendar computes; this chooses the words.

use calendar::{Act, Due, Phase, Verdict};
use engine::{ActivationId, Event};
use program::{ExtensionIx, NodeIx, RoleIx, RuleIx};

use super::Teller;
use super::clause::{Clause, Ranked, Telling};

impl Teller<'_> {
    /// Tells of one event that moved a clock or a task.
    pub(super) fn timed(&self, telling: &Telling<'_>, event: &Event) -> Option<Ranked> {
        let past = telling.past;
        Some(match event {
            Event::ClockChanged { clock, act, state, verdict, extension, counted_from, .. } => {
                let clause = self.clock_changed(*clock, *act, (state.phase, state.due), *verdict);
                let clause = match counted_from {
                    Some(from) => {
                        let from = self.moment(*from);
                        clause.and(self.say(format!(", tính từ {from}"), format!(", counted from {from}")))
                    }
                    None => clause,
                };
                (5, extension.map_or(clause.clone(), |by| clause.and(self.lengthened(by))))
            }
            Event::StepClockChanged { id, act, state, .. } => {
                (5, self.step_clock(past.node(*id), *act, (state.phase, state.due))?)
            }
            Event::Escalated { id, assign: Some(role), .. } => (6, self.assigned(past.node(*id), *role)),
            Event::ClockEscalated { assign: Some((role, tasks)), .. } => {
                let steps: Vec<NodeIx> = tasks.iter().filter_map(|id: &ActivationId| past.node(*id)).collect();
                let steps: Vec<String> = steps.into_iter().map(|node| self.step(node)).collect();
                let (steps, role) = (steps.join(", "), self.role(*role));
                (6, Clause::plain(self.say(format!("giao {steps} cho {role}"), format!("{steps} goes to {role}"))))
            }
            _ => return None,
        })
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
        let until =
            if rule == RuleIx(0) { self.say(", hẹn trả ", ", promised ") } else { self.say(", hạn ", ", due ") };
        match (act, verdict) {
            (Act::Stopped, Some(verdict)) => clause.and(format!(" ({})", self.verdict(verdict))),
            (Act::Stopped | Act::Held, _) => clause,
            _ if paused => clause,
            _ => clause.and(until).strong(self.due(due, rule)),
        }
    }

    /// Tells by how much a clock was lengthened.
    fn lengthened(&self, (extension, count): (ExtensionIx, u32)) -> String {
        let unit = self.program().extensions[extension.at()].by.unit;
        let by = calendar::Length { count, unit }.words(self.lang);
        self.say(format!(", thêm {by}"), format!(", by {by}"))
    }

    fn step_clock(&self, node: Option<NodeIx>, act: Act, (phase, due): (Phase, Due)) -> Option<Clause> {
        let (step, rule) = (self.step(node?), self.program().node(node?).deadline?);
        let clause = Clause::plain(self.say(format!("hạn của {step} "), format!("the due of {step} ")));
        let clause = match (act, phase) {
            (Act::Held, _) => return Some(clause.strong(self.say("tạm dừng", "stands"))),
            (Act::Released, _) => clause.strong(self.say("chạy tiếp", "runs on")),
            _ => clause.strong(self.say("được dời", "is moved")),
        };
        Some(clause.and(self.say(", ", ", ")).strong(self.due(due, rule)))
    }

    /// Names a verdict: "đúng hạn".
    pub fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Early => self.say("trước hạn", "early"),
            Verdict::OnTime => self.say("đúng hạn", "on time"),
            Verdict::Overdue => self.say("quá hạn", "overdue"),
        }
    }

    fn assigned(&self, node: Option<NodeIx>, role: RoleIx) -> Clause {
        let step = node.map(|node| self.step(node)).unwrap_or_default();
        let role = self.role(role);
        Clause::plain(self.say(format!("giao {step} cho {role}"), format!("{step} goes to {role}")))
    }
}
