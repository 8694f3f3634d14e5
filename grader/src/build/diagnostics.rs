//! The compiler's messages, read from its JSON and told in the learner's terms: places in the
//! learner's files alone, and nothing of the machinery that the code was compiled against.

use super::{CompileError, Label, SOURCES};
use crate::text::printable;
use serde::Deserialize;
use wire::Place;

/// A message of the compiler's.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Diagnostic {
    pub(super) message: String,
    code: Option<CodeOf>,
    level: String,
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Diagnostic>,
}

#[derive(Clone, Debug, Deserialize)]
struct CodeOf {
    code: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Expansion {
    span: Span,
}

impl Diagnostic {
    /// It is an error at some place: the summary at the end is not.
    pub(super) fn is_error(&self) -> bool {
        self.level.starts_with("error") && !self.message.starts_with("aborting due to")
    }

    /// It is about some place: summaries are not.
    pub(super) fn has_place(&self) -> bool {
        !self.spans.is_empty()
    }

    /// It is a lint's: lints have names, errors of the language have numbers.
    pub(super) fn is_lint(&self) -> bool {
        self.code()
            .is_some_and(|code| code.contains('_') || !code.starts_with('E'))
    }

    /// It is about `unsafe`, which the grader forbids.
    pub(super) fn is_unsafe(&self) -> bool {
        self.code() == Some("unsafe_code")
    }

    /// A constant is computed for too long. The language allows it, and it may never end.
    pub(super) fn is_endless(&self) -> bool {
        self.code() == Some("long_running_const_eval")
    }

    /// It is the linker's.
    pub(super) fn is_linkers(&self) -> bool {
        self.message.starts_with("linking with") || self.message.starts_with("linker `")
    }

    /// All that it says.
    pub(super) fn whole(&self) -> String {
        let notes = self.children.iter().map(|child| child.message.as_str());
        let lines: Vec<&str> = [self.message.as_str()].into_iter().chain(notes).collect();
        lines.join("\n")
    }

    /// The compiler did not get as far as to say anything itself.
    pub(super) fn broken(message: &str) -> Diagnostic {
        Diagnostic {
            message: message.to_owned(),
            code: None,
            level: "error".to_owned(),
            spans: Vec::new(),
            children: Vec::new(),
        }
    }

    /// A name was not found: what a facade does not have is reported so.
    pub(super) fn is_unresolved(&self) -> bool {
        const UNRESOLVED: [&str; 10] = [
            "E0405", "E0407", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433", "E0599",
            "E0603",
        ];
        let macros = self.message.starts_with("cannot find macro");
        macros || self.code().is_some_and(|code| UNRESOLVED.contains(&code))
    }

    /// Its main place is in this line of this file, or in a macro that is called there.
    pub(super) fn is_at(&self, file: &str, line: u32) -> bool {
        self.spans
            .iter()
            .any(|span| span.is_primary && span.covers(file, line))
    }

    /// The line of its main place in this file, if it is there.
    pub(super) fn line_in(&self, file: &str) -> Option<u32> {
        let mut main = self.spans.iter().filter(|span| span.is_primary);
        main.find_map(|span| span.line_in(file))
    }

    /// The compiler's number for it, or the name of a lint.
    pub(super) fn code(&self) -> Option<&str> {
        self.code.as_ref().map(|code| code.code.as_str())
    }
}

impl Span {
    fn covers(&self, file: &str, line: u32) -> bool {
        let own = self.file_name == file && (self.line_start..=self.line_end).contains(&line);
        own || self.call().is_some_and(|call| call.covers(file, line))
    }

    fn line_in(&self, file: &str) -> Option<u32> {
        if self.file_name == file {
            return Some(self.line_start);
        }
        self.call()?.line_in(file)
    }

