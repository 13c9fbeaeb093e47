//! How a value of memory becomes a stored one: positions become names, the rest stays as it is. What is written is
//! borrowed: a body is made in one go, without copies of what it says.

use program::Program;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use super::Unreadable;

/// A value with a stored form.
pub(super) trait Stored: Sized {
    /// What is read back.
    type As: DeserializeOwned;

    /// Writes positions as names.
    fn write<S: Serializer>(&self, program: &Program, to: S) -> Result<S::Ok, S::Error>;

    /// Reads names as positions.
    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable>;
}

/// A value that is left out where it says nothing.
pub(super) trait Sparse {
    /// Tells whether it says nothing.
    fn says_nothing(&self) -> bool;
}

/// A value on its way into a body.
pub(super) struct Named<'a, T>(pub &'a T, pub &'a Program);

impl<T: Stored> Serialize for Named<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(self.1, to)
    }
}

impl<T: Sparse> Named<'_, T> {
    /// Tells whether it is left out.
    pub fn says_nothing(&self) -> bool {
        self.0.says_nothing()
    }
}

impl<T: Stored> Stored for Option<T> {
    type As = Option<T::As>;

    fn write<S: Serializer>(&self, program: &Program, to: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(|value| Named(value, program)).serialize(to)
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        stored.map(|value| T::read(value, program)).transpose()
    }
}

impl<T> Sparse for Option<T> {
    fn says_nothing(&self) -> bool {
        self.is_none()
    }
}

impl<T: Stored> Stored for Vec<T> {
    type As = Vec<T::As>;

    fn write<S: Serializer>(&self, program: &Program, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(|value| Named(value, program)))
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        stored.into_iter().map(|value| T::read(value, program)).collect()
    }
}

impl<T> Sparse for Vec<T> {
    fn says_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    type As = (A::As, B::As);

    fn write<S: Serializer>(&self, program: &Program, to: S) -> Result<S::Ok, S::Error> {
        (Named(&self.0, program), Named(&self.1, program)).serialize(to)
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        Ok((A::read(stored.0, program)?, B::read(stored.1, program)?))
    }
}

impl<T: Stored> Stored for Box<T> {
    type As = Box<T::As>;

    fn write<S: Serializer>(&self, program: &Program, to: S) -> Result<S::Ok, S::Error> {
        self.as_ref().write(program, to)
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        T::read(*stored, program).map(Self::new)
    }
}

/// Values that are stored as they are.
macro_rules! plain {
    ($($ty:ty),* $(,)?) => {$(
        impl Stored for $ty {
            type As = Self;

            fn write<S: Serializer>(&self, _: &Program, to: S) -> Result<S::Ok, S::Error> {
                self.serialize(to)
            }

            fn read(stored: Self, _: &Program) -> Result<Self, Unreadable> {
                Ok(stored)
            }
        }
    )*};
}

plain!(
    bool,
    i64,
    u8,
    u16,
    u32,
    u64,
    String,
    calendar::Act,
    calendar::ClockState,
    calendar::Due,
    calendar::Instant,
    calendar::Verdict,
    crate::ActivationId,
    crate::Actor,
    crate::Cause,
    crate::DataVersion,
    crate::IncidentId,
    crate::IncidentKind,
    crate::LegVerdict,
    crate::MessageId,
    crate::Name,
    crate::ProposalId,
    crate::Slot,
);

impl Sparse for bool {
    fn says_nothing(&self) -> bool {
        !self
    }
}

impl Sparse for i64 {
    fn says_nothing(&self) -> bool {
        *self == 0
    }
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

            fn write<S: serde::Serializer>(&self, program: &program::Program, to: S) -> Result<S::Ok, S::Error> {
                #[derive(serde::Serialize)]
                struct Out<'a> {
                    $(
                        $(#[doc = stringify!($sparse)] #[serde(skip_serializing_if = "Named::says_nothing")])?
                        $field: Named<'a, $of>,
                    )*
                }
                serde::Serialize::serialize(&Out { $($field: Named(&self.$field, program),)* }, to)
            }

            fn read(stored: $stored, program: &program::Program) -> Result<Self, super::Unreadable> {
                Ok(Self { $($field: <$of as Stored>::read(stored.$field, program)?,)* })
            }
        }
    };
}

/// An enum whose stored form has the same variants and fields, stored, `sparse` ones as in a struct.
macro_rules! stored_enum {
    ($ty:ident as $stored:ident {
        $($variant:ident { $($(#[$sparse:ident])? $field:ident: $of:ty),* $(,)? }),* $(,)?
    }) => {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $stored {
            $($variant { $($(#[doc = stringify!($sparse)] #[serde(default)])? $field: <$of as Stored>::As,)* },)*
        }

        impl Stored for $ty {
            type As = $stored;

            fn write<S: serde::Serializer>(&self, program: &program::Program, to: S) -> Result<S::Ok, S::Error> {
                #[derive(serde::Serialize)]
                #[serde(rename_all = "snake_case")]
                enum Out<'a> {
                    $($variant {
                        $(
                            $(#[doc = stringify!($sparse)] #[serde(skip_serializing_if = "Named::says_nothing")])?
                            $field: Named<'a, $of>,
                        )*
                    },)*
                }
                let out = match self {
                    $(Self::$variant { $($field),* } => Out::$variant { $($field: Named($field, program),)* },)*
                };
                serde::Serialize::serialize(&out, to)
            }

            fn read(stored: $stored, program: &program::Program) -> Result<Self, super::Unreadable> {
                Ok(match stored {
                    $($stored::$variant { $($field),* } => {
                        Self::$variant { $($field: <$of as Stored>::read($field, program)?,)* }
                    })*
                })
            }
        }
    };
}

pub(super) use {stored_enum, stored_struct};
