//! The words of an expression with their places, and every construct that no guard may use, by its name.
//! It knows no grammar and no names; what it refuses, Rhai never sees.

use std::ops::Range;

use source::codes::M009;

use super::problem::{M040, Problem};

/// Most characters of a guard (`language.md` g).
const CHARACTERS_MAX: usize = 500;

/// Is one word or sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Name,
    /// Digits, perhaps with a point.
    Number,
    /// Text between `"`.
    Text,
    /// Operator, dot or comma.
    Sign(&'static str),
    Open,
    Close,
}

/// Signs that guards use, longest first.
const SIGNS: [&str; 17] = ["&&", "||", "??", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", ".", ","];

/// Words of Rhai that begin or are a construct no guard may use.
const WORDS: [(&str, &str, &str); 30] = [
    ("if", "lệnh `if`", "`if`"),
    ("else", "lệnh `else`", "`else`"),
    ("switch", "lệnh `switch`", "`switch`"),
    ("let", "khai báo biến `let`", "the declaration `let`"),
    ("const", "khai báo hằng `const`", "the declaration `const`"),
    ("while", "vòng lặp `while`", "the loop `while`"),
    ("loop", "vòng lặp `loop`", "the loop `loop`"),
    ("for", "vòng lặp `for`", "the loop `for`"),
    ("do", "vòng lặp `do`", "the loop `do`"),
    ("until", "vòng lặp `until`", "the loop `until`"),
    ("fn", "định nghĩa hàm `fn`", "the function definition `fn`"),
    ("private", "định nghĩa hàm `private`", "the function definition `private`"),
    ("import", "lệnh `import`", "`import`"),
    ("export", "lệnh `export`", "`export`"),
    ("return", "lệnh `return`", "`return`"),
    ("throw", "lệnh `throw`", "`throw`"),
    ("try", "lệnh `try`", "`try`"),
    ("catch", "lệnh `catch`", "`catch`"),
    ("break", "lệnh `break`", "`break`"),
    ("continue", "lệnh `continue`", "`continue`"),
    ("this", "từ `this`", "`this`"),
    ("eval", "hàm `eval`", "the function `eval`"),
    ("Fn", "con trỏ hàm `Fn`", "the function pointer `Fn`"),
    ("call", "lời gọi `call`", "`call`"),
    ("curry", "hàm `curry`", "the function `curry`"),
    ("type_of", "hàm `type_of`", "the function `type_of`"),
    ("print", "hàm `print`", "the function `print`"),
    ("debug", "hàm `debug`", "the function `debug`"),
    ("is_def_var", "hàm `is_def_var`", "the function `is_def_var`"),
    ("is_def_fn", "hàm `is_def_fn`", "the function `is_def_fn`"),
];

/// Signs of Rhai that no guard may use, longest first: sign, names, what to write (`vi`, `en`).
const REFUSED: [(&str, &str, &str, &str, &str); 39] = [
    ("..=", "khoảng `..=`", "the range `..=`", "so sánh bằng `>=` và `<=`", "compare with `>=` and `<=`"),
    ("===", "phép `===`", "`===`", "viết `==`", "write `==`"),
    ("!==", "phép `!==`", "`!==`", "viết `!=`", "write `!=`"),
    ("**=", "phép gán `**=`", "the assignment `**=`", EXPRESSION.0, EXPRESSION.1),
    ("<<=", "phép gán `<<=`", "the assignment `<<=`", EXPRESSION.0, EXPRESSION.1),
    (">>=", "phép gán `>>=`", "the assignment `>>=`", EXPRESSION.0, EXPRESSION.1),
    ("..", "khoảng `..`", "the range `..`", "so sánh bằng `>=` và `<=`", "compare with `>=` and `<=`"),
    ("**", "lũy thừa `**`", "the power `**`", "nhân bằng `*`", "multiply with `*`"),
    ("=>", "dấu `=>`", "`=>`", "lớn hơn hoặc bằng viết là `>=`", "at least is written `>=`"),
    ("=<", "dấu `=<`", "`=<`", "nhỏ hơn hoặc bằng viết là `<=`", "at most is written `<=`"),
    ("<>", "dấu `<>`", "`<>`", "khác viết là `!=`", "unequal is written `!=`"),
    ("<-", "dấu `<-`", "`<-`", "chừa một dấu cách sau `<`", "leave a blank after `<`"),
    ("->", "dấu `->`", "`->`", EXPRESSION.0, EXPRESSION.1),
    ("+=", "phép gán `+=`", "the assignment `+=`", EXPRESSION.0, EXPRESSION.1),
    ("-=", "phép gán `-=`", "the assignment `-=`", EXPRESSION.0, EXPRESSION.1),
    ("*=", "phép gán `*=`", "the assignment `*=`", EXPRESSION.0, EXPRESSION.1),
    ("/=", "phép gán `/=`", "the assignment `/=`", EXPRESSION.0, EXPRESSION.1),
    ("%=", "phép gán `%=`", "the assignment `%=`", EXPRESSION.0, EXPRESSION.1),
    ("|=", "phép gán `|=`", "the assignment `|=`", EXPRESSION.0, EXPRESSION.1),
    ("&=", "phép gán `&=`", "the assignment `&=`", EXPRESSION.0, EXPRESSION.1),
    ("^=", "phép gán `^=`", "the assignment `^=`", EXPRESSION.0, EXPRESSION.1),
    ("++", "phép tăng `++`", "the increment `++`", EXPRESSION.0, EXPRESSION.1),
    ("--", "phép giảm `--`", "the decrement `--`", EXPRESSION.0, EXPRESSION.1),
    ("<<", "phép dịch bit `<<`", "the shift `<<`", EXPRESSION.0, EXPRESSION.1),
    (">>", "phép dịch bit `>>`", "the shift `>>`", EXPRESSION.0, EXPRESSION.1),
    ("::", "dấu `::`", "`::`", "đường dẫn viết bằng dấu chấm", "paths are written with a dot"),
    ("?.", "dấu `?.`", "`?.`", "dùng `has(x)` hoặc `x ?? giá trị`", "use `has(x)` or `x ?? value`"),
    ("#{", "bảng `#{ }`", "the map `#{ }`", EXPRESSION.0, EXPRESSION.1),
    ("=", "phép gán `=`", "the assignment `=`", "so sánh viết là `==`", "comparison is written `==`"),
    (
        "|",
        "dấu `|` (hàm vô danh `|x|` hoặc phép bit)",
        "`|` (a closure `|x|` or a bit operation)",
        "«hoặc» viết là `||`",
        "or is written `||`",
    ),
    ("&", "phép bit `&`", "the bit operation `&`", "«và» viết là `&&`", "and is written `&&`"),
    ("^", "phép bit `^`", "the bit operation `^`", EXPRESSION.0, EXPRESSION.1),
    ("{", "khối lệnh `{ }`", "the block `{ }`", EXPRESSION.0, EXPRESSION.1),
    ("}", "khối lệnh `{ }`", "the block `{ }`", EXPRESSION.0, EXPRESSION.1),
    (";", "dấu `;` giữa các câu lệnh", "`;` between statements", EXPRESSION.0, EXPRESSION.1),
    (":", "dấu `:`", "`:`", EXPRESSION.0, EXPRESSION.1),
    ("?", "dấu `?`", "`?`", "dùng `has(x)` hoặc `x ?? giá trị`", "use `has(x)` or `x ?? value`"),
    ("$", "dấu `$`", "`$`", EXPRESSION.0, EXPRESSION.1),
    ("#", "dấu `#`", "`#`", EXPRESSION.0, EXPRESSION.1),
];

/// What to do about a construct that has no counterpart.
const EXPRESSION: (&str, &str) = (
    "điều kiện là một biểu thức duy nhất; viết bằng `&&`, `||`, `!` và phép so sánh",
    "a guard is one expression; write it with `&&`, `||`, `!` and comparisons",
);

/// Cuts an expression into words; every construct that guards do not have is a problem.
pub(super) fn scan(text: &str) -> Result<Vec<Token>, Vec<Problem>> {
    if let Some((beyond, _)) = text.char_indices().nth(CHARACTERS_MAX) {
        return Err(vec![too_long(text, beyond)]);
    }
    let mut scanner = Scanner { text, at: 0, tokens: Vec::new(), problems: Vec::new() };
    while scanner.at < text.len() {
        scanner.next();
    }
    if scanner.problems.is_empty() { Ok(scanner.tokens) } else { Err(scanner.problems) }
}

/// Lists the names that stand at the beginning of a path.
pub(super) fn roots(text: &str) -> impl Iterator<Item = &str> {
    let tokens = scan(text).unwrap_or_default();
    let mut after_dot = false;
    tokens.into_iter().filter_map(move |token| {
        let root = token.kind == TokenKind::Name && !after_dot;
        after_dot = token.kind == TokenKind::Sign(".");
        root.then(|| &text[token.span])
    })
}

fn too_long(text: &str, beyond: usize) -> Problem {
    let count = text.chars().count();
    Problem::new(
        M009,
        beyond..text.len(),
        format!("Điều kiện dài {count} ký tự, quá giới hạn {CHARACTERS_MAX}"),
        format!("The guard has {count} characters, the limit is {CHARACTERS_MAX}"),
    )
    .help("tách thành các điều kiện có tên trong `conditions`", "split it into named `conditions`")
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    problems: Vec<Problem>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&mut self) {
        let Some(first) = self.rest().chars().next() else { return };
        match first {
            ' ' | '\n' => self.at += 1,
            '"' => self.string(),
            '`' | '\'' => self.foreign_quote(first),
            '(' | '[' => self.push(TokenKind::Open, 1),
            ')' | ']' => self.push(TokenKind::Close, 1),
            _ if first.is_ascii_digit() => self.number(),
            _ if first.is_alphabetic() || first == '_' => self.name(),
            _ => self.sign(first),
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { kind, span: self.at..self.at + length });
        self.at += length;
    }

    fn refuse(&mut self, length: usize, names: (&str, &str), help: (&str, &str)) {
        let problem = Problem::new(
            M040,
            self.at..self.at + length,
            format!("Không dùng {} trong điều kiện", names.0),
            format!("A guard has no {}", names.1),
        );
        self.problems.push(problem.help(help.0, help.1));
        self.at += length;
    }

    fn run(&self, part: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !part(c)).unwrap_or(self.rest().len())
    }

    fn name(&mut self) {
        let length = self.run(|c| c.is_alphanumeric() || c == '_');
        let word = self.rest()[..length].to_owned();
        if !word.is_ascii() {
            let help =
                ("tên viết bằng chữ không dấu, lời văn đặt trong `\"…\"`", "names are ASCII; text stands in `\"…\"`");
            return self.refuse(
                length,
                (&format!("tên có dấu `{word}`"), &format!("name `{word}` that is not ASCII")),
                help,
            );
        }
        match WORDS.iter().find(|(refused, ..)| *refused == word) {
            Some((_, vi, en)) => self.refuse(length, (vi, en), EXPRESSION),
            None => self.push(TokenKind::Name, length),
        }
    }

    fn number(&mut self) {
        let whole = self.run(|c| c.is_ascii_digit());
        let after = &self.rest()[whole..];
        let fraction =
            after.strip_prefix('.').map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        let length = if fraction == 0 { whole } else { whole + 1 + fraction };
        let tail = self.rest()[length..]
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(self.rest().len() - length);
        if tail == 0 {
            return self.push(TokenKind::Number, length);
        }
        let word = self.rest()[..length + tail].to_owned();
        let names = match word.contains(['e', 'E']) && !word.starts_with("0x") {
            true => (format!("số thực dạng mũ `{word}`"), format!("number with exponent `{word}`")),
            false => (format!("cách viết số `{word}`"), format!("number written `{word}`")),
        };
        let help = ("viết đủ các chữ số, như `1000` hoặc `1.5`", "write all digits, as in `1000` or `1.5`");
        self.refuse(length + tail, (&names.0, &names.1), help);
    }

    fn string(&mut self) {
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped && c != '"' && c != '\\' => {
                    self.at += offset - 1;
                    let names = (format!("dãy thoát `\\{c}`"), format!("escape `\\{c}`"));
                    self.refuse(
                        1 + c.len_utf8(),
                        (&names.0, &names.1),
                        ("viết thẳng ký tự đó", "write the character itself"),
                    );
                    return self.skip_string();
                }
                '"' if !escaped => return self.push(TokenKind::Text, offset + 1),
                _ => escaped = c == '\\' && !escaped,
            }
        }
        self.unclosed('"');
    }

    /// Goes on behind the text in which something was refused.
    fn skip_string(&mut self) {
        self.at += self.rest().find('"').map_or(self.rest().len(), |end| end + 1);
    }

    fn unclosed(&mut self, quote: char) {
        let problem = Problem::new(
            M040,
            self.at..self.text.len(),
            format!("Dấu nháy `{quote}` mở ở đây mà không đóng"),
            format!("The quote `{quote}` opened here is never closed"),
        );
        self.problems.push(problem);
        self.at = self.text.len();
    }

    fn foreign_quote(&mut self, quote: char) {
        let Some(end) = self.rest()[1..].find(quote) else { return self.unclosed(quote) };
        let names = match quote {
            '`' => ("chuỗi chèn `` `…${}…` ``", "interpolated text `` `…${}…` ``"),
            _ => ("dấu nháy đơn quanh lời văn", "text between single quotes"),
        };
        self.refuse(end + 2, names, ("lời văn đặt trong `\"…\"`", "text stands in `\"…\"`"));
    }

    fn sign(&mut self, first: char) {
        let rest = self.rest();
        if rest.starts_with("//") || rest.starts_with("/*") {
            let length = rest.len();
            let help = ("viết chú thích của YAML sau `#`", "use a YAML comment after `#`");
            return self.refuse(length, ("chú thích trong biểu thức", "comment inside the expression"), help);
        }
        if let Some((sign, vi, en, help_vi, help_en)) = REFUSED.iter().find(|(sign, ..)| rest.starts_with(sign))
            && !SIGNS.iter().any(|known| known.len() >= sign.len() && rest.starts_with(known))
        {
            return self.refuse(sign.len(), (vi, en), (help_vi, help_en));
        }
        match SIGNS.iter().find(|known| rest.starts_with(*known)) {
            Some(known) => self.push(TokenKind::Sign(known), known.len()),
            None => {
                let names = (format!("ký tự `{first}`"), format!("character `{first}`"));
                self.refuse(first.len_utf8(), (&names.0, &names.1), EXPRESSION);
            }
        }
    }
}
