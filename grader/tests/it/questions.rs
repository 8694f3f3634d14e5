//! `questions.toml`, `answers.toml` and `reviews.toml`: what is read, what is refused and with which
//! line, and what answers earn.

use crate::samples::{BAD, QUESTIONS};
use grader::{
    error::Error,
    questions::{
        self, AnswerStatus, Answers, Form, Judge, Kind, Learner, QuestionReport, Questions,
        Written,
        reviews::Reviews,
        sheet::{Sheet, template},
    },
};
use std::fmt::Write as _;

fn refused(result: Result<impl std::fmt::Debug, Error>, expect: &str) {
    let error = result.expect_err(expect);
    assert_eq!(error.exit().number(), 2, "{error}");
    let text = error.to_string();
    assert!(text.contains(expect), "expected `{expect}` in `{text}`");
}

fn parsed(text: &str) -> Result<Questions, Error> {
    questions::parse("questions.toml", text, &["generator"])
}

fn answers(text: &str) -> Answers {
    questions::read_answers(
        "answers.toml",
        text.as_bytes(),
        &parsed(QUESTIONS).unwrap(),
        None,
    )
}

fn graded(text: &str, judge: Judge<'_>) -> Vec<QuestionReport> {
    parsed(QUESTIONS)
        .unwrap()
        .grade(&answers(text), &|_| true, judge)
}

/// What one answer earns, in self-study.
fn earns(answer: &str) -> String {
    let report = graded(answer, Judge::Learner);
    let answered = report
        .iter()
        .find(|it| it.status != AnswerStatus::Unanswered);
    answered.map_or("nothing".to_owned(), |it| it.points.earned.to_string())
}

#[test]
fn all_kinds_are_read() {
    let questions = parsed(QUESTIONS).unwrap();
    let kinds: Vec<Kind> = questions
        .list
        .iter()
        .map(questions::Question::kind)
        .collect();
    assert_eq!(kinds.len(), 7);
    assert!(Kind::ALL.iter().all(|kind| kinds.contains(kind)));
    assert_eq!(questions.list[0].line, 12);
    assert!(
        matches!(&questions.list[3].form, Form::Predict { program, .. }
        if program == "fn main() {\n    print!(\"1\");\n}")
    );
}

#[test]
fn answers_earn_what_the_kind_says() {
    for (answer, points) in [
        ("who-closes = \"a\"", "2"),
        ("who-closes = \"A\"", "2"),
        ("who-closes = [\"a\"]", "2"),
        ("who-closes = \"b\"", "0"),
        ("which-block = [\"c\", \"a\"]", "1.5"),
        ("which-block = [\"c\"]", "0.75"),
        ("which-block = [\"c\", \"b\"]", "0"),
        ("which-block = [\"a\", \"c\", \"d\"]", "0.75"),
        ("which-block = [\"a\", \"b\", \"c\", \"d\"]", "0"),
        ("what-order = [\"b\", \"a\", \"c\"]", "1"),
        ("what-order = [\"a\", \"b\", \"c\"]", "0.33"),
        ("what-order = [\"c\", \"a\", \"b\"]", "0"),
        ("what-prints = [\"a\"]", "2"),
        ("what-prints = \"a\"", "2"),
        ("what-prints = [\"a\", \"b\"]", "1"),
        ("why-so = { text = \"x\", claims = [1] }", "2"),
        ("why-so = { text = \"x\", claims = [1, 2] }", "3"),
        ("why-so = \"lock held, leak\"", "0"),
    ] {
        assert_eq!(earns(answer), points, "{answer}");
    }
    let questions = parsed(QUESTIONS).unwrap();
    let asked = questions.list[4].ask(&Learner::default());
    let Some(Written::Words(mut key)) = asked.key() else {
        panic!("letters")
    };
    assert_eq!(earns(&format!("what-belongs = {key:?}")), "3");
    key.swap(0, 1);
    assert_eq!(earns(&format!("what-belongs = {key:?}")), "1");
    let number = questions.list[5].ask(&Learner::default()).number().unwrap();
    assert_eq!(earns(&format!("how-many = {number}")), "1");
    assert_eq!(earns(&format!("how-many = \" {number} \"")), "1");
    assert_eq!(earns(&format!("how-many = {}", number + 1)), "0");
}

#[test]
fn blank_answers_are_no_answers() {
    let blank = "who-closes = \"\"\nwhich-block = []\nhow-many = \" \"\nwhy-so = { text = \"\" }\n";
    let report = graded(blank, Judge::Learner);
    assert!(
        report
            .iter()
            .all(|it| it.status == AnswerStatus::Unanswered)
    );
    assert!(answers(blank).problems.is_empty());
}

