//! How the source reckons a time that it gives back as an error, or sleeps for.

pub(in super::super) mod begun_once;
pub(in super::super) mod fixed;
mod gives;
pub(in super::super) mod late;
pub(in super::super) mod moved;
pub(in super::super) mod rounds;
pub(in super::super) mod stale;
pub(in super::super) mod unnoted;

pub(in super::super) use gives::{fails, makes};

use self::gives::fails_with_a_duration;
use super::{
    At, at, covers,
    flow::{Spot, in_function},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{BinOp, Expr, FnArg, Member, Pat, Stmt, Type};
use wire::Place;

/// A call by which a time was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Asked {
    /// The last part of a path, or a method.
    pub(in super::super) name: String,
    /// What a method is called on does not count.
    pub(in super::super) arguments: usize,
    /// It is a method.
    pub(in super::super) is_method: bool,
}

/// A time that leaves a function, or is slept for.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Time {
    /// Where.
    pub(in super::super) spot: Spot,
    /// It is made there, or was given to the function: it is no variable of the function's own.
    pub(in super::super) is_made: bool,
    /// What it is called, if it was given to the function, and is given back as it is.
    pub(in super::super) given: Option<String>,
    /// The variable is what this call gave, and these were made in any case before that.
    pub(in super::super) asked: Option<(Asked, Vec<Asked>)>,
}

/// What a block gives back as errors, as far as that can be seen.
struct Errors<'ast> {
    given: Vec<&'ast Expr>,
    is_hidden: bool,
}

impl<'ast> Errors<'ast> {
    fn of(block: &'ast syn::Block) -> Errors<'ast> {
        let mut errors = Errors {
            given: Vec::new(),
            is_hidden: false,
        };
        errors.visit_block(block);
        errors
    }
}

impl<'ast> Visit<'ast> for Errors<'ast> {
    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if last_segment(&it.func).is_some_and(|name| name == "Err") && it.args.len() == 1 {
            self.given.push(&it.args[0]);
            self.visit_expr(&it.args[0]);
        } else {
            visit::visit_expr_call(self, it);
        }
    }

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        let last = it.path.segments.last();
        self.is_hidden |= last.is_some_and(|last| last.ident == "Err");
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        self.is_hidden |= method.starts_with("ok_or") || method.starts_with("map_err");
        visit::visit_expr_method_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        self.is_hidden |= it.tokens.to_string().contains("Err");
    }
}

/// The durations that the function of this name gives back as errors; `None` if it may give others than can be seen.
pub(in super::super) fn errors(file: &syn::File, name: Spot) -> Option<Vec<Time>> {
    in_function(file, name, |signature, block| {
        if !fails_with_a_duration(&signature.output) {
            return Some(Vec::new());
        }
        let errors = Errors::of(block);
        let times = errors.given.iter().map(|it| time(it, block));
        let times: Vec<Time> = times.collect();
        (!errors.is_hidden).then_some(times)
    })
    .flatten()
}

/// The variable that a `sleep` at a place, in the function of this name, is given.
pub(in super::super) fn slept(file: &syn::File, name: Spot, place: &Place) -> Option<Time> {
    struct Sleeps<'ast> {
        at: At,
        given: Option<&'ast Expr>,
    }
    impl<'ast> Visit<'ast> for Sleeps<'ast> {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            let is_sleep = last_segment(&it.func).is_some_and(|name| name == "sleep");
            if is_sleep && covers(&it.func, self.at) && it.args.len() == 1 {
                self.given = Some(&it.args[0]);
            }
            visit::visit_expr_call(self, it);
        }
    }
    let at = at(place)?;
    in_function(file, name, |_, block| {
        let mut sleeps = Sleeps { at, given: None };
        sleeps.visit_block(block);
        sleeps.given.map(|it| time(it, block))
    })
    .flatten()
}

