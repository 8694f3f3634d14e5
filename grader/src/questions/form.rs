//! What each kind of question consists of, checked: choices, keys, pairs, formulas, rubrics.

use super::{
    Choice, Form, Formula, KeyPoint, Kind, Pair, Range,
    file::{Fault, RawAnswer, RawChoice, RawKeyPoint, RawLettered, RawPair, RawQuestion},
};
use std::{collections::BTreeMap, ops};

/// What the kind consists of, and nothing that belongs to another kind.
pub(super) fn form(raw: &RawQuestion) -> Result<Form, Fault> {
    let kind = *raw.kind.get_ref();
    refuse_strangers(raw, kind)?;
    Ok(match kind {
        Kind::Single | Kind::Multiple | Kind::Ordering | Kind::Predict => {
            let choices = choices(raw)?;
            let answer = chosen(raw, &choices)?;
            match kind {
                Kind::Single => Form::Single {
                    answer: answer[0],
                    choices,
                },
                Kind::Ordering => Form::Ordering { choices, answer },
                Kind::Predict => Form::Predict {
                    program: program(raw)?,
                    choices,
                    answer: answer.into_iter().collect(),
                },
                _ => Form::Multiple {
                    choices,
                    answer: answer.into_iter().collect(),
                },
            }
        }
        Kind::Matching => Form::Matching { pairs: pairs(raw)? },
        Kind::Numeric => numeric(raw)?,
        Kind::Short => Form::Short {
            rubric: rubric(raw)?,
        },
    })
}

