//! What the source throws away in the midst of other things: a collection that is emptied, a field that is set to
//! nothing.

use super::flow::{self, Lines, Spot};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Member, Stmt};

/// Statements that empty a collection with `clear` or `truncate`: where, its name, and the lines of the statement.
pub(in super::super) fn cleared(file: &syn::File) -> Vec<(Spot, String, Lines)> {
    struct Cleared(Vec<(Spot, String, Lines)>);
    impl<'ast> Visit<'ast> for Cleared {
        fn visit_stmt(&mut self, it: &'ast Stmt) {
            if let Stmt::Expr(Expr::MethodCall(call), Some(_)) = it
                && (call.method == "clear" || call.method == "truncate")
                && let Some(name) = super::last_name(&call.receiver)
            {
                let lines = (Spot::of(call).line, Spot::end(call).line);
                self.0.push((Spot::of(&call.method), name, lines));
            }
            visit::visit_stmt(self, it);
        }
    }
    let mut cleared = Cleared(Vec::new());
    cleared.visit_file(file);
    cleared.0
}

/// Fields that a `for` or a `for_each` in these lines sets to nothing, one after the other, and has nothing else to do
/// with.
pub(in super::super) fn set_to_nothing(file: &syn::File, lines: Lines) -> Vec<(Spot, String)> {
    let mut rounds = Rounds {
        around: None,
        found: Vec::new(),
    };
    rounds.visit_file(file);
    let is_inside = |line: u32| (lines.0..=lines.1).contains(&line);
    let found = rounds.found.into_iter().filter(|(spot, name, body)| {
        is_inside(spot.line) && flow::mentions(file, name, *body) == 1
    });
    found.map(|(spot, name, _)| (spot, name)).collect()
}

struct Rounds {
    /// The lines of the innermost body around.
    around: Option<Lines>,
    found: Vec<(Spot, String, Lines)>,
}

impl Rounds {
    fn within(&mut self, around: Option<Lines>, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.around, around);
        visit(self);
        self.around = before;
    }
}

impl<'ast> Visit<'ast> for Rounds {
    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        let lines = (Spot::of(&it.for_token).line, Spot::end(&it.body).line);
        self.within(Some(lines), |all| visit::visit_expr_for_loop(all, it));
    }

    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.within(None, |all| visit::visit_expr_loop(all, it));
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.within(None, |all| visit::visit_expr_while(all, it));
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        self.within(None, |all| visit::visit_expr_closure(all, it));
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        self.visit_expr(&it.receiver);
        for argument in &it.args {
            match argument {
                Expr::Closure(closure) if it.method == "for_each" => {
                    let lines = (Spot::of(closure).line, Spot::end(closure).line);
                    self.within(Some(lines), |all| all.visit_expr(&closure.body));
                }
                other => self.visit_expr(other),
            }
        }
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if let Expr::Field(field) = &*it.left
            && let Member::Named(name) = &field.member
            && let Some(lines) = self.around
            && is_nothing(&it.right)
        {
            self.found.push((Spot::of(name), name.to_string(), lines));
        }
        visit::visit_expr_assign(self, it);
    }
}

/// `None`, or a collection without anything in it.
fn is_nothing(expr: &Expr) -> bool {
    const EMPTY: [&str; 7] = [
        "Vec",
        "VecDeque",
        "BTreeMap",
        "BTreeSet",
        "HashMap",
        "HashSet",
        "BinaryHeap",
    ];
    match expr {
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Call(call) if call.args.is_empty() => {
            let Expr::Path(path) = &*call.func else {
                return false;
            };
            let mut parts = path.path.segments.iter().rev();
            let is_made = parts.next().is_some_and(|it| it.ident == "new");
            let owner = parts.next();
            is_made && owner.is_some_and(|it| EMPTY.iter().any(|name| it.ident == name))
        }
        Expr::Macro(it) => it.mac.path.is_ident("vec") && it.mac.tokens.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{cleared, set_to_nothing};

    #[test]
    fn a_statement_that_clears_has_lines_and_a_name() {
        let text = "fn f() {\n s.lock()\n  .unwrap()\n  .queue\n  .clear();\n let n = queue.drain(..);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = cleared(&file);
        assert_eq!(found.len(), 1);
        let (spot, name, lines) = &found[0];
        assert_eq!((spot.line, name.as_str(), *lines), (5, "queue", (2, 5)));
    }

    #[test]
    fn a_field_that_is_set_to_nothing_has_no_other_word_in_that_loop() {
        let text = "fn f() {\n all.iter_mut().for_each(|it| it.head = None);\n for it in &mut all {\n  \
                    if it.tail.is_some() { it.tail = None; }\n  it.rest = Vec::new();\n }\n it.head = None;\n \
                    for it in all { loop { it.last = None; } }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = set_to_nothing(&file, (1, 9));
        let found: Vec<_> = found.iter().map(|it| (it.0.line, it.1.as_str())).collect();
        assert_eq!(found, [(2, "head"), (5, "rest")]);
        assert!(set_to_nothing(&file, (6, 9)).is_empty());
    }
}
