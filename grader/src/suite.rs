//! A topic's hidden suite as source text, and the checks that it declares, read with `syn` so that
//! they are known without running anything.
//!
//! `check::suite!` makes the same declarations run in the child; this module only reads them. Programs
//! that must not compile are checks too; [`Misuse`] is one of those.

mod misuse;
mod stub;

pub use misuse::Misuse;
pub use stub::pristine;

use crate::{
    error::{Error, Result},
    layout::Layout,
    workbook::{Engine, Topic},
};
use serde::Serialize;
use std::{collections::BTreeMap, fs};
use syn::{Attribute, Expr, ExprLit, Item, ItemFn, Lit, Meta, Token, punctuated::Punctuated};

/// The hidden suite of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The checks of each task, in order of declaration.
    pub checks: BTreeMap<String, Vec<Check>>,
    /// The suite's source files, by name: `<task>.rs`, and `common.rs` if there is one.
    pub files: BTreeMap<String, String>,
    /// The programs that must not compile. Each is a check of its task as well, behind the others.
    pub misuses: Vec<Misuse>,
    /// The stub that the learner began with, by the names of its files: it states the contract's
    /// signatures.
    pub stub: BTreeMap<String, String>,
    /// Some task runs on real threads, so that the sources may use what only these have.
    pub real_threads: bool,
}

impl Suite {
    /// The checks of a task that are run; the compiler decides the others.
    pub fn run_checks(&self, task: &str) -> impl Iterator<Item = &Check> {
        let decided = move |check: &&Check| {
            let mut misuses = self.misuses.iter();
            misuses.any(|it| it.task == task && it.check.id == check.id)
        };
        self.checks[task]
            .iter()
            .filter(move |check| !decided(check))
    }

    /// Every text that takes part in a verdict, each with a name.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self
            .files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let misuses = self.misuses.iter().flat_map(|it| {
            let name = it.check.id.as_str();
            [(name, it.program.as_str()), (name, it.twin.as_str())]
        });
        files.chain(misuses)
    }
}

/// One thing that is checked of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name inside the task; permanent.
    pub id: String,
    /// What kind of promise it checks.
    pub category: Category,
    /// The promise, one sentence, for the learner.
    pub promise: String,
    /// Its share of the task's points.
    pub weight: u32,
    /// With the reference solution, every interleaving is covered.
    #[serde(skip)]
    pub exhaustive: bool,
}

/// What kind of promise a check checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// The right values: without these no other check of the task earns anything.
    Basic,
    /// The right order.
    Ordering,
    /// Nobody is stuck.
    Deadlock,
    /// Threads end, channels close, limits hold.
    Resources,
    /// Told to stop, it stops.
    Cancellation,
    /// The right moment, on the virtual clock.
    Timing,
}

impl Category {
    /// Every category.
    pub const ALL: [Category; 6] = [
        Category::Basic,
        Category::Ordering,
        Category::Deadlock,
        Category::Resources,
        Category::Cancellation,
        Category::Timing,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::Basic => "basic",
            Category::Ordering => "ordering",
            Category::Deadlock => "deadlock",
            Category::Resources => "resources",
            Category::Cancellation => "cancellation",
            Category::Timing => "timing",
        }
    }
}

/// Reads the suite of a topic.
///
/// # Errors
/// If a task has no suite, or its suite declares no check, or one that makes no sense.
pub fn load(layout: &Layout, topic: &Topic) -> Result<Suite> {
    let folder = layout.suite(&topic.id);
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(Error::io("cannot read", &path))
    };
    let mut suite = Suite {
        checks: BTreeMap::new(),
        files: BTreeMap::new(),
        misuses: misuse::load(layout, topic)?,
        stub: pristine(&layout.stub(&topic.id))?,
        real_threads: topic.tasks.iter().any(|it| it.engine == Engine::Native),
    };
    for task in &topic.tasks {
        let name = format!("{}.rs", task.id);
        let text = read(&name)?;
        let file = layout.show(&folder.join(&name));
        let mut checks = parse(&file, &text)?;
        for misuse in suite.misuses.iter().filter(|it| it.task == task.id) {
            let id = &misuse.check.id;
            if checks.iter().any(|check| check.id == *id) {
                let message = format!("`contracts/{id}.rs` has the name of a check of this task");
                return Err(Error::Malformed {
                    file,
                    line: 0,
                    message,
                });
            }
            checks.push(misuse.check.clone());
        }
        suite.checks.insert(task.id.clone(), checks);
        suite.files.insert(name, text);
    }
    if folder.join("common.rs").is_file() {
        suite
            .files
            .insert("common.rs".to_owned(), read("common.rs")?);
    }
    Ok(suite)
}

