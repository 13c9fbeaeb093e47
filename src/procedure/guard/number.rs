//! Exact decimal arithmetic of at most 28 digits (sem 5.9, `language.md` d1).
//! It rounds where the language says so and nowhere else; what does not fit is none.

use std::cmp::Ordering;

use program::Decimal;

/// Largest number of 28 digits, plus one.
const LIMIT: i128 = 10_i128.pow(28);
/// Most digits after the point.
const SCALE_MAX: u8 = 28;
/// Digits after the point that a division gives (sem 5.9).
const DIVISION_SCALE: u8 = 10;

/// How a half is rounded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Even,
    Away,
}

fn fit(units: i128, scale: u8) -> Option<Decimal> {
    let number = Decimal::new(units, scale);
    (number.units().abs() < LIMIT && number.scale() <= SCALE_MAX).then_some(number)
}

fn power(exponent: u8) -> Option<i128> {
    10_i128.checked_pow(u32::from(exponent))
}

/// Lifts two numbers to the same number of digits after the point.
fn aligned(a: Decimal, b: Decimal) -> Option<(i128, i128, u8)> {
    let scale = a.scale().max(b.scale());
    let lift = |number: Decimal| number.units().checked_mul(power(scale - number.scale())?);
    Some((lift(a)?, lift(b)?, scale))
}

/// Compares, whatever the numbers of digits.
pub(super) fn compare(a: Decimal, b: Decimal) -> Ordering {
    // Lifting both to one scale may not fit, lifting what is behind the point does.
    let parts = |number: Decimal| {
        let one = power(number.scale()).unwrap_or(LIMIT);
        let behind = (number.units() % one) * power(SCALE_MAX.saturating_sub(number.scale())).unwrap_or(1);
        (number.units() / one, behind)
    };
    parts(a).cmp(&parts(b))
}

/// Adds.
pub(super) fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b, scale) = aligned(a, b)?;
    fit(a.checked_add(b)?, scale)
}

/// Subtracts.
pub(super) fn subtract(a: Decimal, b: Decimal) -> Option<Decimal> {
    add(a, Decimal::new(-b.units(), b.scale()))
}

/// Multiplies; a product of more than 28 digits does not fit.
pub(super) fn multiply(a: Decimal, b: Decimal) -> Option<Decimal> {
    fit(a.units().checked_mul(b.units())?, a.scale() + b.scale())
}

/// Divides, rounded half-even at 10 places; none for a divisor of 0.
pub(super) fn divide(a: Decimal, b: Decimal) -> Option<Decimal> {
    if b.units() == 0 {
        return None;
    }
    let (divisor, negative) = (b.units().abs(), (a.units() < 0) != (b.units() < 0));
    let mut quotient = a.units().abs() / divisor;
    let mut rest = a.units().abs() % divisor;
    let digits = i16::from(DIVISION_SCALE) + i16::from(b.scale()) - i16::from(a.scale());
    for _ in 0..digits {
        rest *= 10;
        quotient = quotient.checked_mul(10)?.checked_add(rest / divisor)?;
        rest %= divisor;
    }
    let units = match u8::try_from(-digits) {
        // Digits beyond the tenth place are cut from the exact quotient, of which `rest` is still a part.
        Ok(cut) => cut_quotient(quotient, rest, cut),
        Err(_) => quotient + i128::from(rounds_up(rest, divisor, quotient, Half::Even, false)),
    };
    fit(if negative { -units } else { units }, DIVISION_SCALE)
}

/// Cuts digits from a quotient that may have a rest below its last digit.
fn cut_quotient(quotient: i128, rest: i128, cut: u8) -> i128 {
    let Some(power) = power(cut) else { return 0 };
    let (kept, lost) = (quotient / power, quotient % power);
    kept + i128::from(rounds_up(lost, power, kept, Half::Even, rest > 0))
}

/// Tells whether a rest makes the number before it one larger; `more` if something follows the rest.
fn rounds_up(rest: i128, whole: i128, before: i128, half: Half, more: bool) -> bool {
    match (rest * 2).cmp(&whole) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => more || half == Half::Away || before % 2 == 1,
    }
}

/// Rounds to some digits after the point, half away from zero.
pub(super) fn round(number: Decimal, digits: u8) -> Decimal {
    let Some(power) = number.scale().checked_sub(digits).and_then(power) else { return number };
    let units = number.units().abs();
    let rounded = units / power + i128::from(rounds_up(units % power, power, units / power, Half::Away, false));
    Decimal::new(if number.units() < 0 { -rounded } else { rounded }, digits)
}

/// Returns the absolute value.
pub(super) fn absolute(number: Decimal) -> Decimal {
    Decimal::new(number.units().abs(), number.scale())
}

/// Rounds to whole numbers, half away from zero; none beyond 64 bits.
pub(super) fn whole(number: Decimal) -> Option<i64> {
    i64::try_from(round(number, 0).units()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn divides_half_even_at_ten_places() {
        let cases = [
            ("5", "2.0", "2.5"),
            ("1", "3", "0.3333333333"),
            ("2", "3", "0.6666666667"),
            // 0.00000000005 lies between 0 and 0.0000000001: even is 0. 0.00000000015: even is 2.
            ("0.00000000005", "1", "0"),
            ("0.00000000015", "1", "0.0000000002"),
            ("0.00000000025", "1", "0.0000000002"),
            // A trifle above the half rounds up.
            ("0.0000000001000000001", "2", "0.0000000001"),
            ("-1", "8", "-0.125"),
            ("1", "-3", "-0.3333333333"),
            ("0.000000000000000000000000001", "9999999999999999999999999999", "0"),
        ];
        for (a, b, expected) in cases {
            assert_eq!(divide(at(a), at(b)), Some(at(expected)), "{a} / {b}");
        }
        assert_eq!(divide(at("1"), at("0")), None);
        assert_eq!(divide(at("9999999999999999999999999999"), at("0.1")), None);
    }

    #[test]
    fn rounds_half_away_from_zero() {
        let cases = [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("2.45", 1, "2.5"), ("-2.44", 1, "-2.4"), ("7", 3, "7")];
        for (number, digits, expected) in cases {
            assert_eq!(round(at(number), digits), at(expected), "{number}");
        }
        assert_eq!(whole(at("12345678901234567890")), None);
    }

    #[test]
    fn compares_numbers_of_any_scale() {
        let ascending = [
            "-9999999999999999999999999999",
            "-0.5",
            "-0.000000000000000000000000001",
            "0",
            "0.5",
            "1",
            "9999999999999999999999999999",
        ];
        for pair in ascending.windows(2) {
            assert_eq!(compare(at(pair[0]), at(pair[1])), Ordering::Less, "{pair:?}");
            assert_eq!(compare(at(pair[1]), at(pair[0])), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(compare(at("1.50"), at("1.5")), Ordering::Equal);
    }

    #[test]
    fn keeps_28_digits_or_none() {
        assert_eq!(add(at("9999999999999999999999999999"), at("1")), None);
        assert_eq!(multiply(at("100000000000000"), at("100000000000000")), None);
        assert_eq!(multiply(at("0.1"), at("0.2")), Some(at("0.02")));
        assert_eq!(subtract(at("0.3"), at("0.1")), Some(at("0.2")));
    }
}
