//! Expectations of a line against what happened, by the matching rules of `language.md` e: unnamed = not asserted.
//! It changes nothing; every difference becomes a diagnostic that shows both sides.

use calendar::{ClockState, Counting, Due, Phase};
use engine::{Activation, Closed, LegalClock, Life, Outcome};
use procedure::files::AddressDef;
use procedure::files::expectation::{ClockThenDef, ClockWord, DueDef, LegWord, NONE, ThenDef, VerdictWord, WhenDef};
use procedure::files::listed::Listed;
use procedure::guard;
use procedure::rules::m084_test_failed::Difference;
use procedure::rules::m085_due_ambiguous as m085;
use program::{BillLine, RuleIx, Source};
use source::{Lang, SourceFile, Span, Spanned, Words};

use crate::observed::{At, Observed, end_of_wait};
use crate::proof::Dated;
use crate::stage::DOSSIER;
use crate::{Fault, address, moment};

/// What was found in one line.
#[derive(Default)]
pub(crate) struct Found {
    /// Expectations that are not met.
    pub faults: Vec<Fault>,
    /// Dates that were asserted.
    pub dated: Vec<Dated>,
}

/// Compares everything a line expects, but for `refused` and `off`, which need an act to be tried.
pub(crate) fn compare(observed: &Observed<'_, '_>, then: &ThenDef, file: &SourceFile) -> Found {
    let mut comparison = Comparison { observed, found: Found::default() };
    comparison.steps(then);
    comparison.people(then);
    comparison.dossier_clock(then);
    comparison.clocks(then);
    comparison.verdicts(then);
    comparison.money(then);
    comparison.messages(then);
    comparison.state(then);
    for check in &then.check {
        comparison.check(check, file);
    }
    comparison.found
}

struct Comparison<'o, 'r, 'a> {
    observed: &'o Observed<'r, 'a>,
    found: Found,
}

/// A due with what it was computed from, if it was.
type DueFound = (Due, Option<(RuleIx, u8, ClockState)>);

