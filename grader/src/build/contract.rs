//! What the contract of a task looks like in source: the signatures of its public items, found with
//! `syn` in the files of the pristine stub, and where the learner's own are.

use super::{CompileError, Job};
use crate::{syntax, workbook::Task};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::{ImplItem, Item, ItemImpl, TraitItem, Type, Visibility};
use wire::{Code, Failure, Figure, Place};

/// A public item's declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// As written, on one line, without its body.
    pub text: String,
    /// The line of its name, from 1.
    pub line: u32,
    /// The column of its name, from 1.
    pub column: u32,
    /// Its tokens, to be compared.
    tokens: String,
}

/// The line and column where an item of this name is declared in a source text.
#[must_use]
pub fn item_line(source: &str, item: &str) -> Option<(u32, u32)> {
    let found = signatures(source);
    let signature = found.get(item)?;
    Some((signature.line, signature.column))
}

/// The declarations of all items of a source text, by name; methods as `Type::method`.
#[must_use]
pub fn signatures(source: &str) -> BTreeMap<String, Signature> {
    syntax::deeply(|| {
        let mut found = BTreeMap::new();
        if let Some(file) = syntax::file(source) {
            collect(&file.items, &mut found);
        }
        found
    })
}

/// Adds the declarations of these items.
fn collect(items: &[Item], found: &mut BTreeMap<String, Signature>) {
    let mut add = |name: String, ident: &syn::Ident, tokens: String| {
        found
            .entry(name)
            .or_insert_with(|| signature(ident, &tokens));
    };
    for item in items {
        match item {
            Item::Fn(it) => {
                let tokens = declaration(&it.vis, &it.sig);
                add(it.sig.ident.to_string(), &it.sig.ident, tokens);
            }
            Item::Struct(it) => {
                let fields = match &it.fields {
                    syn::Fields::Named(_) => " { … }",
                    syn::Fields::Unnamed(_) => "(…)",
                    syn::Fields::Unit => ";",
                };
                let head = head(&it.vis, &it.struct_token, &it.ident, &it.generics);
                add(it.ident.to_string(), &it.ident, head + fields);
            }
            Item::Enum(it) => {
                let head = head(&it.vis, &it.enum_token, &it.ident, &it.generics);
                let variants = it.variants.to_token_stream().to_string();
                add(
                    it.ident.to_string(),
                    &it.ident,
                    format!("{head} {{ {variants} }}"),
                );
            }
            Item::Trait(it) => {
                let head = head(&it.vis, &it.trait_token, &it.ident, &it.generics);
                add(it.ident.to_string(), &it.ident, head + " { … }");
                for inner in &it.items {
                    if let TraitItem::Fn(method) = inner {
                        let name = format!("{}::{}", it.ident, method.sig.ident);
                        let tokens = method.sig.to_token_stream().to_string();
                        add(name, &method.sig.ident, tokens);
                    }
                }
            }
            Item::Type(it) => add(
                it.ident.to_string(),
                &it.ident,
                it.to_token_stream().to_string(),
            ),
            Item::Impl(it) if it.trait_.is_none() => {
                for (name, ident, tokens) in methods(it) {
                    add(name, &ident, tokens);
                }
            }
            _ => {}
        }
    }
    for item in items {
        if let Item::Mod(module) = item
            && let Some((_, inner)) = &module.content
        {
            collect(inner, found);
        }
    }
}

/// The public methods of an `impl` block.
fn methods(block: &ItemImpl) -> Vec<(String, syn::Ident, String)> {
    let Type::Path(path) = &*block.self_ty else {
        return Vec::new();
    };
    let Some(owner) = path.path.segments.last() else {
        return Vec::new();
    };
    let method = |item: &ImplItem| match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
            let name = format!("{}::{}", owner.ident, method.sig.ident);
            Some((
                name,
                method.sig.ident.clone(),
                declaration(&method.vis, &method.sig),
            ))
        }
        _ => None,
    };
    block.items.iter().filter_map(method).collect()
}

/// A function's declaration, with its arguments' names left out of account by nobody: they are
/// part of what the learner reads.
fn declaration(visibility: &Visibility, signature: &syn::Signature) -> String {
    format!(
        "{} {}",
        visibility.to_token_stream(),
        signature.to_token_stream()
    )
}

/// A type's declaration up to its body.
fn head(
    visibility: &Visibility,
    keyword: &dyn quote::ToTokens,
    name: &syn::Ident,
    generics: &syn::Generics,
) -> String {
    let clause = generics.where_clause.to_token_stream();
    let visibility = visibility.to_token_stream();
    let keyword = keyword.to_token_stream();
    format!(
        "{visibility} {keyword} {name}{} {clause}",
        generics.to_token_stream()
    )
    .trim()
    .to_owned()
}

fn signature(ident: &syn::Ident, tokens: &str) -> Signature {
    let start = ident.span().start();
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Signature {
        text: tidy(tokens),
        line: number(start.line),
        column: number(start.column + 1),
        tokens: tokens.split_whitespace().collect(),
    }
}

