//! Guards as formulas over few variables, each with values that stand for all others.
//!
//! A slot that is only compared with what is written is a variable of its own, and so is one with few values. What
//! else is compared (sums, days between dates, two fields) becomes a variable that may be anything its type allows:
//! a formula then has more ways to be true than the guard, never fewer, so that what no way gives is proven.

use calendar::Calendar;
use engine::Outcome;
use program::Value;

use super::super::evaluate::{Run, compare, evaluate};
use super::super::functions::Function;
use super::super::tree::{Comparison, Path, Slot, Tree};
use super::bounds;
use super::cuts::{cut, representatives};
use super::ground::{Ground, Scale, Values};

/// Most parts of all formulas together; conditions within conditions are written out.
const PARTS_MAX: usize = 2_000;

/// A guard as a formula.
pub(super) enum Form<'t> {
    Not(Box<Form<'t>>),
    All(Vec<Form<'t>>),
    Any(Vec<Form<'t>>),
    /// Both give the same.
    Same(Box<[Form<'t>; 2]>),
    /// Evaluated as it stands: each of its slots is a variable.
    Exact(&'t Tree),
    /// A variable compared with a value.
    Chosen(usize, Comparison, Value),
}

/// What a variable stands for.
#[derive(PartialEq)]
pub(super) enum Part<'t> {
    Slot(&'t Path),
    /// The result of an expression.
    Term(&'t Tree, Scale),
    /// How the first compares with the second: -1, 0, 1.
    Order(&'t Tree, &'t Tree),
    /// Whether it is true.
    Truth(&'t Tree),
}

/// A variable, and what it is compared with.
pub(super) struct Variable<'t> {
    pub part: Part<'t>,
    pub marks: Vec<Value>,
}

/// Formulas on their way.
pub(super) struct Plan<'t> {
    pub ground: &'t Ground,
    pub calendar: &'t Calendar,
    pub variables: Vec<Variable<'t>>,
    /// Slots read in what could not be taken apart, and the literals beside them.
    pub tangled: Vec<&'t Path>,
    pub literals: Vec<Value>,
    left: usize,
}

impl<'t> Plan<'t> {
    pub fn new(ground: &'t Ground, calendar: &'t Calendar) -> Self {
        Self { ground, calendar, variables: Vec::new(), tangled: Vec::new(), literals: Vec::new(), left: PARTS_MAX }
    }

    /// Makes a formula of a guard; none if it would be too long.
    pub fn form(&mut self, tree: &'t Tree) -> Option<Form<'t>> {
        self.left = self.left.checked_sub(1)?;
        Some(match tree {
            Tree::Not(inner) => Form::Not(Box::new(self.form(inner)?)),
            Tree::Condition(used) => self.form(&used.body)?,
            Tree::All(parts) => Form::All(self.forms(parts)?),
            Tree::Any(parts) => Form::Any(self.forms(parts)?),
            Tree::Compare(comparison, sides) if self.is_boolean(&sides[0]) => {
                let same = Form::Same(Box::new([self.form(&sides[0])?, self.form(&sides[1])?]));
                if *comparison == Comparison::Equal { same } else { Form::Not(Box::new(same)) }
            }
            leaf => self.exact(leaf).or_else(|| self.tangle(leaf))?,
        })
    }

    /// Returns the values a variable takes; none if they cannot be listed.
    pub fn values(&self, variable: &Variable<'t>) -> Option<Vec<Option<Value>>> {
        let values = match &variable.part {
            Part::Slot(path) => {
                let range = self.ground.range(path)?;
                let values = representatives(&range.values, &variable.marks)?.into_iter().map(Some);
                return Some(values.chain(range.absent.then_some(None)).collect());
            }
            Part::Term(tree, scale) => cut(*scale, &variable.marks, &bounds::bounds(tree, *scale, self.ground))?,
            Part::Order(..) => [-1, 0, 1].map(Value::Integer).to_vec(),
            Part::Truth(_) => [true, false].map(Value::Boolean).to_vec(),
        };
        Some(values.into_iter().map(Some).collect())
    }

    /// Tells what a formula gives for one choice of values; none if it gives nothing, as where a value is missing.
    pub fn holds(&self, form: &Form<'t>, chosen: &[Option<Value>]) -> Option<bool> {
        match form {
            Form::Not(inner) => self.holds(inner, chosen).map(|holds| !holds),
            Form::All(parts) => self.until(parts, chosen, false),
            Form::Any(parts) => self.until(parts, chosen, true),
            Form::Same(sides) => Some(self.holds(&sides[0], chosen)? == self.holds(&sides[1], chosen)?),
            Form::Exact(tree) => {
                let slots = |slot| Ok(self.slot(slot).and_then(|at| chosen[at].clone()));
                match evaluate(tree, &slots, self.calendar) {
                    Outcome::True => Some(true),
                    Outcome::False => Some(false),
                    _ => None,
                }
            }
            Form::Chosen(at, comparison, mark) => compare(*comparison, chosen[*at].as_ref()?, mark).ok(),
        }
    }

    /// Finds the variable of a slot.
    pub fn slot(&self, slot: Slot) -> Option<usize> {
        self.variables.iter().position(|one| matches!(one.part, Part::Slot(path) if path.slot == slot))
    }

    /// Counts the parts of all formulas made.
    pub fn parts(&self) -> usize {
        PARTS_MAX - self.left
    }

    fn until(&self, parts: &[Form<'t>], chosen: &[Option<Value>], end: bool) -> Option<bool> {
        for part in parts {
            if self.holds(part, chosen)? == end {
                return Some(end);
            }
        }
        Some(!end)
    }

    fn forms(&mut self, parts: &'t [Tree]) -> Option<Vec<Form<'t>>> {
        parts.iter().map(|part| self.form(part)).collect()
    }

    fn is_boolean(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Literal(Value::Boolean(_)) | Tree::Condition(_) | Tree::Has(_) | Tree::Not(_) => true,
            Tree::All(_) | Tree::Any(_) | Tree::Compare(..) | Tree::Among(..) | Tree::Contains(_) => true,
            Tree::Call(function, _) => *function == Function::StartsWith,
            Tree::Path(path) | Tree::Else(path, _) => self.ground.range(path).is_some_and(
                |range| matches!(range.values, Values::Listed(all) if matches!(all[..], [Value::Boolean(_), ..])),
            ),
            _ => false,
        }
    }

    /// Takes a leaf as it stands, if its slots can be variables.
    fn exact(&mut self, leaf: &'t Tree) -> Option<Form<'t>> {
        let paths = leaf.paths();
        let listed =
            |path: &&Path| self.ground.range(path).is_some_and(|range| matches!(range.values, Values::Listed(_)));
        if !counts_days(leaf) && paths.iter().all(listed) {
            for path in paths {
                self.variable(Part::Slot(path));
            }
        } else {
            let (path, marks) = self.compared(leaf)?;
            self.ground.range(path)?;
            let at = self.variable(Part::Slot(path));
            self.variables[at].marks.extend(marks);
        }
        Some(Form::Exact(leaf))
    }

    /// Returns the one slot that a leaf compares with what is written.
    fn compared(&self, leaf: &'t Tree) -> Option<(&'t Path, Vec<Value>)> {
        match leaf {
            Tree::Has(path) => Some((path, Vec::new())),
            Tree::Compare(_, sides) => match (read(&sides[0]), read(&sides[1])) {
                (Some(path), _) => Some((path, vec![self.fixed(&sides[1])?])),
                (None, path) => Some((path?, vec![self.fixed(&sides[0])?])),
            },
            Tree::Among(value, list) => {
                let marks: Option<Vec<Value>> = list.iter().map(|item| self.fixed(item)).collect();
                Some((read(value)?, marks?))
            }
            Tree::Contains(sides) => Some((read(&sides[1])?, vec![self.fixed(&sides[0])?])),
            _ => None,
        }
    }

    /// Returns the value of an expression that reads nothing.
    fn fixed(&self, tree: &Tree) -> Option<Value> {
        let reads = counts_days(tree) || !tree.paths().is_empty();
        if reads { None } else { Run::new(&|_| Ok(None), self.calendar).value(tree).ok() }
    }

    /// Makes a variable of what a leaf compares.
    fn tangle(&mut self, leaf: &'t Tree) -> Option<Form<'t>> {
        self.tangled.extend(leaf.paths());
        literals(leaf, &mut self.literals);
        Some(match leaf {
            Tree::Compare(comparison, sides) => self.pair(*comparison, &sides[0], &sides[1]),
            Tree::Among(value, list) => {
                let equal = list.iter().map(|item| self.pair(Comparison::Equal, value, item));
                Form::Any(equal.collect())
            }
            _ => Form::Chosen(self.variable(Part::Truth(leaf)), Comparison::Equal, Value::Boolean(true)),
        })
    }

    fn pair(&mut self, comparison: Comparison, left: &'t Tree, right: &'t Tree) -> Form<'t> {
        if let Some(form) = self.term(comparison, left, right) {
            return form;
        }
        if let Some(form) = self.term(turned(comparison), right, left) {
            return form;
        }
        let turn = self.variables.iter().position(|one| one.part == Part::Order(right, left));
        match turn {
            Some(at) => Form::Chosen(at, turned(comparison), Value::Integer(0)),
            None => Form::Chosen(self.variable(Part::Order(left, right)), comparison, Value::Integer(0)),
        }
    }

    /// Compares an expression with what is written.
    fn term(&mut self, comparison: Comparison, term: &'t Tree, mark: &Tree) -> Option<Form<'t>> {
        let (mark, scale) = (self.fixed(mark)?, bounds::scale(term, self.ground)?);
        let at = self.variable(Part::Term(term, scale));
        self.variables[at].marks.push(mark.clone());
        Some(Form::Chosen(at, comparison, mark))
    }

    fn variable(&mut self, part: Part<'t>) -> usize {
        let known = self.variables.iter().position(|one| one.part == part);
        known.unwrap_or_else(|| {
            // Whoever asks for rounds may ask whether there were any.
            let counts = matches!(part, Part::Slot(Path { slot: Slot::Rounds(_), .. }));
            let marks = if counts { vec![Value::Integer(1)] } else { Vec::new() };
            self.variables.push(Variable { part, marks });
            self.variables.len() - 1
        })
    }
}

/// Returns the comparison with its sides exchanged.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::Equal | Comparison::Unequal => comparison,
    }
}

fn read(tree: &Tree) -> Option<&Path> {
    match tree {
        Tree::Path(path) | Tree::Else(path, _) => Some(path),
        _ => None,
    }
}

/// Tells whether the working calendar decides; its years change, so that nothing is proven by them.
fn counts_days(tree: &Tree) -> bool {
    let mut counts = false;
    tree.deep(&mut |part| counts |= matches!(part, Tree::Call(Function::WorkingDays, _)));
    counts
}

fn literals(tree: &Tree, found: &mut Vec<Value>) {
    tree.each(&mut |part| {
        if let Tree::Literal(value) | Tree::Else(_, value) = part {
            found.push(value.clone());
        }
    });
}
