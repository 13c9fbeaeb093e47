//! Calls of functions: which exist, what they take, what they give (`language.md` d3).

use std::ops::Range;

use calendar::Date;
use program::Value;
use rhai::{Expr, Position};
use source::nearest;

use super::functions::{Function, NAMES};
use super::lower::{Lowering, Typed, typed};
use super::names::Type;
use super::problem::{M040, M041, M043, Problem};
use super::tree::{Slot, Tree};

impl Lowering<'_, '_> {
    /// Lowers a call.
    pub fn call(&mut self, name: &str, arguments: &[Expr], position: Position, span: Range<usize>) -> Option<Typed> {
        match name {
            "has" => self.has(arguments, span),
            "date" => self.date(arguments, span),
            "len" => self.length(arguments, span),
            _ => match Function::named(name) {
                Some(function) => self.function(function, arguments, span),
                None => {
                    let problem = self.no_function(name, position, span);
                    self.refuse(problem)
                }
            },
        }
    }

    fn no_function(&self, name: &str, position: Position, span: Range<usize>) -> Problem {
        if self.names().conditions.iter().any(|condition| condition.id == name) {
            return Problem::new(
                M040,
                span,
                format!("`{name}` là điều kiện có tên, viết không có ngoặc"),
                format!("`{name}` is a condition and has no brackets"),
            )
            .help(format!("viết `{name}`"), format!("write `{name}`"))
            .fix(name);
        }
        let place = self.spot(position);
        let problem =
            Problem::new(M041, place, format!("Không có hàm `{name}`"), format!("There is no function `{name}`"));
        match nearest(name, NAMES) {
            Some(near) => problem.help(format!("có phải `{near}`?"), format!("is it `{near}`?")).fix(near),
            None => {
                let list = NAMES.map(|known| format!("`{known}`")).join(", ");
                problem.help(format!("chỉ có các hàm {list}"), format!("the functions are {list}"))
            }
        }
    }

    fn count(&mut self, form: &str, found: usize, span: Range<usize>) -> Option<Typed> {
        self.refuse(
            Problem::new(
                M043,
                span,
                format!("Hàm này không nhận {found} giá trị"),
                format!("This function does not take {found} values"),
            )
            .help(format!("viết `{form}`"), format!("write `{form}`")),
        )
    }

    fn has(&mut self, arguments: &[Expr], span: Range<usize>) -> Option<Typed> {
        let [argument] = arguments else { return self.count("has(muc.truong)", arguments.len(), span) };
        let argument = self.expression(argument)?;
        let tree = match argument.tree {
            // A paper is a boolean that is always there; to have it is to be given (sem 5.6).
            Tree::Path(path) if matches!(path.slot, Slot::Paper(_)) => Tree::Path(path),
            Tree::Path(path) => Tree::Has(path),
            _ => {
                return self.refuse(Problem::new(
                    M040,
                    argument.span,
                    "`has` hỏi một đường dẫn, như `has(muc.truong)`",
                    "`has` asks for a path, as `has(section.field)`",
                ));
            }
        };
        Some(Typed { tree, ty: Type::Boolean, span })
    }

    fn date(&mut self, arguments: &[Expr], span: Range<usize>) -> Option<Typed> {
        let [argument] = arguments else { return self.count("date(\"2027-03-01\")", arguments.len(), span) };
        let argument = self.expression(argument)?;
        match &argument.tree {
            Tree::Literal(Value::Text(text)) if Date::parse(text).is_some() => {
                typed(Value::Date(Date::parse(text)?), Type::Date, span)
            }
            _ => self.refuse(
                Problem::new(
                    M043,
                    argument.span,
                    "`date` nhận một ngày viết sẵn, năm-tháng-ngày",
                    "`date` takes a written date, year-month-day",
                )
                .help("viết như `date(\"2027-03-01\")`", "write `date(\"2027-03-01\")`"),
            ),
        }
    }

    fn length(&mut self, arguments: &[Expr], span: Range<usize>) -> Option<Typed> {
        if let [Expr::Array(items, _)] = arguments {
            let lowered: Vec<Option<Typed>> = items.iter().map(|item| self.expression(item)).collect();
            let items: Vec<Typed> = lowered.into_iter().collect::<Option<_>>()?;
            return Some(Typed { tree: Tree::Length(items.len()), ty: Type::Integer, span });
        }
        let [argument] = arguments else { return self.count(Function::Len.form(), arguments.len(), span) };
        let argument = self.expression(argument)?;
        match argument.ty {
            Type::Text | Type::List(_) => {
                Some(Typed { tree: Tree::Call(Function::Len, vec![argument.tree]), ty: Type::Integer, span })
            }
            _ => self.unsuited(Function::Len, &argument, "list, text"),
        }
    }