    /// Where the macro is called that this is in.
    fn call(&self) -> Option<&Span> {
        self.expansion.as_ref().map(|expansion| &expansion.span)
    }
}

/// Reads what the compiler printed; lines that are no messages are passed over.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    output
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// The error as the learner should read it.
pub(super) fn in_learners_terms(diagnostic: &Diagnostic) -> CompileError {
    let mut labels: Vec<Label> = diagnostic.spans.iter().filter_map(label).collect();
    labels.sort_by_key(|label| !label.primary);
    if let Some(first) = labels.first_mut() {
        first.primary = true;
    }
    let number = diagnostic.code().filter(|code| code.starts_with('E'));
    CompileError {
        code: number.map(str::to_owned),
        message: renamed(&diagnostic.message),
        labels,
        notes: diagnostic.children.iter().filter_map(note).collect(),
    }
}

/// A place in the learner's code; for code from a macro, the place of the macro's call.
fn label(span: &Span) -> Option<Label> {
    let Some(file) = span.file_name.strip_prefix(SOURCES) else {
        let call = span.expansion.as_ref()?;
        let outer = label(&call.span)?;
        let text = span.label.as_deref().map(renamed).or(outer.text);
        return Some(Label {
            primary: span.is_primary,
            text,
            ..outer
        });
    };
    Some(Label {
        place: Place {
            file: file.to_owned(),
            line: span.line_start,
            column: span.column_start,
        },
        end_line: span.line_end,
        end_column: span.column_end,
        primary: span.is_primary,
        text: span
            .label
            .as_deref()
            .filter(|text| !is_machinery(text))
            .map(renamed),
    })
}

/// A note or an advice, unless it speaks of the machinery or of other people's files.
fn note(child: &Diagnostic) -> Option<String> {
    let elsewhere = child
        .spans
        .iter()
        .any(|span| !span.file_name.starts_with(SOURCES));
    if elsewhere || is_machinery(&child.message) || child.message.contains("`-F") {
        return None;
    }
    // A suggestion to import something may name what the simulation lacks; it helps nobody.
    let replacement = child
        .spans
        .iter()
        .find_map(|span| span.suggested_replacement.as_deref());
    let replacement = replacement.map(str::trim).filter(|text| !text.is_empty());
    let text = match replacement {
        Some(code) if is_machinery(code) => return None,
        Some(code) if code.lines().count() == 1 => {
            format!("{}: {}: `{code}`", child.level, renamed(&child.message))
        }
        Some(_) | None => format!("{}: {}", child.level, renamed(&child.message)),
    };
    Some(text)
}

/// The text speaks of what a learner never wrote and cannot look at.
fn is_machinery(text: &str) -> bool {
    [
        "sim::",
        "/rustc/",
        ".cargo/",
        ".rlib",
        "grader/",
        ".rustup",
        "similar name exists",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Names of the simulation's crates, as the learner knows them; nothing that would repaint a screen.
fn renamed(text: &str) -> String {
    printable(text)
        .replace(SOURCES, "")
        .replace("sim_crossbeam_channel", "crossbeam_channel")
        .replace("sim_std", "std")
        .replace("sim_core", "core")
        .replace("native_std", "std")
        .replace("native_core", "core")
        .replace("sim_alloc", "alloc")
}

#[cfg(test)]
mod tests {
    use super::{in_learners_terms, parse};

    #[test]
    fn machinery_and_other_peoples_files_stay_out() {
        let line = r#"{"message":"the trait bound `sim_std::rc::Rc<u8>: Send` is not satisfied",
            "code":{"code":"E0277"},"level":"error","spans":[
            {"file_name":"grader/crates/sim-std/src/lib.rs","line_start":9,"line_end":9,
             "column_start":1,"column_end":4,"is_primary":false,"label":"required by this"},
            {"file_name":"/submission/src/lib.rs","line_start":3,"line_end":3,"column_start":5,"column_end":8,
             "is_primary":true,"label":"not `Send`"}],
            "children":[
            {"message":"required by a bound in `spawn`","code":null,"level":"note","spans":[
             {"file_name":"/x/.cargo/y.rs","line_start":1,"line_end":1,"column_start":1,
              "column_end":1,"is_primary":true,"label":null}]},
            {"message":"use `Arc`","code":null,"level":"help","spans":[]},
            {"message":"see sim::runtime","code":null,"level":"note","spans":[]}]}"#;
        let diagnostics = parse(&line.replace('\n', " "));
        let error = in_learners_terms(&diagnostics[0]);
        assert_eq!(
            error.message,
            "the trait bound `std::rc::Rc<u8>: Send` is not satisfied"
        );
        assert_eq!(error.labels.len(), 1);
        assert_eq!(
            (error.labels[0].place.line, error.labels[0].primary),
            (3, true)
        );
        assert_eq!(error.notes, ["help: use `Arc`"]);
    }

    #[test]
    fn the_summary_is_no_error_and_lints_are_told_apart() {
        let lines = [
            r#"{"message":"aborting due to 2 previous errors","code":null,"level":"error","spans":[]}"#,
            r#"{"message":"unused","code":{"code":"unused_variables"},"level":"error","spans":[]}"#,
            r#"{"message":"no","code":{"code":"E0425"},"level":"error","spans":[]}"#,
            "not json",
        ];
        let found = parse(&lines.join("\n"));
        let facts: Vec<_> = found
            .iter()
            .map(|it| (it.is_error(), it.is_lint(), it.is_unresolved()))
            .collect();
        assert_eq!(
            facts,
            [
                (false, false, false),
                (true, true, false),
                (true, false, true)
            ]
        );
    }
}
