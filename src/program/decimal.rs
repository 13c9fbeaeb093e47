//! Exact decimal numbers as they are written; arithmetic belongs to the guards.

use std::cmp::Ordering;
use std::fmt;

/// An exact decimal of at most 28 digits: `units / 10^scale`, without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    scale: u8,
}

/// Most digits a decimal may have (`language.md` d1).
const DIGITS_MAX: u32 = 28;

impl Decimal {
    /// Reads `-12.50`; none if it is not a plain decimal of at most 28 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || digits.ends_with('.') || !plain(whole) || !plain(fraction) {
            return None;
        }
        if whole.len() + fraction.len() > DIGITS_MAX as usize {
            return None;
        }
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self::new(sign * units, u8::try_from(fraction.len()).ok()?))
    }

    /// Makes `units / 10^scale` and drops trailing zeros.
    pub fn new(mut units: i128, mut scale: u8) -> Self {
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Self { units, scale }
    }

    /// Splits into the whole part, rounded down, and the rest in the finest parts there are: neither can overflow.
    fn parts(self) -> (i128, i128) {
        let unit = 10_i128.pow(u32::from(self.scale));
        let finest = 10_i128.pow(DIGITS_MAX - u32::from(self.scale));
        (self.units.div_euclid(unit), self.units.rem_euclid(unit) * finest)
    }

    /// Returns the whole number of smallest parts.
    pub fn units(self) -> i128 {
        self.units
    }

    /// Returns the number of digits after the point.
    pub fn scale(self) -> u8 {
        self.scale
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = usize::from(self.scale) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.scale));
        let point = if fraction.is_empty() { "" } else { "." };
        write!(out, "{sign}{whole}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn reads_writes_and_orders() {
        for (text, shown) in [("0", "0"), ("-0.50", "-0.5"), ("12.340", "12.34"), ("007", "7"), ("0.001", "0.001")] {
            assert_eq!(Decimal::parse(text).expect(text).to_string(), shown);
        }
        for bad in ["", ".", "1.", ".5", "1e3", "1,5", "+1", "12345678901234567890123456789"] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
        let at = |text| Decimal::parse(text).expect(text);
        assert!(at("9999999999999999999999999999") > at("0.000000000000000000000000001"));
        assert!(at("-0.000000000000000000000000001") > at("-9999999999999999999999999999"));
        assert!(at("1.5") < at("1.51") && at("-2") < at("-1.99") && at("2.0") == at("2"));
    }
}
