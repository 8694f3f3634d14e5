//! Threads and objects, called as the learner calls them: by the binding at the place of creation,
//! by the function or loop that spawned them. What cannot be read there gets an honest number.

mod after;
pub(super) mod answers;
pub(super) mod arms;
pub(super) mod asked_before;
pub(super) mod asked_for;
pub(super) mod asked_signal;
pub(super) mod asks_again;
pub(super) mod asserts;
mod basics;
pub(super) mod batches;
pub(super) mod before_wait;
pub(super) mod begins;
pub(super) mod begun_once;
pub(super) mod below_zero;
mod binding;
pub(super) mod borrowed;
pub(super) mod bounds;
pub(super) mod capacity;
pub(super) mod carried;
pub(super) mod changes_after;
pub(super) mod chooser;
pub(super) mod cleared;
pub(super) mod clocks;
pub(super) mod clones;
pub(super) mod compared;
pub(super) mod counted;
pub(super) mod counted_once;
pub(super) mod counts;
pub(super) mod cut_up;
pub(super) mod decided;
pub(super) mod deciders;
pub(super) mod dropped_at_once;
pub(super) mod error_exits;
pub(super) mod fallback;
pub(super) mod fills;
pub(super) mod flagged;
pub(super) mod flags;
pub(super) mod flow;
pub(super) mod for_all;
pub(super) mod for_head;
pub(super) mod given;
pub(super) mod gives_up_full;
pub(super) mod guard_dropped;
pub(super) mod guards;
pub(super) mod handed_on;
pub(super) mod head_guard;
pub(super) mod heads;
pub(super) mod held_against;
pub(super) mod held_down;
pub(super) mod in_hand;
pub(super) mod indexed;
pub(super) mod initial;
pub(super) mod keeps;
mod kept_over;
mod labels;
mod left_in;
pub(super) mod limits;
pub(super) mod lost_errors;
pub(super) mod methods;
mod moments;
pub(super) mod moved_on;
pub(super) mod newest;
pub(super) mod numbers;
mod once;
pub(super) mod one_more;
pub(super) mod only_after;
pub(super) mod only_checked;
pub(super) mod only_dropped;
pub(super) mod only_put;
pub(super) mod other_arm;
mod outlets;
mod panics;
pub(super) mod parts;
pub(super) mod picked;
pub(super) mod plain;
pub(super) mod polls;
pub(super) mod predicates;
pub(super) mod put_over;
pub(super) mod queues;
pub(super) mod read_by;
pub(super) mod reckoned;
pub(super) mod renumbered;
pub(super) mod replaced;
pub(super) mod scopes;
pub(super) mod selects;
pub(super) mod send_loop;
pub(super) mod sent_in_select;
pub(super) mod set_back;
pub(super) mod sets;
pub(super) mod signature;
pub(super) mod slice;
mod spawn;
pub(super) mod stops;
pub(super) mod stored;
pub(super) mod taken_bit_by_bit;
pub(super) mod texts;
pub(super) mod tossed;
pub(super) mod turns;
pub(super) mod turns_of;
pub(super) mod two_locks;
pub(super) mod unawaited;
pub(super) mod under_lock;
pub(super) mod unheard;
pub(super) mod unmoved;
pub(super) mod unread;
pub(super) mod untold;
pub(super) mod variants;
pub(super) mod waited_for;
pub(super) mod waiting_loops;
pub(super) mod ways;
pub(super) mod ways_out;
pub(super) mod which_error;
pub(super) mod wild;
mod written;

pub(super) use after::{after, overwritten};
pub(super) use kept_over::Kept;
pub(super) use left_in::WayOut;
pub(super) use moments::set as moments;
pub(super) use outlets::outlets;
pub(super) use panics::{asked, unwrapped};
pub(super) use written::{Written, field, made};

use crate::syntax;
use std::{collections::BTreeMap, rc::Rc};
use syn::spanned::Spanned;
use wire::{Failure, Place, ThreadReport};

/// A topic's sources, read when a name is looked for.
pub struct Namer<'s> {
    sources: &'s BTreeMap<String, String>,
}

