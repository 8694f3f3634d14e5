//! What a function gives back, where its end says that.

use super::{
    At, at, covers,
    flow::{Spot, in_function},
    last_name,
};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, Member, Pat, ReturnType, Stmt};
use wire::Place;

/// What a function gives back.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Answer {
    /// A field as it is.
    Field(Spot, String),
    /// How much is left in a collection, of which some is taken out before.
    Left(Spot, String),
    /// How much is in a collection.
    All(Spot, String),
    /// Something that is worked out here, of these fields, if they are several.
    Made(Spot, Vec<String>),
    /// What a condition lets through, or how much that is.
    Filtered(Spot, bool),
}

/// What the function of this name gives back in any case; nothing, if it may be left elsewhere, or if another function of
/// the source gives it.
pub(in super::super) fn answer(file: &syn::File, name: Spot) -> Option<Answer> {
    in_function(file, name, |signature, block| {
        let mut exits = Exits(false);
        exits.visit_block(block);
        let gives = matches!(signature.output, ReturnType::Type(..));
        let end = end_of(block).filter(|_| gives && !exits.0)?;
        given(file, block, end)
    })
    .flatten()
}

fn given(file: &syn::File, block: &Block, end: &Expr) -> Option<Answer> {
    match end {
        Expr::Path(_) => given(file, block, bound_to(block, &last_name(end)?)?),
        Expr::Paren(it) => given(file, block, &it.expr),
        Expr::Unary(it) if matches!(it.op, syn::UnOp::Deref(_)) => {
            Some(Answer::Field(Spot::of(&it.op), last_name(&it.expr)?))
        }
        Expr::Field(it) => match &it.member {
            Member::Named(name) => Some(Answer::Field(Spot::of(name), name.to_string())),
            Member::Unnamed(_) => None,
        },
        Expr::MethodCall(it)
            if ["clone", "cloned", "copied"]
                .iter()
                .any(|name| it.method == name) =>
        {
            given(file, block, &it.receiver)
        }
        Expr::Binary(it) => {
            let is_own = asks_itself(&it.left) || asks_itself(&it.right);
            (!is_own).then(|| Answer::Made(Spot::of(&it.op), fields(end)))
        }
        Expr::MethodCall(it) => {
            if let Some(left) = left_in(block, it) {
                return Some(left);
            }
            if it.method == "len"
                && let Expr::Path(_) | Expr::Field(_) = &*it.receiver
                && let Some(name) = last_name(&it.receiver)
            {
                return Some(Answer::All(Spot::of(&it.method), name));
            }
            let (spot, is_own, filters) = link(file, it);
            if filters && !is_own {
                return Some(Answer::Filtered(spot, it.method == "count"));
            }
            let counts = [
                "saturating_sub",
                "min",
                "max",
                "checked_sub",
                "wrapping_sub",
            ];
            let is_counted = counts.iter().any(|name| it.method == name);
            let fields = if is_counted { fields(end) } else { Vec::new() };
            (!is_own).then_some(Answer::Made(spot, fields))
        }
        _ => None,
    }
}

/// The place stands in a closure.
pub(in super::super) fn in_closure(file: &syn::File, place: &Place) -> bool {
    struct Closures(At, bool);
    impl<'ast> Visit<'ast> for Closures {
        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            self.1 |= covers(it, self.0);
            visit::visit_expr_closure(self, it);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut closures = Closures(at, false);
    closures.visit_file(file);
    closures.1
}

/// The expression that a block ends with.
fn end_of(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(it, None) => Some(it),
        _ => None,
    }
}

/// What a variable is made of that is bound once, and never changed.
fn bound_to<'a>(block: &'a Block, name: &str) -> Option<&'a Expr> {
    let mut bound = block.stmts.iter().filter_map(|it| match it {
        Stmt::Local(it) => match &it.pat {
            Pat::Ident(pat) if pat.ident == name => Some((pat.mutability, it.init.as_ref()?)),
            _ => None,
        },
        _ => None,
    });
    match (bound.next(), bound.next()) {
        (Some((None, init)), None) if init.diverge.is_none() => Some(&init.expr),
        _ => None,
    }
}

/// The statement that takes out of a collection what is not counted at the end.
fn left_in(block: &Block, counts: &syn::ExprMethodCall) -> Option<Answer> {
    let name = last_name(&counts.receiver).filter(|_| counts.method == "len")?;
    block.stmts.iter().rev().find_map(|it| {
        let Stmt::Expr(Expr::MethodCall(it), Some(_)) = it else {
            return None;
        };
        let takes = ["retain", "clear", "truncate", "drain"];
        let is_it = takes.iter().any(|method| it.method == method)
            && last_name(&it.receiver).as_ref() == Some(&name);
        is_it.then(|| Answer::Left(Spot::of(&it.method), name.clone()))
    })
}

