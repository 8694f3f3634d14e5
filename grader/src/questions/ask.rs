//! A question as one learner sees it: parameters drawn, choices shuffled, by the learner's name alone,
//! so that neighbours differ and a regrade does not. And how what was written is understood.

use super::{Form, Kind, Question, rubric};
use std::collections::{BTreeMap, BTreeSet};

/// The longest answer in words that is read, in bytes.
pub(super) const MOST_TEXT: usize = 20_000;

/// Whose question it is. Nobody in particular sees choices as the file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learner(String);

/// A question as one learner sees it.
#[derive(Clone, Debug)]
pub struct Asked<'q> {
    /// The question.
    pub question: &'q Question,
    /// What stands at each letter: an index into the choices, or into the pairs' right sides.
    order: Vec<usize>,
    /// What was drawn.
    values: BTreeMap<String, i64>,
}

/// An answer as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A letter, or free text.
    Word(String),
    /// A number.
    Number(i64),
    /// Letters.
    Words(Vec<String>),
    /// Free text, with the key points, from 1, that the learner says it makes.
    Essay {
        /// The text.
        text: String,
        /// The key points.
        claims: Vec<i64>,
    },
}

/// An answer, understood. Indices are those of the question's [`Form`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One choice.
    One(usize),
    /// Several choices.
    Several(BTreeSet<usize>),
    /// All choices in order, or the right side of each left side in turn.
    Sequence(Vec<usize>),
    /// A number.
    Number(i64),
    /// Free text.
    Text(Essay),
}

/// Free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Essay {
    /// What was written.
    pub text: String,
    /// The key points that the learner says it makes; `None` if nothing was said.
    pub claims: Option<BTreeSet<usize>>,
}

impl Essay {
    /// What a person's review refers to, so that another text needs another review.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        blake3::hash(self.text.trim().as_bytes()).to_hex()[..12].to_owned()
    }
}

impl Learner {
    /// The learner of this name; the empty name is nobody's.
    #[must_use]
    pub fn new(name: &str) -> Learner {
        Learner(name.trim().to_owned())
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether this is nobody in particular.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.0.is_empty()
    }

    /// Numbers that depend on the learner and on what they are for, and on nothing else.
    fn numbers(&self, question: &str, purpose: &str) -> Numbers {
        let mut hasher = blake3::Hasher::new();
        for part in [self.0.as_str(), question, purpose] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Numbers(hasher.finalize_xof())
    }
}

struct Numbers(blake3::OutputReader);

impl Numbers {
    /// A number below `count`, each as likely as any other but for one part in 2^64 / count.
    fn below(&mut self, count: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % count.max(1)
    }

    fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or(last);
            order.swap(last, other);
        }
        order
    }
}

impl Question {
    /// The question as this learner sees it.
    #[must_use]
    pub fn ask(&self, learner: &Learner) -> Asked<'_> {
        let shuffled = |count| learner.numbers(&self.id, "order").shuffled(count);
        let order = match &self.form {
            Form::Matching { pairs } => shuffled(pairs.len()),
            Form::Numeric { .. } | Form::Short { .. } => Vec::new(),
            Form::Single { choices, .. }
            | Form::Multiple { choices, .. }
            | Form::Ordering { choices, .. }
            | Form::Predict { choices, .. } => {
                if learner.is_nobody() {
                    (0..choices.len()).collect()
                } else {
                    shuffled(choices.len())
                }
            }
        };
        let mut values = BTreeMap::new();
        if let Form::Numeric { parameters, .. } = &self.form {
            for (name, range) in parameters {
                let span = range.high.abs_diff(range.low) + 1;
                let drawn = learner.numbers(&self.id, name).below(span);
                values.insert(name.clone(), range.low.saturating_add_unsigned(drawn));
            }
        }
        Asked {
            question: self,
            order,
            values,
        }
    }
}

