//! Formulas of numeric questions: `+ - * /`, parentheses, `ceil floor min max`, whole numbers and the
//! names of parameters. Division is exact: values are fractions, never floating point, so that a key
//! is the same on every machine.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter::Peekable,
    str::Chars,
};

/// A formula, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula(Node);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Number(i128),
    Name(String),
    Apply(Function, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Add,
    Subtract,
    Multiply,
    Divide,
    Ceil,
    Floor,
    Min,
    Max,
}

/// A fraction in lowest terms, its lower part above 0.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Fraction {
    upper: i128,
    lower: i128,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// Says what was expected where.
    pub fn parse(text: &str) -> Result<Formula, String> {
        let mut reader = Reader {
            left: text.chars().peekable(),
        };
        let node = reader.sum()?;
        match reader.next_char() {
            None => Ok(Formula(node)),
            Some(rest) => Err(format!("the formula `{text}` ends before `{rest}`")),
        }
    }

    /// The names of the parameters that it uses.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.0.names(&mut names);
        names
    }

    /// Its value.
    ///
    /// # Errors
    /// If it is no whole number from 0 up, divides by zero, or uses a name without a value.
    pub fn value(&self, values: &BTreeMap<String, i64>) -> Result<i64, String> {
        let value = self.0.value(values)?;
        i64::try_from(value.upper)
            .ok()
            .filter(|whole| value.lower == 1 && *whole >= 0)
            .ok_or_else(|| {
                format!(
                    "its value is {}/{}, and should be a whole number from 0 up",
                    value.upper, value.lower
                )
            })
    }
}

impl Node {
    fn names<'n>(&'n self, names: &mut BTreeSet<&'n str>) {
        match self {
            Node::Number(_) => {}
            Node::Name(name) => {
                names.insert(name);
            }
            Node::Apply(_, arguments) => arguments.iter().for_each(|it| it.names(names)),
        }
    }

    fn value(&self, values: &BTreeMap<String, i64>) -> Result<Fraction, String> {
        match self {
            Node::Number(number) => Ok(Fraction::whole(*number)),
            Node::Name(name) => values
                .get(name)
                .map(|value| Fraction::whole((*value).into()))
                .ok_or_else(|| format!("there is no parameter `{name}`")),
            Node::Apply(function, arguments) => {
                let arguments: Vec<Fraction> = arguments
                    .iter()
                    .map(|argument| argument.value(values))
                    .collect::<Result<_, _>>()?;
                function
                    .apply(&arguments)
                    .ok_or_else(|| "it divides by zero, or grows too large".to_owned())
            }
        }
    }
}

impl Function {
    /// Applied to as many arguments as it takes; `None` for a division by zero or an overflow.
    fn apply(self, arguments: &[Fraction]) -> Option<Fraction> {
        let (&first, last) = (arguments.first()?, arguments.last()?);
        match self {
            Function::Add => first.plus(*last),
            Function::Subtract => first.plus(Fraction {
                upper: -last.upper,
                ..*last
            }),
            Function::Multiply => Fraction::new(
                first.upper.checked_mul(last.upper)?,
                first.lower.checked_mul(last.lower)?,
            ),
            Function::Divide => Fraction::new(
                first.upper.checked_mul(last.lower)?,
                first.lower.checked_mul(last.upper)?,
            ),
            Function::Floor => Some(Fraction::whole(first.upper.div_euclid(first.lower))),
            Function::Ceil => Some(Fraction::whole(-(-first.upper).div_euclid(first.lower))),
            Function::Min => arguments
                .iter()
                .copied()
                .reduce(|a, b| if b.is_below(a) { b } else { a }),
            Function::Max => arguments
                .iter()
                .copied()
                .reduce(|a, b| if a.is_below(b) { b } else { a }),
        }
    }

    /// The function of this name, and the least and most arguments that it takes.
    fn named(name: &str) -> Option<(Function, std::ops::RangeInclusive<usize>)> {
        match name {
            "ceil" => Some((Function::Ceil, 1..=1)),
            "floor" => Some((Function::Floor, 1..=1)),
            "min" => Some((Function::Min, 2..=9)),
            "max" => Some((Function::Max, 2..=9)),
            _ => None,
        }
    }
}

impl Fraction {
    fn whole(number: i128) -> Fraction {
        Fraction {
            upper: number,
            lower: 1,
        }
    }

