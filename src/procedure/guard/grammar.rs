//! Where Rhai's grammar is wider than that of guards, or binds otherwise (`language.md` d).
//! It looks at signs and brackets before Rhai parses, so that no nesting is ever followed too deeply.

use std::ops::Range;

use source::codes::M009;

use super::problem::{M040, Problem};
use super::scan::{Token, TokenKind};

/// Most brackets and signs of negation around one value, most conditions used by one another (`language.md` g).
pub(super) const DEPTH_MAX: usize = 16;

/// Refuses what Rhai would accept or read differently.
pub(super) fn check(text: &str, tokens: &[Token]) -> Result<(), Vec<Problem>> {
    if tokens.is_empty() {
        let problem = Problem::new(M040, 0..text.len(), "Điều kiện không có nội dung", "The guard is empty");
        return Err(vec![problem]);
    }
    let mut levels = Levels { text, tokens, open: vec![Level::default()], problems: Vec::new() };
    for at in 0..tokens.len() {
        levels.token(at);
    }
    for level in levels.open.iter().skip(1) {
        let words = ("Ngoặc mở ở đây mà không đóng", "The bracket opened here is never closed");
        levels.problems.push(Problem::new(M040, level.opened.clone(), words.0, words.1));
    }
    if levels.problems.is_empty() { Ok(()) } else { Err(levels.problems) }
}

/// What was met since the last bracket, comma, `&&` or `||`.
#[derive(Default)]
struct Level {
    opened: Range<usize>,
    square: bool,
    compared: bool,
    replaced: bool,
}

struct Levels<'a> {
    text: &'a str,
    tokens: &'a [Token],
    open: Vec<Level>,
    problems: Vec<Problem>,
}

impl Levels<'_> {
    fn level(&mut self) -> &mut Level {
        self.open.last_mut().expect("the outermost level is never closed")
    }

    fn refuse(&mut self, at: usize, vi: &str, en: &str, help: (&str, &str)) {
        let span = self.tokens[at].span.clone();
        self.problems.push(Problem::new(M040, span, vi, en).help(help.0, help.1));
    }

    fn word(&self, at: usize) -> &str {
        &self.text[self.tokens[at].span.clone()]
    }

    /// Tells whether the token before ends a value.
    fn after_value(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        match self.tokens[before].kind {
            TokenKind::Name => self.word(before) != "in",
            TokenKind::Number | TokenKind::Text | TokenKind::Close => true,
            TokenKind::Sign(_) | TokenKind::Open => false,
        }
    }

    fn token(&mut self, at: usize) {
        match self.tokens[at].kind {
            TokenKind::Open => self.opens(at),
            TokenKind::Close => self.closes(at),
            TokenKind::Sign("," | "&&" | "||") => {
                let level = self.level();
                (level.compared, level.replaced) = (false, false);
            }
            TokenKind::Sign("==" | "!=" | "<" | "<=" | ">" | ">=") => self.compares(at),
            TokenKind::Sign("??") => self.replaces(at),
            TokenKind::Sign("!" | "-") => self.negates(at),
            TokenKind::Sign(".") if at > 0 && self.tokens[at - 1].kind != TokenKind::Name => {
                let help = ("đường dẫn viết như `muc.truong`", "a path is written `section.field`");
                self.refuse(
                    at,
                    "Dấu chấm chỉ dùng giữa các tên của một đường dẫn",
                    "A dot stands only between the names of a path",
                    help,
                );
            }
            TokenKind::Name if self.word(at) == "in" => self.compares(at),
            TokenKind::Name | TokenKind::Number | TokenKind::Text | TokenKind::Sign(_) => {}
        }
    }

    fn opens(&mut self, at: usize) {
        let square = self.word(at) == "[";
        if square && self.after_value(at) {
            let help = ("dùng `x in danh_sách` để hỏi một giá trị có trong danh sách", "ask with `x in list`");
            self.refuse(at, "Không dùng chỉ số `[ ]` trong điều kiện", "A guard has no index `[ ]`", help);
        }
        let opened = self.tokens[at].span.clone();
        if self.open.len() == DEPTH_MAX + 1 {
            self.problems.push(too_deep(opened.clone()));
        }
        self.open.push(Level { opened, square, ..Level::default() });
    }

    fn closes(&mut self, at: usize) {
        let square = self.word(at) == "]";
        if self.open.len() == 1 || self.level().square != square {
            let help = ("xóa ngoặc này, hoặc thêm ngoặc mở", "remove it or open a bracket");
            return self.refuse(at, "Ngoặc đóng này không khớp ngoặc mở nào", "This bracket closes nothing", help);
        }
        self.open.pop();
        let before = at - 1;
        let called = before > 0 && self.tokens[before - 1].kind == TokenKind::Name && !square;
        match self.tokens[before].kind {
            TokenKind::Open if !called => {
                self.refuse(
                    at,
                    "Trong ngoặc không có gì",
                    "Nothing stands in the brackets",
                    ("thêm giá trị", "add a value"),
                );
            }
            TokenKind::Sign(",") => {
                self.refuse(
                    before,
                    "Dấu phẩy thừa trước ngoặc đóng",
                    "A comma before the closing bracket",
                    ("xóa dấu phẩy", "remove it"),
                );
            }
            _ => {}
        }
    }

    fn compares(&mut self, at: usize) {
        let level = self.level();
        level.replaced = false;
        if std::mem::replace(&mut level.compared, true) {
            let help = (
                "đặt một phép so sánh trong ngoặc đơn, hoặc nối hai phép bằng `&&`",
                "put one comparison in parentheses, or join the two by `&&`",
            );
            self.refuse(at, "Hai phép so sánh đi liền nhau", "Two comparisons in one chain", help);
        }
    }

    fn replaces(&mut self, at: usize) {
        if std::mem::replace(&mut self.level().replaced, true) {
            let help = ("bên phải `??` là một giá trị viết sẵn", "a written value stands right of `??`");
            self.refuse(at, "Hai phép `??` đi liền nhau", "Two `??` in one chain", help);
        }
    }

    fn negates(&mut self, at: usize) {
        let sign = self.tokens[at].kind;
        let next = self.tokens.get(at + 1).map(|token| token.kind);
        if sign == TokenKind::Sign("!") && at + 1 < self.tokens.len() && self.word(at + 1) == "in" {
            let help = ("viết `!(x in danh_sách)`", "write `!(x in list)`");
            self.refuse(at, "Không dùng phép `!in` trong điều kiện", "A guard has no `!in`", help);
        } else if sign == TokenKind::Sign("!") && self.after_value(at) {
            let help = (
                "«không» viết trước giá trị: `!x`; «khác» viết là `!=`",
                "not stands before the value: `!x`; unequal is `!=`",
            );
            self.refuse(at, "Dấu `!` đứng sau giá trị", "`!` stands after a value", help);
        } else if !self.after_value(at) && matches!(next, Some(TokenKind::Sign("!" | "-"))) {
            self.refuse(
                at,
                "Hai dấu phủ định đi liền nhau",
                "Two signs of negation in a row",
                ("bỏ bớt dấu", "remove one"),
            );
        }
    }
}

/// Says that a guard is nested too deeply (M009).
pub(super) fn too_deep(span: Range<usize>) -> Problem {
    Problem::new(
        M009,
        span,
        format!("Điều kiện lồng nhau quá {DEPTH_MAX} tầng"),
        format!("The guard is nested deeper than {DEPTH_MAX} levels"),
    )
    .help("tách thành các điều kiện có tên trong `conditions`", "split it into named `conditions`")
}