impl<'s> Namer<'s> {
    /// Nothing is parsed yet.
    #[must_use]
    pub fn new(sources: &'s BTreeMap<String, String>) -> Namer<'s> {
        Namer { sources }
    }

    /// Fills in the labels of a failure's threads and objects, and says them in its message too.
    pub fn name(&mut self, failure: &mut Failure) {
        syntax::deeply(|| self.label(failure));
        failure.message = self::message(&failure.message, &failure.threads);
    }

    /// A file's syntax; `None` if it is none of the sources, or no Rust.
    fn file(&self, name: &str) -> Option<Rc<syn::File>> {
        syntax::file(self.sources.get(name)?)
    }
}

/// A message with "thread 2" said as the report calls that thread.
pub(super) fn message(text: &str, threads: &[ThreadReport]) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("thread ") {
        let (before, word) = rest.split_at(start);
        let digits = &word["thread ".len()..];
        let end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        let id: Option<u32> = digits[..end].parse().ok();
        let thread = threads.iter().find(|thread| Some(thread.id) == id);
        let begins = !before.ends_with(|c: char| c.is_alphanumeric());
        result.push_str(before);
        match thread {
            Some(thread) if begins && !thread.label.is_empty() => result.push_str(&thread.label),
            Some(_) | None => result.push_str(&word[..word.len() - digits.len() + end]),
        }
        rest = &digits[end..];
    }
    result + rest
}

/// A function or method of a file.
#[derive(PartialEq, Eq)]
pub(super) struct Function {
    /// How it is called.
    pub(super) name: String,
    /// Its lines, counted from 1, the last one included.
    pub(super) first: u32,
    pub(super) last: u32,
    /// The column of its name, from 1.
    pub(super) column: u32,
    /// What a method is called on does not count.
    pub(super) parameters: usize,
    /// It is a method.
    pub(super) has_self: bool,
    /// The type or trait that it belongs to.
    pub(super) owner: Option<String>,
    /// It is declared with `pub`.
    pub(super) is_public: bool,
    /// What it may call, in order, each once.
    pub(super) calls: Vec<Call>,
}

impl Function {
    /// Where its name stands.
    pub(super) fn spot(&self) -> flow::Spot {
        flow::Spot {
            line: self.first,
            column: self.column,
        }
    }
}

/// A call, or the name of something that may be called elsewhere.
#[derive(PartialEq, Eq)]
pub(super) struct Call {
    /// The last part of a path, or a method.
    name: String,
    /// The part of a path before that.
    owner: Option<String>,
    /// With so many arguments; `None` if it is only named. What a method is called on does not count.
    arguments: Option<usize>,
    is_method: bool,
}

impl Call {
    /// It calls, or names, something of this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name
    }

    /// In the body of `caller`, it may mean `function`: name, owner and number of arguments fit.
    pub(super) fn may_mean(&self, function: &Function, caller: &Function) -> bool {
        let owner = match self.owner.as_deref() {
            Some("Self") => caller.owner.as_deref(),
            Some("self" | "super" | "crate") => None,
            named => named,
        };
        let is_owners = self.is_method || owner == function.owner.as_deref();
        let parameters = function.parameters + usize::from(function.has_self && !self.is_method);
        self.name == function.name
            && is_owners
            && (function.has_self || !self.is_method)
            && self.arguments.is_none_or(|given| given == parameters)
    }
}

/// The functions of a file; none, if the text is no Rust.
pub(super) fn functions(text: &str) -> Vec<Function> {
    syntax::deeply(|| {
        let file = syntax::file(text);
        file.map_or_else(Vec::new, |file| spawn::functions(&file))
    })
}

/// Where a text waits on a condition variable after an `if`, by lines and columns from 1; nowhere, if it is no Rust.
pub(super) fn waits_once(text: &str) -> Vec<(u32, u32)> {
    waits(text, once::waits)
}

/// Where a text waits on a condition variable so that what it waits for is looked at again afterwards, by lines and columns
/// from 1; nowhere, if it is no Rust.
pub(super) fn waits_again(text: &str) -> Vec<(u32, u32)> {
    waits(text, once::again)
}

