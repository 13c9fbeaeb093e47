//! From Rhai's tree to ours: every kind of node that is not expected here is refused.
//! It types expressions and resolves names; operators, calls and paths have files of their own.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use program::{Decimal, Value};
use rhai::{Expr, Position};
use source::codes::M009;

use super::Stand;
use super::grammar::{self, DEPTH_MAX, too_deep};
use super::names::{Names, Type};
use super::parse;
use super::problem::{M040, M043, Problem};
use super::scan::{self, Token, TokenKind};
use super::tree::{Tree, Use};

/// Most values, signs and calls of a guard (`language.md` g).
const NODES_MAX: usize = 100;

/// Is an expression with its type and its place.
pub(super) struct Typed {
    pub tree: Tree,
    pub ty: Type,
    pub span: Range<usize>,
}

/// Lowers an expression; see [`super::compile_at`].
pub(super) fn lower(text: &str, names: &Names, stand: Stand) -> Result<Tree, Vec<Problem>> {
    let mut conditions = Conditions::new(names);
    let result = conditions.text(text, stand);
    match conditions.too_deep {
        true if uses_too_deep(text, names) => Err(Vec::new()),
        true => Err(vec![too_deep(0..text.len())]),
        false => result,
    }
}

/// Tells whether a condition that is named in a text is too deep itself, so that the fault stands there.
fn uses_too_deep(text: &str, names: &Names) -> bool {
    let roots: BTreeSet<&str> = scan::roots(text).collect();
    names.conditions.iter().filter(|condition| roots.contains(condition.id.as_str())).any(|condition| {
        let mut below = Conditions::new(names);
        // Its other faults are told where it stands.
        drop(below.text(&condition.text, Stand::Plain));
        below.too_deep
    })
}

/// The conditions of a procedure, each lowered when it is first used.
pub(super) struct Conditions<'n> {
    pub names: &'n Names,
    states: Vec<State>,
    depth: usize,
    too_deep: bool,
}

enum State {
    Unseen,
    /// It is being lowered, or it is refused; whoever uses it says nothing about it.
    Unfit,
    Ready(Arc<Tree>),
}

impl<'n> Conditions<'n> {
    fn new(names: &'n Names) -> Self {
        Self { names, states: names.conditions.iter().map(|_| State::Unseen).collect(), depth: 0, too_deep: false }
    }

    fn text(&mut self, text: &str, stand: Stand) -> Result<Tree, Vec<Problem>> {
        let tokens = scan::scan(text)?;
        grammar::check(text, &tokens)?;
        let expression = parse::parse(text)?;
        let pairs = pairs(&tokens);
        let mut lowering =
            Lowering { text, tokens, pairs, stand, conditions: self, problems: Vec::new(), nodes: 0, rounding: false };
        let lowered = lowering.expression(&expression);
        let tree = lowered.and_then(|typed| match stand {
            Stand::Amount => lowering.amount(typed),
            Stand::Plain | Stand::Outcome(_) | Stand::Fee => lowering.boolean(typed),
        });
        tree.filter(|_| lowering.problems.is_empty()).ok_or(lowering.problems)
    }

    fn condition(&mut self, at: usize) -> Option<Arc<Tree>> {
        match &self.states[at] {
            State::Ready(tree) => return Some(Arc::clone(tree)),
            State::Unfit => return None,
            State::Unseen => {}
        }
        self.states[at] = State::Unfit;
        if self.depth == DEPTH_MAX {
            self.too_deep = true;
            return None;
        }
        self.depth += 1;
        let names = self.names;
        let lowered = self.text(&names.conditions[at].text, Stand::Plain);
        self.depth -= 1;
        let tree = Arc::new(lowered.ok()?);
        self.states[at] = State::Ready(Arc::clone(&tree));
        Some(tree)
    }
}

/// Finds the closing bracket of each opening one.
fn pairs(tokens: &[Token]) -> Vec<usize> {
    let mut open = Vec::new();
    let mut pairs = vec![0; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => open.push(at),
            TokenKind::Close => {
                let opened = open.pop().expect("brackets were matched before");
                pairs[opened] = at;
            }
            _ => {}
        }
    }
    pairs
}

