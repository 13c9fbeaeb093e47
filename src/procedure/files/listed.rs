//! Closed lists of words: each value and the word that writes it, said once.
//! It does not report; the reader does.

/// Describes an enum whose values are words of the language.
pub trait Listed: Copy + 'static {
    /// Every value, in the order of the reference.
    const ALL: &'static [Self];

    /// Gives the word that writes the value.
    fn word(self) -> &'static str;

    /// Lists the words.
    fn list() -> Vec<&'static str> {
        Self::ALL.iter().map(|value| value.word()).collect()
    }

    /// Finds the value a word writes.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word() == word)
    }
}

/// Lets a closed list of the program be written with words of the language.
macro_rules! listed_of {
    ($($ty:ty as $word:ident),* $(,)?) => {$(
        impl Listed for $ty {
            const ALL: &'static [Self] = <$ty>::ALL;

            fn word(self) -> &'static str {
                self.$word()
            }
        }
    )*};
}

listed_of!(
    program::Level as words,
    program::Subject as words,
    program::Channel as id,
    program::EndResult as id,
    program::Hold as id,
);

/// Declares an enum together with the words that write its values.
macro_rules! listed {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$value_doc])* $value,)+ }

        impl $crate::files::listed::Listed for $name {
            const ALL: &'static [Self] = &[$(Self::$value),+];

            fn word(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }
        }
    };
}
pub(crate) use listed;