/// What is known of a time in the body of a function.
fn time(expr: &Expr, block: &syn::Block) -> Time {
    let spot = Spot::of(expr);
    let name = match expr {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    };
    let Some(name) = name.map(ToString::to_string) else {
        return Time {
            spot,
            is_made: true,
            given: None,
            asked: None,
        };
    };
    let mut bindings = Bindings {
        name: &name,
        spot,
        bound: None,
        is_own: false,
    };
    bindings.visit_block(block);
    let asked = bindings.bound.and_then(|bound| {
        let mut before = Before {
            spot: Spot::of(bound),
            calls: Vec::new(),
        };
        before.visit_block(block);
        Some((asked(bound)?, before.calls))
    });
    Time {
        spot,
        is_made: !bindings.is_own,
        given: (!bindings.is_own).then_some(name),
        asked,
    }
}

pub(super) fn asked(expr: &Expr) -> Option<Asked> {
    match expr {
        Expr::MethodCall(it) => Some(Asked {
            name: it.method.to_string(),
            arguments: it.args.len(),
            is_method: true,
        }),
        Expr::Call(it) => Some(Asked {
            name: last_segment(&it.func)?.to_string(),
            arguments: it.args.len(),
            is_method: false,
        }),
        Expr::Paren(it) => asked(&it.expr),
        _ => None,
    }
}

/// To what a variable was bound that is used at a place: the last before it, by a `let` or the arm around.
struct Bindings<'n, 'ast> {
    name: &'n str,
    spot: Spot,
    bound: Option<&'ast Expr>,
    /// It is bound in the function at all.
    is_own: bool,
}

impl Bindings<'_, '_> {
    fn is_it(&self, pat: &Pat) -> bool {
        match pat {
            Pat::Ident(it) => it.ident == self.name && it.subpat.is_none(),
            Pat::Type(it) => self.is_it(&it.pat),
            _ => false,
        }
    }
}

impl<'ast> Visit<'ast> for Bindings<'_, 'ast> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        visit::visit_local(self, it);
        if self.is_it(&it.pat) && Spot::of(&it.pat) < self.spot {
            self.bound = it.init.as_ref().map(|init| &*init.expr);
        }
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        visit::visit_expr_match(self, it);
        let around = |arm: &&syn::Arm| {
            (Spot::of(&arm.body)..Spot::end(&arm.body)).contains(&self.spot) && self.is_it(&arm.pat)
        };
        if it.arms.iter().any(|arm| around(&arm)) {
            self.bound = Some(&it.expr);
        }
    }

    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        if it.ident == self.name {
            self.is_own = true;
            // By another pattern than a name alone it is bound to a part, or that is set right below.
            self.bound = None;
        }
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        visit::visit_expr_assign(self, it);
        if last_segment(&it.left).is_some_and(|name| name == self.name) {
            self.bound = None;
        }
    }
}

/// The calls that are statements by themselves, before a place, in the blocks around it.
struct Before {
    spot: Spot,
    calls: Vec<Asked>,
}

impl<'ast> Visit<'ast> for Before {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        let around = Spot::of(it)..Spot::end(it);
        if !around.contains(&self.spot) {
            return;
        }
        let before = it.stmts.iter().filter(|stmt| Spot::end(*stmt) <= self.spot);
        for stmt in before {
            if let Stmt::Expr(expr, _) = stmt {
                self.calls.extend(asked(expr));
            }
        }
        visit::visit_block(self, it);
    }
}

/// The fields of which the function of this name tells, in what it gives back at its end, how much time has passed
/// since.
pub(in super::super) fn counted_from(file: &syn::File, name: Spot) -> BTreeSet<String> {
    let found = in_function(file, name, |signature, block| {
        let mut since = Since {
            moments: moments(signature, block),
            fields: BTreeSet::new(),
        };
        if let Some(Stmt::Expr(last, None)) = block.stmts.last() {
            since.visit_expr(last);
        }
        since.fields
    });
    found.unwrap_or_default()
}

