//! Operators: which types they take, what they give, and what to write where they do not fit (`language.md` d1).
//! It gives literals the type of what stands beside them; no other conversion happens.

use std::ops::Range;

use program::{Decimal, OptionIx, Value};
use rhai::Expr;
use source::nearest;

use super::lower::{Lowering, Typed};
use super::names::Type;
use super::problem::{M040, M043, Problem};
use super::tree::{Comparison, Operator, Tree};

impl Lowering<'_, '_> {
    /// Lowers an operator with its operands.
    pub fn operator(&mut self, sign: &'static str, operands: &[Expr], span: Range<usize>) -> Option<Typed> {
        match (sign, operands) {
            ("!", [inner]) => {
                let inner = self.expression(inner)?;
                let tree = Tree::Not(Box::new(self.boolean(inner)?));
                Some(Typed { tree, ty: Type::Boolean, span })
            }
            ("-", [inner]) => {
                let inner = self.expression(inner)?;
                self.negative(inner, span)
            }
            // Rhai asks the list whether it contains the value.
            ("in", [list, value]) => self.member(value, list, span),
            (_, [left, right]) => {
                let (left, right) = (self.expression(left), self.expression(right));
                let (left, right) = (left?, right?);
                match comparison(sign) {
                    Some(comparison) => self.compare(comparison, left, right, span),
                    None => self.reckon(operator(sign)?, left, right, span),
                }
            }
            _ => self.refuse(Problem::new(
                M040,
                span,
                format!("Dấu `{sign}` thiếu một vế"),
                format!("`{sign}` lacks an operand"),
            )),
        }
    }

    fn negative(&mut self, inner: Typed, span: Range<usize>) -> Option<Typed> {
        match inner.ty {
            Type::Integer | Type::Decimal | Type::Money => {
                let tree = match inner.tree {
                    Tree::Literal(Value::Integer(value)) => Tree::Literal(Value::Integer(-value)),
                    Tree::Literal(Value::Decimal(value)) => {
                        Tree::Literal(Value::Decimal(Decimal::new(-value.units(), value.scale())))
                    }
                    tree => Tree::Negative(Box::new(tree)),
                };
                Some(Typed { tree, ty: inner.ty, span })
            }
            other => self.refuse(Problem::new(
                M043,
                inner.span,
                format!("Dấu trừ đặt trước số, nhưng đây là {}", other.words()),
                format!("Minus stands before a number, but this is {}", other.name()),
            )),
        }
    }

    fn compare(&mut self, comparison: Comparison, left: Typed, right: Typed, span: Range<usize>) -> Option<Typed> {
        let (left, right) = self.agree(left, right)?;
        let equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let number = |ty: &Type| matches!(ty, Type::Integer | Type::Decimal);
        let alike = left.ty == right.ty || (number(&left.ty) && number(&right.ty));
        let ordered = number(&left.ty) || matches!(left.ty, Type::Money | Type::Date | Type::Instant);
        let listed = matches!(left.ty, Type::List(_));
        if alike && !listed && (equality || ordered) {
            let tree = Tree::Compare(comparison, Box::new([left.tree, right.tree]));
            return Some(Typed { tree, ty: Type::Boolean, span });
        }
        if alike {
            let problem = Problem::new(
                M043,
                span,
                format!("Không so sánh lớn nhỏ giữa {}", left.ty.words()),
                format!("{} has no order", left.ty.name()),
            );
            return self.refuse(match listed {
                true => {
                    problem.help("hỏi một giá trị có trong danh sách bằng `x in danh_sách`", "ask with `x in list`")
                }
                false => problem.help("chỉ dùng `==` và `!=`", "use only `==` and `!=`"),
            });
        }
        let problem = self.unlike("so sánh", "compare", &left, &right, span);
        self.refuse(problem)
    }

    fn unlike(&self, vi: &str, en: &str, left: &Typed, right: &Typed, span: Range<usize>) -> Problem {
        let problem = Problem::new(
            M043,
            span,
            format!("Không {vi} {} với {}", left.ty.words(), right.ty.words()),
            format!("Cannot {en} {} with {}", left.ty.name(), right.ty.name()),
        );
        let written = |typed: &Typed| self.text[typed.span.clone()].to_owned();
        match (&left.ty, &right.ty) {
            (Type::Date, Type::Instant) => {
                let fixed = format!("date_of({})", written(right));
                problem.help(format!("lấy ngày của thời điểm: `{fixed}`"), format!("take its date: `{fixed}`"))
            }
            (Type::Instant, Type::Date) => {
                let fixed = format!("date_of({})", written(left));
                problem.help(format!("lấy ngày của thời điểm: `{fixed}`"), format!("take its date: `{fixed}`"))
            }
            (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
                problem.help("ngày viết là `date(\"2027-03-01\")`", "a date is written `date(\"2027-03-01\")`")
            }
            (Type::Money, Type::Integer) => {
                let fixed = format!("dong({})", written(right));
                problem.help(format!("đổi số nguyên ra tiền: `{fixed}`"), format!("make it money: `{fixed}`"))
            }
            (Type::Integer, Type::Money) => {
                let fixed = format!("dong({})", written(left));
                problem.help(format!("đổi số nguyên ra tiền: `{fixed}`"), format!("make it money: `{fixed}`"))
            }
            (Type::Boolean, Type::Text) | (Type::Text, Type::Boolean) => problem
                .help("đúng, sai viết là `true`, `false`, không có nháy", "write `true` or `false` without quotes"),
            (Type::Integer | Type::Decimal | Type::Money, Type::Text)
            | (Type::Text, Type::Integer | Type::Decimal | Type::Money) => {
                problem.help("số viết không có nháy", "numbers have no quotes")
            }
            (Type::Choice(_), Type::Choice(_)) => {
                problem.help("hai lựa chọn này có danh sách khác nhau", "the two choices have different options")
            }
            _ => problem.help("hai vế phải cùng kiểu", "both sides must have one type"),
        }
    }

