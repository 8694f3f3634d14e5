//! Points, exact in hundredths. Rounding happens nowhere but in [`Points::percent_of`], for people.
//!
//! What earns points is decided by `score`; what a task is worth by the workbook.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, iter::Sum, ops::Add};

/// An amount of points, counted in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(u64);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// So many hundredths of a point.
    #[must_use]
    pub const fn from_hundredths(hundredths: u64) -> Self {
        Self(hundredths)
    }

    /// The amount in hundredths of a point.
    #[must_use]
    pub const fn hundredths(self) -> u64 {
        self.0
    }

    /// Reads `12`, `12.5` or `12.50`.
    ///
    /// # Errors
    /// Says what was expected if the text is no such number.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = || format!("expected points with at most two decimals, found `{text}`");
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || whole.len() > 9 || decimals.len() > 2 {
            return Err(expected());
        }
        let whole: u64 = whole.parse().map_err(|_| expected())?;
        let decimals: u64 = format!("{decimals:0<2}").parse().map_err(|_| expected())?;
        Ok(Self(whole * 100 + decimals))
    }

    /// Shares the points out by weight. The shares are whole hundredths and add up exactly: share
    /// `i` is what the first `i + 1` weights are due, rounded down, less what was given already.
    #[must_use]
    pub fn share(self, weights: &[u32]) -> Vec<Points> {
        let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
        let mut given = 0;
        let mut weight_so_far = 0;
        let share = |&weight: &u32| {
            weight_so_far += u128::from(weight);
            let due = u128::from(self.0) * weight_so_far / total.max(1);
            // A share is never more than the whole.
            let due = u64::try_from(due).unwrap_or(self.0);
            let share = due - given;
            given = due;
            Points(share)
        };
        weights.iter().map(share).collect()
    }

    /// How many hundredths of a per cent of `whole` this is, rounded half up; the whole of nothing
    /// is 100 %.
    #[must_use]
    pub fn percent_of(self, whole: Points) -> Points {
        if whole.0 == 0 {
            return Points(10_000);
        }
        let scaled = u128::from(self.0) * 10_000 * 2 + u128::from(whole.0);
        let hundredths = scaled / (2 * u128::from(whole.0));
        Points(u64::try_from(hundredths).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        let text = match rest {
            0 => format!("{whole}"),
            rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
            rest => format!("{whole}.{rest:02}"),
        };
        f.pad(&text)
    }
}

impl Add for Points {
    type Output = Points;

    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(100) {
            return serializer.serialize_u64(self.0 / 100);
        }
        let number: f64 = self.to_string().parse().expect("points print as a number");
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Points;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("points: a number with at most two decimals")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Points, E> {
                Points::parse(&value.to_string()).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Points, E> {
                Points::parse(&value.to_string()).map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Points, E> {
                Points::parse(&value.to_string()).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::Points;

    #[test]
    fn shares_add_up_to_the_whole() {
        for whole in [0, 1, 99, 1000, 1001, 12_345] {
            for weights in [&[1, 1, 1][..], &[2, 1, 7, 3], &[5], &[1; 13]] {
                let shares = Points(whole).share(weights);
                assert_eq!(shares.into_iter().sum::<Points>(), Points(whole));
            }
        }
        let shares = Points(1000).share(&[1, 1, 1]);
        assert_eq!(shares, [Points(333), Points(333), Points(334)]);
    }

    #[test]
    fn text_round_trips_and_nonsense_is_refused() {
        for text in ["0", "12", "12.5", "12.05", "0.01"] {
            assert_eq!(Points::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "1.234",
            "1e3",
            "1 ",
            "99999999999",
        ] {
            assert!(Points::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentages_round_half_up() {
        assert_eq!(Points(1).percent_of(Points(3)).to_string(), "33.33");
        assert_eq!(Points(2).percent_of(Points(3)).to_string(), "66.67");
        assert_eq!(Points(0).percent_of(Points(0)).to_string(), "100");
    }
}
