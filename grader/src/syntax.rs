//! Sources that somebody else wrote, read without an end in a stack overflow: `syn` goes down a level for each
//! bracket, and for each part of a chain of operators, calls or `else if`s; so does whoever walks through what it
//! made, or drops it. What is too deep for that is refused before anything else reads it.

use corosensei::stack::DefaultStack;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{cell::RefCell, mem::ManuallyDrop, rc::Rc};

/// How deeply brackets may be nested. People stop at ten; compilers overflow their stack at some thousands.
const MOST_BRACKETS: usize = 200;

/// How many words an expression may have, with those that it stands in. People stop at some hundreds; compilers
/// give up between 5,000 and 20,000.
const MOST_WORDS: usize = 2_000;

/// Address space for reading sources within those limits, in bytes; only what is touched costs. Without
/// optimisation a level takes up to 20 kB.
const STACK: usize = 256 * 1024 * 1024;

/// Why a text is too deep to be read, as the end of a sentence about its file; `None` if it is not.
#[must_use]
pub fn excess(text: &str) -> Option<String> {
    if brackets(text) > MOST_BRACKETS {
        return Some(format!("nests brackets more than {MOST_BRACKETS} deep"));
    }
    // What cannot even be split into words is read by nobody.
    let tokens = text.parse::<TokenStream>().ok()?;
    (longest(tokens, 0) > MOST_WORDS).then(|| {
        format!(
            "has an expression of more than {} words",
            crate::text::grouped(MOST_WORDS as u64)
        )
    })
}

/// How many files each thread keeps that it has read: those of a submission.
const KEPT: usize = 8;

/// A text, and what it was read as.
type Read = (String, Option<Rc<syn::File>>);

