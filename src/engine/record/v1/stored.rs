//! How a value of memory becomes a stored one: positions become names, the rest stays as it is. What is written is
//! borrowed: a body is made in one go, without copies of what it says.

use std::fmt;

use calendar::{Due, Instant};
use program::Program;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeOwned, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Unreadable;
use super::json::Json;

/// A value with a stored form.
pub(super) trait Stored: Sized {
    /// What is read back.
    type As: DeserializeOwned;

    /// Writes positions as names.
    fn write(&self, program: &Program, out: &mut Json);

    /// Reads names as positions.
    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable>;
}

/// A value that is left out where it says nothing.
pub(super) trait Sparse {
    /// Tells whether it says nothing.
    fn sparse(&self) -> bool;
}

impl<T: Stored> Stored for Option<T> {
    type As = Option<T::As>;

    fn write(&self, program: &Program, out: &mut Json) {
        match self {
            Some(value) => value.write(program, out),
            None => out.word("null"),
        }
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        stored.map(|value| T::read(value, program)).transpose()
    }
}

impl<T> Sparse for Option<T> {
    fn sparse(&self) -> bool {
        self.is_none()
    }
}

impl<T: Stored> Stored for Vec<T> {
    type As = Vec<T::As>;

    fn write(&self, program: &Program, out: &mut Json) {
        out.list(self, |out, value| value.write(program, out));
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        stored.into_iter().map(|value| T::read(value, program)).collect()
    }
}

impl<T> Sparse for Vec<T> {
    fn sparse(&self) -> bool {
        self.is_empty()
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    type As = (A::As, B::As);

    fn write(&self, program: &Program, out: &mut Json) {
        out.word("[");
        self.0.write(program, out);
        out.word(",");
        self.1.write(program, out);
        out.word("]");
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        Ok((A::read(stored.0, program)?, B::read(stored.1, program)?))
    }
}

impl<T: Stored> Stored for Box<T> {
    type As = Box<T::As>;

    fn write(&self, program: &Program, out: &mut Json) {
        self.as_ref().write(program, out);
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        T::read(*stored, program).map(Self::new)
    }
}

/// Values that are stored as they are, each with the way it is written.
macro_rules! plain {
    ($($ty:ty: |$value:ident, $out:ident| $write:expr;)*) => {$(
        impl Stored for $ty {
            type As = Self;

            fn write(&self, _: &Program, $out: &mut Json) {
                let $value = self;
                $write;
            }

            fn read(stored: Self, _: &Program) -> Result<Self, Unreadable> {
                Ok(stored)
            }
        }
    )*};
}

plain! {
    bool: |value, out| out.word(if *value { "true" } else { "false" });
    i32: |value, out| out.number(*value);
    i64: |value, out| out.number(*value);
    u8: |value, out| out.number(*value);
    u16: |value, out| out.number(*value);
    u32: |value, out| out.number(*value);
    u64: |value, out| out.number(*value);
    String: |value, out| out.text(value);
    calendar::CalendarHash: |value, out| out.ascii(&value.digits());
    calendar::Date: |value, out| match value.iso_digits() {
        Some(digits) => out.ascii(&digits),
        None => out.value(value),
    };
    calendar::Instant: |value, out| out.number(value.millis());
    crate::ActivationId: |value, out| out.number(value.0);
    crate::Actor: |value, out| {
        out.word(match value {
            crate::Actor::Post(_) => "{\"post\":",
            crate::Actor::Applicant(_) => "{\"applicant\":",
        });
        out.text(value.name().as_str());
        out.word("}");
    };
    crate::Cause: |value, out| out.value(value);
    crate::DataVersion: |value, out| out.number(value.0);
    crate::IncidentId: |value, out| out.number(value.0);
    crate::IncidentKind: |value, out| out.value(value);
    crate::MessageId: |value, out| out.number(value.0);
    crate::Name: |value, out| out.text(value.as_str());
    crate::ProposalId: |value, out| out.number(value.0);
}

/// Most are an instant, written as one; earlier bodies have `{"at": …}`.
impl Stored for Due {
    type As = DueV1;

    fn write(&self, _: &Program, out: &mut Json) {
        match self {
            Self::At(at) => out.number(at.millis()),
            other => out.value(other),
        }
    }

    fn read(stored: DueV1, _: &Program) -> Result<Self, Unreadable> {
        Ok(stored.0)
    }
}

/// A due as it is read.
pub(super) struct DueV1(Due);

impl<'de> Deserialize<'de> for DueV1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DueVisitor).map(Self)
    }
}

struct DueVisitor;

