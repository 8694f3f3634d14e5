//! Snapshots of the report in every format, and the schema.

use crate::fixture;
use grader::report::{
    Report, json,
    text::{self, Colour, Detail, Look, MOST_LINES},
};
use wire::Code;

const PLAIN: Look = Look {
    colour: Colour::Plain,
    width: 80,
    detail: Detail::Short,
};

#[test]
fn text_is_as_blessed() {
    insta::assert_snapshot!(text::render(&fixture::report(), PLAIN));
}

#[test]
fn json_is_as_blessed() {
    insta::assert_snapshot!(json::render(&fixture::report()));
}

#[test]
fn json_follows_its_schema() {
    let schema = include_str!("../../schema/report.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid = |report: &Report| {
        let document: serde_json::Value = serde_json::from_str(&json::render(report)).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&document)
            .map(|e| e.to_string())
            .collect();
        (document, errors)
    };
    let (document, errors) = valid(&fixture::report());
    assert_eq!(errors, Vec::<String>::new());
    // The schema is not so wide that everything fits.
    for (pointer, value) in [
        ("/schema_version", serde_json::json!(2)),
        ("/topics/0/status", serde_json::json!("great")),
        (
            "/topics/1/tasks/0/checks/0/failure/code",
            serde_json::json!("misfortune"),
        ),
        ("/score/percent", serde_json::json!("80")),
    ] {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&document), "{pointer}");
    }
}

#[test]
fn the_schema_knows_every_code() {
    let schema = include_str!("../../schema/report.schema.json");
    for code in Code::ALL {
        assert!(schema.contains(&format!("\"{code}\"")), "{code}");
    }
}

#[test]
fn the_fixture_holds_every_code() {
    let text = text::render(&fixture::report(), PLAIN);
    for code in Code::ALL {
        assert!(text.contains(&format!("error[{code}]")), "{code}");
    }
}

#[test]
fn a_short_failure_has_at_most_forty_lines() {
    let report = fixture::report();
    let topic = &report.topics[1];
    for &code in Code::ALL {
        let mut failure = fixture::failure(code);
        failure.output = "line\n".repeat(200);
        failure.message.push_str(&"\nmore".repeat(100));
        let step = fixture::failure(Code::Deadlock).steps[0].clone();
        failure.steps = vec![step; 100];
        let text = text::failure(topic, None, &failure, PLAIN);
        assert!(text.lines().count() <= MOST_LINES, "{code}:\n{text}");
        assert!(text.contains(&format!("explain {code}")), "{code}:\n{text}");
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let styled = Look {
        colour: Colour::Styled,
        ..PLAIN
    };
    let report = fixture::report();
    let styled = text::render(&report, styled);
    assert!(styled.contains("\u{1b}["));
    let mut stripped = String::new();
    let mut rest = styled.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeeze(&stripped), squeeze(&text::render(&report, PLAIN)));
}
