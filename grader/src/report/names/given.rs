//! Under which conditions the source gives a name as a value, which fields begin as a sum, what a function gives back,
//! and what a `match` has an arm for.

use super::{
    At, at, covers,
    fills::comparisons,
    flow::{Lines, Spot, in_function, puts},
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{BinOp, Expr, Member, Stmt};
use wire::Place;

/// The innermost `if` around each use of a name as a value in these lines, and whether it must be so; `None` for one that
/// stands under no condition.
pub(in super::super) fn conditions(
    file: &syn::File,
    name: &str,
    lines: Lines,
) -> Vec<Option<(Spot, bool)>> {
    struct Uses<'n> {
        name: &'n str,
        lines: Lines,
        under: Vec<(Spot, bool)>,
        found: Vec<Option<(Spot, bool)>>,
    }
    impl<'ast> Visit<'ast> for Uses<'_> {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            self.visit_expr(&it.cond);
            self.under.push((Spot::of(&it.if_token), true));
            self.visit_block(&it.then_branch);
            self.under.pop();
            if let Some((_, other)) = &it.else_branch {
                self.under.push((Spot::of(&it.if_token), false));
                self.visit_expr(other);
                self.under.pop();
            }
        }

        fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
            let spot = Spot::of(it);
            let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
            let last = it.path.segments.last();
            if is_inside && last.is_some_and(|it| it.ident == self.name) {
                self.found.push(self.under.last().copied());
            }
        }

        // What a pattern names is no value.
        fn visit_pat(&mut self, _: &'ast syn::Pat) {}
    }
    let mut uses = Uses {
        name,
        lines,
        under: Vec::new(),
        found: Vec::new(),
    };
    uses.visit_file(file);
    uses.found
}

/// The fields that the condition of an `if` asks for by themselves: they are true, or not.
pub(in super::super) fn asked(file: &syn::File, condition: Spot) -> BTreeSet<String> {
    struct Ifs(Spot, BTreeSet<String>);
    impl<'ast> Visit<'ast> for Ifs {
        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            if Spot::of(&it.if_token) == self.0 {
                truths(&it.cond, &mut self.1);
            }
            visit::visit_expr_if(self, it);
        }
    }
    let mut ifs = Ifs(condition, BTreeSet::new());
    ifs.visit_file(file);
    ifs.1
}

/// The fields that a condition is made of, but for those that are compared, or called something on.
fn truths(condition: &Expr, fields: &mut BTreeSet<String>) {
    match condition {
        Expr::Paren(it) => truths(&it.expr, fields),
        Expr::Unary(it) => truths(&it.expr, fields),
        Expr::Binary(it) if matches!(it.op, BinOp::And(_) | BinOp::Or(_)) => {
            truths(&it.left, fields);
            truths(&it.right, fields);
        }
        Expr::Field(it) => {
            if let Member::Named(name) = &it.member {
                fields.insert(name.to_string());
            }
        }
        _ => {}
    }
}

/// The fields with which these lines compare, each with one such line, and where it is filled in, if that is done at
/// one place of the file, with a number more or less than something else.
pub(in super::super) fn begin_beside(file: &syn::File, lines: Lines) -> Vec<(Spot, String, u32)> {
    struct Sides {
        lines: Lines,
        fields: Vec<(String, u32)>,
        filled: Vec<(String, Spot, bool)>,
    }
    impl<'ast> Visit<'ast> for Sides {
        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            let line = Spot::of(&it.op).line;
            if (self.lines.0..=self.lines.1).contains(&line) {
                let whole = Expr::Binary(it.clone());
                for (one, other) in comparisons(&whole) {
                    for side in [one, other] {
                        if let Expr::Field(field) = side
                            && let Member::Named(name) = &field.member
                        {
                            self.fields.push((name.to_string(), line));
                        }
                    }
                }
            }
            visit::visit_expr_binary(self, it);
        }

        fn visit_field_value(&mut self, it: &'ast syn::FieldValue) {
            if let Member::Named(name) = &it.member {
                let filled = (name.to_string(), Spot::of(name), is_beside(&it.expr));
                self.filled.push(filled);
            }
            visit::visit_field_value(self, it);
        }
    }
    let mut sides = Sides {
        lines,
        fields: Vec::new(),
        filled: Vec::new(),
    };
    sides.visit_file(file);
    let mut seen = BTreeSet::new();
    let fields = sides.fields.into_iter();
    let fields = fields.filter(|(name, _)| seen.insert(name.clone()));
    let found = fields.filter_map(|(name, line)| {
        let mut filled = sides.filled.iter().filter(|it| it.0 == name);
        match (filled.next(), filled.next()) {
            (Some((_, spot, true)), None) => Some((*spot, name, line)),
            _ => None,
        }
    });
    found.collect()
}

