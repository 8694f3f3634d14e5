//! Flags that a condition asks, and where they are turned.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
    last_name,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Lit, Pat};
use wire::Place;

/// A flag that is turned.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Turned {
    /// Where.
    pub(in super::super) spot: Spot,
    /// How it is called.
    pub(in super::super) name: String,
    /// What it becomes.
    pub(in super::super) becomes: bool,
}

/// Where in these lines a flag is turned without which a call that found nothing, at a place, is not reached: a part of
/// the innermost condition around it. What is done only if that call found something, or a closed channel, is not told.
pub(in super::super) fn turned(file: &syn::File, place: &Place, lines: Lines) -> Vec<Turned> {
    let Some(at) = at(place) else {
        return Vec::new();
    };
    let mut asked = Asked {
        at,
        found: Vec::new(),
    };
    asked.visit_file(file);
    let mut turns = Turns {
        at,
        lines,
        flags: asked.found,
        found: Vec::new(),
    };
    turns.visit_file(file);
    turns.found
}

/// The flags of the innermost condition around a place, and what they have to be.
struct Asked {
    at: At,
    found: Vec<(String, bool)>,
}

impl<'ast> Visit<'ast> for Asked {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if covers(&it.then_branch, self.at) {
            self.found.clear();
            flags(&it.cond, &mut self.found);
        }
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(&it.body, self.at) {
            self.found.clear();
        }
        visit::visit_expr_closure(self, it);
    }
}

fn flags(condition: &Expr, found: &mut Vec<(String, bool)>) {
    let mut take = |expr: &Expr, is_so: bool| {
        if matches!(expr, Expr::Path(_) | Expr::Field(_)) {
            found.extend(last_name(expr).map(|name| (name, is_so)));
        }
    };
    match condition {
        Expr::Paren(it) => flags(&it.expr, found),
        Expr::Binary(it) if matches!(it.op, syn::BinOp::And(_)) => {
            flags(&it.left, found);
            flags(&it.right, found);
        }
        Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => take(&it.expr, false),
        other => take(other, true),
    }
}

struct Turns {
    at: At,
    lines: Lines,
    flags: Vec<(String, bool)>,
    found: Vec<Turned>,
}

impl<'ast> Visit<'ast> for Turns {
    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        self.visit_expr(&it.expr);
        let is_on_it = covers(&it.expr, self.at);
        for arm in &it.arms {
            if !is_on_it || is_for_nothing(&arm.pat) {
                self.visit_arm(arm);
            }
        }
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.visit_expr(&it.cond);
        // What such a condition says of the call is not known.
        if !covers(&it.cond, self.at) {
            self.visit_block(&it.then_branch);
            if let Some((_, other)) = &it.else_branch {
                self.visit_expr(other);
            }
        }
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        let spot = Spot::of(&it.left);
        if (self.lines.0..=self.lines.1).contains(&spot.line)
            && let Expr::Lit(literal) = &*it.right
            && let Lit::Bool(becomes) = &literal.lit
            && let Some(name) = last_name(&it.left)
            && self.flags.contains(&(name.clone(), !becomes.value))
        {
            self.found.push(Turned {
                spot,
                name,
                becomes: becomes.value,
            });
        }
        visit::visit_expr_assign(self, it);
    }
}

/// The arm may be that of a channel in which nothing was.
fn is_for_nothing(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) | Pat::Ident(_) => true,
        Pat::Paren(it) => is_for_nothing(&it.pat),
        Pat::Or(it) => it.cases.iter().any(is_for_nothing),
        Pat::Path(it) => it
            .path
            .segments
            .last()
            .is_some_and(|it| it.ident == "Empty"),
        Pat::TupleStruct(it) => {
            let is_err = it.path.segments.last().is_some_and(|it| it.ident == "Err");
            is_err && it.elems.iter().any(is_for_nothing)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::turned;
    use crate::report::names::flow::place;

    #[test]
    fn a_flag_is_turned_where_the_condition_is_not_so_any_more() {
        let text = "fn f() {\n if s.open && !done && s.head.is_none() {\n  match s.rx.try_recv() {\n   \
                    Ok(_) => done = true,\n   Err(TryRecvError::Empty) => {}\n   \
                    Err(TryRecvError::Disconnected) => s.open = false,\n  }\n }\n \
                    if late {\n  s.open = false;\n  s.open = true;\n  done = false;\n }\n done = true;\n}\n\
                    fn g() { s.open = false; }\n";
        let file = syn::parse_file(text).unwrap();
        let found = turned(&file, &place(3, 14), (1, 15)).into_iter();
        let found: Vec<_> = found
            .map(|it| (it.spot.line, it.name, it.becomes))
            .collect();
        assert_eq!(
            found,
            [
                (10, "open".to_owned(), false),
                (14, "done".to_owned(), true)
            ]
        );
        assert!(turned(&file, &place(10, 3), (1, 15)).is_empty());
    }
}
