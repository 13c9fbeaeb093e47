//! Rhai's part: it parses an expression, with everything switched off that can be switched off.
//! Nothing is evaluated here; what its tree may hold is decided in `lower.rs`.

use std::sync::LazyLock;

use rhai::{Engine, Expr, OptimizationLevel, ParseError, ParseErrorType, Position, Stmt};

use super::grammar::too_deep;
use super::problem::{M040, Problem};

/// Bounds Rhai's own nesting; brackets are bounded before, this bounds what is left.
const RHAI_DEPTH: usize = 64;

/// Words of other languages, the sign of this one, and what it says.
const ENGLISH: [(&str, &str, &str); 3] = [("and", "&&", "và"), ("or", "||", "hoặc"), ("not", "!", "không")];

static RHAI: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_expr_depths(RHAI_DEPTH, RHAI_DEPTH);
    engine.set_allow_anonymous_fn(false);
    engine.set_allow_if_expression(false);
    engine.set_allow_switch_expression(false);
    engine.set_allow_statement_expression(false);
    engine.set_allow_looping(false);
    engine.set_allow_shadowing(false);
    engine
});

/// Parses an expression that was scanned and found to use no refused construct.
pub(super) fn parse(text: &str) -> Result<Expr, Vec<Problem>> {
    let ast = RHAI.compile_expression(text).map_err(|error| vec![refusal(text, &error)])?;
    match ast.statements() {
        [Stmt::Expr(expression)] => Ok((**expression).clone()),
        [Stmt::FnCall(call, position)] => Ok(Expr::FnCall(call.clone(), *position)),
        _ => {
            Err(vec![Problem::new(M040, 0..text.len(), "Điều kiện phải là một biểu thức", "A guard is one expression")])
        }
    }
}

/// Returns the byte at a position of Rhai; the end of the text if it has none.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let (Some(line), Some(column)) = (position.line(), position.position()) else { return text.len() };
    let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let before = text[start..].char_indices().nth(column.saturating_sub(1));
    before.map_or(text.len(), |(bytes, _)| start + bytes)
}

fn refusal(text: &str, error: &ParseError) -> Problem {
    let start = offset(text, error.position());
    let rest = &text[start..];
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let end = start + word.max(rest.chars().next().map_or(0, char::len_utf8));
    let found = &text[start..end];
    if start == text.len() {
        let problem = Problem::new(M040, start..end, "Điều kiện chưa viết hết", "The guard is not finished");
        return problem
            .help("sau dấu phép tính cuối cùng còn thiếu một giá trị", "a value is missing after the last sign");
    }
    if let Some((_, sign, vi)) = ENGLISH.iter().find(|(english, ..)| found == *english) {
        let words = (format!("Không viết `{found}` trong điều kiện"), format!("A guard has no `{found}`"));
        let problem = Problem::new(M040, start..end, words.0, words.1);
        return problem.help(format!("«{vi}» viết là `{sign}`"), format!("write `{sign}`")).fix(*sign);
    }
    match error.err_type() {
        ParseErrorType::ExprTooDeep => too_deep(0..text.len()),
        ParseErrorType::Reserved(_) => Problem::new(
            M040,
            start..end,
            format!("`{found}` là từ dành riêng, không dùng trong điều kiện"),
            format!("`{found}` is a reserved word"),
        ),
        _ => Problem::new(
            M040,
            start..end,
            format!("Không hiểu chỗ `{found}` này: trước nó thiếu dấu phép tính, hoặc thiếu một giá trị"),
            format!("`{found}` is not understood here: a sign or a value is missing before it"),
        )
        .help(
            "nối hai điều kiện bằng `&&` (và) hoặc `||` (hoặc); lời văn đặt trong `\"…\"`",
            "join conditions by `&&` or `||`; text stands in `\"…\"`",
        ),
    }
}