impl Asked<'_> {
    /// What is asked, with what was drawn filled in.
    #[must_use]
    pub fn prompt(&self) -> String {
        self.filled(&self.question.prompt)
    }

    /// Why the answer is right, with what was drawn filled in.
    #[must_use]
    pub fn explanation(&self) -> String {
        self.filled(&self.question.explanation)
    }

    fn filled(&self, text: &str) -> String {
        let fill = |text: String, (name, value): (&String, &i64)| {
            text.replace(&format!("{{{name}}}"), &value.to_string())
        };
        self.values.iter().fold(text.to_owned(), fill)
    }

    /// The number that is right, if a number is asked for.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match &self.question.form {
            Form::Numeric { formula, .. } => formula.value(&self.values).ok(),
            _ => None,
        }
    }

    /// What stands at each letter: choices, or right sides, by index, in the order shown.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The texts to choose from, each with its letter, in the order shown.
    #[must_use]
    pub fn options(&self) -> Vec<(char, &str)> {
        let text = |index: usize| match &self.question.form {
            Form::Matching { pairs } => pairs[index].right.as_str(),
            _ => self.question.choices()[index].text.as_str(),
        };
        ('a'..='z')
            .zip(self.order.iter().map(|&index| text(index)))
            .collect()
    }

    /// The letter of a choice or right side.
    #[must_use]
    pub fn letter(&self, index: usize) -> char {
        let place = self.order.iter().position(|&it| it == index).unwrap_or(0);
        ('a'..='z').nth(place).unwrap_or('?')
    }

    /// The right answer in letters, or as a number; free text has none.
    #[must_use]
    pub fn key(&self) -> Option<Written> {
        let letters = |indices: &mut dyn Iterator<Item = usize>| {
            Written::Words(indices.map(|it| self.letter(it).to_string()).collect())
        };
        let sorted = |indices: &BTreeSet<usize>| {
            let mut all: Vec<String> = indices.iter().map(|&it| self.letter(it).into()).collect();
            all.sort();
            Written::Words(all)
        };
        match &self.question.form {
            Form::Single { answer, .. } => Some(Written::Word(self.letter(*answer).to_string())),
            Form::Multiple { answer, .. } | Form::Predict { answer, .. } => Some(sorted(answer)),
            Form::Ordering { answer, .. } => Some(letters(&mut answer.iter().copied())),
            Form::Matching { pairs } => Some(letters(&mut (0..pairs.len()))),
            Form::Numeric { .. } => self.number().map(Written::Number),
            Form::Short { .. } => None,
        }
    }

    /// For free text: the key points of which a phrasing stands in it, by index. A help, no verdict.
    #[must_use]
    pub fn seems_to_say(&self, text: &str) -> BTreeSet<usize> {
        match &self.question.form {
            Form::Short { rubric } => rubric::found(text, rubric),
            _ => BTreeSet::new(),
        }
    }

    /// Understands what was written; `None` if it was left blank.
    ///
    /// # Errors
    /// Says what was expected.
    pub fn read(&self, written: &Written) -> Result<Option<Answer>, String> {
        if is_blank(written) {
            return Ok(None);
        }
        match self.question.kind() {
            Kind::Numeric => number(written).map(|it| Some(Answer::Number(it))),
            Kind::Short => self.essay(written).map(|it| Some(Answer::Text(it))),
            Kind::Single | Kind::Multiple | Kind::Predict | Kind::Ordering | Kind::Matching => {
                self.letters(written).map(Some)
            }
        }
    }

    fn letters(&self, written: &Written) -> Result<Answer, String> {
        let words: Vec<&str> = match written {
            Written::Word(word) => vec![word.trim()],
            Written::Words(words) => words.iter().map(|word| word.trim()).collect(),
            Written::Number(_) | Written::Essay { .. } => {
                return Err(format!("expected {}", self.expected()));
            }
        };
        let indices: Vec<usize> = words
            .iter()
            .map(|word| self.index(word))
            .collect::<Result<_, _>>()?;
        let distinct: BTreeSet<usize> = indices.iter().copied().collect();
        if distinct.len() != indices.len() {
            return Err("a letter is named twice".to_owned());
        }
        let wrong_count = || format!("expected {}, found {}", self.expected(), indices.len());
        match self.question.kind() {
            Kind::Single if indices.len() == 1 => Ok(Answer::One(indices[0])),
            Kind::Multiple | Kind::Predict => Ok(Answer::Several(distinct)),
            Kind::Ordering | Kind::Matching if indices.len() == self.order.len() => {
                Ok(Answer::Sequence(indices))
            }
            _ => Err(wrong_count()),
        }
    }

    fn index(&self, word: &str) -> Result<usize, String> {
        let mut letters = word.chars();
        let place = match (letters.next(), letters.next()) {
            (Some(letter), None) => ('a'..='z').position(|it| it == letter.to_ascii_lowercase()),
            _ => None,
        };
        let index = place.and_then(|place| self.order.get(place));
        index.copied().ok_or_else(|| {
            let last = ('a'..='z')
                .nth(self.order.len().saturating_sub(1))
                .unwrap_or('z');
            let shown: String = word.chars().take(20).collect();
            format!("there is no choice `{shown}`; there are a to {last}")
        })
    }

    fn essay(&self, written: &Written) -> Result<Essay, String> {
        let (text, claims) = match written {
            Written::Word(text) => (text, None),
            Written::Essay { text, claims } => (text, Some(claims)),
            Written::Number(_) | Written::Words(_) => {
                return Err(format!("expected {}", self.expected()));
            }
        };
        if text.len() > MOST_TEXT {
            return Err(format!(
                "the answer has {} bytes, and at most {MOST_TEXT} are read",
                text.len()
            ));
        }
        let Form::Short { rubric } = &self.question.form else {
            return Err(format!("expected {}", self.expected()));
        };
        let claim = |number: &i64| {
            let index = usize::try_from(*number)
                .ok()
                .and_then(|it| it.checked_sub(1));
            index.filter(|index| *index < rubric.len()).ok_or_else(|| {
                format!(
                    "there is no key point {number}; there are 1 to {}",
                    rubric.len()
                )
            })
        };
        let claims = claims
            .map(|claims| claims.iter().map(claim).collect::<Result<_, _>>())
            .transpose()?;
        Ok(Essay {
            text: text.clone(),
            claims,
        })
    }

    /// What this kind of question takes for an answer, for people.
    #[must_use]
    pub fn expected(&self) -> String {
        let count = self.order.len();
        match self.question.kind() {
            Kind::Single => "one letter, as \"b\"".to_owned(),
            Kind::Multiple => "the letters of all that are right, as [\"a\", \"c\"]".to_owned(),
            Kind::Predict => "the letters of all that can happen, as [\"a\", \"c\"]".to_owned(),
            Kind::Ordering => format!("all {count} letters, first to last, as [\"c\", \"a\", …]"),
            Kind::Matching => {
                format!("{count} letters, one for each left side in turn, as [\"c\", \"a\", …]")
            }
            Kind::Numeric => "a whole number, as 12".to_owned(),
            Kind::Short => "text in quotes, or { text = \"…\", claims = [1, 3] }".to_owned(),
        }
    }
}

fn is_blank(written: &Written) -> bool {
    match written {
        Written::Word(word) => word.trim().is_empty(),
        Written::Words(words) => words.is_empty(),
        Written::Essay { text, .. } => text.trim().is_empty(),
        Written::Number(_) => false,
    }
}

fn number(written: &Written) -> Result<i64, String> {
    let expected = || "expected a whole number, as 12".to_owned();
    match written {
        Written::Number(number) => Ok(*number),
        Written::Word(word) => word.trim().parse().map_err(|_| expected()),
        Written::Words(_) | Written::Essay { .. } => Err(expected()),
    }
}
