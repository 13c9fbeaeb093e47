//! Can guards be true or false together, before there is a dossier? An example is given, or it is proven that no
//! dossier gives one, or nothing is said (`language.md` k, M042 and M048).
//!
//! Both answers are sound. An example is evaluated by the evaluator that dossiers meet. That there is none is proven
//! on formulas which are true wherever the guards are, for each choice of few values that stand for all others. At
//! most [`CHOICES_MAX`] choices are looked at, always the same ones: a guard over more gets no answer.

mod agree;
mod bounds;
mod cuts;
mod ground;
mod plan;
mod sample;

use std::cell::RefCell;

use calendar::Calendar;
use engine::Outcome;
use program::Value;
use source::{Lang, Words};

use super::Guard;
use super::evaluate::evaluate;
use super::explain::words;
use super::tree::{Path, Slot};

pub use ground::{FieldRange, Ground};
use plan::{Form, Part, Plan};

/// Most choices of values that one question looks at.
const CHOICES_MAX: usize = 10_000;
/// Most parts of guards that one question evaluates: long guards are looked at for fewer choices.
const WORK_MAX: usize = 2_000_000;
/// Strides through more choices than that: no multiple of a number of values, and far apart.
const STRIDE: u128 = 0x9e37_79b9_7f4a_7c15;

/// Answers whether some guards can give some results on one snapshot.
#[derive(Clone, Debug)]
pub enum Answer {
    /// They can, for example so.
    Sometimes(Witness),
    /// They never do, in no dossier.
    Never,
    /// Neither is proven.
    Open,
}

/// Shows values of the slots that some guards read, on which they give some results.
#[derive(Clone, Debug)]
pub struct Witness {
    seen: Vec<Seen>,
}

/// One slot that was read.
#[derive(Clone, Debug)]
struct Seen {
    path: Path,
    value: Option<Value>,
    /// In words, so that no calendar is needed later.
    words: Words,
}

/// Asks whether the guards can give these results together; one that has no result gives neither.
pub fn ask(wanted: &[(&Guard, bool)], ground: &Ground, calendar: &Calendar) -> Answer {
    let mut plan = Plan::new(ground, calendar);
    let forms: Option<Vec<Form<'_>>> = wanted.iter().map(|(guard, _)| plan.form(&guard.tree)).collect();
    if let Some(witness) = example(wanted, &plan) {
        return Answer::Sometimes(witness);
    }
    match forms {
        Some(forms) if is_never(wanted, &forms, &plan) => Answer::Never,
        _ => Answer::Open,
    }
}

impl Answer {
    /// Tells whether it is proven that they never do.
    pub fn is_never(&self) -> bool {
        matches!(self, Self::Never)
    }

    /// Returns the example, if there is one.
    pub fn witness(self) -> Option<Witness> {
        match self {
            Self::Sometimes(witness) => Some(witness),
            Self::Never | Self::Open => None,
        }
    }
}

impl Witness {
    /// Lists the slots read with their values, in the order of reading.
    pub fn values(&self) -> impl Iterator<Item = (Slot, Option<&Value>)> {
        self.seen.iter().map(|seen| (seen.path.slot, seen.value.as_ref()))
    }

    /// Says when it is so: khi `yeu_cau.so_ban` = 3 và chưa có `tham_tra.action`. Empty if nothing is read.
    pub fn words(&self) -> Words {
        let side = |lang: Lang, when: &str, and: &str| {
            let parts: Vec<&str> = self.seen.iter().map(|seen| seen.words.pick(lang)).collect();
            match &parts[..] {
                [] => String::new(),
                [only] => format!("{when} {only}"),
                [first @ .., last] => format!("{when} {} {and} {last}", first.join(", ")),
            }
        };
        Words::new(side(Lang::Vi, "khi", "và"), side(Lang::En, "when", "and"))
    }
}