    fn member(&mut self, value: &Expr, list: &Expr, span: Range<usize>) -> Option<Typed> {
        let value = self.expression(value)?;
        if let Expr::Array(items, _) = list {
            let mut value = value;
            let mut trees = Vec::new();
            for item in items.iter() {
                let item = self.expression(item)?;
                let (agreed, item) = self.agree(value, item)?;
                value = agreed;
                if value.ty != item.ty || matches!(value.ty, Type::List(_)) {
                    let place = item.span.clone();
                    let problem = self.unlike("so sánh", "compare", &value, &item, place);
                    return self.refuse(problem);
                }
                trees.push(item.tree);
            }
            return Some(Typed { tree: Tree::Among(Box::new(value.tree), trees), ty: Type::Boolean, span });
        }
        let list = self.expression(list)?;
        let Type::List(inner) = &list.ty else {
            return self.refuse(
                Problem::new(
                    M043,
                    list.span,
                    format!("Sau `in` phải là một danh sách, nhưng đây là {}", list.ty.words()),
                    format!("A list is needed after `in`, but this is {}", list.ty.name()),
                )
                .help(
                    "viết `x in [\"a\", \"b\"]`, hoặc so sánh bằng `==`",
                    "write `x in [\"a\", \"b\"]` or compare by `==`",
                ),
            );
        };
        let value = self.become_type(value, inner)?;
        if value.ty != **inner {
            let problem = self.unlike("tìm", "look up", &value, &list, span);
            return self.refuse(problem);
        }
        Some(Typed { tree: Tree::Contains(Box::new([value.tree, list.tree])), ty: Type::Boolean, span })
    }

    /// Gives a literal the type of what stands beside it.
    pub fn agree(&mut self, left: Typed, right: Typed) -> Option<(Typed, Typed)> {
        let (beside_left, beside_right) = (right.ty.clone(), left.ty.clone());
        let (left, right) = (self.become_type(left, &beside_left), self.become_type(right, &beside_right));
        Some((left?, right?))
    }

    /// Gives a literal the wanted type if the language writes that type so; anything else is left as it is.
    pub fn become_type(&mut self, typed: Typed, wanted: &Type) -> Option<Typed> {
        let value = match (wanted, &typed.tree) {
            (Type::Money, Tree::Literal(Value::Integer(amount))) => Value::Money(*amount),
            (Type::Choice(options), Tree::Literal(Value::Text(word))) => {
                match options.iter().position(|(id, _)| id == word) {
                    // Beyond 200 options the choice itself is refused (M009).
                    Some(at) => Value::Choice(OptionIx(u8::try_from(at).ok()?)),
                    None => {
                        let known: Vec<&str> = options.iter().map(|(id, _)| id.as_str()).collect();
                        let problem = unknown_word(word, &known, typed.span, "lựa chọn", "option");
                        return self.refuse(problem);
                    }
                }
            }
            (Type::Agency, Tree::Literal(Value::Text(word))) => {
                if let Some(agencies) = &self.names().agencies
                    && !agencies.iter().any(|(id, _)| id == word)
                {
                    let known: Vec<&str> = agencies.iter().map(|(id, _)| id.as_str()).collect();
                    let problem = unknown_word(word, &known, typed.span, "cơ quan", "agency");
                    return self.refuse(problem);
                }
                Value::Text(word.clone())
            }
            _ => return Some(typed),
        };
        Some(Typed { tree: Tree::Literal(value), ty: wanted.clone(), span: typed.span })
    }

    fn reckon(&mut self, operator: Operator, left: Typed, right: Typed, span: Range<usize>) -> Option<Typed> {
        let (left, right) = match operator {
            Operator::Add | Operator::Subtract => self.agree(left, right)?,
            Operator::Multiply | Operator::Divide | Operator::Remainder => (left, right),
        };
        match result(operator, &left.ty, &right.ty, self.rounding) {
            Some(ty) => Some(Typed { tree: Tree::Reckon(operator, Box::new([left.tree, right.tree])), ty, span }),
            None => {
                let problem = self.unfit(operator, &left, &right, span);
                self.refuse(problem)
            }
        }
    }

