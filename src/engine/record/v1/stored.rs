//! How a value of memory becomes a stored one: positions become names, the rest stays as it is.

use program::Program;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Unreadable;

/// A value with a stored form.
pub(super) trait Stored: Sized {
    /// The stored form.
    type As: Serialize + DeserializeOwned;

    /// Writes positions as names.
    fn write(&self, program: &Program) -> Self::As;

    /// Reads names as positions.
    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable>;
}

impl<T: Stored> Stored for Option<T> {
    type As = Option<T::As>;

    fn write(&self, program: &Program) -> Self::As {
        self.as_ref().map(|value| value.write(program))
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        stored.map(|value| T::read(value, program)).transpose()
    }
}

impl<T: Stored> Stored for Vec<T> {
    type As = Vec<T::As>;

    fn write(&self, program: &Program) -> Self::As {
        self.iter().map(|value| value.write(program)).collect()
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        stored.into_iter().map(|value| T::read(value, program)).collect()
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    type As = (A::As, B::As);

    fn write(&self, program: &Program) -> Self::As {
        (self.0.write(program), self.1.write(program))
    }

    fn read(stored: Self::As, program: &Program) -> Result<Self, Unreadable> {
        Ok((A::read(stored.0, program)?, B::read(stored.1, program)?))
    }
}

/// Values that are stored as they are.
macro_rules! plain {
    ($($ty:ty),* $(,)?) => {$(
        impl Stored for $ty {
            type As = Self;

            fn write(&self, _: &Program) -> Self {
                self.clone()
            }

            fn read(stored: Self, _: &Program) -> Result<Self, Unreadable> {
                Ok(stored)
            }
        }
    )*};
}

plain!(
    bool,
    u8,
    u16,
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
    crate::Name,
);

/// A struct whose stored form has the same fields, stored.
macro_rules! stored_struct {
    ($ty:ident as $stored:ident { $($(#[$attr:meta])* $field:ident: $of:ty),* $(,)? }) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(super) struct $stored {
            $($(#[$attr])* $field: <$of as Stored>::As,)*
        }

        impl Stored for $ty {
            type As = $stored;

            fn write(&self, program: &program::Program) -> $stored {
                $stored { $($field: self.$field.write(program),)* }
            }

            fn read(stored: $stored, program: &program::Program) -> Result<Self, super::Unreadable> {
                Ok(Self { $($field: <$of as Stored>::read(stored.$field, program)?,)* })
            }
        }
    };
}

/// An enum whose stored form has the same variants and fields, stored.
macro_rules! stored_enum {
    ($(#[$meta:meta])* $ty:ident as $stored:ident {
        $($variant:ident { $($(#[$attr:meta])* $field:ident: $of:ty),* $(,)? }),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $stored {
            $($variant { $($(#[$attr])* $field: <$of as Stored>::As,)* },)*
        }

        impl Stored for $ty {
            type As = $stored;

            fn write(&self, program: &program::Program) -> $stored {
                match self {
                    $(Self::$variant { $($field),* } => $stored::$variant { $($field: $field.write(program),)* },)*
                }
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
