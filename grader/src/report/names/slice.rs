//! What a statement depends on, one step back (program slicing after Weiser 1981): the condition under which it is
//! reached, and what its variables are made of.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
    last_name,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat, Stmt};
use wire::Place;

/// The innermost condition, or guard of an arm, under which a place stands, in its function or closure.
pub(in super::super) fn guard(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Guards {
        at: At,
        found: Option<Spot>,
    }
    impl<'ast> Visit<'ast> for Guards {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            if covers(&it.then_branch, self.at) {
                self.found = Some(Spot::of(&it.if_token));
            }
            visit::visit_expr_if(self, it);
        }

        fn visit_arm(&mut self, it: &'ast syn::Arm) {
            if covers(&it.body, self.at) {
                let guard = it.guard.as_ref();
                self.found = guard.map(|(token, _)| Spot::of(token)).or(self.found);
            }
            visit::visit_arm(self, it);
        }

        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            if covers(&it.body, self.at) {
                self.found = None;
            }
            visit::visit_expr_closure(self, it);
        }
    }
    let mut guards = Guards {
        at: at(place)?,
        found: None,
    };
    guards.visit_file(file);
    guards.found
}

/// Where the variables of the statement at a place are computed in these lines, and set anew: the place, the name, and
/// whether it is set anew.
pub(in super::super) fn makers(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Vec<(Spot, String, bool)> {
    let Some(at) = at(place) else {
        return Vec::new();
    };
    let mut statement = Statement {
        at,
        found: None,
        apart: BTreeSet::new(),
    };
    statement.visit_file(file);
    let Some((mut used, line)) = statement.found else {
        return Vec::new();
    };
    used.append(&mut statement.apart);
    let mut makers = Makers {
        used,
        lines,
        found: Vec::new(),
    };
    makers.visit_file(file);
    makers.found.retain(|(spot, _, _)| spot.line != line);
    makers.found
}

/// The innermost statement around a place: the variables in it, but for those of blocks of its own, and its line. What an
/// arm around it takes apart is one of them.
struct Statement {
    at: At,
    found: Option<(BTreeSet<String>, u32)>,
    apart: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Statement {
    fn visit_stmt(&mut self, it: &'ast Stmt) {
        if covers(it, self.at) {
            let mut used = Used(BTreeSet::new());
            used.visit_stmt(it);
            self.found = Some((used.0, Spot::of(it).line));
            visit::visit_stmt(self, it);
        }
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        if it.arms.iter().any(|arm| covers(&arm.body, self.at)) {
            self.apart.extend(last_name(&it.expr));
        }
        visit::visit_expr_match(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(&it.body, self.at) {
            self.apart.clear();
        }
        visit::visit_expr_closure(self, it);
    }
}

struct Used(BTreeSet<String>);

impl<'ast> Visit<'ast> for Used {
    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        self.0.extend(it.path.get_ident().map(ToString::to_string));
    }

    fn visit_block(&mut self, _: &'ast syn::Block) {}
}

struct Makers {
    used: BTreeSet<String>,
    lines: Lines,
    found: Vec<(Spot, String, bool)>,
}

impl Makers {
    fn take(&mut self, spot: Spot, name: Option<String>, is_anew: bool) {
        if let Some(name) = name.filter(|name| self.used.contains(name))
            && (self.lines.0..=self.lines.1).contains(&spot.line)
        {
            self.found.push((spot, name, is_anew));
        }
    }
}

impl<'ast> Visit<'ast> for Makers {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Pat::Ident(pat) = &it.pat
            && it.init.as_ref().is_some_and(|init| is_decided(&init.expr))
        {
            self.take(Spot::of(pat), Some(pat.ident.to_string()), false);
        }
        visit::visit_local(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        let is_plain = matches!(*it.right, Expr::Lit(_) | Expr::Path(_));
        if !is_plain && matches!(*it.left, Expr::Path(_)) {
            self.take(Spot::of(&it.left), last_name(&it.left), true);
        }
        visit::visit_expr_assign(self, it);
    }
}

/// Something is chosen, compared or computed in it.
pub(super) fn is_decided(expr: &Expr) -> bool {
    const CHOICES: [&str; 14] = [
        "min",
        "max",
        "min_by_key",
        "max_by_key",
        "min_by",
        "max_by",
        "filter",
        "filter_map",
        "find",
        "find_map",
        "position",
        "take",
        "skip",
        "rev",
    ];
    struct Decided(bool);
    impl<'ast> Visit<'ast> for Decided {
        fn visit_expr_binary(&mut self, _: &'ast syn::ExprBinary) {
            self.0 = true;
        }

        fn visit_expr_if(&mut self, _: &'ast syn::ExprIf) {
            self.0 = true;
        }

        fn visit_expr_match(&mut self, _: &'ast syn::ExprMatch) {
            self.0 = true;
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            // `take` without an argument takes out what is there.
            self.0 |= CHOICES.iter().any(|name| it.method == name) && !it.args.is_empty()
                || it.method == "min"
                || it.method == "max"
                || it.method == "rev";
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut decided = Decided(false);
    decided.visit_expr(expr);
    decided.0
}

#[cfg(test)]
mod tests {
    use super::{guard, makers};
    use crate::report::names::flow::place;
    use wire::Place;

    const TEXT: &str = "fn f() {\n let first = heads.min();\n let line = head.take();\n match first {\n  \
                        Some(at) if at < latest => {\n   let place = if at < latest { L } else { I };\n   \
                        if sender.send((first, line, place)).is_err() { return other; }\n   \
                        next = now().add(period);\n  }\n  _ => rx.wait(next),\n }\n}\n";

    #[test]
    fn a_place_stands_under_the_innermost_guard() {
        let file = syn::parse_file(TEXT).unwrap();
        let line = |at: &Place| guard(&file, at).map(|spot| (spot.line, spot.column));
        assert_eq!(line(&place(7, 14)), Some((5, 12)));
        assert_eq!(line(&place(7, 51)), Some((7, 4)));
        assert_eq!(line(&place(10, 11)), None);
    }

    #[test]
    fn variables_of_a_statement_are_followed_one_step_back() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = |line, column| {
            let found = makers(&file, &place(line, column), (1, 12)).into_iter();
            found
                .map(|(spot, name, is_anew)| (spot.line, name, is_anew))
                .collect::<Vec<_>>()
        };
        let sent = [
            (2, "first".to_owned(), false),
            (6, "place".to_owned(), false),
        ];
        assert_eq!(found(7, 14), sent);
        assert_eq!(found(8, 4), [(2, "first".to_owned(), false)]);
        assert!(found(3, 6).is_empty());
    }
}