/// The link of a chain of methods that matters most, whether a function of the source is called in it, and whether the link
/// lets only some through.
fn link(file: &syn::File, end: &syn::ExprMethodCall) -> (Spot, bool, bool) {
    const FILTERS: [&str; 5] = ["filter", "filter_map", "take_while", "skip_while", "then"];
    const PASSES: [&str; 12] = [
        "unwrap",
        "expect",
        "into",
        "collect",
        "count",
        "sum",
        "cloned",
        "copied",
        "clone",
        "is_some",
        "is_none",
        "unwrap_or",
    ];
    let (mut spot, mut is_own) = (Spot::of(&end.method), false);
    let (mut is_found, mut filters) = (false, false);
    let mut at = Some(end);
    while let Some(it) = at {
        let passes = PASSES.iter().any(|name| it.method == name);
        let decides = FILTERS.iter().any(|name| it.method == name);
        filters |= decides;
        if decides || !is_found && !filters && !passes {
            spot = match &*it.receiver {
                Expr::Paren(condition) => Spot::of(&condition.expr),
                _ => Spot::of(&it.method),
            };
            is_found = true;
        }
        let asks = it.args.iter().any(|it| !matches!(it, Expr::Closure(_)));
        is_own |=
            asks && is_function(file, &it.method) || is_self(&it.receiver) && it.args.is_empty();
        at = match &*it.receiver {
            Expr::MethodCall(it) => Some(it),
            _ => None,
        };
    }
    (spot, is_own, filters)
}

fn is_self(it: &Expr) -> bool {
    matches!(it, Expr::Path(it) if it.path.is_ident("self"))
}

/// The source has a function of this name.
fn is_function(file: &syn::File, name: &syn::Ident) -> bool {
    struct Functions<'n>(&'n syn::Ident, bool);
    impl<'ast> Visit<'ast> for Functions<'_> {
        fn visit_signature(&mut self, it: &'ast syn::Signature) {
            self.1 |= it.ident == *self.0;
        }
    }
    let mut functions = Functions(name, false);
    functions.visit_file(file);
    functions.1
}

/// A method of `self` is called in it.
fn asks_itself(expr: &Expr) -> bool {
    struct Asks(bool);
    impl<'ast> Visit<'ast> for Asks {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            self.0 |= is_self(&it.receiver);
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut asks = Asks(false);
    asks.visit_expr(expr);
    asks.0
}

/// The fields that something is made of, but for those of `self`, if they are several.
fn fields(expr: &Expr) -> Vec<String> {
    struct Fields(Vec<String>);
    impl<'ast> Visit<'ast> for Fields {
        fn visit_expr_field(&mut self, it: &'ast syn::ExprField) {
            match &it.member {
                Member::Named(name) if !is_self(&it.base) => {
                    let name = name.to_string();
                    if !self.0.contains(&name) {
                        self.0.push(name);
                    }
                }
                Member::Named(_) | Member::Unnamed(_) => {}
            }
        }
    }
    let mut fields = Fields(Vec::new());
    fields.visit_expr(expr);
    if fields.0.len() < 2 {
        fields.0.clear();
    }
    fields.0
}

/// Ways out of a function before its end. What a macro does but for asserting cannot be read.
struct Exits(bool);

impl<'ast> Visit<'ast> for Exits {
    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.0 = true;
    }

    fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
        self.0 = true;
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let name = it.path.segments.last().map(|it| it.ident.to_string());
        self.0 |= !name.is_some_and(|name| name.contains("assert"));
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, answer};
    use crate::report::names::flow::Spot;

    fn of(body: &str) -> Option<Answer> {
        let text = format!(
            "impl S {{\n fn f(&self) -> N {{\n{body}\n }}\n fn own(&self, n: N) -> N {{ n }}\n}}\n"
        );
        let file = syn::parse_file(&text).unwrap();
        answer(&file, Spot { line: 2, column: 5 })
    }

    fn made(line: u32, column: u32, fields: &[&str]) -> Answer {
        let fields = fields.iter().map(|&it| it.to_owned()).collect();
        Answer::Made(Spot { line, column }, fields)
    }

    #[test]
    fn what_is_worked_out_is_told_with_what_it_is_made_of() {
        assert_eq!(
            of("s.free.saturating_sub(s.line.len())"),
            Some(made(3, 8, &["free", "line"]))
        );
        assert_eq!(
            of("s.inside + s.coming"),
            Some(made(3, 10, &["inside", "coming"]))
        );
        assert_eq!(of("*count - 1"), Some(made(3, 8, &[])));
        assert_eq!(
            of("all\n.values()\n.filter(|it| it.new)\n.count()"),
            Some(Answer::Filtered(Spot { line: 5, column: 2 }, true))
        );
        assert_eq!(
            of("let it = s.queue.split_off(n).into();\n it"),
            Some(made(3, 18, &[]))
        );
    }

    #[test]
    fn a_field_and_what_is_left_in_a_collection_are_told_apart() {
        let found = of("s.lock().closed");
        assert_eq!(
            found,
            Some(Answer::Field(
                Spot {
                    line: 3,
                    column: 10
                },
                "closed".to_owned()
            ))
        );
        let found = of("all.retain(|it| it.new);\n all.len()");
        assert_eq!(
            found,
            Some(Answer::Left(Spot { line: 3, column: 5 }, "all".to_owned()))
        );
    }

    #[test]
    fn all_of_a_collection_is_no_part_of_it() {
        let found = of("s.entries.len()");
        let name = "entries".to_owned();
        let spot = Spot {
            line: 3,
            column: 11,
        };
        assert_eq!(found, Some(Answer::All(spot, name)));
    }

    #[test]
    fn who_may_leave_earlier_or_asks_another_says_nothing() {
        assert_eq!(of("if a { return 1; }\n s.free - 1"), None);
        assert_eq!(of("s.free?;\n s.free - 1"), None);
        assert_eq!(of("s.level.own(1)"), None);
        assert_eq!(of("self.len() == 0"), None);
        assert_eq!(of("let mut it = s.queue.len();\n it"), None);
    }
}
