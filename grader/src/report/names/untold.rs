//! What is changed under a lock that others wait for.

use super::{At, at, covers, flow::Spot, last_name, written::changes};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, spanned::Spanned};
use wire::Place;

/// Methods that change a collection, or an option.
const CHANGES: [&str; 12] = [
    "clear",
    "drain",
    "extend",
    "insert",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "remove",
    "take",
];

/// The names that a wait depends on: those in the innermost condition around it, and in what it is given.
pub(in super::super) fn awaited(file: &syn::File, wait: &Place) -> BTreeSet<String> {
    let Some(at) = at(wait) else {
        return BTreeSet::new();
    };
    let mut around = Around {
        at,
        condition: None,
        given: Vec::new(),
    };
    around.visit_file(file);
    let mut names = Names(BTreeSet::new());
    for expr in around.condition.into_iter().chain(around.given) {
        names.visit_expr(expr);
    }
    names.0
}

struct Around<'ast> {
    at: At,
    condition: Option<&'ast Expr>,
    given: Vec<&'ast Expr>,
}

impl<'ast> Visit<'ast> for Around<'ast> {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if covers(it, self.at) {
            self.condition = Some(&it.cond);
        }
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        if covers(it, self.at) {
            self.condition = Some(&it.cond);
        }
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if covers(&it.method, self.at) {
            self.given.extend(&it.args);
        }
        visit::visit_expr_method_call(self, it);
    }
}

struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_expr(&mut self, it: &'ast Expr) {
        match it {
            Expr::Path(path) => self
                .0
                .extend(path.path.get_ident().map(ToString::to_string)),
            Expr::Field(_) => self.0.extend(last_name(it)),
            _ => {}
        }
        visit::visit_expr(self, it);
    }
}

/// Where one of these names is changed between two places, in the order of the source, and which that is.
pub(in super::super) fn changed(
    file: &syn::File,
    (from, to): (&Place, &Place),
    awaited: &BTreeSet<String>,
) -> Option<(Spot, String)> {
    let (from, to) = at(from).zip(at(to))?;
    let mut found = Changed {
        from,
        to,
        awaited,
        found: None,
    };
    found.visit_file(file);
    found.found
}

struct Changed<'n> {
    from: At,
    to: At,
    awaited: &'n BTreeSet<String>,
    found: Option<(Spot, String)>,
}

impl Changed<'_> {
    fn take(&mut self, target: &Expr) {
        // Another variable of that name may be anything.
        let is_kept = matches!(target, Expr::Field(_) | Expr::Unary(_) | Expr::Index(_));
        let start = target.span().start();
        let start = At {
            line: start.line,
            column: start.column,
        };
        let name = last_name(target).filter(|name| self.awaited.contains(name));
        if let Some(name) = name.filter(|_| is_kept && self.from < start && start < self.to) {
            let target = match target {
                Expr::Unary(it) => &it.expr,
                other => other,
            };
            self.found = Some((Spot::of(target), name));
        }
    }
}

impl<'ast> Visit<'ast> for Changed<'_> {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.take(&it.left);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if changes(&it.op) {
            self.take(&it.left);
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if CHANGES.iter().any(|name| it.method == name) {
            self.take(&it.receiver);
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, awaited, changed};

    #[test]
    fn what_is_waited_for_is_found_where_it_changes() {
        let text = "fn f() {\n loop {\n  if s.line.front() != me {\n   s = c.\n    wait(s);\n   continue;\n  }\n }\n \
                    s.there -= 1;\n s.line.pop_front();\n}\nfn g() {\n let mut it = c.\n  \
                    wait_while(it, |x| *x != a);\n *it = b;\n}\n";
        let file = syn::parse_file(text).unwrap();
        let line = awaited(&file, &place(5, 5));
        let found = |from, to| changed(&file, (&place(from, 1), &place(to, 1)), &line);
        let found = |from, to| found(from, to).map(|(spot, name)| (spot.line, name));
        assert_eq!(found(7, 11), Some((10, "line".to_owned())));
        assert_eq!(found(7, 10), None);
        let it = awaited(&file, &place(14, 3));
        let found = changed(&file, (&place(14, 3), &place(16, 1)), &it);
        assert_eq!(found.map(|(spot, _)| spot.line), Some(15));
    }
}