/// A sum, or a difference, with a number that is written there.
fn is_beside(expr: &Expr) -> bool {
    let Expr::Binary(it) = expr else {
        return false;
    };
    let is_number = |side: &Expr| matches!(side, Expr::Lit(_));
    matches!(it.op, BinOp::Add(_) | BinOp::Sub(_)) && is_number(&it.left) != is_number(&it.right)
}

/// Where the innermost loop around a place is left under a condition: where it says so, and the condition.
pub(in super::super) fn exits(file: &syn::File, place: &Place) -> Vec<(Spot, Spot)> {
    struct Exits {
        at: At,
        is_inside: bool,
        under: Vec<Spot>,
        found: Vec<(Spot, Spot)>,
    }
    impl Exits {
        fn round(&mut self, body: &syn::Block, visit: impl FnOnce(&mut Self)) {
            if covers(body, self.at) {
                self.found.clear();
                let under = std::mem::take(&mut self.under);
                self.is_inside = true;
                visit(self);
                // What follows stands in another loop, or in none.
                self.is_inside = false;
                self.under = under;
            }
        }

        fn leaves(&mut self, spot: Spot) {
            let under = self.under.last().copied().filter(|_| self.is_inside);
            self.found.extend(under.map(|under| (spot, under)));
        }
    }
    impl<'ast> Visit<'ast> for Exits {
        fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
            self.round(&it.body, |all| visit::visit_expr_loop(all, it));
        }

        fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
            self.round(&it.body, |all| visit::visit_expr_while(all, it));
        }

        fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
            self.round(&it.body, |all| visit::visit_expr_for_loop(all, it));
        }

        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            self.under.push(Spot::of(&it.if_token));
            self.visit_block(&it.then_branch);
            if let Some((_, other)) = &it.else_branch {
                self.visit_expr(other);
            }
            self.under.pop();
        }

        fn visit_expr_break(&mut self, it: &'ast syn::ExprBreak) {
            self.leaves(Spot::of(&it.break_token));
        }

        fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
            self.leaves(Spot::of(&it.return_token));
        }

        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            if covers(&it.body, self.at) {
                visit::visit_expr_closure(self, it);
            }
        }
    }
    let Some(at) = at(place) else {
        return Vec::new();
    };
    let mut exits = Exits {
        at,
        is_inside: false,
        under: Vec::new(),
        found: Vec::new(),
    };
    exits.visit_file(file);
    exits.found
}

/// The name that the function of this name gives back in the end, itself or as the only field of a value that something
/// is put into there (`Crawl { pages, cancelled: false }`).
pub(in super::super) fn returned(file: &syn::File, name: Spot, lines: Lines) -> Option<String> {
    let found = in_function(file, name, |_, block| {
        let Some(Stmt::Expr(end, None)) = block.stmts.last() else {
            return None;
        };
        let Expr::Struct(it) = end else {
            return ident(end);
        };
        let fields = it.fields.iter().filter(|it| it.colon_token.is_none());
        let names = fields.filter_map(|it| ident(&it.expr));
        let mut names = names.filter(|name| !puts(file, name, lines).is_empty());
        let only = names.next();
        only.filter(|_| names.next().is_none())
    });
    found.flatten()
}

/// The name, if an expression is nothing else.
fn ident(expr: &Expr) -> Option<String> {
    let Expr::Path(path) = expr else {
        return None;
    };
    path.path.get_ident().map(ToString::to_string)
}

