//! Snapshots of the report in every format, and the schema.

use crate::fixture;
use grader::report::{
    Report, github, gradescope, json, junit,
    text::{self, Colour, Detail, Look, MOST_LINES},
};
use grader::verdict::CheckVerdict;
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
fn junit_is_as_blessed() {
    insta::assert_snapshot!(junit::render(&fixture::report()));
}

#[test]
fn github_annotations_are_as_blessed() {
    let base = github::Base {
        topics: [("failing".to_owned(), "ann/failing/".to_owned())].into(),
        answers: "ann/".to_owned(),
    };
    insta::assert_snapshot!(github::annotations(&fixture::report(), &base));
}

#[test]
fn github_summary_is_as_blessed() {
    insta::assert_snapshot!(github::summary(&fixture::report()));
}

#[test]
fn gradescope_is_as_blessed() {
    insta::assert_snapshot!(gradescope::render(&fixture::report()));
}

type Names = &'static [&'static str];

/// What Jenkins' `junit-10.xsd` allows: the children and the attributes of each element, those that are
/// required first.
const JUNIT: [(&str, Names, Names, Names); 9] = [
    (
        "testsuites",
        &["testsuite"],
        &[],
        &["name", "time", "tests", "failures", "errors"],
    ),
    (
        "testsuite",
        &[
            "testsuite",
            "properties",
            "testcase",
            "system-out",
            "system-err",
        ],
        &["name", "tests", "failures", "errors"],
        &[
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
        ],
    ),
    (
        "testcase",
        &[
            "skipped",
            "error",
            "failure",
            "rerunFailure",
            "rerunError",
            "flakyFailure",
            "flakyError",
            "system-out",
            "system-err",
        ],
        &["name"],
        &["time", "classname", "group"],
    ),
    ("properties", &["property"], &[], &[]),
    ("property", &[], &["name", "value"], &[]),
    ("failure", &[], &[], &["type", "message"]),
    ("error", &[], &[], &["type", "message"]),
    ("skipped", &[], &[], &["type", "message"]),
    ("system-out", &[], &[], &[]),
];

#[test]
fn junit_follows_the_published_schema() {
    let text = junit::render(&fixture::report());
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "testsuites");
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let name = if name == "system-err" {
            "system-out"
        } else {
            name
        };
        let (_, children, required, optional) = JUNIT.iter().find(|it| it.0 == name).unwrap();
        for child in node.children().filter(roxmltree::Node::is_element) {
            assert!(
                children.contains(&child.tag_name().name()),
                "{child:?} in {name}"
            );
        }
        for attribute in node.attributes() {
            let known = required
                .iter()
                .chain(*optional)
                .any(|it| *it == attribute.name());
            assert!(known, "{} of {name}", attribute.name());
        }
        assert!(
            required.iter().all(|it| node.has_attribute(*it)),
            "{node:?}"
        );
    }
    let count = |name: &str| {
        document
            .descendants()
            .filter(|it| it.has_tag_name(name))
            .count()
    };
    let told = |name: &str| {
        document
            .root_element()
            .attribute(name)
            .unwrap()
            .parse()
            .unwrap()
    };
    assert_eq!(
        (count("testcase"), count("failure"), count("error")),
        (told("tests"), told("failures"), told("errors"))
    );
}

#[test]
fn what_is_no_xml_and_no_markdown_is_harmless() {
    let mut report = fixture::report();
    let CheckVerdict::Failed(failure) = report.topics[1].tasks[0].checks[0]
        .verdict
        .as_mut()
        .unwrap()
    else {
        panic!("the fixture fails");
    };
    failure.message = "\u{0}\u{1b}[31m]]> <b> & \u{fffe}\n::error::x".to_owned();
    failure.output = "```\n</details>\n::set-env name=x::y\n".to_owned();
    let text = junit::render(&report);
    assert!(roxmltree::Document::parse(&text).is_ok(), "{text}");
    let annotations = github::annotations(&report, &github::Base::default());
    assert!(
        annotations
            .lines()
            .all(|line| line.matches("::").count() >= 2),
        "{annotations}"
    );
    assert!(!annotations.contains("\n::error::x"));
    let summary = github::summary(&report);
    assert!(
        summary.contains("````text"),
        "the output cannot end its block"
    );
}

#[test]
fn gradescope_follows_its_schema() {
    let schema = include_str!("../../schema/gradescope.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = gradescope::render(&fixture::report());
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&document)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut changed = document.clone();
    changed["tests"][0]["status"] = "great".into();
    assert!(!validator.is_valid(&changed));
    // What Gradescope's own documentation shows is valid too.
    let sample = serde_json::json!({
        "score": 44.0, "execution_time": 136, "output": "Text", "output_format": "simple_format",
        "test_output_format": "text", "test_name_format": "text", "visibility": "after_due_date",
        "stdout_visibility": "visible", "extra_data": {},
        "tests": [{
            "score": 2.0, "max_score": 2.0, "status": "passed", "name": "Your name here",
            "name_format": "text", "number": "1.1", "output": "Here", "output_format": "text",
            "tags": ["tag1", "tag2"], "visibility": "visible", "extra_data": {}
        }],
        "leaderboard": [{"name": "Accuracy", "value": 0.926}, {"name": "Time", "value": 15.1, "order": "asc"}]
    });
    let errors: Vec<_> = validator
        .iter_errors(&sample)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn the_score_is_taken_apart_without_loss() {
    let report = fixture::report();
    let topics = report.by_topic();
    let sum = |part: fn(&grader::report::breakdown::TopicScore) -> grader::score::Score| {
        topics.iter().map(part).sum::<grader::score::Score>()
    };
    assert_eq!(sum(|it| it.code), report.code());
    assert_eq!(sum(|it| it.concepts), report.concepts());
    let areas: grader::score::Score = report.by_area().into_iter().map(|it| it.1).sum();
    assert_eq!(areas, report.code() + report.concepts());
    assert_eq!(report.pending().to_string(), "1.5");
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