impl Comparison<'_, '_, '_> {
    fn steps(&mut self, then: &ThenDef) {
        if let Some(open) = &then.open {
            self.open(open);
        }
        match &then.due {
            None => {}
            Some(DueDef::One(due)) => {
                let leaves = self.observed.opened().into_iter().filter(|open| open.is_leaf());
                match leaves.collect::<Vec<_>>().as_slice() {
                    [one] => self.due("due", due, due_of(one)),
                    opened => {
                        let ids: Vec<_> = opened.iter().map(|open| self.at(open).written()).collect();
                        self.found.faults.push(m085::report(due.span, &ids).into());
                    }
                }
            }
            Some(DueDef::Each(dues)) => dues.iter().for_each(|(step, due)| self.step_due(step, due)),
        }
        for (step, when) in &then.fired {
            self.fired(step, when);
        }
    }

    /// Compares all that is open: each agency of a list is named by itself, or as its step.
    fn open(&mut self, wanted: &Spanned<Vec<Spanned<AddressDef>>>) {
        let actual = self.observed.open();
        let mut left = actual.clone();
        let (mut items, steps): (Vec<_>, Vec<_>) = wanted.value.iter().partition(|one| one.value.item.is_some());
        items.extend(steps);
        let mut take = |one: &&Spanned<AddressDef>| {
            let found = left.iter().position(|at| one.value.word.is_none() && at.is(&one.value));
            found.map(|at| left.remove(at)).is_some()
        };
        let all = items.iter().filter(|one| take(one)).count() == items.len();
        if !all || !left.is_empty() {
            let mut expected: Vec<String> = wanted.value.iter().map(|one| one.value.to_string()).collect();
            expected.sort();
            let actual: Vec<String> = actual.iter().map(At::written).collect();
            self.differ(wanted.span, "open", list(&expected), list(&actual));
        }
    }

    fn people(&mut self, then: &ThenDef) {
        for (step, role) in &then.assigned {
            let program = self.observed.rehearsal.stage().program();
            let open = self.observed.rehearsal.instance().open().filter(|open| open.is_leaf());
            let mut holders = open.filter(|open| self.at(open).is(&step.value));
            let actual = holders.next().and_then(|open| open.role).map(|role| program.role(role).id.clone());
            self.same_word(&format!("assigned.{}", step.value), role, actual.as_deref());
        }
    }

    fn at(&self, open: &Activation) -> At {
        self.observed.at(open.node, open.item.as_ref())
    }

    /// Compares the due of a step that opened in the line, of a list that of each agency.
    fn step_due(&mut self, step: &Spanned<AddressDef>, written: &Spanned<Option<WhenDef>>) {
        let opened = self.observed.opened().into_iter().filter(|open| self.at(open).is(&step.value));
        let has_items = |open: &&Activation| open.scope.as_ref().is_none_or(|scope| scope.items.is_empty());
        let about = format!("due.{}", step.value);
        let found: Vec<DueFound> = opened.filter(has_items).map(due_of).collect();
        if found.is_empty() {
            let actual = Words::new("bước không mở trong dòng này", "the step did not open in this line");
            self.differ(written.span, &about, moment::written(written.value), actual);
        }
        for one in found {
            self.due(&about, written, one);
        }
    }

    fn due(&mut self, about: &str, written: &Spanned<Option<WhenDef>>, (due, clock): DueFound) {
        let stage = self.observed.rehearsal.stage();
        let dated = clock.map(|(rule, entry, state)| (rule, stage.program().rules[rule.at()].counting(entry), state));
        if moment::due_matches(written.value, due, stage.zone()) {
            let dated = dated.zip(written.value);
            self.found.dated.extend(dated.map(|((rule, counting, state), written_as)| Dated {
                rule,
                counting: *counting,
                state,
                written: written_as,
                span: written.span,
            }));
            return;
        }
        let difference = Difference {
            about: about.to_owned(),
            expected: moment::written(written.value),
            actual: moment::due(due, stage.zone()),
            arithmetic: dated.map(|(rule, counting, state)| self.arithmetic(rule, counting, &state)),
        };
        self.found.faults.push(Fault::differs(written.span, difference));
    }

    fn arithmetic(&self, rule: RuleIx, counting: &Counting, state: &ClockState) -> Words {
        let rehearsal = self.observed.rehearsal;
        let calendar = rehearsal.stage().world(rehearsal.now()).calendar(rule);
        moment::arithmetic(counting, state, calendar)
    }

    fn fired(&mut self, step: &Spanned<AddressDef>, when: &Spanned<WhenDef>) {
        let zone = self.observed.rehearsal.stage().zone();
        let fired = self.observed.fired();
        let times: Vec<_> = fired.iter().filter(|(at, _)| at.is(&step.value)).map(|(_, at)| *at).collect();
        if times.iter().any(|&at| moment::matches(when.value, at, zone)) {
            return;
        }
        let actual = times.iter().map(|&at| moment::instant(at, zone)).reduce(|one, next| join(&one, &next));
        let about = format!("fired.{}", step.value);
        self.differ(when.span, &about, moment::written(Some(when.value)), actual.unwrap_or_else(moment::none));
    }

    fn dossier_clock(&mut self, then: &ThenDef) {
        let zone = self.observed.rehearsal.stage().zone();
        let clock = self.observed.rehearsal.instance().clock(DOSSIER);
        if let Some(written) = &then.dossier_due {
            self.due("dossier_due", written, due_of_clock(clock));
        }
        if let Some(written) = &then.nominal {
            let nominal = clock.and_then(|clock| clock.state.nominal);
            let same = match (written.value, nominal) {
                (None, None) => true,
                (Some(wanted), Some(date)) => {
                    moment::matches(wanted, zone.at(date, calendar::ClockTime::MIDNIGHT), zone)
                }
                (None, Some(_)) | (Some(_), None) => false,
            };
            if !same {
                let actual = nominal.map_or_else(moment::none, moment::day);
                self.differ(written.span, "nominal", moment::written(written.value), actual);
            }
        }
        if let Some(wanted) = &then.clock {
            self.same_listed("clock", wanted, state_of(clock));
        }
    }

    fn clocks(&mut self, then: &ThenDef) {
        for wanted in &then.clocks {
            match self.observed.rehearsal.stage().program().find_clock(&wanted.id.value) {
                Some(rule) => self.clock(wanted, self.observed.rehearsal.instance().clock(rule)),
                None => {
                    let fault = address::clock(self.observed.rehearsal.stage().program(), &wanted.id);
                    self.found.faults.push(fault.into());
                }
            }
        }
    }

    fn clock(&mut self, wanted: &ClockThenDef, clock: Option<&LegalClock>) {
        let about = |key: &str| format!("clocks.{}.{key}", wanted.id.value);
        if let Some(due) = &wanted.due {
            self.due(&about("due"), due, due_of_clock(clock));
        }
        if let Some(state) = &wanted.state {
            self.same_listed(&about("state"), state, state_of(clock));
        }
        if let Some(verdict) = &wanted.verdict {
            self.same_listed(&about("verdict"), verdict, verdict_of(clock));
        }
    }

    fn verdicts(&mut self, then: &ThenDef) {
        let instance = self.observed.rehearsal.instance();
        let program = self.observed.rehearsal.stage().program();
        if let Some(wanted) = &then.verdict {
            self.same_listed("verdict", wanted, verdict_of(instance.clock(DOSSIER)));
        }
        for (step, wanted) in &then.legs {
            let node = match address::step(program, step) {
                Ok(node) => node,
                Err(fault) => {
                    self.found.faults.push((*fault).into());
                    continue;
                }
            };
            let is_list = program.person(node).is_some_and(|person| person.each.is_some());
            let leg = |closed: &&Closed| {
                let at = self.observed.at(closed.node, closed.item.as_ref());
                at.is(&step.value) && closed.item.is_some() == is_list
            };
            let last = instance.closed.iter().rev().find(leg);
            let actual = last.and_then(|closed| closed.verdict).and_then(|verdict| LegWord::of(verdict.id()));
            self.same_listed(&format!("legs.{}", step.value), wanted, actual.unwrap_or(LegWord::None));
        }
    }

    fn money(&mut self, then: &ThenDef) {
        let assessed = &self.observed.rehearsal.instance().assessed;
        if let Some(wanted) = &then.fee {
            let total: i64 = assessed.iter().map(|(_, amount)| amount).sum();
            if wanted.value != total {
                self.differ(wanted.span, "fee", plain(&wanted.value.to_string()), plain(&total.to_string()));
            }
        }
        if let Some(wanted) = &then.fees {
            let said = |id: &str, amount: i64| format!("{id}: {amount}");
            let expected = wanted.value.iter().map(|fee| said(&fee.id.value, fee.dong.value));
            let actual = assessed.iter().map(|(line, amount)| said(&self.line(*line), *amount));
            let (mut expected, mut actual): (Vec<_>, Vec<_>) = (expected.collect(), actual.collect());
            expected.sort();
            actual.sort();
            if expected != actual {
                self.differ(wanted.span, "fees", list(&expected), list(&actual));
            }
        }
    }

    /// Names a line of a bill: a fee by its id, another amount by the path it is read from.
    fn line(&self, line: BillLine) -> String {
        let program = self.observed.rehearsal.stage().program();
        match line {
            BillLine::Fee(fee) => program.fees[fee.at()].id.clone(),
            BillLine::Amount(Source::Field(field)) => program.form.path(field),
            BillLine::Amount(Source::Answer(node, slot)) => {
                let step = program.node(node);
                let slot = step.work.slots().get(usize::from(slot)).map_or("", |slot| slot.id.as_str());
                format!("{}.{slot}", step.id)
            }
        }
    }

    fn messages(&mut self, then: &ThenDef) {
        let printed = self.observed.printed();
        self.among("print", &then.print, &printed);
        if let Some(wanted) = &then.printed {
            self.same_list("printed", wanted, &printed);
        }
        self.among("notified", &then.notified, &self.observed.told());
        if let Some(wanted) = &then.incident {
            let raised: Vec<_> = self.observed.raised().iter().map(|kind| kind.id().to_owned()).collect();
            if !raised.iter().any(|kind| kind == wanted.value.word()) {
                self.differ(wanted.span, "incident", plain(wanted.value.word()), list(&raised));
            }
        }
    }

    fn state(&mut self, then: &ThenDef) {
        let instance = self.observed.rehearsal.instance();
        if let Some(wanted) = &then.status.national
            && wanted.value != instance.status
        {
            self.differ(wanted.span, "status", plain(&wanted.value.to_string()), plain(&instance.status.to_string()));
        }
        for wanted in &then.status.axes {
            let axes = &self.observed.rehearsal.stage().program().axes;
            let mut with_code = axes.iter().zip(&instance.axes).filter(|(axis, _)| axis.id == wanted.axis.value);
            let actual = with_code.next().and_then(|(axis, code)| axis.codes.get(usize::from((*code)?)));
            let about = format!("status.{}", wanted.axis.value);
            self.same_word(&about, &wanted.code, actual.map(|(code, _)| code.as_str()));
        }
        if let Some(wanted) = &then.end {
            let actual = match instance.life {
                Life::Alive => NONE.to_owned(),
                Life::Ended { node, .. } => self.observed.id(node),
            };
            self.same_word("end", wanted, Some(&actual));
        }
    }

    fn check(&mut self, text: &Spanned<String>, file: &SourceFile) {
        let rehearsal = self.observed.rehearsal;
        let stage = rehearsal.stage();
        match guard::compile(&text.value, &stage.compiled.names) {
            Err(problems) => {
                let placed = problems.into_iter().map(|problem| problem.place(&text.value, file, text.span).into());
                self.found.faults.extend(placed);
            }
            Ok(guard) => {
                let (view, world) = (rehearsal.view(), stage.world(rehearsal.now()));
                if guard.evaluate(&view, &world, stage.calendar()) != Outcome::True {
                    let words = |lang| guard.explain(&view, &world, stage.calendar(), lang);
                    let actual = Words::new(words(Lang::Vi), words(Lang::En));
                    self.differ(text.span, "check", Words::new("đúng", "true"), actual);
                }
            }
        }
    }

    fn same_list(&mut self, about: &str, wanted: &Spanned<Vec<Spanned<String>>>, actual: &[String]) {
        let mut expected: Vec<String> = wanted.value.iter().map(|one| one.value.clone()).collect();
        expected.sort();
        if expected != actual {
            self.differ(wanted.span, about, list(&expected), list(actual));
        }
    }

    fn among(&mut self, about: &str, wanted: &[Spanned<String>], actual: &[String]) {
        for one in wanted.iter().filter(|one| !actual.contains(&one.value)) {
            self.differ(one.span, about, plain(&one.value), list(actual));
        }
    }

    fn same_word(&mut self, about: &str, wanted: &Spanned<String>, actual: Option<&str>) {
        if Some(wanted.value.as_str()) != actual {
            self.differ(wanted.span, about, plain(&wanted.value), actual.map_or_else(moment::none, plain));
        }
    }

    fn same_listed<T: Listed + PartialEq>(&mut self, about: &str, wanted: &Spanned<T>, actual: T) {
        if wanted.value != actual {
            self.differ(wanted.span, about, plain(wanted.value.word()), plain(actual.word()));
        }
    }

    fn differ(&mut self, span: Span, about: &str, expected: Words, actual: Words) {
        self.found.faults.push(difference(span, about, expected, actual));
    }
}

