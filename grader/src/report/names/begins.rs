//! What fields begin as, and where they are set back.

use super::{
    basics::literal,
    flow::{Spot, in_function},
    last_name,
    reckoned::member,
    written::changes,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Member};

/// A field, and a number that it becomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Becomes {
    /// Where the number is written.
    pub(in super::super) spot: Spot,
    /// The field.
    pub(in super::super) name: String,
    /// The number.
    pub(in super::super) value: String,
}

/// The fields that the function of this name fills in with a number where it makes a value.
pub(in super::super) fn filled_in(file: &syn::File, name: Spot) -> Vec<Becomes> {
    let found = in_function(file, name, |_, block| {
        let mut filled = Filled(Vec::new());
        filled.visit_block(block);
        filled.0
    });
    found.unwrap_or_default()
}

struct Filled(Vec<Becomes>);

impl<'ast> Visit<'ast> for Filled {
    fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
        if let Member::Named(name) = &it.member
            && let Some(value) = literal(&it.expr)
        {
            self.0.push(Becomes {
                spot: Spot::of(name),
                name: name.to_string(),
                value: value.to_string(),
            });
        }
        visit::visit_field_value(self, it);
    }
}

/// The fields that the function of this name reads, or writes.
pub(in super::super) fn named(file: &syn::File, name: Spot) -> BTreeSet<String> {
    let found = in_function(file, name, |_, block| {
        let mut named = Members(BTreeSet::new());
        named.visit_block(block);
        named.0
    });
    found.unwrap_or_default()
}

/// Where the function of this name sets a field to a number under a condition that does not ask for that field, if the
/// file counts in it elsewhere, by `+=` or `-=`.
pub(in super::super) fn set_back(file: &syn::File, name: Spot) -> Vec<Becomes> {
    struct Sets {
        /// The fields that the innermost condition around names.
        under: Option<BTreeSet<String>>,
        found: Vec<Becomes>,
    }
    impl Sets {
        fn within(&mut self, condition: &Expr, visit: impl FnOnce(&mut Self)) {
            let mut asked = Members(BTreeSet::new());
            asked.visit_expr(condition);
            let around = self.under.replace(asked.0);
            visit(self);
            self.under = around;
        }

        fn becomes(&mut self, name: &syn::Ident, value: &Expr) {
            match value {
                Expr::If(it) => self.within(&it.cond, |all| {
                    all.end(name, &it.then_branch);
                    if let Some((_, other)) = &it.else_branch {
                        all.becomes(name, other);
                    }
                }),
                Expr::Match(it) => self.within(&it.expr, |all| {
                    for arm in &it.arms {
                        all.becomes(name, &arm.body);
                    }
                }),
                Expr::Block(it) => self.end(name, &it.block),
                _ => {
                    let asks = self.under.as_ref();
                    let is_blind = asks.is_some_and(|it| !it.contains(&name.to_string()));
                    if let Some(number) = literal(value).filter(|_| is_blind) {
                        self.found.push(Becomes {
                            spot: Spot::of(number),
                            name: name.to_string(),
                            value: number.to_string(),
                        });
                    }
                }
            }
        }

        fn end(&mut self, name: &syn::Ident, block: &syn::Block) {
            if let Some(syn::Stmt::Expr(last, None)) = block.stmts.last() {
                self.becomes(name, last);
            }
        }
    }
    impl<'ast> Visit<'ast> for Sets {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            self.within(&it.cond, |all| {
                all.visit_block(&it.then_branch);
                if let Some((_, other)) = &it.else_branch {
                    all.visit_expr(other);
                }
            });
        }

        fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
            self.within(&it.expr, |all| {
                for arm in &it.arms {
                    all.visit_arm(arm);
                }
            });
        }

        fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
            if let Some(name) = member(&it.left) {
                self.becomes(name, &it.right);
            }
            visit::visit_expr_assign(self, it);
        }
    }
    let found = in_function(file, name, |_, block| {
        let mut sets = Sets {
            under: None,
            found: Vec::new(),
        };
        sets.visit_block(block);
        sets.found
    });
    let mut counts = Counts(BTreeSet::new());
    counts.visit_file(file);
    let mut found = found.unwrap_or_default();
    found.retain(|it| counts.0.contains(&it.name));
    found
}