/// The variables of a function that hold a moment: it is given them, or they are `Instant::now()`.
fn moments(signature: &syn::Signature, block: &syn::Block) -> BTreeSet<String> {
    let mut moments = BTreeSet::new();
    for input in &signature.inputs {
        if let FnArg::Typed(it) = input
            && let (Pat::Ident(name), Type::Path(ty)) = (&*it.pat, &*it.ty)
            && ty
                .path
                .segments
                .last()
                .is_some_and(|it| it.ident == "Instant")
        {
            moments.insert(name.ident.to_string());
        }
    }
    for stmt in &block.stmts {
        if let Stmt::Local(it) = stmt
            && let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init)
            && is_now(&init.expr)
        {
            moments.insert(name.ident.to_string());
        }
    }
    moments
}

fn is_moment(expr: &Expr, moments: &BTreeSet<String>) -> bool {
    match expr {
        Expr::Path(path) => {
            let name = path.path.get_ident();
            name.is_some_and(|name| moments.contains(&name.to_string()))
        }
        Expr::Paren(it) => is_moment(&it.expr, moments),
        _ => is_now(expr),
    }
}

/// `Instant::now()`
fn is_now(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else {
        return false;
    };
    let Expr::Path(path) = &*call.func else {
        return false;
    };
    let mut names = path.path.segments.iter().rev();
    let (last, owner) = (names.next(), names.next());
    last.is_some_and(|it| it.ident == "now") && owner.is_some_and(|it| it.ident == "Instant")
}

struct Since {
    /// Variables that hold a moment.
    moments: BTreeSet<String>,
    fields: BTreeSet<String>,
}

impl Since {
    fn take(&mut self, expr: &Expr) {
        self.fields.extend(member(expr).map(ToString::to_string));
    }
}

impl<'ast> Visit<'ast> for Since {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, BinOp::Sub(_)) && is_moment(&it.left, &self.moments) {
            self.take(&it.right);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        if method.ends_with("duration_since")
            && it.args.len() == 1
            && is_moment(&it.receiver, &self.moments)
        {
            self.take(&it.args[0]);
        }
        if method == "elapsed" && it.args.is_empty() {
            self.take(&it.receiver);
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// Where the function of this name sets a field, and whether that may be to the present moment: then, on a branch, where
/// that is said.
pub(in super::super) fn sets(file: &syn::File, name: Spot, field: &str) -> Vec<(Spot, bool)> {
    let found = in_function(file, name, |signature, block| {
        sets_within(block, field, moments(signature, block))
    });
    found.unwrap_or_default()
}

/// The same for a block, in which these variables hold a moment.
fn sets_within(block: &syn::Block, field: &str, moments: BTreeSet<String>) -> Vec<(Spot, bool)> {
    struct Sets<'n> {
        field: &'n str,
        moments: BTreeSet<String>,
        found: Vec<(Spot, bool)>,
    }
    impl<'ast> Visit<'ast> for Sets<'_> {
        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            if let Some(name) = member(&it.left).filter(|name| *name == self.field) {
                let now = now(&it.right, &self.moments);
                let is_branch = !is_moment(&it.right, &self.moments);
                let spot = now.filter(|_| is_branch).unwrap_or(Spot::of(name));
                self.found.push((spot, now.is_some()));
            }
            visit::visit_expr_assign(self, it);
        }
    }
    let mut sets = Sets {
        field,
        moments,
        found: Vec::new(),
    };
    sets.visit_block(block);
    sets.found
}

/// The name of the field that an expression is.
pub(super) fn member(expr: &Expr) -> Option<&syn::Ident> {
    match expr {
        Expr::Field(syn::ExprField {
            member: Member::Named(name),
            ..
        }) => Some(name),
        Expr::Paren(it) => member(&it.expr),
        _ => None,
    }
}

