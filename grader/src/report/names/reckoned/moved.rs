//! A moment from which a time is counted, and which is moved by what another clock says, or is set only once.

use super::{Since, member, moments, sets_within};
use crate::{
    report::names::{
        basics::Variables,
        flow::{Spot, in_function},
        written::changes,
    },
    walk::{self as visit, Visit},
};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Expr, Lit, Pat, UnOp};

/// Variables whose values are followed, one into the other, at most.
const MOST_HOPS: usize = 3;

/// Where the function of this name changes a field by what has passed since another, with the name of that.
pub(in super::super::super) fn by_another(
    file: &syn::File,
    name: Spot,
    field: &str,
) -> Vec<(Spot, String)> {
    struct Moves<'n, 'ast> {
        field: &'n str,
        moments: BTreeSet<String>,
        bound: BTreeMap<String, &'ast Expr>,
        found: Vec<(Spot, String)>,
    }
    impl<'ast> Moves<'_, 'ast> {
        fn changed(&mut self, left: &'ast Expr, right: &'ast Expr) {
            let Some(name) = member(left).filter(|name| *name == self.field) else {
                return;
            };
            let mut since = Since {
                moments: self.moments.clone(),
                fields: BTreeSet::new(),
            };
            let mut read = vec![right];
            for _ in 0..=MOST_HOPS {
                let mut names = Variables::default();
                for expr in read {
                    since.visit_expr(expr);
                    names.visit_expr(expr);
                }
                let bound = names.0.iter().filter_map(|name| self.bound.get(name));
                read = bound.copied().collect();
            }
            since.fields.remove(self.field);
            if let Some(other) = since.fields.pop_first() {
                self.found.push((Spot::of(name), other));
            }
        }
    }
    impl<'ast> Visit<'ast> for Moves<'_, 'ast> {
        fn visit_local(&mut self, it: &'ast syn::Local) {
            if let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init) {
                self.bound.insert(name.ident.to_string(), &init.expr);
            }
            visit::visit_local(self, it);
        }

        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            self.changed(&it.left, &it.right);
            visit::visit_expr_assign(self, it);
        }

        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if changes(&it.op) {
                self.changed(&it.left, &it.right);
            }
            visit::visit_expr_binary(self, it);
        }
    }
    let found = in_function(file, name, |signature, block| {
        let mut moves = Moves {
            field,
            moments: moments(signature, block),
            bound: BTreeMap::new(),
            found: Vec::new(),
        };
        moves.visit_block(block);
        moves.found
    });
    found.unwrap_or_default()
}

/// The flags that the function of this name asks before it sets a field to the present moment, and that are turned there,
/// if no line ever turns them back.
pub(in super::super::super) fn only_once(
    file: &syn::File,
    name: Spot,
    field: &str,
) -> Vec<(Spot, String)> {
    struct Ifs<'n> {
        field: &'n str,
        moments: BTreeSet<String>,
        found: Vec<(Spot, String, bool)>,
    }
    impl<'ast> Visit<'ast> for Ifs<'_> {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            let sets = sets_within(&it.then_branch, self.field, self.moments.clone());
            if let Some((flag, is_so)) = flag(&it.cond, true).filter(|_| sets.iter().any(|it| it.1))
            {
                let mut turns = Turns(flag, Vec::new());
                turns.visit_block(&it.then_branch);
                if turns.1 == [Some(!is_so)] {
                    self.found.push((Spot::of(flag), flag.to_string(), !is_so));
                }
            }
            visit::visit_expr_if(self, it);
        }
    }
    let found = in_function(file, name, |signature, block| {
        let mut ifs = Ifs {
            field,
            moments: moments(signature, block),
            found: Vec::new(),
        };
        ifs.visit_block(block);
        ifs.found
    });
    let mut found = found.unwrap_or_default();
    found.retain(|(_, name, becomes)| {
        let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
        let mut turns = Turns(&name, Vec::new());
        turns.visit_file(file);
        turns.1.iter().all(|it| *it == Some(*becomes))
    });
    let found = found.into_iter();
    found.map(|(spot, name, _)| (spot, name)).collect()
}

/// The flag that a condition consists of, and what it has to be.
fn flag(condition: &Expr, is_so: bool) -> Option<(&syn::Ident, bool)> {
    match condition {
        Expr::Paren(it) => flag(&it.expr, is_so),
        Expr::Unary(it) if matches!(it.op, UnOp::Not(_)) => flag(&it.expr, !is_so),
        _ => member(condition).map(|name| (name, is_so)),
    }
}

/// What a field of this name becomes wherever it is assigned to.
struct Turns<'n>(&'n syn::Ident, Vec<Option<bool>>);

impl<'ast> Visit<'ast> for Turns<'_> {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if member(&it.left).is_some_and(|name| name == self.0) {
            let value = match &*it.right {
                Expr::Lit(it) => match &it.lit {
                    Lit::Bool(it) => Some(it.value),
                    _ => None,
                },
                _ => None,
            };
            self.1.push(value);
        }
        visit::visit_expr_assign(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{by_another, only_once};
    use crate::report::names::flow::Spot;

    const NAME: Spot = Spot { line: 1, column: 4 };

    #[test]
    fn a_moment_may_be_moved_by_another_clock() {
        let found = |body: &str| {
            let text = format!("fn f(&mut self, now: Instant) {{\n {body}\n}}\n");
            by_another(&syn::parse_file(&text).unwrap(), NAME, "since")
        };
        let by = |name: &str| (Spot { line: 2, column: 5 }, name.to_owned());
        assert_eq!(
            found("it.since -= self.begin.elapsed() % every;"),
            [by("begin")]
        );
        assert_eq!(found("it.since = at + (now - it.begin);"), [by("begin")]);
        let text = "let n = a.begin.elapsed(); let p = g(n);\n it.since += h(p);";
        assert_eq!(found(text).len(), 1);
        assert!(found("it.since = now - (now - it.since) % every;").is_empty());
        assert!(found("it.other -= self.begin.elapsed();").is_empty());
    }

    #[test]
    fn a_moment_is_set_only_once_under_a_flag_that_nothing_turns_back() {
        let found = |body: &str, other: &str| {
            let text = format!(
                "fn f(&mut self, now: Instant) {{\n {body}\n}}\nfn g(&mut self) {{ {other} }}\n"
            );
            only_once(&syn::parse_file(&text).unwrap(), NAME, "since")
        };
        let body = "if !self.begun { self.since = now; self.begun = true; }";
        assert_eq!(
            found(body, ""),
            [(
                Spot {
                    line: 2,
                    column: 11
                },
                "begun".to_owned()
            )]
        );
        assert!(found(body, "self.begun = false;").is_empty());
        assert!(found(body, "self.begun = n > 0;").is_empty());
        assert!(found("if self.n == 0 { self.since = now; }", "").is_empty());
        assert!(found("if !self.begun { self.since = now; }", "").is_empty());
    }
}
