//! Where the moment is moved on until which somebody waits.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr};
use wire::Place;

/// The one variable that a wait at a place is given, as a moment, and where in these lines it is moved on from what it was,
/// outside of a loop that looks at it.
pub(in super::super) fn moved_on(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<(String, Vec<Spot>)> {
    let mut waits = Waits(at(place)?, None);
    waits.visit_file(file);
    let mut moves = Moves {
        name: waits.1?,
        lines,
        found: Vec::new(),
    };
    moves.visit_file(file);
    Some((moves.name, moves.found))
}

struct Waits(At, Option<String>);

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_wait = it.method.to_string().ends_with("_deadline") && covers(&it.method, self.0);
        if let Some(Expr::Path(path)) = it.args.last().filter(|_| is_wait) {
            self.1 = path.path.get_ident().map(ToString::to_string);
        }
        visit::visit_expr_method_call(self, it);
    }
}

struct Moves {
    name: String,
    lines: Lines,
    found: Vec<Spot>,
}

impl Moves {
    fn is_it(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(it) if it.path.is_ident(&self.name))
    }

    fn take(&mut self, left: &Expr) {
        let spot = Spot::of(left);
        if (self.lines.0..=self.lines.1).contains(&spot.line) {
            self.found.push(spot);
        }
    }
}

impl<'ast> Visit<'ast> for Moves {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        // Such a loop goes on until the moment is right.
        if !has(&it.cond, &self.name) {
            visit::visit_expr_while(self, it);
        }
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if self.is_it(&it.left) && has(&it.right, &self.name) {
            self.take(&it.left);
        }
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if matches!(it.op, BinOp::AddAssign(_)) && self.is_it(&it.left) {
            self.take(&it.left);
        }
        visit::visit_expr_binary(self, it);
    }
}

/// The expression has this name in it.
fn has(expr: &Expr, name: &str) -> bool {
    struct Has<'n>(&'n str, bool);
    impl<'ast> Visit<'ast> for Has<'_> {
        fn visit_ident(&mut self, it: &'ast proc_macro2::Ident) {
            self.1 |= it == self.0;
        }
    }
    let mut has = Has(name, false);
    has.visit_expr(expr);
    has.1
}

#[cfg(test)]
mod tests {
    use super::moved_on;
    use crate::report::names::flow::place;

    #[test]
    fn a_moment_is_moved_on_outside_of_a_loop_that_looks_at_it() {
        let text = "fn f() {\n match next { Some(next) => rx.recv_deadline(next), None => x };\n \
                    next = next.and_then(|next| next.checked_add(period));\n next += period;\n next = other;\n \
                    while next < now() {\n  next += period;\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let (name, spots) = moved_on(&file, &place(2, 35), (1, 9)).unwrap();
        let lines: Vec<u32> = spots.iter().map(|it| it.line).collect();
        assert_eq!((name.as_str(), &lines[..]), ("next", &[3, 4][..]));
        assert!(moved_on(&file, &place(3, 2), (1, 9)).is_none());
    }
}