    fn unfit(&self, operator: Operator, left: &Typed, right: &Typed, span: Range<usize>) -> Problem {
        let (vi, en) = match operator {
            Operator::Add => ("cộng", "add"),
            Operator::Subtract => ("trừ", "subtract"),
            Operator::Multiply => ("nhân", "multiply"),
            Operator::Divide => ("chia", "divide"),
            Operator::Remainder => ("lấy số dư", "take the remainder of"),
        };
        let (a, b) = (&self.text[left.span.clone()], &self.text[right.span.clone()]);
        let problem = self.unlike(vi, en, left, right, span);
        match (operator, &left.ty, &right.ty) {
            (Operator::Divide, Type::Integer, Type::Integer) => problem.help(
                format!("chia lấy phần nguyên: `div({a}, {b})`; chia ra số thập phân: `{a} / {b}.0`"),
                format!("whole part: `div({a}, {b})`; decimal: `{a} / {b}.0`"),
            ),
            (Operator::Subtract, Type::Date, Type::Date) => problem
                .help(format!("số ngày giữa hai ngày: `days({b}, {a})`"), format!("days between: `days({b}, {a})`")),
            (Operator::Add, Type::Date, Type::Integer) => problem
                .help(format!("ngày sau đó: `add_days({a}, {b})`"), format!("a later date: `add_days({a}, {b})`")),
            (Operator::Subtract, Type::Date, Type::Integer) => problem.help(
                format!("ngày trước đó: `add_days({a}, -{b})`"),
                format!("an earlier date: `add_days({a}, -{b})`"),
            ),
            (Operator::Multiply, Type::Money, Type::Decimal) | (Operator::Multiply, Type::Decimal, Type::Money) => {
                problem.help(
                    format!("làm tròn ra đồng: `round_dong({a} * {b})`"),
                    format!("round it: `round_dong({a} * {b})`"),
                )
            }
            (_, Type::Text, Type::Text) => {
                problem.help("lời văn chỉ so sánh bằng `==` và `!=`", "texts are only compared")
            }
            _ => problem,
        }
    }

    /// Lowers `path ?? literal`.
    pub fn replaced(&mut self, parts: &[Expr], span: Range<usize>) -> Option<Typed> {
        let [left, right] = parts else { return None };
        let (left, right) = (self.expression(left), self.expression(right));
        let (left, right) = (left?, right?);
        let Tree::Path(path) = left.tree else {
            return self.refuse(Problem::new(
                M040,
                left.span,
                "Bên trái `??` phải là một đường dẫn, như `muc.truong`",
                "A path stands left of `??`, as `section.field`",
            ));
        };
        let right = self.become_type(right, &left.ty)?;
        match right.tree {
            Tree::Literal(value) if right.ty == left.ty => {
                Some(Typed { tree: Tree::Else(path, value), ty: left.ty, span })
            }
            _ => self.refuse(Problem::new(
                M043,
                right.span,
                format!("Bên phải `??` phải là một giá trị viết sẵn kiểu {}", left.ty.words()),
                format!("A written value of type {} stands right of `??`", left.ty.name()),
            )),
        }
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}

fn operator(sign: &str) -> Option<Operator> {
    Some(match sign {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        "%" => Operator::Remainder,
        _ => return None,
    })
}

/// Returns the type of the result, none if the operator does not take these types.
fn result(operator: Operator, left: &Type, right: &Type, rounded: bool) -> Option<Type> {
    use Operator::{Add, Divide, Multiply, Remainder, Subtract};
    match (operator, left, right) {
        (Add | Subtract | Multiply | Remainder, Type::Integer, Type::Integer) => Some(Type::Integer),
        (Add | Subtract, Type::Money, Type::Money) => Some(Type::Money),
        (Multiply, Type::Money, Type::Integer) | (Multiply, Type::Integer, Type::Money) => Some(Type::Money),
        (Multiply, Type::Money, Type::Decimal) | (Multiply, Type::Decimal, Type::Money) => {
            rounded.then_some(Type::Decimal)
        }
        (Divide, Type::Integer, Type::Integer) | (Remainder, ..) => None,
        (_, Type::Integer | Type::Decimal, Type::Integer | Type::Decimal) => Some(Type::Decimal),
        _ => None,
    }
}

fn unknown_word(word: &str, known: &[&str], span: Range<usize>, vi: &str, en: &str) -> Problem {
    let problem = Problem::new(M043, span, format!("Không có {vi} `{word}`"), format!("There is no {en} `{word}`"));
    match nearest(word, known.iter().copied()) {
        Some(near) => problem.help(format!("có phải `{near}`?"), format!("is it `{near}`?")).fix(format!("\"{near}\"")),
        None => {
            let list = known.iter().take(8).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            problem.help(format!("chọn một trong: {list}"), format!("one of: {list}"))
        }
    }
}
