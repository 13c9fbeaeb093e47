//! M111 list-for-map: a list where a map from ids to labels is wanted.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, List, Severity, Span, Words};

use crate::files::id_for;

use super::{Check, Rule};

/// Describes M111.
pub const RULE: Rule = Rule {
    code: Code::new("M111", "list-for-map", Severity::Error),
    explain: include_str!("m111_list_for_map.md"),
    check: Check::Reader,
};

/// Reports a list of labels, and proposes ids for them.
pub(crate) fn report(span: Span, key: &str, list: &List) -> Diagnostic {
    let message = Words::new(
        format!("`{key}` cần tên cho từng lựa chọn, không phải danh sách"),
        format!("`{key}` wants an id for each label, not a list"),
    );
    let diagnostic = Diagnostic::new(RULE.code, span, message);
    let labels: Option<Vec<String>> = list.items.iter().map(|item| named(&item.as_scalar()?.text)).collect();
    match labels.map(|labels| format!("{{ {} }}", labels.join(", "))) {
        Some(map) => diagnostic.help(Words::new(format!("viết `{map}`"), format!("write `{map}`"))).fix(span, map),
        None => diagnostic.help(Words::new("viết `{ ten: Nhãn }`", "write `{ id: Label }`")),
    }
}

fn named(label: &str) -> Option<String> {
    let plain = label.chars().all(|letter| letter.is_alphanumeric() || letter == ' ');
    plain.then(|| id_for(label)).flatten().map(|id| format!("{id}: {label}"))
}
