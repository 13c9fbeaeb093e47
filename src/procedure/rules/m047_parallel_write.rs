//! M047 parallel-write: two branches of one block, or the items of a list, write one field.
//! A field that says `shared: last` may be written so: the later answer counts (sem 5.22).

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Asked, Field, StepAt, asked, fields};
use crate::files::Definition;

/// Describes M047.
pub const RULE: Rule = Rule {
    code: Code::new("M047", "parallel-write", Severity::Error),
    explain: include_str!("m047_parallel_write.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    for field in fields(definition).filter(|field| !field.field.shared) {
        let writes: Vec<(StepAt, Span)> = definition
            .steps
            .iter()
            .enumerate()
            .flat_map(|(at, step)| {
                let asks = step.actions().iter().flat_map(|button| &button.ask);
                asks.filter(|ask| names(definition, ask, &field)).map(move |ask| (at, ask.span))
            })
            .collect();
        let of_items = writes.iter().filter(|(at, _)| is_list(definition, *at));
        out.extend(of_items.map(|(at, span)| by_items(definition, &field, *at, *span)));
        let twice = writes.iter().enumerate().find_map(|(n, (at, span))| {
            let (_, first) = writes[..n].iter().find(|(other, _)| beside(definition, *at, *other))?;
            Some((*first, *span))
        });
        out.extend(twice.map(|(first, span)| by_branches(&field, first, span)));
    }
}

fn names(definition: &Definition, ask: &Spanned<String>, field: &Field<'_>) -> bool {
    matches!(asked(definition, &ask.value), Some(Asked::Field(one)) if one.ix == field.ix)
}

fn is_list(definition: &Definition, at: StepAt) -> bool {
    definition.steps[at].user().is_some_and(|user| user.for_each.is_some())
}

/// Tells whether two steps stand in two branches of one block.
pub(super) fn beside(definition: &Definition, one: StepAt, other: StepAt) -> bool {
    let around: Vec<_> = definition.ancestors(one).collect();
    definition.ancestors(other).any(|(block, n)| around.iter().any(|(of, m)| *of == block && *m != n))
}

fn by_items(definition: &Definition, field: &Field<'_>, at: StepAt, span: Span) -> Diagnostic {
    let (path, id) = (field.path(), &definition.steps[at].id.value);
    let message = Words::new(
        format!("từng cơ quan ở bước `{id}` cùng điền `{path}`, câu trả lời sau sẽ đè câu trước"),
        format!("each agency of the step `{id}` fills `{path}`; the later answer would replace the earlier"),
    );
    Diagnostic::new(RULE.code, span, message).at(id).related(field.field.id.span, declared()).help(Words::new(
        "hỏi `noi_dung`, `ghi_chu` hay một giấy tờ (giữ riêng cho từng cơ quan), hoặc khai `shared: last`",
        "ask `noi_dung`, `ghi_chu` or a paper, which are kept per agency, or declare `shared: last`",
    ))
}

fn by_branches(field: &Field<'_>, first: Span, span: Span) -> Diagnostic {
    let path = field.path();
    let message = Words::new(
        format!("hai nhánh làm đồng thời cùng điền `{path}`, câu trả lời sau sẽ đè câu trước"),
        format!("two branches that run together fill `{path}`; the later answer would replace the earlier"),
    );
    Diagnostic::new(RULE.code, span, message)
        .related(first, Words::new("nhánh kia điền ở đây", "the other branch fills it here"))
        .related(field.field.id.span, declared())
        .help(Words::new(
            "để một nhánh điền, tách thành hai trường, hoặc khai `shared: last`: lấy câu trả lời sau",
            "let one branch fill it, make two fields, or declare `shared: last`: the later answer counts",
        ))
}

fn declared() -> Words {
    Words::new("trường ấy khai ở đây", "the field is declared here")
}
