//! Functions that give up before they look at what is there.

use super::{
    At, at, covers,
    flow::{Spot, in_function},
    last_name, last_segment,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{BinOp, Expr, Stmt};
use wire::Place;

/// The `if` right after the loop that waits at a place, in the function of this name: that loop waits while a collection is
/// empty and a flag is as it is, and the `if` gives `None` for the flag alone. The place of its condition, the flag, and
/// the collection.
pub(in super::super) fn gives_up_full(
    file: &syn::File,
    function: Spot,
    wait: &Place,
) -> Option<(Spot, String, String)> {
    let at = at(wait)?;
    in_function(file, function, |_, block| {
        let mut after = block.stmts.iter().skip_while(|it| !covers(*it, at));
        let Some(Stmt::Expr(Expr::While(waits), _)) = after.next() else {
            return None;
        };
        let Some(Stmt::Expr(Expr::If(asks), _)) = after.next() else {
            return None;
        };
        let mut parts = Parts::default();
        parts.part(&waits.cond);
        let empty = parts.empty.filter(|_| !parts.is_other)?;
        let flag = flag(&asks.cond)?;
        let gives_none = asks.else_branch.is_none() && gives_none(&asks.then_branch);
        let is_it = gives_none && covers(&waits.body, at) && parts.flags.contains(&flag);
        is_it.then(|| (Spot::of(&asks.cond), flag, empty))
    })
    .flatten()
}

/// The parts of a condition all of which must be so.
#[derive(Default)]
struct Parts {
    empty: Option<String>,
    flags: BTreeSet<String>,
    is_other: bool,
}

impl Parts {
    fn part(&mut self, expr: &Expr) {
        match expr {
            Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => {
                self.part(&it.left);
                self.part(&it.right);
            }
            Expr::MethodCall(it) if it.method == "is_empty" => {
                self.is_other |= self.empty.is_some();
                self.empty = last_name(&it.receiver);
            }
            _ => match flag(expr) {
                Some(name) => drop(self.flags.insert(name)),
                None => self.is_other = true,
            },
        }
    }
}

/// The field that a condition asks, or denies.
fn flag(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => flag(&it.expr),
        Expr::Field(_) => last_name(expr),
        _ => None,
    }
}

fn gives_none(block: &syn::Block) -> bool {
    let [Stmt::Expr(Expr::Return(it), _)] = &block.stmts[..] else {
        return false;
    };
    let value = it.expr.as_deref().and_then(last_segment);
    value.is_some_and(|name| name == "None")
}

/// The `if` under which a number is taken back after a call that may have panicked, and that was counted before it in any
/// case: the place of its condition, and the number. The call stands at a place.
pub(in super::super) fn only_if_ok(file: &syn::File, call: &Place) -> Option<(Spot, String)> {
    struct Blocks(At, Option<(Spot, String)>);
    impl<'ast> Visit<'ast> for Blocks {
        fn visit_block(&mut self, it: &'ast syn::Block) {
            if let Some(index) = it.stmts.iter().position(|it| covers(it, self.0)) {
                self.1 = undone(it, index).or(self.1.take());
            }
            visit::visit_block(self, it);
        }
    }
    let mut blocks = Blocks(at(call)?, None);
    blocks.visit_file(file);
    blocks.1
}

fn undone(block: &syn::Block, index: usize) -> Option<(Spot, String)> {
    let Stmt::Local(outcome) = &block.stmts[index] else {
        return None;
    };
    let syn::Pat::Ident(outcome) = &outcome.pat else {
        return None;
    };
    let before: BTreeSet<String> = block.stmts[..index].iter().filter_map(added).collect();
    block.stmts[index + 1..].iter().find_map(|it| {
        let Stmt::Expr(Expr::If(asks), _) = it else {
            return None;
        };
        let Expr::MethodCall(is_ok) = &*asks.cond else {
            return None;
        };
        let is_it = is_ok.method == "is_ok"
            && last_segment(&is_ok.receiver).is_some_and(|it| *it == outcome.ident)
            && asks.else_branch.is_none();
        let mut taken = asks.then_branch.stmts.iter().filter_map(taken_back);
        let name = taken.find(|it| before.contains(it)).filter(|_| is_it)?;
        Some((Spot::of(&asks.cond), name))
    })
}

fn added(it: &Stmt) -> Option<String> {
    changed(it, |op| matches!(op, BinOp::AddAssign(_)))
}

fn taken_back(it: &Stmt) -> Option<String> {
    changed(it, |op| matches!(op, BinOp::SubAssign(_)))
}

fn changed(it: &Stmt, is_it: impl Fn(&BinOp) -> bool) -> Option<String> {
    match it {
        Stmt::Expr(Expr::Binary(it), _) if is_it(&it.op) => last_name(&it.left),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::flow::{Spot, place},
        gives_up_full, only_if_ok,
    };

    #[test]
    fn who_asks_the_flag_alone_gives_up_whatever_is_there() {
        let found = |waits: &str, asks: &str| {
            let text = format!(
                "fn take() -> O {{\n while {waits} {{\n  s = c.wait(s);\n }}\n if {asks} {{\n  return None;\n }}\n q\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = gives_up_full(&file, Spot { line: 1, column: 4 }, &place(3, 8));
            found.map(|(spot, flag, queue)| (spot.line, flag, queue))
        };
        let closed = Some((5, "closed".to_owned(), "queue".to_owned()));
        assert_eq!(found("s.queue.is_empty() && !s.closed", "s.closed"), closed);
        assert_eq!(
            found("s.queue.is_empty() && !s.closed", "s.queue.is_empty()"),
            None
        );
        assert_eq!(found("!s.closed", "s.closed"), None);
        assert_eq!(found("s.queue.is_empty() && !s.closed", "s.broken"), None);
    }

    #[test]
    fn what_is_taken_back_only_if_all_went_well_is_found() {
        let found = |before: &str, asks: &str| {
            let text = format!(
                "fn f() {{\n {before};\n let outcome = catch_unwind(g);\n if {asks} {{ s.n -= 1; }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            only_if_ok(&file, &place(3, 16)).map(|(spot, name)| (spot.line, name))
        };
        assert_eq!(
            found("s.n += 1", "outcome.is_ok()"),
            Some((4, "n".to_owned()))
        );
        assert_eq!(found("s.m += 1", "outcome.is_ok()"), None);
        assert_eq!(found("s.n += 1", "outcome.is_err()"), None);
    }
}