    fn function(&mut self, function: Function, arguments: &[Expr], span: Range<usize>) -> Option<Typed> {
        if arguments.len() != function.arity() {
            return self.count(function.form(), arguments.len(), span);
        }
        let rounding = std::mem::replace(&mut self.rounding, function == Function::RoundDong);
        let lowered: Vec<Option<Typed>> = arguments.iter().map(|argument| self.expression(argument)).collect();
        self.rounding = rounding;
        let arguments: Vec<Typed> = lowered.into_iter().collect::<Option<_>>()?;
        let (arguments, ty) = match function {
            Function::Min | Function::Max => self.alike(function, arguments)?,
            Function::Abs => {
                let ty = arguments[0].ty.clone();
                if !matches!(ty, Type::Integer | Type::Decimal | Type::Money) {
                    return self.unsuited(function, &arguments[0], "integer, decimal, money");
                }
                (arguments, ty)
            }
            _ => {
                let (wanted, ty) = signature(function);
                for (argument, wanted) in arguments.iter().zip(&wanted) {
                    if argument.ty != *wanted {
                        return self.unsuited(function, argument, &wanted.name());
                    }
                }
                (arguments, ty)
            }
        };
        let trees = arguments.into_iter().map(|argument| argument.tree).collect();
        Some(Typed { tree: Tree::Call(function, trees), ty, span })
    }

    fn alike(&mut self, function: Function, arguments: Vec<Typed>) -> Option<(Vec<Typed>, Type)> {
        let [left, right] = <[Typed; 2]>::try_from(arguments).ok()?;
        let (left, right) = self.agree(left, right)?;
        let ty = left.ty.clone();
        if !matches!(ty, Type::Integer | Type::Decimal | Type::Money | Type::Date) {
            return self.unsuited(function, &left, "integer, decimal, money, date");
        }
        if right.ty != ty {
            return self.unsuited(function, &right, &ty.name());
        }
        Some((vec![left, right], ty))
    }

    fn unsuited<T>(&mut self, function: Function, argument: &Typed, wanted: &str) -> Option<T> {
        let problem = Problem::new(
            M043,
            argument.span.clone(),
            format!("`{}` cần {wanted}, nhưng đây là {}", function.form(), argument.ty.words()),
            format!("`{}` needs {wanted}, but this is {}", function.form(), argument.ty.name()),
        );
        let written = &self.text[argument.span.clone()];
        let problem = match (wanted, &argument.ty) {
            ("date", Type::Text) => {
                problem.help(format!("ngày viết là `date({written})`"), format!("write `date({written})`"))
            }
            ("date", Type::Instant) => problem
                .help(format!("lấy ngày của thời điểm: `date_of({written})`"), format!("write `date_of({written})`")),
            ("decimal", Type::Integer) if matches!(argument.tree, Tree::Literal(_)) => {
                problem.help(format!("viết `{written}.0`"), format!("write `{written}.0`"))
            }
            ("decimal", Type::Integer) => {
                problem.help(format!("viết `{written} * 1.0`"), format!("write `{written} * 1.0`"))
            }
            _ => problem,
        };
        self.refuse(problem)
    }
}

/// Returns the types of the arguments and of the result.
fn signature(function: Function) -> (Vec<Type>, Type) {
    match function {
        Function::Days | Function::WorkingDays | Function::Months | Function::Years => {
            (vec![Type::Date, Type::Date], Type::Integer)
        }
        Function::DateOf => (vec![Type::Instant], Type::Date),
        Function::AddDays => (vec![Type::Date, Type::Integer], Type::Date),
        Function::Div => (vec![Type::Integer, Type::Integer], Type::Integer),
        Function::Round => (vec![Type::Decimal, Type::Integer], Type::Decimal),
        Function::RoundDong => (vec![Type::Decimal], Type::Money),
        Function::Dong => (vec![Type::Integer], Type::Money),
        Function::StartsWith => (vec![Type::Text, Type::Text], Type::Boolean),
        Function::Min | Function::Max | Function::Abs | Function::Len => (Vec::new(), Type::Integer),
    }
}
