//! What is left of the marks once all are known: who shows only that it showed is left out where somebody says why.

use super::{Mark, marks::mark, said};
use crate::{
    report::{
        TopicReport, advice,
        names::for_head,
        story::{self, Names},
    },
    text::line_and_column,
};
use wire::{Failure, Operation, Place};

/// Leaves out what others say better, and makes circumstances of what only shows the fault.
pub(super) fn sift(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let texts = |marks: &[Mark]| -> Vec<String> {
        let said = marks.iter();
        said.map(|it| said::together(&it.said)).collect()
    };
    let all = texts(marks);
    let is_cause = |mark: &Mark, text: &str| mark.primary && !is_weak(text);
    let mut both = marks.iter().zip(&all);
    if both.any(|(mark, text)| is_cause(mark, text)) {
        marks.retain(|it| said::together(&it.said) != advice::SHOWED);
    }
    let all = texts(marks);
    let mut both = marks.iter().zip(&all);
    if both.any(|(mark, text)| is_cause(mark, text) && !is_shown(text)) {
        marks.retain(|it| {
            let text = said::together(&it.said);
            !(had_before(&text) || text.contains(story::GIVES))
        });
    }
    if marks
        .iter()
        .any(|it| it.primary && !is_weak(&said::together(&it.said)))
    {
        calls(topic, names, marks);
    }
    braces(topic, marks);
    if story::is_stuck(failure.code) {
        creations(failure, names, marks);
    }
    heads(topic, failure, names, marks);
}

/// That a function is called is told only where something else is marked in it.
fn calls(topic: &TopicReport, names: &Names, marks: &mut Vec<Mark>) {
    let line = |mark: &Mark| {
        let source = topic.sources.get(&mark.file)?;
        let (line, _) = line_and_column(source, mark.span.start)?;
        Some((mark.file.clone(), line))
    };
    loop {
        let places: Vec<(String, u32)> = marks.iter().filter_map(line).collect();
        let leads = |mark: &Mark| {
            let text = said::together(&mark.said);
            let name = text.strip_prefix('`');
            let Some(name) = name.and_then(|it| it.strip_suffix("` is called here")) else {
                return true;
            };
            let functions = names.functions_of(&mark.file).iter();
            let mut meant = functions.filter(|it| it.name == name).peekable();
            let is_unknown = meant.peek().is_none();
            is_unknown
                || meant.any(|function| {
                    let lines = function.first..=function.last;
                    let mut places = places.iter();
                    places.any(|(file, line)| *file == mark.file && lines.contains(line))
                })
        };
        let count = marks.len();
        marks.retain(leads);
        if marks.len() == count {
            return;
        }
    }
}

/// It says only that it showed there, or what was done before it showed.
fn is_weak(text: &str) -> bool {
    text == advice::SHOWED || had_before(text) || story::is_before_a_note(text)
}

/// It says who had something before it was looked at.
fn had_before(text: &str) -> bool {
    let has = |how: &str| text.contains(how) && !text.contains("; ");
    let is_so = has(" here, before ") || has(" here, the last time before ");
    is_so && (has(" took ") || has(" changed ") || has(" sets "))
}

/// It says where something wrong went by, and not why.
fn is_shown(text: &str) -> bool {
    const SHOWN: [&str; 8] = [
        story::GIVES,
        " was woken here on ",
        "what came as item ",
        "what the check received ",
        " calls what the check counts",
        " at work here",
        " spends ",
        " drops the last sender of ",
    ];
    SHOWN.iter().any(|it| text.contains(it))
}

/// Where a scope ends, and with it something else: that is a cause only where no other is known.
fn braces(topic: &TopicReport, marks: &mut [Mark]) {
    let ends = |mark: &Mark| {
        let source = topic.sources.get(&mark.file);
        source.is_some_and(|text| text[mark.span.start..].starts_with('}'))
    };
    let is_told = |mark: &Mark| !is_weak(&said::together(&mark.said));
    if marks
        .iter()
        .any(|it| it.primary && !ends(it) && is_told(it))
    {
        for mark in marks.iter_mut().filter(|it| ends(it)) {
            mark.primary = false;
        }
    }
}

/// That something was created is told of what the report speaks of besides.
fn creations(failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let name = |mark: &Mark| -> Option<String> {
        let [said] = &mark.said[..] else {
            return None;
        };
        let text = said::together(std::slice::from_ref(said));
        said::created(&text).map(str::to_owned)
    };
    let others = marks.iter().filter(|it| name(it).is_none());
    let mut told: Vec<String> = others.map(|it| said::together(&it.said)).collect();
    let (headline, rest) = story::headline(failure, names);
    told.extend([headline, rest]);
    told.extend(story::sentences(failure, names));
    let is_told = |mark: &Mark| {
        let name = name(mark).filter(|_| !mark.primary);
        name.is_none_or(|name| told.iter().any(|text| speaks_of(text, &name)))
    };
    // Better that than nothing.
    if marks.iter().any(is_told) {
        marks.retain(is_told);
    }
}

/// A text has the name of an object in it, or that of one of its ends.
fn speaks_of(text: &str, name: &str) -> bool {
    let is_there = |name: &str| {
        text.match_indices(name).any(|(at, _)| {
            let after = &text[at + name.len()..];
            let goes_on = after.starts_with(|c: char| c.is_ascii_digit());
            !goes_on && (name.contains('#') || !after.starts_with(" #"))
        })
    };
    let Some((first, second)) = name.split_once("`/`") else {
        return is_there(name);
    };
    let number = second.find('`').map_or("", |at| &second[at + 1..]);
    is_there(name) || is_there(&format!("{first}`{number}")) || is_there(&format!("`{second}"))
}

/// A receive in the head of a `for` is marked under the method that receives.
fn heads(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut [Mark]) {
    for it in marks {
        let Some(source) = topic.sources.get(&it.file) else {
            continue;
        };
        let Some((line, column)) = line_and_column(source, it.span.start) else {
            continue;
        };
        let place = Place {
            file: it.file.clone(),
            line,
            column,
        };
        let receives = |step: &wire::Step| {
            step.operation == Operation::Receive && step.place.as_ref() == Some(&place)
        };
        if !failure.steps.iter().any(receives) {
            continue;
        }
        let find = |file: &syn::File| for_head::method(file, &place);
        if let Some(spot) = names.look(&place.file, find).flatten()
            && let Some(found) = mark(topic, &spot.within(&place.file), String::new(), false)
        {
            it.span = found.span;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{had_before, speaks_of};

    #[test]
    fn a_text_speaks_of_an_object_by_either_end() {
        let name = "`open`/`done` #1";
        assert!(speaks_of("the check closes `done` #1 here", name));
        assert!(speaks_of("`open` #1, and no other", name));
        assert!(!speaks_of("the check closes `done` #12 here", name));
        assert!(speaks_of("`a` waits for `m`", "`m`"));
        assert!(!speaks_of("`a` waits for `m` #2", "`m`"));
    }

    #[test]
    fn who_had_something_before_says_no_more_than_that() {
        assert!(had_before("the check took `m` here, before line 7"));
        assert!(!had_before(
            "the check took `m` here, before line 7; `m` is created here"
        ));
    }
}
