//! What is locked in the head of a `while let` and its like, and so held to the end of the body.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// A head that something is locked in.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Head {
    /// What it is the head of.
    pub(in super::super) word: &'static str,
    /// The last line of the body.
    pub(in super::super) last: u32,
    /// The other place stands in the body.
    pub(in super::super) is_within: bool,
}

/// The innermost `while let`, `if let` or `match` in whose head a place stands, outside of blocks and closures there.
pub(in super::super) fn head(file: &syn::File, place: &Place, other: &Place) -> Option<Head> {
    let mut heads = Heads {
        at: at(place)?,
        other: at(other)?,
        found: None,
    };
    heads.visit_file(file);
    heads.found
}

struct Heads {
    at: At,
    other: At,
    found: Option<Head>,
}

impl Heads {
    fn look(&mut self, word: &'static str, head: &Expr, whole: &impl syn::spanned::Spanned) {
        if covers(head, self.at) {
            self.found = Some(Head {
                word,
                last: Spot::end(whole).line,
                is_within: covers(whole, self.other) && !covers(head, self.other),
            });
        }
    }
}

impl<'ast> Visit<'ast> for Heads {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        if let Expr::Let(head) = &*it.cond {
            self.look("while let", &head.expr, it);
        }
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if let Expr::Let(head) = &*it.cond {
            self.look("if let", &head.expr, it);
        }
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        self.look("match", &it.expr, it);
        visit::visit_expr_match(self, it);
    }

    fn visit_block(&mut self, it: &'ast syn::Block) {
        if covers(it, self.at) {
            self.found = None;
        }
        visit::visit_block(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        if covers(it, self.at) {
            self.found = None;
        }
        visit::visit_expr_closure(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{Head, head};
    use crate::report::names::flow::place;

    #[test]
    fn what_is_locked_in_a_head_is_held_in_the_body() {
        let text = "fn f() {\n while let Ok(x) = rx.lock().recv() {\n  go(x);\n }\n \
                    while let Ok(x) = { rx.lock().recv() } {\n  go(x);\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, other| head(&file, &place(line, 24), &place(other, 3));
        let is = |is_within| {
            Some(Head {
                word: "while let",
                last: 4,
                is_within,
            })
        };
        assert_eq!(found(2, 3), is(true));
        assert_eq!(found(2, 6), is(false), "not in its body");
        assert_eq!(found(5, 6), None, "the block ends before");
    }
}