/// Tokens, spaced as people space them.
pub(crate) fn tidy(tokens: &str) -> String {
    let mut text = tokens.trim().to_owned();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        (" ,", ","),
        ("& ", "&"),
        ("' ", "'"),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        ("-> (", "-> ("),
        (" <", "<"),
        (",)", ")"),
        (",>", ">"),
        ("->(", "-> ("),
        ("- >", "->"),
        ("->", " -> "),
        ("  ", " "),
        ("  ", " "),
        ("= >", "=>"),
    ] {
        text = text.replace(from, to);
    }
    text
}

/// The verdict for a task whose suite does not compile with the learner's code: which of the
/// contract's items is missing or different. Nothing of the suite is shown.
pub(super) fn unfit(job: &Job<'_>, task: &Task, errors: &[CompileError]) -> Failure {
    let stub = job.suite.stub.values();
    let contract: BTreeMap<_, _> = stub.flat_map(|text| signatures(text)).collect();
    let mut figures = Vec::new();
    let mut message = String::new();
    let mut place = None;
    for (name, wanted) in contract.iter().filter(|(name, _)| belongs_to(name, task)) {
        let found = job.submission.files.iter().find_map(|(file, text)| {
            let signature = signatures(text).remove(name)?;
            Some((file.clone(), signature))
        });
        let said = match &found {
            None => format!("`{name}` is missing. "),
            Some((_, has)) if has.tokens == wanted.tokens => continue,
            Some((file, has)) => {
                let here = Place {
                    file: file.clone(),
                    line: has.line,
                    column: has.column,
                };
                place = place.or(Some(here));
                figures.push(figure("yours", has.text.clone()));
                format!("`{name}` is declared differently from the contract. ")
            }
        };
        message.push_str(&said);
        figures.push(figure("contract", wanted.text.clone()));
    }
    if message.is_empty() {
        message = fits_but(task, errors);
        for name in &task.items {
            let wanted = contract
                .get(name)
                .map(|wanted| figure("contract", wanted.text.clone()));
            figures.extend(wanted);
        }
    }
    failure(message.trim().to_owned(), figures, place)
}

/// The items look as they should, and still do not fit: bounds, traits, visibility, fields.
fn fits_but(task: &Task, errors: &[CompileError]) -> String {
    let names: Vec<String> = task.items.iter().map(|name| format!("`{name}`")).collect();
    // The compiler's headline speaks of types and traits of the contract; suites' own names are
    // in its labels, which are not shown.
    let said = errors
        .first()
        .map(|error| format!(": {}", error.message))
        .unwrap_or_default();
    format!(
        "code that uses {} as the contract allows does not compile{said}",
        names.join(", ")
    )
}

/// The item is one that the task asks for, or a method of one.
fn belongs_to(name: &str, task: &Task) -> bool {
    let owner = name.split("::").next().unwrap_or(name);
    task.items.iter().any(|item| item == name || item == owner)
}

fn figure(name: &str, value: String) -> Figure {
    Figure {
        name: name.to_owned(),
        value,
        difference: None,
    }
}

fn failure(message: String, figures: Vec<Figure>, place: Option<Place>) -> Failure {
    Failure {
        figures,
        place,
        ..crate::verdict::bare(Code::DoesNotCompile, message)
    }
}

#[cfg(test)]
mod tests {
    use super::{item_line, signatures};

    #[test]
    fn no_source_text_overflows_the_parser() {
        // As long as a file may be.
        let most = 256 * 1024;
        for chain in [
            "a=",
            "!",
            "&",
            "-",
            "|a|",
            "return ",
            "if a{}else ",
            "1..",
            "(",
            "[",
        ] {
            let text = format!("fn f() {{ {}a }}", chain.repeat(most / chain.len()));
            assert!(signatures(&text).len() <= 1, "{chain}");
        }
    }

    #[test]
    fn declarations_read_as_written() {
        let source = "use a::B;\n\npub fn odds(max: u64) -> Receiver<u64> {\n    todo!()\n}\n\
            pub struct Pool<T> { x: T }\nimpl<T: Send + 'static> Pool<T> {\n    \
            pub fn start(&self, f: impl FnOnce() -> T) -> Result<(), Full<T>> { todo!() }\n}\n\
            pub enum E { A, B { n: u64 } }\n";
        let found = signatures(source);
        let text = |name: &str| found[name].text.as_str();
        assert_eq!(text("odds"), "pub fn odds(max: u64) -> Receiver<u64>");
        assert_eq!(text("Pool"), "pub struct Pool<T> { … }");
        assert_eq!(
            text("Pool::start"),
            "pub fn start(&self, f: impl FnOnce() -> T) -> Result<(), Full<T>>"
        );
        assert_eq!(text("E"), "pub enum E { A, B { n: u64 } }");
        assert_eq!(item_line(source, "odds"), Some((3, 8)));
        assert_eq!(item_line(source, "evens"), None);
        assert!(signatures("pub fn (").is_empty());
    }
}