    fn new(upper: i128, lower: i128) -> Option<Fraction> {
        if lower == 0 {
            return None;
        }
        let (mut a, mut b) = (upper.unsigned_abs(), lower.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i128::try_from(a).ok()? * lower.signum();
        Some(Fraction {
            upper: upper / divisor,
            lower: lower / divisor,
        })
    }

    fn plus(self, other: Fraction) -> Option<Fraction> {
        let upper = self
            .upper
            .checked_mul(other.lower)?
            .checked_add(other.upper.checked_mul(self.lower)?)?;
        Fraction::new(upper, self.lower.checked_mul(other.lower)?)
    }

    fn is_below(self, other: Fraction) -> bool {
        self.upper.saturating_mul(other.lower) < other.upper.saturating_mul(self.lower)
    }
}

/// Reads by recursive descent: sums of products of factors.
struct Reader<'t> {
    left: Peekable<Chars<'t>>,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        while self.left.next_if(|c| c.is_whitespace()).is_some() {}
        self.left.peek().copied()
    }

    fn next_char(&mut self) -> Option<char> {
        self.peek()?;
        self.left.next()
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        match self.next_char() {
            Some(found) if found == wanted => Ok(()),
            Some(found) => Err(format!("expected `{wanted}`, found `{found}`")),
            None => Err(format!("expected `{wanted}`, found the end")),
        }
    }

    fn sum(&mut self) -> Result<Node, String> {
        let mut node = self.product()?;
        while let Some(operator @ ('+' | '-')) = self.peek() {
            self.left.next();
            let function = if operator == '+' {
                Function::Add
            } else {
                Function::Subtract
            };
            node = Node::Apply(function, vec![node, self.product()?]);
        }
        Ok(node)
    }

    fn product(&mut self) -> Result<Node, String> {
        let mut node = self.factor()?;
        while let Some(operator @ ('*' | '/')) = self.peek() {
            self.left.next();
            let function = if operator == '*' {
                Function::Multiply
            } else {
                Function::Divide
            };
            node = Node::Apply(function, vec![node, self.factor()?]);
        }
        Ok(node)
    }

    fn factor(&mut self) -> Result<Node, String> {
        match self.peek() {
            Some('(') => {
                self.left.next();
                let node = self.sum()?;
                self.expect(')')?;
                Ok(node)
            }
            Some(digit) if digit.is_ascii_digit() => {
                let digits = self.word(|c| c.is_ascii_digit());
                let number = digits.parse();
                number
                    .map(Node::Number)
                    .map_err(|_| format!("the number {digits} is too large"))
            }
            Some(letter) if letter.is_ascii_lowercase() => self.named(),
            Some(other) => Err(format!("expected a number or a name, found `{other}`")),
            None => Err("expected a number or a name, found the end".to_owned()),
        }
    }

    /// A parameter, or a function with its arguments.
    fn named(&mut self) -> Result<Node, String> {
        let name = self.word(|c| c.is_ascii_alphanumeric() || c == '_');
        if self.peek() != Some('(') {
            return Ok(Node::Name(name));
        }
        let (function, arity) = Function::named(&name).ok_or_else(|| {
            format!("there is no function `{name}`; there are ceil, floor, min, max")
        })?;
        self.expect('(')?;
        let mut arguments = vec![self.sum()?];
        while self.peek() == Some(',') {
            self.left.next();
            arguments.push(self.sum()?);
        }
        self.expect(')')?;
        if !arity.contains(&arguments.len()) {
            return Err(format!(
                "`{name}` takes another number of arguments than {}",
                arguments.len()
            ));
        }
        Ok(Node::Apply(function, arguments))
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let mut word = String::new();
        while let Some(c) = self.left.next_if(|&c| belongs(c)) {
            word.push(c);
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::Formula;
    use std::collections::BTreeMap;

    fn value(text: &str) -> Result<i64, String> {
        let values = BTreeMap::from([("a".to_owned(), 7), ("long_b2".to_owned(), 2)]);
        Formula::parse(text)?.value(&values)
    }

    #[test]
    fn values_are_exact() {
        for (text, expected) in [
            ("1 + 2 * 3", 7),
            ("(1 + 2) * 3", 9),
            ("10 - 2 - 3", 5),
            ("1 / 3 * 3", 1),
            ("12 / 2 / 3", 2),
            ("ceil(a / long_b2)", 4),
            ("floor(a / long_b2)", 3),
            ("ceil((0 - a) / 2 + 10)", 7),
            ("floor(0 - 1 / 2) + 1", 0),
            ("min(a, 3, 5)", 3),
            ("max(0, a - 9)", 0),
            ("max(1, max(2, a)) * (a + 1)", 56),
            ("ceil(1 / 10 + 2 / 10 - 3 / 10)", 0),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (text, expected) in [
            ("", "found the end"),
            ("1 +", "found the end"),
            ("(1", "expected `)`, found the end"),
            ("1 2", "ends before `2`"),
            ("a b", "ends before `b`"),
            ("-1", "found `-`"),
            ("sqrt(4)", "no function `sqrt`"),
            ("min(1)", "another number of arguments"),
            ("ceil(1, 2)", "another number of arguments"),
            ("c + 1", "no parameter `c`"),
            ("1 / 0", "divides by zero"),
            ("1 / 2", "its value is 1/2"),
            ("1 - 2", "its value is -1/1"),
            ("99999999999999999999999999999999999999999", "too large"),
        ] {
            let error = value(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn names_are_told() {
        let formula = Formula::parse("min(a, b) / (c - a)").unwrap();
        assert_eq!(
            formula.names().into_iter().collect::<Vec<_>>(),
            ["a", "b", "c"]
        );
    }
}
