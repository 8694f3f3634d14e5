//! Failures shown again: the same failure for the same token, and no failure for any other. And
//! verdicts that are kept: never one that does not hold any more.

use crate::graded::{Checkout, put, solution, stub};
use std::fs;

const CHECK: &str = "welcome/pay_each_other/both_payments_arrive";

/// The command that the report gives, without its beginning.
fn command(report: &str) -> Vec<String> {
    let line = report
        .lines()
        .find_map(|line| line.split_once("cargo run -- replay "));
    let (_, rest) = line.unwrap_or_else(|| panic!("nothing to replay in:\n{report}"));
    let words = rest.split(' ').map(str::to_owned);
    ["replay".to_owned()].into_iter().chain(words).collect()
}

fn replay(checkout: &Checkout, words: &[String]) -> (Option<i32>, String) {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    checkout.run(&words)
}

/// The story of the only failure in a report: from its headline to its last line, but for how it was
/// found, which a replay does not know.
fn story(report: &str) -> Vec<&str> {
    let told = report
        .lines()
        .skip_while(|line| !line.starts_with("error["));
    let mut lines = Vec::new();
    for line in told.filter(|line| !line.starts_with("  found: ")) {
        lines.push(line);
        if line.contains("replay:") {
            break;
        }
    }
    lines
}

#[test]
fn a_failure_is_shown_again_and_told_the_same() {
    let checkout = Checkout::new();
    let (_, report) = checkout.check(&stub());
    let words = command(&report);
    let (status, again) = replay(&checkout, &words);
    assert_eq!(status, Some(1), "{again}");
    assert_eq!(story(&again), story(&report));
    assert!(again.contains("the trace, a column a thread"), "{again}");
    assert!(again.contains("✗ deadlock"), "{again}");
    assert_eq!(replay(&checkout, &words).1, again);
}

#[test]
fn what_was_judged_elsewhere_is_replayed_from_there() {
    let checkout = Checkout::new();
    let inbox = checkout.folder.path().join("inbox/welcome");
    put(&inbox.join("src/lib.rs"), &stub());
    checkout.write(&solution());
    let inbox = inbox.to_str().unwrap().to_owned();
    let (_, report) = checkout.run(&["grade", &inbox]);
    let mut words = command(&report);
    assert_eq!(words.pop().as_deref(), Some("PATH"));
    words.push(inbox);
    let (status, again) = replay(&checkout, &words);
    assert_eq!((status, story(&again)), (Some(1), story(&report)));
}

#[test]
fn a_token_of_anything_else_is_refused_by_name() {
    let checkout = Checkout::new();
    let (_, report) = checkout.check(&stub());
    let words = command(&report);
    let (name, token) = (words[1].as_str(), words[2].as_str());
    let refuse = |arguments: &[&str], expect: &str| {
        let output = checkout.command(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expect), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty());
    };
    refuse(&["replay", name], "TOKEN");
    refuse(&["replay", "welcom/x", token], "did you mean `welcome`?");
    refuse(
        &["replay", "welcome", token],
        "there is no check `welcome/`",
    );
    let typo = format!("{name}s");
    refuse(
        &["replay", &typo, token],
        &format!("did you mean `{name}`?"),
    );
    refuse(&["replay", name, "x"], "this is no token");
    refuse(&["replay", name, &token[..token.len() - 1]], "damaged");
    refuse(&["replay", name, &format!("{token}-1")], "damaged");
    refuse(
        &["replay", name, token, "--from", "/nowhere"],
        "cannot read /nowhere",
    );
    checkout.write(&format!("{}\n// changed\n", stub()));
    refuse(
        &["replay", name, token],
        "the sources of `welcome` are not those of this token",
    );
}

#[test]
fn what_has_not_changed_is_not_judged_again() {
    let checkout = Checkout::new();
    let judged = || {
        let output = checkout
            .command(&["check", "welcome", "--timings"])
            .output()
            .unwrap();
        let times = String::from_utf8(output.stderr).unwrap();
        (
            String::from_utf8(output.stdout).unwrap(),
            times.contains("run "),
        )
    };
    checkout.write(&stub());
    let (first, ran) = judged();
    assert!(ran && first.contains("deadlock"), "{first}");
    assert_eq!(judged(), (first.clone(), false));
    // A file that cannot be read is judged anew, and so is a verdict that is not whole.
    let file = checkout.folder.path().join("state/verdicts/welcome.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, &text[..text.len() / 2]).unwrap();
    assert_eq!(judged(), (first.clone(), true));
    let mut stored: serde_json::Value = serde_json::from_str(&text).unwrap();
    stored["verdict"]["Judged"][0]["Judged"] = serde_json::json!([]);
    fs::write(&file, stored.to_string()).unwrap();
    assert_eq!(judged(), (first.clone(), true));
    // Another seed, or other sources, and the verdict is another's.
    let (_, report) = checkout.run(&["check", "welcome", "--fresh"]);
    assert_eq!(report, first);
    checkout.write(&solution());
    let (second, ran) = judged();
    assert!(ran && !second.contains("deadlock"), "{second}");
    assert_eq!(judged(), (second, false));
    assert_eq!(CHECK.split('/').count(), 3);
}
