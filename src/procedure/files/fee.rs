//! Fees: lines of the bill, each with its amount (language.md b3).
//! It assesses nothing; a guard stays text.

use source::{Node, Span, Spanned};

use super::keys::{Key, Table, Takes, later, later_must};
use super::listed::{Listed, listed};
use super::read::{Fields, Reader};
use crate::rules::{m005_number_form as m005, m009_limit as m009, m018_bad_value as m018, m019_name_taken as m019};

/// Declares one line of the bill.
#[derive(Clone, Debug, PartialEq)]
pub struct FeeDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// What it costs.
    pub amount: Option<AmountDef>,
    /// Series of receipts it belongs to.
    pub kind: FeeKind,
    /// Guard: the line exists only if true.
    pub when: Option<Spanned<String>>,
    /// Cases it is limited to; empty for all.
    pub cases: Vec<Spanned<String>>,
    /// Channels it is limited to; empty for all.
    pub channels: Vec<Spanned<String>>,
    /// Who need not pay it.
    pub exempt: Option<ExemptDef>,
    /// Code in the national catalogue.
    pub code: Option<Spanned<String>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Value of the entry.
    pub span: Span,
}

/// An amount, or a table of them.
#[derive(Clone, Debug, PartialEq)]
pub enum AmountDef {
    /// One amount for all dossiers.
    One(Spanned<PriceDef>),
    /// Amounts by case or channel; `otherwise` is a key like the others.
    Table(Vec<(Spanned<String>, Spanned<PriceDef>)>),
}

/// One amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriceDef {
    /// So many đồng.
    Dong(i64),
    /// A guard of type money or integer.
    Guard(String),
}

/// Frees some dossiers from a fee: the line is 0 and prints its ground.
#[derive(Clone, Debug, PartialEq)]
pub struct ExemptDef {
    /// Guard.
    pub when: Option<Spanned<String>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Value of the key.
    pub span: Span,
}

listed! {
    /// Series of receipts.
    FeeKind {
        /// A price for a service.
        Charge = "phí",
        /// A duty.
        Duty = "lệ phí",
    }
}

/// Names that guards read below `phi` beside the fees (language.md d2).
const SUMS: [&str; 3] = ["tong", "da_nop", "con_lai"];

/// Keys of a fee.
pub static FEE: Table = Table { vi: "khoản thu (`fees`)", en: "a fee", keys: FEE_KEYS };

const FEE_KEYS: &[Key] = &[
    later_must("name", Takes::Text, "Tên khoản thu.", "Name of the fee."),
    later_must("amount", Takes::Amount, "Mức thu, tính bằng đồng.", "Amount in đồng."),
    later("kind", Takes::Word(FeeKind::list), "Phí hay lệ phí.", "Series of receipts."),
    later("when", Takes::Guard, "Chỉ thu khi đúng.", "Owed only if true."),
    later("case", Takes::Refs, "Chỉ thu ở những trường hợp này.", "Cases it is limited to."),
    later("channel", Takes::Refs, "Chỉ thu ở những cách thức nộp này.", "Channels it is limited to."),
    later("exempt", Takes::Map(&EXEMPT), "Ai được miễn.", "Who need not pay it."),
    later("code", Takes::Text, "Mã khoản thu.", "Code of the fee."),
    later("legal", Takes::Refs, "Căn cứ.", "Grounds."),
];

/// Keys of an exemption; a missing ground is reported as such (M063).
pub static EXEMPT: Table = Table {
    vi: "miễn thu `exempt`",
    en: "an exemption",
    keys: &[
        later_must("when", Takes::Guard, "Được miễn khi đúng.", "Free if true."),
        later("legal", Takes::Refs, "Căn cứ.", "Grounds."),
    ],
};

/// Reads the fees.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<FeeDef> {
    let fees = reader.declared(node, Some(m009::Of::Fees));
    for (id, _) in fees.iter().filter(|(id, _)| SUMS.contains(&id.value.as_str())) {
        reader.report(m019::reserved(id));
    }
    fees.into_iter().map(|(id, node)| read(reader, id, node)).collect()
}

fn read(reader: &Reader<'_>, id: Spanned<String>, node: &Node) -> FeeDef {
    let f = reader.fields(node, &FEE, id.span);
    FeeDef {
        name: f.title("name").unwrap_or(id.clone()),
        amount: f.node("amount").and_then(|node| amount(reader, node)),
        kind: f.word_or("kind", FeeKind::Duty).value,
        when: f.text("when"),
        cases: f.refs("case"),
        channels: f.refs("channel"),
        exempt: f.node("exempt").map(|node| exempt(reader, node)),
        code: f.text("code"),
        legal: f.refs("legal"),
        span: node.span,
        id,
    }
}

fn exempt(reader: &Reader<'_>, node: &Node) -> ExemptDef {
    let f: Fields<'_> = reader.fields(node, &EXEMPT, node.span);
    ExemptDef { when: f.text("when"), legal: f.refs("legal"), span: node.span }
}

fn amount(reader: &Reader<'_>, node: &Node) -> Option<AmountDef> {
    let Some(_) = node.as_map() else { return Some(AmountDef::One(price(reader, node)?)) };
    let lines = reader.named(node);
    if lines.is_empty() {
        reader.report(m018::empty(node.span));
        return None;
    }
    let read: Vec<_> = lines.iter().map(|(key, node)| Some((key.clone(), price(reader, node)?))).collect();
    read.into_iter().collect::<Option<Vec<_>>>().map(AmountDef::Table)
}

/// Reads an amount; what looks like a number must be written as one.
fn price(reader: &Reader<'_>, node: &Node) -> Option<Spanned<PriceDef>> {
    let text = reader.scalar(node)?;
    let numeric = text.value.bytes().all(|byte| byte.is_ascii_digit() || b" .,_+-".contains(&byte));
    if !numeric {
        return Some(text.map(PriceDef::Guard));
    }
    let dong = super::duration::dong(&text.value);
    if dong.is_none() {
        reader.report(m005::report(&text));
    }
    dong.map(|dong| Spanned::new(PriceDef::Dong(dong), text.span))
}
