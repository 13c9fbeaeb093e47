//! Expectations of a line against what happened, by the matching rules of `language.md` e: unnamed = not asserted.
//! It changes nothing; every difference becomes a diagnostic that shows both sides.

use calendar::{ClockState, Counting, Phase};
use engine::{Life, Outcome};
use procedure::files::expectation::{ClockWord, DueDef, LegWord, NONE, ThenDef, VerdictWord, WhenDef};
use procedure::files::listed::Listed;
use procedure::guard;
use procedure::rules::m084_test_failed::{self as m084, Difference};
use procedure::rules::m085_due_ambiguous as m085;
use program::RuleIx;
use source::{Diagnostic, Lang, SourceFile, Span, Spanned, Words};

use crate::observed::Observed;
use crate::proof::Dated;
use crate::stage::DOSSIER;
use crate::{address, moment};

/// What was found in one line.
#[derive(Default)]
pub(crate) struct Found {
    /// Expectations that are not met.
    pub faults: Vec<Diagnostic>,
    /// Dates that were asserted.
    pub dated: Vec<Dated>,
}

/// Compares everything a line expects, but for `refused` and `off`, which need an act to be tried.
pub(crate) fn compare(observed: &Observed<'_, '_>, then: &ThenDef, file: &SourceFile) -> Found {
    let mut comparison = Comparison { observed, found: Found::default() };
    comparison.steps(then);
    comparison.dossier_clock(then);
    comparison.verdicts(then);
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

impl Comparison<'_, '_, '_> {
    fn steps(&mut self, then: &ThenDef) {
        if let Some(open) = &then.open {
            self.same_list("open", open, &self.observed.open());
        }
        match &then.due {
            None => {}
            Some(DueDef::One(due)) => match self.observed.opened().as_slice() {
                [_] => self.step_due(None, due),
                opened => {
                    let ids: Vec<_> = opened.iter().map(|open| self.observed.id(open.node)).collect();
                    self.found.faults.push(m085::report(due.span, &ids));
                }
            },
            Some(DueDef::Each(dues)) => {
                for (step, due) in dues {
                    self.step_due(Some(step), due);
                }
            }
        }
        for (step, when) in &then.fired {
            self.fired(step, when);
        }
        for (step, role) in &then.assigned {
            let program = self.observed.rehearsal.stage().program();
            let holder =
                self.observed.rehearsal.instance().open().find(|open| program.node(open.node).id == step.value);
            let actual = holder.and_then(|open| open.role).map(|role| program.role(role).id.clone());
            self.same_word(&format!("assigned.{}", step.value), role, actual.as_deref());
        }
    }

    /// Compares the due of a step that opened in the line; without a name, of the one that did.
    fn step_due(&mut self, step: Option<&Spanned<String>>, written: &Spanned<Option<WhenDef>>) {
        let opened = self.observed.opened();
        let found = opened.iter().find(|open| step.is_none_or(|step| self.observed.id(open.node) == step.value));
        let about = step.map_or("due".to_owned(), |step| format!("due.{}", step.value));
        match found {
            Some(open) => {
                let clock = open.clock.as_ref().map(|clock| (clock.limit.rule, clock.limit.entry, clock.state));
                self.due(&about, written, clock);
            }
            None => {
                let actual = Words::new("bước không mở trong dòng này", "the step did not open in this line");
                self.differ(written.span, &about, moment::written(written.value), actual);
            }
        }
    }

    fn due(&mut self, about: &str, written: &Spanned<Option<WhenDef>>, clock: Option<(RuleIx, u8, ClockState)>) {
        let stage = self.observed.rehearsal.stage();
        let due = clock.map(|(_, _, state)| state.due);
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
        self.found.faults.push(m084::report(written.span, &difference));
    }

    fn arithmetic(&self, rule: RuleIx, counting: &Counting, state: &ClockState) -> Words {
        let rehearsal = self.observed.rehearsal;
        let calendar = rehearsal.stage().world(rehearsal.now()).calendar(rule);
        moment::arithmetic(counting, state, calendar)
    }

    fn fired(&mut self, step: &Spanned<String>, when: &Spanned<WhenDef>) {
        let zone = self.observed.rehearsal.stage().zone();
        let fired = self.observed.fired();
        let times: Vec<_> = fired.iter().filter(|(id, _)| *id == step.value).map(|(_, at)| *at).collect();
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
        let parts = clock.map(|clock| (clock.limit.rule, clock.limit.entry, clock.state));
        if let Some(written) = &then.dossier_due {
            self.due("dossier_due", written, parts);
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
            let actual = match clock.map(|clock| (clock.state.phase, clock.state.due)) {
                None => ClockWord::None,
                Some((Phase::Stopped, _)) => ClockWord::Stopped,
                Some((Phase::Paused { .. }, _)) => ClockWord::Paused,
                Some((Phase::Running, calendar::Due::Undetermined(_))) => ClockWord::Undetermined,
                Some((Phase::Running, _)) => ClockWord::Running,
            };
            self.same_listed("clock", wanted, actual);
        }
    }

    fn verdicts(&mut self, then: &ThenDef) {
        let instance = self.observed.rehearsal.instance();
        if let Some(wanted) = &then.verdict {
            let actual = match instance.clock(DOSSIER).and_then(|clock| clock.verdict) {
                None => VerdictWord::None,
                Some(calendar::Verdict::Early) => VerdictWord::Early,
                Some(calendar::Verdict::OnTime) => VerdictWord::OnTime,
                Some(calendar::Verdict::Overdue) => VerdictWord::Overdue,
            };
            self.same_listed("verdict", wanted, actual);
        }
        for (step, wanted) in &then.legs {
            if let Err(fault) = address::step(self.observed.rehearsal.stage().program(), step) {
                self.found.faults.push(*fault);
                continue;
            }
            let last = instance.closed.iter().rev().find(|closed| self.observed.id(closed.node) == step.value);
            let actual = last.and_then(|closed| closed.verdict).and_then(|verdict| LegWord::of(verdict.id()));
            self.same_listed(&format!("legs.{}", step.value), wanted, actual.unwrap_or(LegWord::None));
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
        if let Some(wanted) = &then.status
            && wanted.value != u32::from(instance.status)
        {
            self.differ(wanted.span, "status", plain(&wanted.value.to_string()), plain(&instance.status.to_string()));
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
                let placed = problems.into_iter().map(|problem| problem.place(&text.value, file, text.span));
                self.found.faults.extend(placed);
            }
            Ok(guard) => {
                let view = rehearsal.view();
                if guard.evaluate(&view, stage.calendar()) != Outcome::True {
                    let words = |lang| guard.explain(&view, stage.calendar(), lang);
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

/// Reports a difference without a date.
pub(crate) fn difference(span: Span, about: &str, expected: Words, actual: Words) -> Diagnostic {
    m084::report(span, &Difference { about: about.to_owned(), expected, actual, arithmetic: None })
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