#[test]
fn bad_questions_are_refused() {
    let change = |from: &str, to: &str, expect: &str| {
        let text = QUESTIONS.replacen(from, to, 1);
        assert_ne!(text, QUESTIONS, "{from}");
        refused(parsed(&text), expect);
    };
    for (from, to, expect) in BAD {
        change(from, to, expect);
    }
}

/// What is wrong with these answers, each as `line: message`.
fn problems(text: &[u8]) -> String {
    let questions = parsed(QUESTIONS).unwrap();
    let answers = questions::read_answers("answers.toml", text, &questions, None);
    let mut told = String::new();
    for problem in &answers.problems {
        let _ = writeln!(told, "{}: {}", problem.line, problem.message);
    }
    told
}

#[test]
fn bad_answers_are_named_with_their_line_and_the_rest_counts() {
    for (bad, expect) in [
        (
            "who-close = \"a\"",
            "there is no question `who-close`; did you mean `who-closes`?",
        ),
        ("old-one = \"a\"", "the question `old-one` is no more"),
        (
            "who-closes = \"q\"",
            "`who-closes`: there is no choice `q`; there are a to b",
        ),
        ("who-closes = 3", "`who-closes`: expected one letter"),
        ("who-closes = 3.5", "`who-closes`: expected one letter"),
        (
            "who-closes = { a = 1 }",
            "`who-closes`: expected one letter",
        ),
        (
            "who-closes = [\"a\", \"b\"]",
            "`who-closes`: expected one letter",
        ),
        (
            "what-order = [\"a\"]",
            "`what-order`: expected all 3 letters",
        ),
        (
            "what-order = [\"a\", \"a\", \"b\"]",
            "a letter is named twice",
        ),
        (
            "how-many = \"twelve\"",
            "`how-many`: expected a whole number",
        ),
        (
            "how-many = 99999999999999999999999",
            "`how-many`: expected a whole number",
        ),
        (
            "why-so = { text = \"x\", claims = [3] }",
            "no key point 3; there are 1 to 2",
        ),
        ("why-so = [\"x\"]", "`why-so`: expected text in quotes"),
        ("who-closes ==", "expected lines like"),
        ("who-closes = \"a", "expected lines like"),
        ("}{", "expected lines like"),
        ("learner = 3", "expected `learner = \"a name\"`"),
        ("version = 2", "for another version of the workbook"),
    ] {
        let text = format!("which-block = [\"a\", \"c\"]\n{bad}\n\nwhat-prints = \"a\"\n");
        let told = problems(text.as_bytes());
        assert!(
            told.starts_with("2: ") && told.contains(expect),
            "{bad}: {told}"
        );
        assert_eq!(told.lines().count(), 1, "{bad}: {told}");
        let report = graded(&text, Judge::Learner);
        let right = report.iter().filter(|it| it.status == AnswerStatus::Right);
        assert_eq!(right.count(), 2, "{bad}: {report:?}");
    }
}

#[test]
fn a_damaged_file_and_a_huge_answer_are_named() {
    let told =
        problems(b"which-block = [\"a\", \"c\"]\nwhy-so = \"\xff\xfe\"\nwhat-prints = \"a\"\n");
    assert!(told.starts_with("2: the file is damaged here"), "{told}");
    let huge = format!(
        "what-prints = \"a\"\nwhy-so = \"{}\"\n",
        "x".repeat(1 << 20)
    );
    let told = problems(huge.as_bytes());
    assert!(
        told.starts_with("2: `why-so`: the answer has 1048576 bytes"),
        "{told}"
    );
    let told = problems(format!("{} = 1\n", "y".repeat(1 << 20)).as_bytes());
    assert!(
        told.starts_with("1: there is no question `yyy") && told.len() < 300,
        "{told}"
    );
    assert!(problems(&[0; 1000]).starts_with("1: "));
    // Everything else is scored.
    assert_eq!(earns(&huge), "2");
}

#[test]
fn an_answers_file_that_is_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let questions = parsed(QUESTIONS).unwrap();
    let path = folder.path().join("answers.toml");
    let load = || questions::load_answers(&path, &questions, Some("ann")).unwrap();
    assert!(load().problems.is_empty() && load().learner.name() == "ann");
    std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
    assert!(load().problems[0].message.contains("no plain file"));
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, vec![b'#'; 5 << 20]).unwrap();
    assert!(
        load().problems[0]
            .message
            .contains("at most 4194304 are read")
    );
}