fn waits(text: &str, find: fn(&syn::File) -> Vec<At>) -> Vec<(u32, u32)> {
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    syntax::deeply(|| {
        let file = syntax::file(text);
        let waits = file.map_or_else(Vec::new, |file| find(&file));
        let waits = waits.into_iter();
        waits
            .map(|at| (number(at.line), number(at.column + 1)))
            .collect()
    })
}

/// What decides at `event`, or before it, and was read before the wait at `wait`, in the same text; nothing, if it is no
/// Rust.
pub(super) fn kept(text: &str, wait: &Place, event: &Place) -> Vec<Kept> {
    let Some((wait, event)) = at(wait).zip(at(event)) else {
        return Vec::new();
    };
    syntax::deeply(|| {
        let file = syntax::file(text);
        file.map_or_else(Vec::new, |file| kept_over::kept(&file, wait, event))
    })
}

/// Where a text leaves something in a collection on one way out of a function that it takes out on another; nowhere,
/// if it is no Rust.
pub(super) fn ways_out(text: &str) -> Vec<WayOut> {
    syntax::deeply(|| {
        let file = syntax::file(text);
        file.map_or_else(Vec::new, |file| left_in::ways_out(&file))
    })
}

/// Where each file of the sources writes something, as `find` has it.
pub(super) fn written(
    sources: &BTreeMap<String, String>,
    find: impl Fn(&syn::File) -> Vec<Written>,
) -> Vec<(Place, Written)> {
    syntax::deeply(|| {
        let mut all = Vec::new();
        for (name, text) in sources {
            for it in syntax::file(text).map_or_else(Vec::new, |file| find(&file)) {
                let place = Place {
                    file: name.clone(),
                    line: it.line,
                    column: it.column,
                };
                all.push((place, it));
            }
        }
        all
    })
}

/// What a look at one file of the sources finds; `None` if there is no such file, or it is no Rust.
pub(super) fn look<T>(
    sources: &BTreeMap<String, String>,
    name: &str,
    find: impl Fn(&syn::File) -> T,
) -> Option<T> {
    syntax::deeply(|| {
        let file = syntax::file(sources.get(name)?)?;
        Some(find(&file))
    })
}

/// A place as `proc_macro2` counts: lines from 1, columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    line: usize,
    column: usize,
}

fn at(place: &Place) -> Option<At> {
    Some(At {
        line: usize::try_from(place.line).ok()?,
        column: usize::try_from(place.column.checked_sub(1)?).ok()?,
    })
}

/// The syntax stands around this place.
fn covers(node: &impl Spanned, at: At) -> bool {
    let span = node.span();
    let (start, end) = (span.start(), span.end());
    (start.line, start.column) <= (at.line, at.column)
        && (at.line, at.column) < (end.line, end.column)
}

/// The last part of a path.
fn last_segment(expr: &syn::Expr) -> Option<&syn::Ident> {
    let syn::Expr::Path(path) = expr else {
        return None;
    };
    path.path.segments.last().map(|it| &it.ident)
}

/// The name that a path, a field or a method's receiver ends with.
fn last_name(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Path(path) => path.path.segments.last().map(|it| it.ident.to_string()),
        syn::Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => Some(name.to_string()),
            // Of `inputs[2].1`, the name `inputs.1` would say that it is the second of the inputs.
            syn::Member::Unnamed(_) if matches!(*field.base, syn::Expr::Index(_)) => {
                last_name(&field.base)
            }
            syn::Member::Unnamed(index) => {
                let owner = last_name(&field.base).filter(|name| name != "self");
                owner.map(|owner| format!("{owner}.{}", index.index))
            }
        },
        syn::Expr::Reference(it) => last_name(&it.expr),
        syn::Expr::Paren(it) => last_name(&it.expr),
        syn::Expr::Unary(it) => last_name(&it.expr),
        syn::Expr::Index(it) => last_name(&it.expr),
        syn::Expr::Try(it) => last_name(&it.expr),
        syn::Expr::MethodCall(it) if it.args.is_empty() => last_name(&it.receiver),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
