//! Addresses in texts: they differ from run to run, and a report must not.

use std::fmt::Write;

/// Smallest and largest length of an address in digits: programs and their memory lie that high.
const DIGITS: std::ops::RangeInclusive<usize> = 11..=12;

/// Numbers the addresses of one report, in the order in which they appear.
#[derive(Default)]
pub(crate) struct Masks<'a> {
    seen: Vec<&'a str>,
}

impl<'a> Masks<'a> {
    /// The text with each address replaced by its number: the same address by the same one.
    pub(crate) fn apply(&mut self, text: &'a str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("0x") {
            let digits = rest[start + 2..]
                .find(|c: char| !c.is_ascii_hexdigit())
                .unwrap_or(rest.len() - start - 2);
            let end = start + 2 + digits;
            masked.push_str(&rest[..start]);
            let number = &rest[start..end];
            if is_address(&rest[..start], number) {
                let _ = write!(masked, "<address {}>", self.number_of(number));
            } else {
                masked.push_str(number);
            }
            rest = &rest[end..];
        }
        masked + rest
    }

    fn number_of(&mut self, address: &'a str) -> usize {
        let known = self.seen.iter().position(|seen| *seen == address);
        known.unwrap_or_else(|| {
            self.seen.push(address);
            self.seen.len() - 1
        }) + 1
    }
}

/// What `{:p}` prints: lower case, without leading zeros, and not the end of a longer word.
fn is_address(before: &str, number: &str) -> bool {
    let digits = &number[2..];
    DIGITS.contains(&digits.len())
        && !digits.starts_with('0')
        && !digits.contains(|c: char| c.is_ascii_uppercase())
        && !before.ends_with(|c: char| c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::Masks;

    #[test]
    fn addresses_are_numbered_and_other_numbers_stay() {
        let mut masks = Masks::default();
        let text = "at 0x7ffc12345678, 0x55d0aabbcc10; 0x7ffc12345678.";
        assert_eq!(
            masks.apply(text),
            "at <address 1>, <address 2>; <address 1>."
        );
        assert_eq!(masks.apply("0x55d0aabbcc10"), "<address 2>");
        for text in [
            "",
            "0x",
            "0xff 0x0000",
            "0xFFFFFFFFFFFF",
            "a0x7ffc12345678",
            "0xdeadbeef",
            "0xé",
        ] {
            assert_eq!(masks.apply(text), text);
        }
    }
}