/// The checks that one suite file declares. `file` is its name in messages.
///
/// # Errors
/// If the file is no suite, with the line.
pub fn parse(file: &str, text: &str) -> Result<Vec<Check>> {
    let malformed = |line: usize, message: String| Error::Malformed {
        file: file.to_owned(),
        line,
        message,
    };
    let at = |error: &syn::Error| malformed(error.span().start().line, error.to_string());
    let source = syn::parse_file(text).map_err(|error| at(&error))?;
    let is_suite = |path: &syn::Path| {
        path.segments
            .last()
            .is_some_and(|last| last.ident == "suite")
    };
    let mut declared = Vec::new();
    for item in &source.items {
        let Item::Macro(item) = item else { continue };
        if is_suite(&item.mac.path) {
            let inside: syn::File =
                syn::parse2(item.mac.tokens.clone()).map_err(|error| at(&error))?;
            declared.push(inside);
        }
    }
    let [suite] = &declared[..] else {
        return Err(malformed(
            0,
            "expected exactly one `check::suite! { … }`".to_owned(),
        ));
    };
    let mut checks: Vec<Check> = Vec::new();
    for item in &suite.items {
        let Item::Fn(function) = item else { continue };
        let Some(check) = declaration(function).map_err(|error| at(&error))? else {
            continue;
        };
        if checks.iter().any(|other| other.id == check.id) {
            let line = function.sig.ident.span().start().line;
            return Err(malformed(
                line,
                format!("there are two checks `{}`", check.id),
            ));
        }
        checks.push(check);
    }
    if !checks.iter().any(|check| check.category == Category::Basic) {
        return Err(malformed(
            0,
            "expected at least one `#[check(basic)]`".to_owned(),
        ));
    }
    Ok(checks)
}

/// The check that a function declares; `None` for a helper function.
fn declaration(function: &ItemFn) -> syn::Result<Option<Check>> {
    let Some(attribute) = function
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("check"))
    else {
        return Ok(None);
    };
    let options = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
    let promise = documentation(&function.attrs);
    if promise.is_empty() {
        let message = "a check's doc comment is the promise that it checks; expected one";
        return Err(syn::Error::new_spanned(&function.sig.ident, message));
    }
    let mut check = Check {
        id: function.sig.ident.to_string(),
        category: category(attribute, &options)?,
        promise,
        weight: 1,
        exhaustive: false,
    };
    for option in options.iter().skip(1) {
        match option {
            Meta::NameValue(pair) if pair.path.is_ident("weight") => {
                check.weight = weight(&pair.value)?;
            }
            Meta::Path(path) if path.is_ident("exhaustive") => check.exhaustive = true,
            // The other options concern the exploration alone: `check` reads and refuses them.
            Meta::Path(_) | Meta::NameValue(_) | Meta::List(_) => {}
        }
    }
    Ok(Some(check))
}

/// The first option: the category.
fn category(attribute: &Attribute, options: &Punctuated<Meta, Token![,]>) -> syn::Result<Category> {
    let found = options.first().and_then(|first| {
        Category::ALL
            .into_iter()
            .find(|category| first.path().is_ident(category.name()))
    });
    let names = Category::ALL.map(Category::name).join(", ");
    found.ok_or_else(|| {
        syn::Error::new_spanned(
            attribute,
            format!("expected a category first: one of {names}"),
        )
    })
}

/// The value of `weight = …`.
fn weight(value: &Expr) -> syn::Result<u32> {
    let expected = || syn::Error::new_spanned(value, "expected a weight from 1 to 1000");
    let Expr::Lit(ExprLit {
        lit: Lit::Int(number),
        ..
    }) = value
    else {
        return Err(expected());
    };
    let weight: u32 = number.base10_parse()?;
    if (1..=1000).contains(&weight) {
        Ok(weight)
    } else {
        Err(expected())
    }
}

/// The doc comment, on one line.
fn documentation(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        Meta::Path(_) | Meta::List(_) | Meta::NameValue(_) => None,
    };
    attributes
        .iter()
        .filter_map(line)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Category, parse};

    const SUITE: &str = r#"//! The hidden suite.
use check::prelude::*;

check::suite! {
    /// It counts,
    /// in twos.
    #[check(basic)]
    fn counts() {}

    fn helper() {}

    /// It ends.
    #[check(resources, weight = 2, exhaustive, reachable("a", "b"))]
    fn ends() {}
}
"#;

    #[test]
    fn declarations_are_read() {
        let checks = parse("odds.rs", SUITE).unwrap();
        assert_eq!(checks.len(), 2);
        assert_eq!(checks[0].promise, "It counts, in twos.");
        assert_eq!((checks[0].category, checks[0].weight), (Category::Basic, 1));
        assert_eq!(
            (checks[1].category, checks[1].weight),
            (Category::Resources, 2)
        );
        assert!(checks[1].exhaustive && !checks[0].exhaustive);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        let refuse = |from: &str, to: &str, expect: &str| {
            let error = parse("odds.rs", &SUITE.replace(from, to))
                .unwrap_err()
                .to_string();
            assert!(error.contains(expect), "{error}");
        };
        refuse(
            "check(basic)",
            "check(fast)",
            "odds.rs:7: expected a category first",
        );
        refuse("weight = 2", "weight = 0", "odds.rs:13: expected a weight");
        refuse(
            "fn ends",
            "fn counts",
            "odds.rs:14: there are two checks `counts`",
        );
        refuse("/// It ends.", "", "odds.rs:14: a check's doc comment");
        refuse("check::suite!", "other!", "odds.rs: expected exactly one");
        refuse(
            "check(basic)",
            "check(timing)",
            "odds.rs: expected at least one `#[check(basic)]`",
        );
        refuse("fn helper() {}", "fn helper( {}", "odds.rs:");
    }
}