#[test]
fn neighbours_differ_and_a_regrade_does_not() {
    let questions = parsed(QUESTIONS).unwrap();
    let shown = |name: &str| {
        let learner = Learner::new(name);
        let asked = questions.list.iter().map(|it| it.ask(&learner));
        asked
            .map(|it| (it.prompt(), it.options().len(), it.order().to_vec()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown("ann"), shown("ann"));
    assert_ne!(shown("ann"), shown("ben"));
    // Whoever nobody is sees the file's own letters.
    assert_eq!(questions.list[0].ask(&Learner::default()).order(), [0, 1]);
    // The same letter means something else to somebody else.
    let right = |name: &str| {
        let text = format!("learner = \"{name}\"\nwho-closes = \"a\"\n");
        graded(&text, Judge::Learner)[0].status
    };
    let names = ["ann", "ben", "cem", "dot", "eva", "fred"];
    let count = names
        .iter()
        .filter(|name| right(name) == AnswerStatus::Right)
        .count();
    assert!(0 < count && count < names.len(), "{count}");
}

#[test]
fn free_text_waits_for_a_person() {
    let text = "learner = \"ann\"\nwhy-so = { text = \"locks held\", claims = [1, 2] }\n";
    let none = Reviews::default();
    let pending = &graded(text, Judge::Reviewer(&none))[6];
    assert_eq!(pending.status, AnswerStatus::Pending);
    assert_eq!(pending.points.earned.to_string(), "0");
    assert_eq!(
        (&pending.found[..], &pending.missing[..]),
        (&["1. locks".to_owned()][..], &["2. leaks".to_owned()][..])
    );
    let fingerprint = pending.fingerprint.clone().unwrap();
    let review = format!(
        "[[review]]\nlearner = \"ann\"\nquestion = \"why-so\"\nfingerprint = \"{fingerprint}\"\n\
         granted = [2]\nby = \"B. Teacher\"\nnote = \"Say more.\"\n"
    );
    let questions = parsed(QUESTIONS).unwrap();
    let parse = |text: &str| Reviews::parse("reviews.toml", text, &questions);
    let reviews = parse(&review).unwrap();
    let reviewed = &graded(text, Judge::Reviewer(&reviews))[6];
    assert_eq!(reviewed.status, AnswerStatus::Reviewed);
    assert_eq!(reviewed.points.earned.to_string(), "1");
    assert_eq!(
        reviewed.remarks,
        ["read by B. Teacher: 1 of 2 key points", "Say more."]
    );
    // Another text, or another learner, needs another review.
    for (from, to) in [("locks held", "locks are held"), ("ann", "ben")] {
        let changed = &graded(&text.replace(from, to), Judge::Reviewer(&reviews))[6];
        assert_eq!(changed.status, AnswerStatus::Pending, "{to}");
    }
    refused(
        parse(&review.replace("why-so", "why")),
        "reviews.toml:3: there is no question `why`",
    );
    refused(
        parse(&review.replace("[2]", "[3]")),
        "reviews.toml:5: there is no key point 3",
    );
    refused(
        parse(&review.replace("by =", "of =")),
        "reviews.toml:6: unknown field `of`",
    );
}

#[test]
fn a_template_is_empty_and_takes_answers() {
    let questions = parsed(QUESTIONS).unwrap();
    let learner = Learner::new("ann");
    let text = template(&questions, &learner);
    let empty = answers(&text);
    assert_eq!((empty.problems.len(), empty.given.len()), (0, 0), "{text}");
    assert_eq!(empty.learner, learner);
    for question in &questions.list {
        assert!(
            text.contains(&format!("\n{} = ", question.id)),
            "{}",
            question.id
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.toml");
    std::fs::write(&path, &text).unwrap();
    let mut sheet = Sheet::open(&path, Learner::default).unwrap();
    for question in &questions.list {
        let essay = Written::Essay {
            text: "so \"x\"\nand y".to_owned(),
            claims: vec![1, 2],
        };
        sheet.set(&question.id, &question.ask(&learner).key().unwrap_or(essay));
    }
    sheet.save(&path).unwrap();
    let filled = std::fs::read_to_string(&path).unwrap();
    let kept = |line: &&str| line.starts_with('#');
    assert!(filled.lines().filter(kept).eq(text.lines().filter(kept)));
    let report = graded(&filled, Judge::Learner);
    assert!(
        report.iter().all(|it| it.points.is_full()),
        "{filled}\n{report:?}"
    );
}

#[test]
fn a_sheet_that_is_no_toml_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.toml");
    std::fs::write(&path, "version = 1\nwho-closes = =\n").unwrap();
    refused(Sheet::open(&path, Learner::default), "answers.toml:2: ");
}