thread_local! {
    /// What was read last, the newest at the end: telling one failure asks a file a hundred times. It is let go of when
    /// others come, within [`deeply`], and not when the thread ends, which happens where there is less stack.
    static READ: RefCell<ManuallyDrop<Vec<Read>>> = const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// A file's syntax; `None` if the text is no Rust, or too deep. To be called, and the result used and dropped,
/// within [`deeply`].
#[must_use]
pub fn file(text: &str) -> Option<Rc<syn::File>> {
    let known = READ.with_borrow(|read| {
        let known = read.iter().find(|(known, _)| known == text);
        known.map(|(_, file)| file.clone())
    });
    known.unwrap_or_else(|| {
        let file = excess(text)
            .is_none()
            .then(|| syn::parse_file(text).ok())
            .flatten()
            .map(Rc::new);
        let oldest = READ.with_borrow_mut(|read| {
            read.push((text.to_owned(), file.clone()));
            (read.len() > KEPT).then(|| read.remove(0))
        });
        drop(oldest);
        file
    })
}

/// Does something where there is stack enough to walk through sources.
pub fn deeply<R>(work: impl FnOnce() -> R) -> R {
    match DefaultStack::new(STACK) {
        Ok(stack) => corosensei::on_stack(stack, work),
        // Without address space for it, the present one has to do.
        Err(_) => work(),
    }
}

/// How deeply brackets are nested, those in comments and strings among them.
fn brackets(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The most words that stand one behind the other in one expression or item, those of what it stands in included:
/// no parser goes down further.
fn longest(tokens: TokenStream, above: usize) -> usize {
    let mut tokens = tokens.into_iter().peekable();
    // Since the last end of a statement, and whether a comma may be part of something deeper: `|a, b| |c, d| …`,
    // `A<B, C<D, …`.
    let (mut length, mut ambiguous) = (0, false);
    let mut most = above;
    while let Some(token) = tokens.next() {
        // However many attributes, lines of documentation among them: they lie side by side.
        if is_mark(&token, '#') {
            tokens.next_if(|next| is_mark(next, '!'));
            tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
            continue;
        }
        length += 1;
        most = most.max(above + length);
        let ends = match token {
            TokenTree::Punct(punct) => {
                ambiguous |= matches!(punct.as_char(), '<' | '|');
                punct.as_char() == ';' || punct.as_char() == ',' && !ambiguous
            }
            TokenTree::Group(group) => {
                let is_block = group.delimiter() == Delimiter::Brace;
                most = most.max(longest(group.stream(), above + length));
                is_block && !tokens.peek().is_some_and(goes_on)
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        if ends {
            (length, ambiguous) = (0, false);
        }
    }
    most
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Behind a block, this belongs to the same expression.
fn goes_on(next: &TokenTree) -> bool {
    match next {
        TokenTree::Punct(punct) => punct.as_char() != '#',
        TokenTree::Ident(word) => word == "else" || word == "as",
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, MOST_WORDS, deeply, excess, file};
    use quote::ToTokens;
    use std::rc::Rc;

    #[test]
    fn what_was_read_last_is_not_read_again() {
        deeply(|| {
            let first = file("fn a() {}").unwrap();
            assert!(Rc::ptr_eq(&first, &file("fn a() {}").unwrap()));
            for number in 0..KEPT {
                let other = file(&format!("fn b{number}() {{}}")).unwrap();
                assert!(!Rc::ptr_eq(&first, &other));
            }
            let again = file("fn a() {}").unwrap();
            assert!(!Rc::ptr_eq(&first, &again));
            assert_eq!(first, again);
        });
    }

    /// A function whose body is this chain of something, then `a`.
    fn chain(link: &str, links: usize, end: &str) -> String {
        format!("fn f() {{ {}a{end} }}", link.repeat(links))
    }

    const LINKS: [&str; 15] = [
        "!",
        "&",
        "-",
        "a=",
        "a+",
        "1..",
        "|a|",
        "|a, b|",
        "return ",
        "if a{}else ",
        "if a{}else if ",
        "{}+",
        "{} as ",
        "a::<B, C, ",
        "'a: loop{}.",
    ];

    #[test]
    fn no_chain_is_too_long_to_be_seen() {
        for link in LINKS {
            for links in [MOST_WORDS, 20_000] {
                let told = excess(&chain(link, links, "")).unwrap_or_else(|| panic!("{link}"));
                assert!(told.contains("more than 2,000 words"), "{told}");
            }
        }
        let told = excess(&chain("(", 100_000, "")).unwrap();
        assert!(told.contains("brackets more than 200 deep"), "{told}");
        let nested = "fn f() { ".to_owned() + &"g(!!!!!!!!!!!!!!!!!!!!!!!!!".repeat(150) + "a";
        assert!(excess(&(nested + &")".repeat(150) + " }")).is_some());
    }

    #[test]
    fn whatever_is_not_too_long_is_read_through_without_an_overflow() {
        let links = LINKS.into_iter().chain([".abs()"]);
        for link in links {
            let words = link.parse::<proc_macro2::TokenStream>().unwrap();
            let links = (MOST_WORDS - 10) / words.into_iter().count();
            let text = match link {
                ".abs()" => format!("fn f() {{ a{} }}", link.repeat(links)),
                _ => chain(link, links, if link.contains("if") { " {}" } else { "" }),
            };
            assert_eq!(excess(&text), None, "{link}");
            deeply(|| {
                let Some(file) = file(&text) else { return };
                assert!(!file.to_token_stream().is_empty());
            });
        }
    }

    #[test]
    fn what_people_write_is_not_too_long() {
        let functions =
            "fn f(a: u64, b: u64) -> u64 { if a == b { 1 } else { g(a, b) } }\n".repeat(900);
        assert_eq!(excess(&functions), None);
        let statements = format!("fn f() {{ {} }}", "let a = g(1, 2) + 3;\n".repeat(2_000));
        assert_eq!(excess(&statements), None);
        let table = format!("const T: [u64; 5000] = [{}];", "1, ".repeat(5_000));
        assert_eq!(excess(&table), None);
        let documented = format!(
            "{}fn f() {{}}",
            "//! About it.\n/// About this.\n".repeat(2_000)
        );
        assert_eq!(excess(&documented), None);
        let arms = "(1, a) => g(a), A { b } => { h(b) }\n ".repeat(100);
        assert_eq!(excess(&format!("fn f() {{ match a {{ {arms} }} }}")), None);
    }
}
