//! Clauses about where tokens went: steps opened, skipped and taken away, branches, lists, conditions.
//! It follows no token itself.

use calendar::Due;
use engine::{Activation, ActivationId, Cause, Event, Pass, Place};
use program::{BlockKind, EndResult, FlowKind, GuardIx, NodeIx, Work};

use super::clause::{Clause, Ranked, Telling};
use super::{Past, Teller, end_words};
use crate::draw::goes_back;

/// Most agencies that a sentence names one by one.
const NAMED_MOST: usize = 5;

impl Teller<'_> {
    /// Tells of one event that moved a token.
    pub(super) fn moved(&self, telling: &Telling<'_>, event: &Event) -> Option<Ranked> {
        let Telling { pass, past, from } = telling;
        Some(match event {
            Event::Skipped { node, guard } => (0, Clause::plain(self.skipped(*node, *guard))),
            Event::Taken { guards, .. } if !guards.is_empty() => (0, Clause::plain(self.decided(guards))),
            Event::Arrived { place } => (0, Clause::plain(self.branch_over(*place, past, ("đã xong", "is done"))?)),
            Event::Dropped { place } => (0, Clause::plain(self.branch_over(*place, past, ("bị bỏ", "is given up"))?)),
            Event::ItemsDropped { dropped, .. } => (
                0,
                Clause::plain(self.say(
                    format!("bỏ {dropped} cơ quan ghi trùng trong danh sách"),
                    format!("{dropped} agencies named twice are left out"),
                )),
            ),
            Event::Completed { id, button: None, .. } => (0, Clause::plain(self.whole_over(*id, past)?)),
            Event::Cancelled { id, cause, .. } => (0, Clause::plain(self.taken_away(pass, past, (*id, *cause))?)),
            Event::Opened { activation, .. } if !closed_in(pass, activation.id) => {
                (1, self.opened(pass, *from, activation)?)
            }
            _ => return None,
        })
    }

    fn opened(&self, pass: &Pass, from: Option<NodeIx>, one: &Activation) -> Option<Clause> {
        let program = self.program();
        let lists = one.scope.as_ref().is_some_and(|scope| !scope.items.is_empty());
        let is_side = matches!(&program.node(one.node).work, Work::Open(block)
            if program.blocks[block.at()].kind == BlockKind::Side);
        if lists || is_side {
            return None;
        }
        let whose = match (&one.item, &program.node(one.node).work) {
            (Some(_), _) => self.asked(pass, one)?,
            (None, Work::Open(_)) => self.say("các nhánh làm đồng thời", "its branches side by side").to_owned(),
            (None, _) => one.role.map(|role| self.role(role).to_owned()).unwrap_or_default(),
        };
        let back = from.is_some_and(|from| goes_back(program, from, one.node));
        let (vi, en) = if back { ("về", "goes back to") } else { ("sang", "goes to") };
        let whose = if whose.is_empty() { whose } else { format!(" ({whose})") };
        let clause = Clause::plain(format!("{} {}{whose}", self.say(vi, en), self.step(one.node)));
        let clause = match &one.bill {
            Some(bill) if bill.due() > 0 => clause.and(format!(", {}", super::money_words(bill.due()))),
            _ => clause,
        };
        match one.clock.as_ref().map(|clock| (clock.limit, clock.state.due)) {
            Some((limit, due @ Due::At(_))) => {
                let until = self.due(due, limit.rule);
                Some(clause.and(self.say(", hạn ", ", due ")).strong(until))
            }
            Some((_, Due::Undetermined(_) | Due::NoLimit)) | None => Some(clause),
        }
    }

    /// Names the agencies of a list whose tasks a pass opened; none but for the first of them.
    fn asked(&self, pass: &Pass, one: &Activation) -> Option<String> {
        let opened: Vec<&Activation> = pass
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Opened { activation, .. } if activation.item.is_some() => Some(&**activation),
                _ => None,
            })
            .filter(|other| other.place.parent == one.place.parent && !closed_in(pass, other.id))
            .collect();
        if opened.first().is_none_or(|first| first.id != one.id) {
            return None;
        }
        let names: Vec<String> = opened.iter().filter_map(|one| Some(self.agency(one.item.as_ref()?))).collect();
        let shown = names.iter().take(NAMED_MOST).cloned().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(NAMED_MOST);
        Some(match more {
            0 => shown,
            _ => self.say(format!("{shown} và {more} cơ quan nữa"), format!("{shown} and {more} more")),
        })
    }

    fn skipped(&self, node: NodeIx, guard: Option<GuardIx>) -> String {
        let step = self.step(node);
        let Some(guard) = guard else {
            let empty = self.program().person(node).is_some_and(|person| person.each.is_some());
            let (vi, en) = if empty {
                (" vì không có cơ quan nào phải hỏi", ", for no agency is to be asked")
            } else {
                ("", "")
            };
            return self.say(format!("bỏ qua {step}{vi}"), format!("{step} is skipped{en}"));
        };
        let condition = self.condition(guard);
        self.say(
            format!("bỏ qua {step} vì điều kiện {condition} không đúng"),
            format!("{step} is skipped because {condition} does not hold"),
        )
    }

    fn decided(&self, guards: &[(GuardIx, bool)]) -> String {
        let told = guards.iter().map(|&(guard, held)| {
            let condition = self.condition(guard);
            let outcome = if held { self.say("đúng", "holds") } else { self.say("không đúng", "does not hold") };
            self.say(format!("điều kiện {condition} {outcome}"), format!("{condition} {outcome}"))
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// Names a branch of a block by what its author wrote, else by its first step.
    fn branch_over(&self, place: Place, past: &Past, (vi, en): (&str, &str)) -> Option<String> {
        let program = self.program();
        let block = past.node(place.parent)?;
        let flows = program.node(block).out.iter().copied();
        let entry = flows.filter(|&flow| program.flow(flow).kind == FlowKind::Branch).nth(usize::from(place.branch))?;
        let name = &program.flow(entry).name;
        let name = if name.is_empty() { &program.node(program.target(entry)).name } else { name };
        Some(self.say(format!("nhánh “{name}” {vi}"), format!("the branch “{name}” {en}")))
    }

    /// Tells that a block or a list is over as a whole; nothing for filing.
    fn whole_over(&self, id: ActivationId, past: &Past) -> Option<String> {
        let seen = past.seen(id).filter(|seen| seen.holds)?;
        let program = self.program();
        if let Work::Open(block) = program.node(seen.node).work
            && program.blocks[block.at()].kind == BlockKind::Side
        {
            return Some(self.say("việc phụ đã xong", "the side work is done").to_owned());
        }
        let step = self.step(seen.node);
        Some(self.say(format!("xong {step}"), format!("{step} is done")))
    }

    /// Tells which open work a pass took away, one clause for each step; the step whose time was up is the act itself.
    fn taken_away(&self, pass: &Pass, past: &Past, (id, cause): (ActivationId, Cause)) -> Option<String> {
        let seen = past.seen(id).filter(|seen| !seen.holds)?;
        let why = match cause {
            Cause::Exited => self.say(" vì đã rẽ sang việc khác", ", for the way has turned"),
            Cause::Outvoted => self.say(" vì đã đủ", ", for enough have answered"),
            Cause::Terminated => self.say(" vì đã kết thúc", ", for the end is reached"),
            Cause::Interrupted | Cause::Operator => "",
            Cause::Timeout if own_timeout(pass) != Some(id) => {
                self.say(" vì hết hạn chung", ", for the time of all is up")
            }
            Cause::Timeout | Cause::Retried | Cause::Failed | Cause::Removed | Cause::Recalled => return None,
        };
        let same = |event: &&Event| {
            matches!(event, Event::Cancelled { id, .. }
            if past.seen(*id).is_some_and(|other| other.node == seen.node && !other.holds))
        };
        let all = pass.events.iter().filter(same).count();
        let step = self.step(seen.node);
        let many =
            if all > 1 { self.say(format!(" ({all} cơ quan)"), format!(" ({all} agencies)")) } else { String::new() };
        Some(self.say(format!("thôi {step}{many}{why}"), format!("{step}{many} is dropped{why}")))
    }

    pub(super) fn ended(&self, node: NodeIx, result: EndResult) -> Clause {
        let (name, how) = (&self.program().node(node).name, end_words(result, self.lang));
        Clause::plain(self.say("hồ sơ ", "the dossier "))
            .strong(self.say("kết thúc", "ends"))
            .and(self.say(format!(": {name}"), format!(": {name} ({how})")))
    }

    /// Names a condition as its author did, or writes its expression with the names people know.
    fn condition(&self, guard: GuardIx) -> String {
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
}

/// Returns the activation whose own time was up: the outermost of those that went for it.
pub(super) fn own_timeout(pass: &Pass) -> Option<ActivationId> {
    pass.events.iter().rev().find_map(|event| match event {
        Event::Cancelled { id, cause: Cause::Timeout, .. } => Some(*id),
        _ => None,
    })
}

fn closed_in(pass: &Pass, opened: ActivationId) -> bool {
    pass.events.iter().any(|event| match event {
        Event::Completed { id, .. } | Event::Cancelled { id, .. } => *id == opened,
        _ => false,
    })
}
