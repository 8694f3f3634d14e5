//! The ways out of a function before its end, those before what it asserts among them.

use super::{
    asserts,
    flow::{Spot, in_function},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt};

/// A way out of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Way {
    /// Where it says so.
    pub(in super::super) spot: Spot,
    /// It gives back `None`.
    pub(in super::super) is_none: bool,
    /// It stands under a condition, or in a loop.
    pub(in super::super) is_asked: bool,
}

/// The `return`s of the function of this name, but for those of closures, and the `None` with which it ends.
pub(in super::super) fn ways(file: &syn::File, name: Spot) -> Vec<Way> {
    let found = in_function(file, name, |_, block| {
        let mut ways = Ways::default();
        ways.visit_block(block);
        if let Some(Stmt::Expr(end, None)) = block.stmts.last()
            && is_none(end)
        {
            ways.found.push(Way {
                spot: Spot::of(end),
                is_none: true,
                is_asked: false,
            });
        }
        ways.found
    });
    found.unwrap_or_default()
}

/// The `return`s of the function of this name that stand before the first thing it asserts, and the line of that.
pub(in super::super) fn before_the_assertion(
    file: &syn::File,
    name: Spot,
) -> Option<(Vec<Spot>, u32)> {
    let found = in_function(file, name, |_, block| {
        let at = block.stmts.iter().position(asserts::asserts)?;
        let mut ways = Ways::default();
        block.stmts[..at].iter().for_each(|it| ways.visit_stmt(it));
        let spots: Vec<Spot> = ways.found.iter().map(|it| it.spot).collect();
        (!spots.is_empty()).then(|| (spots, Spot::of(&block.stmts[at]).line))
    });
    found.flatten()
}

#[derive(Default)]
struct Ways {
    conditions: usize,
    found: Vec<Way>,
}

impl Ways {
    fn under(&mut self, visit: impl FnOnce(&mut Self)) {
        self.conditions += 1;
        visit(self);
        self.conditions -= 1;
    }
}

fn is_none(expr: &Expr) -> bool {
    last_segment(expr).is_some_and(|it| it == "None")
}

impl<'ast> Visit<'ast> for Ways {
    fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
        visit::visit_expr_return(self, it);
        self.found.push(Way {
            spot: Spot::of(&it.return_token),
            is_none: it.expr.as_deref().is_some_and(is_none),
            is_asked: self.conditions > 0,
        });
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.under(|all| visit::visit_expr_if(all, it));
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        self.under(|all| visit::visit_expr_match(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.under(|all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.under(|all| visit::visit_expr_for_loop(all, it));
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        self.under(|all| visit::visit_local(all, it));
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

#[cfg(test)]
mod tests {
    use super::{before_the_assertion, ways};
    use crate::report::names::flow::Spot;

    const NAME: Spot = Spot { line: 1, column: 4 };

    #[test]
    fn a_function_is_left_where_it_says_so() {
        let text = "fn f() -> Option<u8> {\n let g = || { return 1; };\n if a { return None; }\n {\n  \
                    let Some(b) = c else { return None };\n  if b { return Some(1); }\n  return None;\n }\n}\n\
                    fn g() -> Option<u8> {\n None\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |name| {
            let found = ways(&file, name).into_iter();
            found
                .map(|it| (it.spot.line, it.is_none, it.is_asked))
                .collect::<Vec<_>>()
        };
        let own = [
            (3, true, true),
            (5, true, true),
            (6, false, true),
            (7, true, false),
        ];
        assert_eq!(found(NAME), own);
        assert_eq!(
            found(Spot {
                line: 10,
                column: 4
            }),
            [(11, true, false)]
        );
    }

    #[test]
    fn only_what_stands_before_an_assertion_keeps_it_from_being_asked() {
        let found = |body: &str| {
            let file = syn::parse_file(&format!("fn f() {{\n{body}\n}}\n")).unwrap();
            before_the_assertion(&file, NAME)
        };
        let (asserts, returns) = ("assert!(n > 0);\n", "if a { return; }\n");
        let (spots, line) = found(&format!("{returns}{asserts}{returns}")).unwrap();
        assert_eq!((spots.len(), spots[0].line, line), (1, 2, 3));
        assert!(found(&format!("{asserts}{returns}")).is_none());
        assert!(found(returns).is_none());
    }
}