impl<'de> Visitor<'de> for DueVisitor {
    type Value = Due;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an instant in milliseconds, or what stands for none")
    }

    fn visit_i64<E: de::Error>(self, millis: i64) -> Result<Due, E> {
        Ok(Due::At(Instant::from_millis(millis)))
    }

    fn visit_u64<E: de::Error>(self, millis: u64) -> Result<Due, E> {
        i64::try_from(millis).map_err(E::custom).and_then(|millis| self.visit_i64(millis))
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Due, E> {
        Due::deserialize(word.into_deserializer())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Due, A::Error> {
        Due::deserialize(MapAccessDeserializer::new(map))
    }
}

impl Sparse for bool {
    fn sparse(&self) -> bool {
        !self
    }
}

/// Numbers that say nothing if they are 0.
macro_rules! sparse_numbers {
    ($($ty:ty),*) => {$(
        impl Sparse for $ty {
            fn sparse(&self) -> bool {
                *self == 0
            }
        }
    )*};
}

sparse_numbers!(i32, i64, u8, u16, u32);

/// Writes fields, those marked `sparse` unless they say nothing.
macro_rules! write_fields {
    ($program:ident, $out:ident, $($(#[$sparse:ident])? $field:ident in $value:expr),* $(,)?) => {$({
        let nothing: &[bool] = &[$($crate::record::v1::stored::Sparse::$sparse($value))?];
        if !nothing.contains(&true) {
            $out.field(concat!(",\"", stringify!($field), "\":"));
            $crate::record::v1::stored::Stored::write($value, $program, $out);
        }
    })*};
}

/// A struct whose stored form has the same fields, stored; those marked `sparse` are left out if they say nothing.
macro_rules! stored_struct {
    ($ty:ident as $stored:ident { $($(#[$sparse:ident])? $field:ident: $of:ty),* $(,)? }) => {
        #[derive(serde::Deserialize)]
        pub(super) struct $stored {
            $($(#[doc = stringify!($sparse)] #[serde(default)])? $field: <$of as Stored>::As,)*
        }

        impl Stored for $ty {
            type As = $stored;

            fn write(&self, program: &program::Program, out: &mut Json) {
                out.object(|out| {
                    write_fields!(program, out, $($(#[$sparse])? $field in &self.$field),*);
                });
            }

            fn read(stored: $stored, program: &program::Program) -> Result<Self, super::Unreadable> {
                Ok(Self { $($field: <$of as Stored>::read(stored.$field, program)?,)* })
            }
        }
    };
}

/// An enum whose stored form has the same variants and fields, stored, `sparse` ones as in a struct. A variant without
/// fields is its name.
macro_rules! stored_enum {
    ($ty:ident as $stored:ident {
        $($variant:ident $({ $($(#[$sparse:ident])? $field:ident: $of:ty),* $(,)? })?),* $(,)?
    }) => {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $stored {
            $($variant $({ $($(#[doc = stringify!($sparse)] #[serde(default)])? $field: <$of as Stored>::As,)* })?,)*
        }

        impl Stored for $ty {
            type As = $stored;

            fn write(&self, program: &program::Program, out: &mut Json) {
                let _ = program;
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        const TAG: Tag = Tag::of(stringify!($variant));
                        stored_enum!(@write program, out, TAG $(, $($(#[$sparse])? $field)*)?);
                    })*
                }
            }

            fn read(stored: $stored, program: &program::Program) -> Result<Self, super::Unreadable> {
                let _ = program;
                Ok(match stored {
                    $($stored::$variant $({ $($field),* })? => {
                        Self::$variant $({ $($field: <$of as Stored>::read($field, program)?,)* })?
                    })*
                })
            }
        }
    };
    (@write $program:ident, $out:ident, $tag:ident) => {
        $out.tag(&$tag);
    };
    (@write $program:ident, $out:ident, $tag:ident, $($(#[$sparse:ident])? $field:ident)*) => {
        $out.variant(&$tag, |out| {
            let _ = &out;
            write_fields!($program, out, $($(#[$sparse])? $field in $field),*);
        });
    };
}

/// Enums with a variant that is the usual one, left out.
macro_rules! usual {
    ($($ty:ident as $stored:ident { $usual:ident })*) => {$(
        impl Default for $stored {
            fn default() -> Self {
                Self::$usual
            }
        }

        impl crate::record::v1::stored::Sparse for $ty {
            fn sparse(&self) -> bool {
                *self == Self::$usual
            }
        }
    )*};
}

pub(super) use {stored_enum, stored_struct, usual, write_fields};
