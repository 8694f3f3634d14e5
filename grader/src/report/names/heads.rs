//! What stands in the head of the loop around a place, what a `send` hangs on in its own line, and answers that nobody
//! looks at.

use super::{At, at, basics::number, covers, flow::Lines, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr, Pat, RangeLimits, Stmt};
use wire::Place;

/// The head of the innermost `for` around a place.
pub(in super::super) struct Head {
    /// Where what it goes through begins.
    pub(in super::super) spot: Spot,
    /// Its variable.
    pub(in super::super) variable: Option<String>,
    /// Where a `chain` is called in it.
    pub(in super::super) chain: Option<Spot>,
    /// The number with which its range begins.
    pub(in super::super) start: Option<u64>,
    /// The variable or field up to which its range goes, that included.
    pub(in super::super) up_to: Option<String>,
}

/// The head of the innermost `for` around a place.
pub(in super::super) fn head(file: &syn::File, place: &Place) -> Option<Head> {
    struct Heads {
        at: At,
        found: Option<Head>,
    }
    impl<'ast> Visit<'ast> for Heads {
        fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
            if covers(&it.body, self.at) {
                let variable = match &*it.pat {
                    Pat::Ident(pat) => Some(pat.ident.to_string()),
                    _ => None,
                };
                let mut head = Head {
                    spot: Spot::of(&it.expr),
                    variable,
                    chain: None,
                    start: None,
                    up_to: None,
                };
                read(&it.expr, &mut head);
                self.found = Some(head);
            }
            visit::visit_expr_for_loop(self, it);
        }
    }
    let mut heads = Heads {
        at: at(place)?,
        found: None,
    };
    heads.visit_file(file);
    heads.found
}

/// What is found in the expression, and in what its methods are called on.
fn read(expr: &Expr, head: &mut Head) {
    match expr {
        Expr::Paren(it) => read(&it.expr, head),
        Expr::MethodCall(it) => {
            if it.method == "chain" {
                head.chain = Some(Spot::of(&it.method));
            }
            read(&it.receiver, head);
        }
        Expr::Range(it) => {
            head.start = it.start.as_deref().and_then(number);
            let is_named = |it: &&Expr| matches!(it, Expr::Path(_) | Expr::Field(_));
            let end = it.end.as_deref().filter(is_named);
            let end = end.filter(|_| matches!(it.limits, RangeLimits::Closed(_)));
            head.up_to = end.and_then(last_name);
        }
        _ => {}
    }
}

/// Where the condition begins that stands before `&&`, if the place is behind that.
pub(in super::super) fn condition(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Conditions {
        at: At,
        found: Option<Spot>,
    }
    impl<'ast> Visit<'ast> for Conditions {
        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if matches!(it.op, BinOp::And(_))
                && matches!(*it.left, Expr::Binary(_))
                && covers(&it.right, self.at)
            {
                self.found = Some(Spot::of(&it.left));
            }
            visit::visit_expr_binary(self, it);
        }
    }
    let mut conditions = Conditions {
        at: at(place)?,
        found: None,
    };
    conditions.visit_file(file);
    conditions.found
}

/// Where in these lines something is put into a set, and nobody looks at whether it was new; and the set.
pub(in super::super) fn unasked(file: &syn::File, lines: Lines) -> Vec<(Spot, String)> {
    struct Unasked(Lines, Vec<(Spot, String)>);
    impl<'ast> Visit<'ast> for Unasked {
        fn visit_stmt(&mut self, it: &'ast Stmt) {
            if let Stmt::Expr(Expr::MethodCall(call), Some(_)) = it
                && call.method == "insert"
                && call.args.len() == 1
                && let Some(name) = last_name(&call.receiver)
                && (self.0.0..=self.0.1).contains(&Spot::of(&call.method).line)
            {
                self.1.push((Spot::of(&call.method), name));
            }
            visit::visit_stmt(self, it);
        }
    }
    let mut unasked = Unasked(lines, Vec::new());
    unasked.visit_file(file);
    unasked.1
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, condition, head, unasked};

    #[test]
    fn heads_are_read() {
        let text = "fn f() {\n for a in 0..=self.n {\n  g();\n }\n for b in c.iter().chain(d) {\n  g();\n }\n \
                    for e in (1..n).step_by(2) {\n  g();\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| head(&file, &place(line, 3)).unwrap();
        let (closed, chained, steps) = (found(3), found(6), found(9));
        assert_eq!(
            (closed.start, closed.up_to.as_deref()),
            (Some(0), Some("n"))
        );
        assert_eq!(closed.variable.as_deref(), Some("a"));
        assert_eq!(chained.chain.map(|it| it.line), Some(5));
        assert_eq!((steps.start, steps.up_to), (Some(1), None));
        assert_eq!(steps.spot.line, 8);
    }

    #[test]
    fn what_a_line_hangs_on_is_found() {
        let text = "fn f() {\n if a >= b && s.send(a) {}\n if c && s.send(a) {}\n k.insert(a);\n if k.insert(a) {}\n \
                    m.insert(a, b);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let column = |line| condition(&file, &place(line, 17)).map(|it| it.column);
        assert_eq!([column(2), column(3)], [Some(5), None]);
        let sets = unasked(&file, (1, 7));
        let sets: Vec<(u32, &str)> = sets.iter().map(|it| (it.0.line, it.1.as_str())).collect();
        assert_eq!(sets, [(4, "k")]);
    }
}
