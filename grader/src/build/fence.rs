//! What is refused before a compiler reads it: whatever would make the compiler read files or the
//! environment. The simulation's `std` has no such macros either; but a submission that fails there
//! is checked against the real crates, and those have them. `#[path]` is the language's own.

use super::{CompileError, Label, Unbuilt};
use crate::{submission::Submission, syntax};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use wire::{Code, Place};

/// Macros that read something at compile time.
pub(super) const READERS: [&str; 5] = [
    "include",
    "include_str",
    "include_bytes",
    "env",
    "option_env",
];

/// Something that is refused, and where.
struct Found {
    what: String,
    span: Span,
}

/// The verdict on a submission that is too deep to be read.
fn too_deep(submission: &Submission) -> Option<Unbuilt> {
    let mut files = submission.files.iter();
    let (file, excess) = files.find_map(|(file, text)| Some((file, syntax::excess(text)?)))?;
    Some(Unbuilt {
        code: Code::DoesNotCompile,
        message: format!("`{file}` {excess}"),
        errors: Vec::new(),
    })
}

/// The verdict on a submission that would have the compiler read what it may not.
pub(super) fn breach(submission: &Submission) -> Option<Unbuilt> {
    if let Some(unbuilt) = too_deep(submission) {
        return Some(unbuilt);
    }
    let mut errors = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (file, text) in &submission.files {
        // What cannot even be split into words is for the compiler to complain about.
        let Ok(tokens) = text.parse::<TokenStream>() else {
            continue;
        };
        let mut found = Vec::new();
        search(tokens, Inside::Code, &mut found);
        for Found { what, span } in found {
            errors.push(error(file, &what, span));
            if !names.contains(&what) {
                names.push(what);
            }
        }
    }
    if errors.is_empty() {
        return None;
    }
    let message = format!(
        "the code uses {}, which would have the compiler read files or the environment",
        names.join(", ")
    );
    Some(Unbuilt {
        code: Code::ForbiddenApi,
        message,
        errors,
    })
}

/// What tokens belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Code, or the arguments of a macro.
    Code,
    /// An attribute: `#[…]`.
    Attribute,
}

/// Looks for what is refused, also in the arguments and bodies of macros.
fn search(tokens: TokenStream, inside: Inside, found: &mut Vec<Found>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |index: usize, wanted: char| match tokens.get(index) {
        Some(TokenTree::Punct(punct)) => punct.as_char() == wanted,
        Some(TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_)) | None => false,
    };
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let hash = index.checked_sub(1).is_some_and(|before| {
                    is(before, '#') || (is(before, '!') && before > 0 && is(before - 1, '#'))
                });
                let attribute = hash && group.delimiter() == Delimiter::Bracket;
                let nested = attribute || inside == Inside::Attribute;
                let nested = if nested {
                    Inside::Attribute
                } else {
                    Inside::Code
                };
                search(group.stream(), nested, found);
            }
            TokenTree::Ident(word) => {
                let name = word.to_string();
                let what = if READERS.contains(&name.as_str()) && is(index + 1, '!') {
                    format!("`{name}!`")
                } else if inside == Inside::Attribute && name == "path" && is(index + 1, '=') {
                    "`#[path]`".to_owned()
                } else {
                    continue;
                };
                let span = word.span();
                found.push(Found { what, span });
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The error at the place.
fn error(file: &str, what: &str, span: Span) -> CompileError {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let (start, end) = (span.start(), span.end());
    let place = Place {
        file: file.to_owned(),
        line: number(start.line),
        column: number(start.column + 1),
    };
    CompileError {
        code: None,
        message: format!("{what} cannot be used in an exercise"),
        labels: vec![Label {
            place,
            end_line: number(end.line),
            end_column: number(end.column + 1),
            primary: true,
            text: None,
        }],
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::breach;
    use crate::submission::single;

    #[test]
    fn what_is_nested_too_deeply_is_not_even_read() {
        let nested = |depth: usize| {
            let text = format!("fn f() {{ {}1{} }}", "(".repeat(depth), ")".repeat(depth));
            breach(&single("t", text))
        };
        assert_eq!(nested(150), None);
        let message = nested(100_000).unwrap().message;
        assert!(message.contains("brackets more than 200 deep"), "{message}");
    }

    #[test]
    fn whatever_reads_at_compile_time_is_refused() {
        let refused = |text: &str| breach(&single("t", text.to_owned()));
        for text in [
            "const X: &str = include_str!(\"/etc/passwd\");",
            "fn f() { let _ = core::include_bytes !(\"x\"); }",
            "macro_rules! m { () => { include!(\"x\") } }",
            "#[path = \"/etc/hostname\"] mod x;",
            "mod a { #![path = \"x\"] }",
            "#[cfg_attr(all(), path = \"x\")] mod x;",
            "#![doc = include_str!(\"x\")]",
            "fn f() -> Option<&'static str> { option_env!(\"HOME\") }",
        ] {
            let unbuilt = refused(text).unwrap_or_else(|| panic!("let through: {text}"));
            assert_eq!(unbuilt.errors[0].labels[0].place.line, 1);
        }
        for text in [
            "fn path(path: &str) { let path = path; let x = [path == \"\"]; }",
            "fn env() {} fn include() {} // include_str!(\"x\")",
            "/// `include_str!(\"x\")`\nfn f() { print!(\"env!\") }",
            "fn ( {",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
