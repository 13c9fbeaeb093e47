//! The functions a guard may call (`language.md` d3), by name.
//! Their types are judged in `call.rs`, their values found in `reckon.rs`.

/// Is a function whose arguments are values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Days,
    WorkingDays,
    Months,
    Years,
    DateOf,
    AddDays,
    Div,
    Min,
    Max,
    Abs,
    Round,
    RoundDong,
    Dong,
    Len,
    StartsWith,
}

/// Lists all functions by name; `has` and `date` read their argument as it is written.
pub(super) const NAMES: [&str; 17] = [
    "has",
    "days",
    "working_days",
    "months",
    "years",
    "date",
    "date_of",
    "add_days",
    "div",
    "min",
    "max",
    "abs",
    "round",
    "round_dong",
    "dong",
    "len",
    "starts_with",
];

impl Function {
    /// Finds a function whose arguments are values.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "days" => Self::Days,
            "working_days" => Self::WorkingDays,
            "months" => Self::Months,
            "years" => Self::Years,
            "date_of" => Self::DateOf,
            "add_days" => Self::AddDays,
            "div" => Self::Div,
            "min" => Self::Min,
            "max" => Self::Max,
            "abs" => Self::Abs,
            "round" => Self::Round,
            "round_dong" => Self::RoundDong,
            "dong" => Self::Dong,
            "len" => Self::Len,
            "starts_with" => Self::StartsWith,
            _ => return None,
        })
    }

    /// Returns how it is called, for people.
    pub fn form(self) -> &'static str {
        match self {
            Self::Days => "days(date, date)",
            Self::WorkingDays => "working_days(date, date)",
            Self::Months => "months(date, date)",
            Self::Years => "years(date, date)",
            Self::DateOf => "date_of(instant)",
            Self::AddDays => "add_days(date, integer)",
            Self::Div => "div(integer, integer)",
            Self::Min => "min(x, y)",
            Self::Max => "max(x, y)",
            Self::Abs => "abs(x)",
            Self::Round => "round(decimal, integer)",
            Self::RoundDong => "round_dong(decimal)",
            Self::Dong => "dong(integer)",
            Self::Len => "len(text)",
            Self::StartsWith => "starts_with(text, text)",
        }
    }

    /// Returns how many arguments it takes.
    pub fn arity(self) -> usize {
        match self {
            Self::DateOf | Self::Abs | Self::RoundDong | Self::Dong | Self::Len => 1,
            Self::Days | Self::WorkingDays | Self::Months | Self::Years | Self::AddDays | Self::Div => 2,
            Self::Min | Self::Max | Self::Round | Self::StartsWith => 2,
        }
    }
}
