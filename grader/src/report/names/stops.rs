//! Variables that decide whether a loop goes on sending, and what they are set to.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{BinOp, Expr};
use wire::Place;

/// A variable that the condition asks under which a place stands.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Flag {
    /// How it is called.
    pub(in super::super) name: String,
    /// The line of the condition.
    pub(in super::super) line: u32,
    /// Where it is set to something that has to be computed first.
    pub(in super::super) set: Vec<Spot>,
}

/// The variables, true or not, that the innermost `while` or `if` around a place asks, and that are set anew in these
/// lines to what is not known when they are written.
pub(in super::super) fn flags(file: &syn::File, place: &Place, lines: Lines) -> Vec<Flag> {
    let Some(at) = at(place) else {
        return Vec::new();
    };
    let mut around = Around { at, found: None };
    around.visit_file(file);
    let Some((line, names)) = around.found else {
        return Vec::new();
    };
    let flag = |name: String| {
        let mut sets = Sets {
            name: &name,
            lines,
            found: Vec::new(),
        };
        sets.visit_file(file);
        let set = sets.found;
        (!set.is_empty()).then_some(Flag { name, line, set })
    };
    names.into_iter().filter_map(flag).collect()
}

/// Finds the condition.
struct Around {
    at: At,
    found: Option<(u32, BTreeSet<String>)>,
}

impl Around {
    fn asks(&mut self, condition: &Expr, body: &syn::Block) {
        if covers(body, self.at) {
            let mut names = BTreeSet::new();
            truths(condition, &mut names);
            self.found = Some((Spot::of(condition).line, names));
        }
    }
}

impl<'ast> Visit<'ast> for Around {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.asks(&it.cond, &it.body);
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.asks(&it.cond, &it.then_branch);
        visit::visit_expr_if(self, it);
    }
}

/// The variables that a condition is made of, but for those that are compared, or called something on.
fn truths(condition: &Expr, names: &mut BTreeSet<String>) {
    match condition {
        Expr::Paren(it) => truths(&it.expr, names),
        Expr::Unary(it) => truths(&it.expr, names),
        Expr::Binary(it) if matches!(it.op, BinOp::And(_) | BinOp::Or(_)) => {
            truths(&it.left, names);
            truths(&it.right, names);
        }
        Expr::Path(it) => names.extend(it.path.get_ident().map(ToString::to_string)),
        _ => {}
    }
}

struct Sets<'n> {
    name: &'n str,
    lines: Lines,
    found: Vec<Spot>,
}

impl Sets<'_> {
    fn take(&mut self, left: &Expr, right: &Expr) {
        let spot = Spot::of(left);
        let is_it = matches!(left, Expr::Path(it) if it.path.is_ident(self.name));
        let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
        if is_it && is_inside && !matches!(right, Expr::Lit(_)) {
            self.found.push(spot);
        }
    }
}

impl<'ast> Visit<'ast> for Sets<'_> {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.take(&it.left, &it.right);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, BinOp::BitOrAssign(_) | BinOp::BitAndAssign(_)) {
            self.take(&it.left, &it.right);
        }
        visit::visit_expr_binary(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::flags;
    use crate::report::names::flow::place;

    #[test]
    fn a_flag_is_asked_around_the_place_and_computed_elsewhere() {
        let text = "fn f() {\n let mut off = false;\n loop {\n  if quit() { off = true; }\n  \
                    while !off && n < limit {\n   jobs.send(1);\n  }\n  off |= r.is_err();\n  \
                    off = off || r.is_none();\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = flags(&file, &place(6, 9), (1, 11));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].line), ("off", 5));
        let lines: Vec<u32> = found[0].set.iter().map(|it| it.line).collect();
        assert_eq!(lines, [8, 9]);
        assert!(flags(&file, &place(4, 6), (1, 11)).is_empty());
    }
}