/// Whether a place stands in what a `match` looks at that has an arm for this name.
pub(in super::super) fn has_an_arm(file: &syn::File, place: &Place, name: &str) -> bool {
    struct Arms<'n> {
        at: At,
        name: &'n str,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Arms<'_> {
        fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
            if covers(&it.expr, self.at) {
                let mut named = Named(self.name, false);
                it.arms.iter().for_each(|arm| named.visit_pat(&arm.pat));
                self.found |= named.1;
            }
            visit::visit_expr_match(self, it);
        }
    }
    struct Named<'n>(&'n str, bool);
    impl<'ast> Visit<'ast> for Named<'_> {
        fn visit_path(&mut self, it: &'ast syn::Path) {
            self.1 |= it.segments.last().is_some_and(|it| it.ident == self.0);
            visit::visit_path(self, it);
        }
    }
    let Some(at) = at(place) else {
        return false;
    };
    let mut arms = Arms {
        at,
        name,
        found: false,
    };
    arms.visit_file(file);
    arms.found
}

#[cfg(test)]
mod tests {
    use super::{asked, begin_beside, conditions, exits, has_an_arm, returned};
    use crate::report::names::flow::{Spot, place};

    const TEXT: &str = "fn f() -> Result<(), E> {\n let full = |s: &S| s.free < n;\n if state.free < n {\n  \
                        return Err(E::Closed);\n }\n match s.try_recv() {\n  Ok(_) => {}\n  \
                        Err(E::Empty | E::Closed) => {}\n }\n Err(E::Late)\n}\n\
                        fn new(n: usize) -> S { S { free: n + 1, other: n } }\n";

    #[test]
    fn a_name_is_given_under_the_innermost_condition() {
        let file = syn::parse_file(TEXT).unwrap();
        let closed = conditions(&file, "Closed", (1, 11));
        assert_eq!(closed, [Some((Spot { line: 3, column: 2 }, true))]);
        assert_eq!(conditions(&file, "Late", (1, 11)), [None]);
        assert!(conditions(&file, "Closed", (5, 11)).is_empty());
    }

    #[test]
    fn a_field_that_is_compared_may_begin_beside_the_mark() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = begin_beside(&file, (1, 11));
        assert_eq!(found.len(), 1);
        let (spot, name, line) = &found[0];
        assert_eq!((spot.line, name.as_str(), *line), (12, "free", 2));
        assert!(begin_beside(&file, (4, 11)).is_empty());
    }

    #[test]
    fn a_condition_asks_for_fields_that_are_true_or_not() {
        let text = "fn f() {\n if !(it.done || it.n > 1) && state.lock().closed { g() }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let asked = asked(&file, Spot { line: 2, column: 2 });
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        assert_eq!(asked, ["closed", "done"]);
    }

    #[test]
    fn what_a_function_gives_back_is_its_last_name() {
        let text =
            "fn f() -> V {\n let mut pages = V::new();\n pages\n}\nfn g() -> V { V::new() }\n";
        let file = syn::parse_file(text).unwrap();
        assert_eq!(
            returned(&file, Spot { line: 1, column: 4 }, (1, 4)).as_deref(),
            Some("pages")
        );
        assert_eq!(returned(&file, Spot { line: 5, column: 4 }, (5, 5)), None);
        let text = "fn f() -> V {\n pages.push(1);\n V { pages, other, last: 3 }\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert_eq!(
            returned(&file, Spot { line: 1, column: 4 }, (1, 4)).as_deref(),
            Some("pages")
        );
    }

    #[test]
    fn a_loop_is_left_where_it_says_so() {
        let text = "fn f() {\n while let Some(url) = queue.pop() {\n  fetch(url);\n  for a in b { if c { break; } }\n  \
                    if failed { break; }\n }\n if d { return; }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| {
            let found = exits(&file, &place(line, column)).into_iter();
            found.map(|(spot, _)| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(found(3, 3), [5]);
        assert_eq!(found(4, 21), [4]);
    }

    #[test]
    fn an_arm_is_known_by_the_name_in_its_pattern() {
        let file = syn::parse_file(TEXT).unwrap();
        assert!(has_an_arm(&file, &place(6, 10), "Closed"));
        assert!(!has_an_arm(&file, &place(6, 10), "Late"));
        assert!(!has_an_arm(&file, &place(3, 6), "Closed"));
    }
}
