//! The questions themselves: permanent ids, keys that hold for whatever is drawn, a schema, and no question
//! that a test-wise guesser answers without reading it.

use grader::{
    layout::Layout,
    questions::{Form, Kind, Learner, Question, Questions},
    workbook::{Level, Workbook},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn bank() -> Questions {
    let workbook = Workbook::load(&Layout::new(root(), None)).unwrap();
    let topics: Vec<&str> = workbook.topics.iter().map(|it| it.id.as_str()).collect();
    Questions::load(root(), &topics).unwrap()
}

fn ids_ever() -> String {
    fs::read_to_string(root().join("grader/questions/ids.txt")).unwrap()
}

#[test]
fn ids_are_permanent() {
    let (ever, bank) = (ids_ever(), bank());
    let ever: Vec<&str> = ever.lines().collect();
    let known: BTreeSet<&str> = ever.iter().copied().collect();
    assert_eq!(known.len(), ever.len(), "an id is listed twice");
    let in_use = bank.list.iter().map(|it| it.id.as_str());
    let used: BTreeSet<&str> = in_use
        .chain(bank.removed.iter().map(String::as_str))
        .collect();
    let unlisted: Vec<_> = used.difference(&known).collect();
    assert_eq!(
        unlisted,
        Vec::<&&str>::new(),
        "append these to grader/questions/ids.txt"
    );
    let lost: Vec<_> = known.difference(&used).collect();
    assert_eq!(
        lost,
        Vec::<&&str>::new(),
        "put these into `removed` of questions.toml"
    );
}

/// The list may only grow: its beginning stays what it is. Raise the count when ids were appended.
#[test]
fn the_list_of_ids_only_grows() {
    const COUNT: usize = 236;
    const HASH: &str = "0ae6a3c873471dc6";
    let ids = ids_ever();
    let begin: Vec<&str> = ids.lines().take(COUNT).collect();
    assert_eq!(begin.len(), COUNT, "ids were taken away");
    let hash = blake3::hash(begin.join("\n").as_bytes()).to_hex();
    assert_eq!(
        &hash[..16],
        HASH,
        "one of the first {COUNT} ids was changed"
    );
}

#[test]
fn questions_follow_their_schema() {
    let schema = include_str!("../../schema/questions.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = fs::read_to_string(root().join("questions.toml")).unwrap();
    let document: serde_json::Value = toml::from_str(&text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    for (pointer, value) in [
        ("/version", serde_json::json!(0)),
        ("/question/0/kind", serde_json::json!("essay")),
        ("/question/0/id", serde_json::json!("No Id")),
        ("/question/0/points", serde_json::json!(0)),
        ("/question/0/answer", serde_json::json!([])),
        ("/question/0/rubric", serde_json::json!([])),
    ] {
        let mut changed = document.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[key] = value;
        assert!(!validator.is_valid(&changed), "{pointer}");
    }
}

#[test]
fn every_topic_kind_and_level_is_there() {
    let bank = bank();
    assert!(bank.list.len() >= 150, "{}", bank.list.len());
    let count =
        |wanted: &dyn Fn(&Question) -> bool| bank.list.iter().filter(|it| wanted(it)).count();
    for kind in Kind::ALL {
        assert!(count(&|it| it.kind() == kind) >= 8, "{kind:?}");
    }
    assert!(count(&|it| it.kind() == Kind::Predict) >= 25);
    for level in [Level::WarmUp, Level::Core, Level::Stretch] {
        assert!(count(&|it| it.level == level) >= 40, "{level:?}");
    }
    for topic in bank.topics.keys().map(String::as_str).chain(["generator"]) {
        assert!(count(&|it| it.topic == topic) >= 2, "{topic}");
    }
}

#[test]
fn every_heading_of_the_source_is_asked_about() {
    let bank = bank();
    for number in 1..=8 {
        let begins = |it: &&Question| it.source.starts_with(&format!("{number}. "));
        assert!(bank.list.iter().any(|it| begins(&it)), "section {number}");
    }
}

#[test]
fn every_question_teaches() {
    for question in bank().list {
        let id = &question.id;
        assert!(
            !question.followups.is_empty() && !question.tags.is_empty(),
            "{id}"
        );
        for choice in question.choices() {
            assert!(choice.why.len() >= 5, "{id}: {}", choice.text);
        }
        if let Form::Matching { pairs } = &question.form {
            assert!(pairs.iter().all(|pair| pair.why.len() >= 10), "{id}");
        }
        // Choices are shuffled: nothing may speak of their letters or places.
        let texts = question.choices().iter().flat_map(|it| [&it.text, &it.why]);
        for text in texts.chain([&question.explanation, &question.prompt]) {
            for word in ["choice b", "choice c", "choice d", "of the above"] {
                assert!(!text.to_lowercase().contains(word), "{id}: {text}");
            }
        }
    }
}

/// Every combination of parameters, up to a bound, gives a whole number, and they differ.
#[test]
fn every_draw_has_a_key() {
    for question in bank().list {
        let Form::Numeric {
            parameters,
            formula,
            ..
        } = &question.form
        else {
            continue;
        };
        let mut all = vec![BTreeMap::new()];
        for (name, range) in parameters {
            let span = usize::try_from(range.high - range.low).unwrap();
            let step = (span / 40).max(1);
            let values = (range.low..=range.high).step_by(step).chain([range.high]);
            let more = |drawn: &BTreeMap<String, i64>| {
                let with = |value| {
                    let mut drawn = drawn.clone();
                    drawn.insert(name.clone(), value);
                    drawn
                };
                values.clone().map(with).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(more).collect();
        }
        let value = |drawn| {
            formula
                .value(drawn)
                .unwrap_or_else(|e| panic!("{}: {e}", question.id))
        };
        let keys: BTreeSet<i64> = all.iter().map(value).collect();
        assert!(keys.len() >= 3, "{}: everybody gets {keys:?}", question.id);
    }
}

#[test]
fn neighbours_get_other_letters_and_numbers() {
    let bank = bank();
    let (ann, ben) = (Learner::new("ann"), Learner::new("ben"));
    let same = |it: &&Question| {
        let (ann, ben) = (it.ask(&ann), it.ask(&ben));
        ann.key() == ben.key() && it.kind() != Kind::Short
    };
    let same = bank.list.iter().filter(same).count();
    assert!(same * 3 < bank.list.len(), "{same} keys are the same");
}

/// The right choice is not given away by its length: it is the strictly longest in no more of the
/// questions than chance would have it, and neither the strictly shortest.
#[test]
fn length_tells_nothing() {
    let bank = bank();
    let (mut asked, mut longest, mut shortest, mut chance) = (0.0, 0.0, 0.0, 0.0);
    for question in &bank.list {
        let Form::Single { choices, answer } = &question.form else {
            continue;
        };
        let length = |index: usize| choices[index].text.chars().count();
        let others = || {
            (0..choices.len())
                .filter(|index| index != answer)
                .map(length)
        };
        asked += 1.0;
        chance += 1.0 / f64::from(u32::try_from(choices.len()).unwrap());
        longest += f64::from(u8::from(others().all(|other| other < length(*answer))));
        shortest += f64::from(u8::from(others().all(|other| other > length(*answer))));
    }
    let most = f64::max(asked / 3.0, chance);
    assert!(
        longest <= most,
        "the longest is right in {longest} of {asked}"
    );
    assert!(
        shortest <= most,
        "the shortest is right in {shortest} of {asked}"
    );
    let chars = |it: &Question, right: bool| {
        let Form::Multiple { choices, answer } = &it.form else {
            return Vec::new();
        };
        let chosen = choices
            .iter()
            .enumerate()
            .filter(|(index, _)| answer.contains(index) == right);
        chosen
            .map(|(_, choice)| choice.text.chars().count())
            .collect()
    };
    let mean = |right| {
        let all: Vec<usize> = bank.list.iter().flat_map(|it| chars(it, right)).collect();
        all.iter().sum::<usize>() * 100 / all.len()
    };
    let (right, wrong) = (mean(true), mean(false));
    assert!(
        right * 4 < wrong * 5 && wrong * 4 < right * 5,
        "{right} and {wrong} hundredths"
    );
}

/// Words that promise too much mark wrong choices: they have to stand in right ones about as often.
#[test]
fn absolutes_give_nothing_away() {
    let bank = bank();
    let absolute = |text: &str| {
        let text = text.to_lowercase();
        let mut words = text.split(|c: char| !c.is_alphabetic());
        words.any(|word| {
            matches!(
                word,
                "always" | "never" | "every" | "all" | "none" | "only" | "nothing"
            )
        })
    };
    let (mut right, mut wrong, mut rights, mut wrongs) = (0, 0, 0, 0);
    for question in &bank.list {
        let is_right = |index: usize| match &question.form {
            Form::Single { answer, .. } => Some(*answer == index),
            Form::Multiple { answer, .. } => Some(answer.contains(&index)),
            _ => None,
        };
        for (index, choice) in question.choices().iter().enumerate() {
            match is_right(index) {
                Some(true) => {
                    rights += 1;
                    right += usize::from(absolute(&choice.text));
                }
                Some(false) => {
                    wrongs += 1;
                    wrong += usize::from(absolute(&choice.text));
                }
                None => {}
            }
        }
    }
    // Not more than twice as often, as a share of those there are.
    let told = format!("{right} of {rights} right choices, {wrong} of {wrongs} wrong ones");
    assert!(wrong * rights <= 2 * right * wrongs, "{told}");
}

/// The strongest of them stand in wrong choices no more often than there are more of these.
#[test]
fn always_and_never_give_nothing_away() {
    let bank = bank();
    let strong = |text: &str| {
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphabetic())
            .any(|it| matches!(it, "always" | "never"))
    };
    let count = |wanted: bool| {
        let of = |it: &Question| match &it.form {
            Form::Single { choices, answer } => {
                let chosen = choices
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| (at == answer) == wanted);
                chosen.filter(|(_, choice)| strong(&choice.text)).count()
            }
            Form::Multiple { choices, answer } => {
                let all = choices.iter().enumerate();
                let chosen = all.filter(|(at, _)| answer.contains(at) == wanted);
                chosen.filter(|(_, choice)| strong(&choice.text)).count()
            }
            _ => 0,
        };
        bank.list.iter().map(of).sum::<usize>()
    };
    let (right, wrong) = (count(true), count(false));
    // There are three wrong choices to a right one.
    assert!(
        wrong <= 4 * right.max(1),
        "always or never: {right} right, {wrong} wrong"
    );
}