/// Fields in a piece of syntax.
struct Members(BTreeSet<String>);

impl<'ast> Visit<'ast> for Members {
    fn visit_expr(&mut self, it: &'ast Expr) {
        self.0.extend(member(it).map(ToString::to_string));
        visit::visit_expr(self, it);
    }
}

/// Fields in which is counted.
struct Counts(BTreeSet<String>);

impl<'ast> Visit<'ast> for Counts {
    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        if changes(&it.op) {
            self.0.extend(member(&it.left).map(ToString::to_string));
        }
        visit::visit_expr_binary(self, it);
    }
}

/// Where the file takes something out of a collection of this name, or may.
pub(in super::super) fn taken_out(file: &syn::File, name: &str) -> Vec<Spot> {
    const TAKES: [&str; 10] = [
        "drain",
        "into_iter",
        "iter",
        "iter_mut",
        "pop",
        "pop_back",
        "pop_front",
        "remove",
        "swap_remove",
        "take",
    ];
    struct Takes<'n>(&'n str, Vec<Spot>);
    impl<'ast> Visit<'ast> for Takes<'_> {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let is_it = last_name(&it.receiver).as_deref() == Some(self.0);
            if is_it && TAKES.iter().any(|method| it.method == method) {
                self.1.push(Spot::of(&it.method));
            }
            visit::visit_expr_method_call(self, it);
        }

        fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
            // Whoever has it may take something out, as `mem::take` does.
            if it.mutability.is_some() && last_name(&it.expr).as_deref() == Some(self.0) {
                self.1.push(Spot::of(&it.expr));
            }
            visit::visit_expr_reference(self, it);
        }
    }
    let mut takes = Takes(name, Vec::new());
    takes.visit_file(file);
    takes.1
}

#[cfg(test)]
mod tests {
    use super::{filled_in, named, set_back, taken_out};
    use crate::report::names::flow::Spot;

    const NAME: Spot = Spot { line: 1, column: 4 };

    #[test]
    fn fields_begin_as_numbers() {
        let text = "fn new(n: u32) -> Self {\n Self { there: 0, n, at: now(), m: n + 1 }\n}\n\
                    fn get(&self) -> bool { self.there > 1 && other.n }\n";
        let file = syn::parse_file(text).unwrap();
        let found = filled_in(&file, NAME).into_iter();
        let found: Vec<_> = found.map(|it| (it.spot.line, it.name, it.value)).collect();
        assert_eq!(found, [(2, "there".to_owned(), "0".to_owned())]);
        let names: Vec<String> = named(&file, Spot { line: 4, column: 4 })
            .into_iter()
            .collect();
        assert_eq!(names, ["n", "there"]);
    }

    #[test]
    fn a_count_is_set_back_under_a_condition_that_does_not_ask_for_it() {
        let found = |body: &str, other: &str| {
            let text = format!("fn f(&mut self) {{\n {body}\n}}\nfn g(&mut self) {{ {other} }}\n");
            let found = set_back(&syn::parse_file(&text).unwrap(), NAME);
            found
                .into_iter()
                .map(|it| it.spot.column)
                .collect::<Vec<_>>()
        };
        let counts = "self.n += 1;";
        let branch = "self.n = if come > 0 { 0 } else { self.n };";
        assert_eq!(found(branch, counts), [25]);
        assert!(found(branch, "").is_empty());
        assert_eq!(found("if come > 0 { self.n = 0; }", counts), [25]);
        assert!(found("if come < self.n { a(); } else { self.n = 0; }", counts).is_empty());
        assert!(found("self.n = 0;", counts).is_empty());
        assert!(found("if come > 0 { self.n = m; }", counts).is_empty());
    }

    #[test]
    fn something_is_taken_out_of_a_collection() {
        let text = "fn f(&self) {\n self.jobs.lock().unwrap().push_back(1);\n \
                    let next = || self.jobs.lock().unwrap().pop_front();\n mem::take(&mut state.jobs);\n \
                    other.pop_front();\n}\n";
        let file = syn::parse_file(text).unwrap();
        let lines = taken_out(&file, "jobs").into_iter().map(|it| it.line);
        assert_eq!(lines.collect::<Vec<_>>(), [3, 4]);
    }
}