/// Looks for an example among the values that are compared and some around them.
fn example(wanted: &[(&Guard, bool)], plan: &Plan<'_>) -> Option<Witness> {
    let mut paths: Vec<&Path> = Vec::new();
    for path in wanted.iter().flat_map(|(guard, _)| guard.tree.paths()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    // Nothing is known of some slots: an example must not read them.
    paths.retain(|path| plan.ground.range(path).is_some());
    let values: Vec<Vec<Option<Value>>> = paths.iter().map(|path| tried(path, plan)).collect();
    choices(&values, most(plan)).find_map(|chosen| {
        let at = |slot: Slot| paths.iter().position(|path| path.slot == slot);
        let of = |slot: Slot| at(slot).map(|at| chosen[at].clone());
        let fits = paths.iter().zip(&chosen).all(|(path, value)| {
            let (slot, value) = (path.slot, value.as_ref());
            !agree::contradicts(slot, value, &of) && !agree::is_odd(slot, value, &of, plan.ground)
        });
        let read = RefCell::new(Vec::new());
        let slots = |slot: Slot| {
            let place = at(slot);
            if !read.borrow().contains(&place) {
                read.borrow_mut().push(place);
            }
            Ok(place.and_then(|at| chosen[at].clone()))
        };
        let gives = |(guard, result): &(&Guard, bool)| match evaluate(&guard.tree, &slots, plan.calendar) {
            Outcome::True => *result,
            Outcome::False => !*result,
            _ => false,
        };
        if !fits || !wanted.iter().all(gives) {
            return None;
        }
        let read: Option<Vec<usize>> = read.take().into_iter().collect();
        let seen = read?.into_iter().map(|at| seen(paths[at], chosen[at].clone(), plan.calendar));
        Some(Witness { seen: seen.collect() })
    })
}

/// Lists the values that are tried for a slot.
fn tried(path: &Path, plan: &Plan<'_>) -> Vec<Option<Value>> {
    let known = plan.slot(path.slot).map(|at| &plan.variables[at]);
    let mut values = known.and_then(|known| plan.values(known)).unwrap_or_default();
    if let Some(range) = plan.ground.range(path).filter(|_| plan.tangled.contains(&path) || values.is_empty()) {
        let more = sample::samples(&range.values, &plan.literals).into_iter().map(Some);
        for value in more.chain(range.absent.then_some(None)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}

fn seen(path: &Path, value: Option<Value>, calendar: &Calendar) -> Seen {
    let name = &path.text;
    let words = match &value {
        None => Words::new(format!("chưa có `{name}`"), format!("`{name}` is missing")),
        Some(Value::Text(text)) if text.ends_with('…') => {
            Words::new(format!("`{name}` là giá trị khác"), format!("`{name}` is something else"))
        }
        Some(value) => {
            let side = |lang| format!("`{name}` = {}", words(value, path, calendar, lang));
            Words::new(side(Lang::Vi), side(Lang::En))
        }
    };
    Seen { path: path.clone(), value, words }
}

/// Tells whether no choice of values makes the formulas give these results.
fn is_never(wanted: &[(&Guard, bool)], forms: &[Form<'_>], plan: &Plan<'_>) -> bool {
    let values: Option<Vec<Vec<Option<Value>>>> = plan.variables.iter().map(|one| plan.values(one)).collect();
    let Some(values) = values.filter(|values| is_small(values, most(plan))) else { return false };
    let slots = plan.variables.iter().map(|one| if let Part::Slot(path) = one.part { Some(path.slot) } else { None });
    let slots: Vec<Option<Slot>> = slots.collect();
    choices(&values, most(plan)).all(|chosen| {
        let of = |slot: Slot| plan.slot(slot).map(|at| chosen[at].clone());
        let mut each = slots.iter().zip(&chosen);
        let impossible =
            each.any(|(slot, value)| slot.is_some_and(|slot| agree::contradicts(slot, value.as_ref(), &of)));
        impossible || forms.iter().zip(wanted).any(|(form, (_, result))| plan.holds(form, &chosen) != Some(*result))
    })
}

fn total(values: &[Vec<Option<Value>>]) -> u128 {
    values.iter().fold(1, |all, one| u128::saturating_mul(all, one.len() as u128))
}

/// Returns how many choices are looked at.
fn most(plan: &Plan<'_>) -> u64 {
    CHOICES_MAX.min(WORK_MAX / plan.parts().max(1)) as u64
}

/// Tells whether all choices are looked at. A variable without a value makes none of them, and proves nothing.
fn is_small(values: &[Vec<Option<Value>>], most: u64) -> bool {
    (1..=u128::from(most)).contains(&total(values))
}

/// Chooses one value for each variable: all choices, or as many as are looked at.
fn choices(values: &[Vec<Option<Value>>], most: u64) -> impl Iterator<Item = Vec<Option<Value>>> {
    let total = total(values);
    let stride = if total <= u128::from(most) { 1 } else { STRIDE };
    let looked_at = u64::try_from(total).unwrap_or(u64::MAX).min(most);
    (0..looked_at).map(move |n| {
        let mut rest = u128::from(n) * stride % total;
        let mut chosen: Vec<Option<Value>> = Vec::with_capacity(values.len());
        for one in values.iter().rev() {
            let at = rest % one.len() as u128;
            rest /= one.len() as u128;
            chosen.push(one[at as usize].clone());
        }
        chosen.reverse();
        chosen
    })
}
