//! The page for a browser: complete, self-contained, small. `.ci/page` opens it in one.

use crate::fixture;
use grader::report::{Report, TopicReport, html};
use wire::Code;

#[test]
fn the_page_holds_everything_and_loads_nothing() {
    let report = fixture::report();
    let page = html::render(&report);
    for topic in &report.topics {
        assert!(page.contains(&format!("<section id=\"{}\">", topic.id)));
        for check in topic.tasks.iter().flat_map(|task| &task.checks) {
            assert!(
                page.contains(&check.check.promise),
                "{}",
                check.check.promise
            );
        }
    }
    for &code in Code::ALL {
        assert!(page.contains(&format!(">{code}<")), "{code}");
    }
    for loading in [
        "http:",
        "https:",
        "src=",
        "@import",
        "<link rel=\"stylesheet\"",
    ] {
        assert!(!page.contains(loading), "{loading}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_the_learner_wrote_stays_text() {
    let mut report = fixture::report();
    let attack = "</script><script>alert(1)</script><b onclick=\"x\">";
    for topic in &mut report.topics {
        for text in topic.sources.values_mut() {
            text.push_str(attack);
        }
        for task in &mut topic.tasks {
            for check in &mut task.checks {
                attack.clone_into(&mut check.check.promise);
                if let Some(grader::verdict::CheckVerdict::Failed(failure)) = &mut check.verdict {
                    attack.clone_into(&mut failure.message);
                    attack.clone_into(&mut failure.output);
                    for thread in &mut failure.threads {
                        attack.clone_into(&mut thread.label);
                    }
                }
            }
        }
    }
    let page = html::render(&report);
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("<b onclick"));
}

#[test]
fn the_page_of_a_whole_workbook_of_failures_is_small() {
    let fixture = fixture::report();
    let source = "    let line = something(of, an, ordinary, length);\n".repeat(300);
    let mut step = fixture::failure(Code::Deadlock).steps[0].clone();
    step.note = Some("message 1234567".to_owned());
    let topic = |number: usize| {
        let mut topic: TopicReport = fixture.topics[1].clone();
        topic.id = format!("topic_{number}");
        topic.sources = [("src/lib.rs".to_owned(), source.clone())].into();
        for check in topic.tasks.iter_mut().flat_map(|task| &mut task.checks) {
            if let Some(grader::verdict::CheckVerdict::Failed(failure)) = &mut check.verdict {
                failure.steps = (0..600)
                    .map(|number| wire::Step {
                        number,
                        thread: u32::try_from(number % 7).unwrap(),
                        ..step.clone()
                    })
                    .collect();
            }
        }
        topic
    };
    let report = Report {
        topics: (0..3).map(topic).collect(),
        ..fixture.clone()
    };
    let failures: usize = report
        .topics
        .iter()
        .flat_map(|topic| &topic.tasks)
        .map(|task| grader::report::text::failures(task).count())
        .sum();
    let size = html::render(&report).len();
    assert!(failures > 90, "{failures}");
    assert!(size < 2_000_000, "{size} bytes for {failures} failures");
}