/// Where an expression is the present moment, or may be, as a branch has it.
fn now(expr: &Expr, moments: &BTreeSet<String>) -> Option<Spot> {
    let last = |block: &syn::Block| match block.stmts.last() {
        Some(Stmt::Expr(last, None)) => now(last, moments),
        _ => None,
    };
    match expr {
        Expr::Match(it) => it.arms.iter().find_map(|arm| now(&arm.body, moments)),
        Expr::If(it) => {
            let other = it.else_branch.as_ref();
            last(&it.then_branch).or_else(|| now(&other?.1, moments))
        }
        Expr::Block(it) => last(&it.block),
        _ => is_moment(expr, moments).then(|| Spot::of(expr)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, counted_from, errors, fails, sets, slept};
    use crate::report::names::flow::{Spot, place};

    const TEXT: &str = "fn take(&mut self, every: Duration) -> Result<(), Duration> {\n self.refill(now);\n \
                        let wait = self.wait(every, now);\n if wait.is_zero() {\n  self.note(now);\n  Ok(())\n } \
                        else {\n  Err(wait)\n }\n}\n\
                        fn wait(&self, every: Duration, now: Instant) -> Duration {\n if self.none { return ZERO; }\n \
                        every * (self.n - self.there) - (now - self.since)\n}\n\
                        fn refill(&mut self, now: Instant) {\n if a {\n  self.since = now;\n }\n self.there = 1;\n}\n\
                        fn other(every: Duration) -> Result<(), Duration> {\n f()?;\n Err(every)\n}\n\
                        fn hidden() -> Result<(), Duration> {\n n.ok_or(PAUSE)\n}\n\
                        fn sleeps() {\n let wait = reckon();\n note();\n thread::sleep(wait);\n}\n";

    fn name(line: u32) -> Spot {
        Spot { line, column: 4 }
    }

    #[test]
    fn a_time_that_is_told_is_followed_to_the_call_that_made_it() {
        let file = syn::parse_file(TEXT).unwrap();
        let times = errors(&file, name(1)).unwrap();
        let [time] = &times[..] else {
            panic!("{times:?}")
        };
        assert_eq!((time.spot.line, time.is_made), (8, false));
        let asked = |name: &str, arguments| Asked {
            name: name.to_owned(),
            arguments,
            is_method: true,
        };
        assert_eq!(
            time.asked,
            Some((asked("wait", 2), vec![asked("refill", 1)]))
        );
        let times = errors(&file, name(21)).unwrap();
        assert_eq!((times[0].spot.line, times[0].is_made), (23, true));
        assert_eq!(times[0].given.as_deref(), Some("every"));
        assert_eq!(errors(&file, name(25)), None);
        assert!(fails(&file, name(25)) && !fails(&file, name(11)));
        assert_eq!(errors(&file, name(11)), Some(Vec::new()));
    }

    #[test]
    fn a_sleep_is_given_what_a_call_computed() {
        let file = syn::parse_file(TEXT).unwrap();
        let time = slept(&file, name(28), &place(31, 2)).unwrap();
        let (asked, before) = time.asked.unwrap();
        assert_eq!((asked.name.as_str(), asked.is_method), ("reckon", false));
        assert!(before.is_empty());
        assert_eq!(slept(&file, name(28), &place(30, 2)), None);
    }

    #[test]
    fn a_time_is_counted_from_the_field_that_is_taken_from_the_present_moment() {
        let file = syn::parse_file(TEXT).unwrap();
        let fields: Vec<String> = counted_from(&file, name(11)).into_iter().collect();
        assert_eq!(fields, ["since"]);
        let lines = sets(&file, name(15), "since").into_iter();
        let lines = lines.map(|(spot, is_now)| (spot.line, is_now));
        assert_eq!(lines.collect::<Vec<_>>(), [(17, true)]);
        let text = "fn f(s: &mut S) {\n s.at = match n {\n 0 => Instant::now(), _ => s.at + PAUSE };\n s.at = s.at + n;\n}\n";
        let file = syn::parse_file(text).unwrap();
        let lines = sets(&file, name(1), "at").into_iter();
        let lines = lines.map(|(spot, is_now)| (spot.line, is_now));
        assert_eq!(lines.collect::<Vec<_>>(), [(3, true), (4, false)]);
    }
}
