//! The values a form field, a guard or a message can hold.

use calendar::{Date, Instant};

use crate::{Decimal, OptionIx};

/// One value; its type is that of the slot it stands in.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `boolean`.
    Boolean(bool),
    /// `integer`.
    Integer(i64),
    /// `decimal`.
    Decimal(Decimal),
    /// `money`, in đồng.
    Money(i64),
    /// `date`.
    Date(Date),
    /// `instant`; only from roots, never in a form.
    Instant(Instant),
    /// `text` and the text-like types, `agency` included, in NFC.
    Text(String),
    /// `choice`: the chosen option of the field.
    Choice(OptionIx),
    /// `choices`: the chosen options, ascending, without duplicates.
    Choices(Vec<OptionIx>),
    /// `agencies`: ids of the directory, in the order given, without duplicates.
    Agencies(Vec<String>),
}