/// Returns the due of a step, and its clock; a wait for a date has none.
fn due_of(open: &Activation) -> DueFound {
    let clock = open.clock.as_ref().map(|clock| (clock.limit.rule, clock.limit.entry, clock.state));
    let due = clock.map(|(_, _, state)| state.due).or_else(|| end_of_wait(open));
    (due.unwrap_or(Due::NoLimit), clock)
}

fn due_of_clock(clock: Option<&LegalClock>) -> DueFound {
    let parts = clock.map(|clock| (clock.limit.rule, clock.limit.entry, clock.state));
    (clock.map_or(Due::NoLimit, |clock| clock.state.due), parts)
}

fn state_of(clock: Option<&LegalClock>) -> ClockWord {
    match clock.map(|clock| (clock.state.phase, clock.state.due)) {
        None => ClockWord::None,
        Some((Phase::Stopped, _)) => ClockWord::Stopped,
        Some((Phase::Paused { .. }, _)) => ClockWord::Paused,
        Some((Phase::Running, Due::Undetermined(_))) => ClockWord::Undetermined,
        Some((Phase::Running, _)) => ClockWord::Running,
    }
}

fn verdict_of(clock: Option<&LegalClock>) -> VerdictWord {
    match clock.and_then(|clock| clock.verdict) {
        None => VerdictWord::None,
        Some(calendar::Verdict::Early) => VerdictWord::Early,
        Some(calendar::Verdict::OnTime) => VerdictWord::OnTime,
        Some(calendar::Verdict::Overdue) => VerdictWord::Overdue,
    }
}

/// Reports a difference without a date.
pub(crate) fn difference(span: Span, about: &str, expected: Words, actual: Words) -> Fault {
    Fault::differs(span, Difference { about: about.to_owned(), expected, actual, arithmetic: None })
}

/// Writes a word of the language, the same in both languages.
pub(crate) fn plain(word: &str) -> Words {
    Words::new(format!("`{word}`"), format!("`{word}`"))
}

fn list(words: &[String]) -> Words {
    words.iter().map(|word| plain(word)).reduce(|one, next| join(&one, &next)).unwrap_or_else(moment::none)
}

fn join(one: &Words, next: &Words) -> Words {
    Words::new(format!("{}, {}", one.vi, next.vi), format!("{}, {}", one.en, next.en))
}