fn refuse_strangers(raw: &RawQuestion, kind: Kind) -> Result<(), Fault> {
    use Kind::{Matching, Multiple, Numeric, Ordering, Predict, Short, Single};
    let start = |span: ops::Range<usize>| span.start;
    let fields: [(&str, Option<usize>, &[Kind]); 7] = [
        (
            "program",
            raw.program.as_ref().map(|it| start(it.span())),
            &[Predict],
        ),
        (
            "choices",
            raw.choices.as_ref().map(|it| start(it.span())),
            &[Single, Multiple, Ordering, Predict],
        ),
        (
            "pairs",
            raw.pairs.as_ref().map(|it| start(it.span())),
            &[Matching],
        ),
        (
            "parameters",
            raw.parameters.as_ref().map(|it| start(it.span())),
            &[Numeric],
        ),
        (
            "unit",
            raw.unit.as_ref().map(|it| start(it.span())),
            &[Numeric],
        ),
        (
            "rubric",
            raw.rubric.as_ref().map(|it| start(it.span())),
            &[Short],
        ),
        (
            "answer",
            raw.answer.as_ref().map(|it| start(it.span())),
            &[Single, Multiple, Ordering, Predict, Numeric],
        ),
    ];
    for (name, at, kinds) in fields {
        match at {
            Some(at) if !kinds.contains(&kind) => {
                let message = format!("`{name}` makes no sense for kind `{}`", kind.name());
                return Err((at, message));
            }
            None if kinds.contains(&kind) => {
                let message = format!("kind `{}` needs `{name}`", kind.name());
                return Err((raw.kind.span().start, message));
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// The choices, lettered a, b, c, … by their place.
fn choices(raw: &RawQuestion) -> Result<Vec<Choice>, Fault> {
    let Some(listed) = &raw.choices else {
        return Ok(Vec::new());
    };
    let fault = |message: String| (listed.span().start, message);
    let mut choices: Vec<Choice> = Vec::new();
    for (letter, choice) in ('a'..='z').zip(listed.get_ref()) {
        let (id, text, why) = match choice.clone() {
            RawChoice::Text(text) => (letter.to_string(), text, String::new()),
            RawChoice::Lettered(RawLettered { id, text, why }) => (id, text, why),
        };
        if id != letter.to_string() {
            return Err(fault(format!(
                "expected choice `{letter}` here, found `{id}`"
            )));
        }
        if text.trim().is_empty() {
            return Err(fault(format!("choice `{id}` is empty")));
        }
        if choices.iter().any(|other| other.text == text) {
            return Err(fault(format!("choice `{id}` says the same as another")));
        }
        choices.push(Choice { text, why });
    }
    if choices.len() < 2 || listed.get_ref().len() > 26 {
        let found = listed.get_ref().len();
        return Err(fault(format!(
            "expected at least two choices, found {found}"
        )));
    }
    Ok(choices)
}

/// The choices that the answer names, as many as the kind demands.
fn chosen(raw: &RawQuestion, choices: &[Choice]) -> Result<Vec<usize>, Fault> {
    let Some(answer) = &raw.answer else {
        return Ok(Vec::new());
    };
    let fault = |message: String| (answer.span().start, message);
    let letters = match answer.get_ref() {
        RawAnswer::One(letter) => std::slice::from_ref(letter),
        RawAnswer::Several(letters) => letters,
    };
    let mut indices = Vec::new();
    for letter in letters {
        let known: Vec<String> = ('a'..='z').take(choices.len()).map(String::from).collect();
        let index = known.iter().position(|it| it == letter).ok_or_else(|| {
            fault(format!(
                "there is no choice `{letter}`; there are {}",
                known.join(", ")
            ))
        })?;
        if indices.contains(&index) {
            return Err(fault("a choice is named twice in the answer".to_owned()));
        }
        indices.push(index);
    }
    let (found, all) = (indices.len(), choices.len());
    match *raw.kind.get_ref() {
        Kind::Single if found != 1 => Err(fault(format!(
            "expected one choice as the answer, found {found}"
        ))),
        Kind::Multiple | Kind::Predict if found == 0 => Err(fault(
            "expected at least one choice as the answer".to_owned(),
        )),
        Kind::Multiple | Kind::Predict if found == all => Err(fault(
            "expected at least one choice that is wrong".to_owned(),
        )),
        Kind::Ordering if found != all => Err(fault(format!(
            "expected all {all} choices in order as the answer, found {found}"
        ))),
        _ => Ok(indices),
    }
}

fn program(raw: &RawQuestion) -> Result<String, Fault> {
    let Some(program) = &raw.program else {
        return Ok(String::new());
    };
    let text = program.get_ref().trim_matches('\n');
    if text.lines().any(|line| line.starts_with("fn main() {")) {
        return Ok(text.to_owned());
    }
    let message = "expected a whole program, with `fn main() {` on a line".to_owned();
    Err((program.span().start, message))
}

fn pairs(raw: &RawQuestion) -> Result<Vec<Pair>, Fault> {
    let Some(listed) = &raw.pairs else {
        return Ok(Vec::new());
    };
    let fault = |message: String| (listed.span().start, message);
    let mut pairs: Vec<Pair> = Vec::new();
    for RawPair { left, right, why } in listed.get_ref() {
        if left.trim().is_empty() || right.trim().is_empty() {
            return Err(fault("a pair has an empty side".to_owned()));
        }
        if let Some(other) = pairs
            .iter()
            .find(|it| it.left == *left || it.right == *right)
        {
            let message = format!("`{left}` and `{}` share a side", other.left);
            return Err(fault(message));
        }
        pairs.push(Pair {
            left: left.clone(),
            right: right.clone(),
            why: why.clone(),
        });
    }
    if !(2..=26).contains(&pairs.len()) {
        let found = pairs.len();
        return Err(fault(format!("expected 2 to 26 pairs, found {found}")));
    }
    Ok(pairs)
}

fn numeric(raw: &RawQuestion) -> Result<Form, Fault> {
    let (Some(listed), Some(answer), Some(unit)) = (&raw.parameters, &raw.answer, &raw.unit) else {
        return Err((raw.kind.span().start, "a field is missing".to_owned()));
    };
    let parameters: BTreeMap<String, Range> = listed
        .get_ref()
        .iter()
        .map(|(name, &(low, high))| (name.clone(), Range { low, high }))
        .collect();
    for (name, range) in &parameters {
        if range.low > range.high || range.high.abs_diff(range.low) > 1_000_000 {
            let message = format!("expected `{name} = [least, greatest]`, at most a million apart");
            return Err((listed.span().start, message));
        }
        if !raw.prompt.contains(&format!("{{{name}}}")) {
            let message = format!("the prompt does not show `{{{name}}}`");
            return Err((listed.span().start, message));
        }
    }
    let at = answer.span().start;
    let RawAnswer::One(text) = answer.get_ref() else {
        return Err((at, "expected a formula as the answer, in quotes".to_owned()));
    };
    let formula = Formula::parse(text).map_err(|message| (at, message))?;
    if let Some(name) = formula
        .names()
        .iter()
        .find(|name| !parameters.contains_key(**name))
    {
        return Err((at, format!("there is no parameter `{name}`")));
    }
    for end in [|range: &Range| range.low, |range: &Range| range.high] {
        let values = parameters
            .iter()
            .map(|(name, range)| (name.clone(), end(range)));
        formula
            .value(&values.collect())
            .map_err(|message| (at, format!("at an end of the ranges {message}")))?;
    }
    Ok(Form::Numeric {
        parameters,
        formula,
        unit: unit.get_ref().clone(),
    })
}

fn rubric(raw: &RawQuestion) -> Result<Vec<KeyPoint>, Fault> {
    let Some(listed) = &raw.rubric else {
        return Ok(Vec::new());
    };
    let fault = |message: &str| (listed.span().start, message.to_owned());
    for point in listed.get_ref() {
        if point.point.trim().is_empty() || point.phrasings.iter().all(|it| it.trim().is_empty()) {
            return Err(fault("a key point needs a text and at least one phrasing"));
        }
        if !(1..=1000).contains(&point.weight) {
            return Err(fault("expected weights from 1 to 1000"));
        }
    }
    if listed.get_ref().is_empty() {
        return Err(fault("expected at least one key point"));
    }
    let point = |raw: &RawKeyPoint| KeyPoint {
        point: raw.point.clone(),
        weight: raw.weight,
        phrasings: raw.phrasings.clone(),
    };
    Ok(listed.get_ref().iter().map(point).collect())
}
