//! Where what is received from has one more owner.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
    last_name, last_segment,
};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// The name of what a method is called on at a place, and where it is cloned in these lines.
pub(in super::super) fn clones(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<(String, Vec<Spot>)> {
    let mut called = Called(at(place)?, None);
    called.visit_file(file);
    let name = called.1?;
    let mut clones = Clones {
        name: &name,
        lines,
        found: Vec::new(),
    };
    clones.visit_file(file);
    let found = clones.found;
    Some((name, found))
}

/// What the method at a place is called on.
struct Called(At, Option<String>);

impl<'ast> Visit<'ast> for Called {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if covers(&it.method, self.0) {
            self.1 = variable(&it.receiver);
        }
        visit::visit_expr_method_call(self, it);
    }

    // The place of a loop over what a method gives is that of the loop.
    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        let is_here = covers(&it.for_token, self.0) || covers(&it.expr, self.0);
        if is_here && let Expr::MethodCall(call) = &*it.expr {
            self.1 = variable(&call.receiver);
        }
        visit::visit_expr_for_loop(self, it);
    }
}

/// A variable's name.
fn variable(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

struct Clones<'n> {
    name: &'n str,
    lines: Lines,
    found: Vec<Spot>,
}

impl Clones<'_> {
    fn take(&mut self, spot: Spot, of: &Expr) {
        let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
        if is_inside && last_name(of).as_deref() == Some(self.name) {
            self.found.push(spot);
        }
    }
}

impl<'ast> Visit<'ast> for Clones<'_> {
    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if last_segment(&it.func).is_some_and(|it| it == "clone")
            && let Some(Expr::Reference(of)) = it.args.first()
        {
            self.take(Spot::of(&it.func), &of.expr);
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "clone" {
            self.take(Spot::of(&it.method), &it.receiver);
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::clones;
    use crate::report::names::flow::place;

    #[test]
    fn clones_are_known_by_the_name_of_what_is_received_from() {
        let text = "fn f(a: A, b: B) {\n keep(Arc::clone(&a));\n let c = b.clone();\n let d = a.clone();\n \
                    for e in a.iter() {\n  b.recv();\n }\n}\nfn g(a: A) { a.clone(); }\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| {
            let (name, spots) = clones(&file, &place(line, column), (1, 8)).unwrap();
            let lines: Vec<u32> = spots.iter().map(|it| it.line).collect();
            (name, lines)
        };
        assert_eq!(found(5, 2), ("a".to_owned(), vec![2, 4]));
        assert_eq!(found(5, 13), ("a".to_owned(), vec![2, 4]));
        assert_eq!(found(6, 5), ("b".to_owned(), vec![3]));
    }
}