/// One expression on its way.
pub(super) struct Lowering<'a, 'n> {
    pub text: &'a str,
    tokens: Vec<Token>,
    pairs: Vec<usize>,
    pub stand: Stand,
    pub conditions: &'a mut Conditions<'n>,
    problems: Vec<Problem>,
    nodes: usize,
    /// True inside `round_dong`, where money may be multiplied by a decimal.
    pub rounding: bool,
}

impl<'n> Lowering<'_, 'n> {
    pub fn names(&self) -> &'n Names {
        self.conditions.names
    }

    /// Reports a problem; there is no tree then.
    pub fn refuse<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// Lowers one expression; none if a problem was reported, or one that is reported elsewhere.
    pub fn expression(&mut self, expression: &Expr) -> Option<Typed> {
        self.nodes += 1;
        if self.nodes == NODES_MAX + 1 {
            let problem = Problem::new(
                M009,
                self.extent(expression),
                format!("Điều kiện có hơn {NODES_MAX} giá trị và phép tính"),
                format!("The guard has more than {NODES_MAX} values and signs"),
            );
            let words = ("tách thành các điều kiện có tên trong `conditions`", "split it into named `conditions`");
            return self.refuse(problem.help(words.0, words.1));
        }
        let span = self.extent(expression);
        match expression {
            Expr::BoolConstant(value, _) => typed(Value::Boolean(*value), Type::Boolean, span),
            Expr::StringConstant(text, _) => typed(Value::Text(text.to_string()), Type::Text, span),
            Expr::IntegerConstant(..) | Expr::DynamicConstant(..) => self.number(span),
            Expr::Variable(..) | Expr::Dot(..) => self.path(expression, span),
            Expr::FnCall(call, position) => match self.operator_at(*position) {
                Some(sign) => self.operator(sign, &call.args, span),
                None => self.call(&call.name, &call.args, *position, span),
            },
            Expr::And(parts, _) => self.joined(parts, span, Tree::All),
            Expr::Or(parts, _) => self.joined(parts, span, Tree::Any),
            Expr::Coalesce(parts, _) => self.replaced(parts, span),
            Expr::Array(..) => self.refuse(
                Problem::new(
                    M043,
                    span,
                    "Danh sách chỉ dùng sau `in` và trong `len`",
                    "A list stands only after `in` and in `len`",
                )
                .help("viết `x in [\"a\", \"b\"]`", "write `x in [\"a\", \"b\"]`"),
            ),
            _ => self.refuse(Problem::new(
                M040,
                span.clone(),
                format!("Không dùng `{}` trong điều kiện", &self.text[span.clone()]),
                format!("A guard has no `{}`", &self.text[span]),
            )),
        }
    }

    /// Demands type `boolean`.
    pub fn boolean(&mut self, typed: Typed) -> Option<Tree> {
        if typed.ty == Type::Boolean {
            return Some(typed.tree);
        }
        let written = self.text[typed.span.clone()].to_owned();
        let problem = Problem::new(
            M043,
            typed.span,
            format!("Chỗ này cần đúng hay sai (boolean), nhưng `{written}` là {}", typed.ty.words()),
            format!("A boolean is needed here, but `{written}` is {}", typed.ty.name()),
        );
        self.refuse(match typed.ty {
            Type::Choice(_) | Type::Agency | Type::Text => {
                problem.help(format!("so sánh nó: `{written} == \"…\"`"), format!("compare it: `{written} == \"…\"`"))
            }
            _ => problem.help(format!("so sánh nó: `{written} > …`"), format!("compare it: `{written} > …`")),
        })
    }

    /// Demands an amount: type `money` or `integer`.
    fn amount(&mut self, typed: Typed) -> Option<Tree> {
        if matches!(typed.ty, Type::Money | Type::Integer) {
            return Some(typed.tree);
        }
        let written = self.text[typed.span.clone()].to_owned();
        let problem = Problem::new(
            M043,
            typed.span,
            format!(
                "Mức thu phải là số tiền (money) hoặc số nguyên (integer), nhưng `{written}` là {}",
                typed.ty.words()
            ),
            format!("An amount is money or an integer, but `{written}` is {}", typed.ty.name()),
        );
        self.refuse(match typed.ty {
            Type::Decimal => problem.help(
                format!("làm tròn ra đồng: `round_dong({written})`"),
                format!("round it: `round_dong({written})`"),
            ),
            _ => problem,
        })
    }

    fn joined(&mut self, parts: &[Expr], span: Range<usize>, join: fn(Vec<Tree>) -> Tree) -> Option<Typed> {
        let lowered: Vec<Option<Tree>> =
            parts.iter().map(|part| self.expression(part).and_then(|typed| self.boolean(typed))).collect();
        let tree = join(lowered.into_iter().collect::<Option<_>>()?);
        Some(Typed { tree, ty: Type::Boolean, span })
    }

    fn number(&mut self, span: Range<usize>) -> Option<Typed> {
        // Rhai's own value is not used: it has other digits than the language allows.
        let written: String = self.text[span.clone()].split_whitespace().collect();
        let value = match written.contains('.') {
            true => Decimal::parse(&written).map(|value| (Value::Decimal(value), Type::Decimal)),
            false => written.parse().ok().map(|value| (Value::Integer(value), Type::Integer)),
        };
        match value {
            Some((value, ty)) => typed(value, ty, span),
            None => self.refuse(Problem::new(
                M040,
                span,
                format!("Số `{written}` có quá nhiều chữ số"),
                format!("The number `{written}` has too many digits"),
            )),
        }
    }

    /// Lowers a condition used by its name.
    pub fn condition(&mut self, at: usize, span: Range<usize>) -> Option<Typed> {
        let body = self.conditions.condition(at)?;
        let id = self.names().conditions[at].id.clone();
        Some(Typed { tree: Tree::Condition(Use { id, body, span: span.clone() }), ty: Type::Boolean, span })
    }

    fn token(&self, position: Position) -> Option<usize> {
        let offset = parse::offset(self.text, position);
        self.tokens.binary_search_by_key(&offset, |token| token.span.start).ok()
    }

    fn word(&self, token: usize) -> &str {
        &self.text[self.tokens[token].span.clone()]
    }

    /// Returns the operator at a position, none if a call stands there.
    fn operator_at(&self, position: Position) -> Option<&'static str> {
        match self.tokens[self.token(position)?].kind {
            TokenKind::Sign(sign) => Some(sign),
            TokenKind::Name if self.word(self.token(position)?) == "in" => Some("in"),
            _ => None,
        }
    }

    /// Returns the place of the word at a position.
    pub fn spot(&self, position: Position) -> Range<usize> {
        let end = parse::offset(self.text, position);
        self.token(position).map_or(end..end, |token| self.tokens[token].span.clone())
    }

    /// Returns the place of an expression, without brackets around it.
    pub fn extent(&self, expression: &Expr) -> Range<usize> {
        let from = self.spot(expression.position());
        match expression {
            Expr::FnCall(call, position) if self.operator_at(*position).is_some() => self.around(&call.args, from),
            Expr::FnCall(_, position) | Expr::MethodCall(_, position) => {
                from.start..self.closing(*position, 1, from.end)
            }
            Expr::Array(_, position) => from.start..self.closing(*position, 0, from.end),
            Expr::And(parts, _) | Expr::Or(parts, _) | Expr::Coalesce(parts, _) => self.around(parts, from),
            Expr::Dot(sides, ..) => self.extent(&sides.lhs).start..self.extent(&sides.rhs).end,
            Expr::IntegerConstant(_, position) | Expr::DynamicConstant(_, position) => self.signed(*position, from),
            _ => from,
        }
    }

    fn around(&self, parts: &[Expr], from: Range<usize>) -> Range<usize> {
        parts
            .iter()
            .map(|part| self.extent(part))
            .fold(from, |all, part| all.start.min(part.start)..all.end.max(part.end))
    }

    fn closing(&self, position: Position, ahead: usize, otherwise: usize) -> usize {
        let open = self.token(position).map(|token| token + ahead);
        let close = open.and_then(|open| self.pairs.get(open)).filter(|close| **close > 0);
        close.map_or(otherwise, |close| self.tokens[*close].span.end)
    }

    /// Widens the place of a number over its sign, which Rhai takes for a part of it.
    fn signed(&self, position: Position, from: Range<usize>) -> Range<usize> {
        let Some(token) = self.token(position) else { return from };
        match self.tokens[token].kind {
            TokenKind::Sign("-") => from.start..self.tokens.get(token + 1).map_or(from.end, |number| number.span.end),
            _ => from,
        }
    }
}

/// Makes a literal.
pub(super) fn typed(value: Value, ty: Type, span: Range<usize>) -> Option<Typed> {
    Some(Typed { tree: Tree::Literal(value), ty, span })
}
