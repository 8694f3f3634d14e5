//! What the source does between two places of one function, as between a lock and a wait: whether it only looks, and what
//! it writes on every way.

use super::{At, at, covers, flow::Spot, last_name, written::changes};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Stmt, spanned::Spanned};
use wire::Place;

/// Methods that change nothing that another could wait for.
const LOOKS: [&str; 34] = [
    "all",
    "any",
    "as_ref",
    "checked_sub",
    "clone",
    "cloned",
    "cmp",
    "contains",
    "contains_key",
    "copied",
    "count",
    "elapsed",
    "eq",
    "expect",
    "first",
    "front",
    "get",
    "is_empty",
    "is_none",
    "is_none_or",
    "is_ok",
    "is_some",
    "is_some_and",
    "iter",
    "keys",
    "last",
    "len",
    "map_or",
    "max",
    "min",
    "peek",
    "saturating_sub",
    "unwrap",
    "unwrap_or_else",
];

/// From the one place to the other, in the order of the source, nothing is assigned, lent to be changed, or given away, and
/// no method is called that may change something. What stands in a macro cannot be read.
pub(in super::super) fn only_looks(file: &syn::File, from: &Place, to: &Place) -> bool {
    let Some((from, to)) = at(from).zip(at(to)) else {
        return false;
    };
    let mut changes = Changes {
        from,
        to,
        found: false,
    };
    changes.visit_file(file);
    !changes.found
}

struct Changes {
    from: At,
    to: At,
    found: bool,
}

impl Changes {
    /// It begins behind the one place and before the other, and does not end with what stands there.
    fn is_between(&self, node: &impl Spanned) -> bool {
        let start = start(node);
        self.from < start && start < self.to && !covers(node, self.to)
    }
}

impl<'ast> Visit<'ast> for Changes {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.found |= self.is_between(it);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        self.found |= changes(&it.op) && self.is_between(it);
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        self.found |= it.mutability.is_some() && self.is_between(it);
        visit::visit_expr_reference(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        self.found |= self.is_between(it);
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_look = LOOKS.contains(&&*it.method.to_string());
        self.found |= !is_look && self.is_between(&it.method);
        visit::visit_expr_method_call(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        self.found |= self.is_between(it);
    }
}

/// What is written under the guard that a `let` at the one place binds, before the other place in the same block: by
/// statements of their own, which are reached on every way that leads there.
pub(in super::super) fn written_under(file: &syn::File, lock: &Place, end: &Place) -> Vec<Spot> {
    struct Writes {
        lock: At,
        end: At,
        found: Vec<Spot>,
    }
    impl<'ast> Visit<'ast> for Writes {
        fn visit_block(&mut self, block: &'ast syn::Block) {
            let locks = block.stmts.iter().position(|it| match it {
                Stmt::Local(it) => it
                    .init
                    .as_ref()
                    .is_some_and(|init| covers(&init.expr, self.lock)),
                _ => false,
            });
            if let Some(index) = locks
                && let Stmt::Local(local) = &block.stmts[index]
                && let syn::Pat::Ident(guard) = &local.pat
            {
                let after = block.stmts[index + 1..].iter();
                let writes = after.filter(|it| start(it) < self.end).filter_map(|it| {
                    let Stmt::Expr(expr, _) = it else { return None };
                    let target = target(expr)?;
                    (guard.ident == root(target)?).then(|| Spot::of(target))
                });
                self.found.extend(writes);
            }
            visit::visit_block(self, block);
        }
    }
    let Some((lock, end)) = at(lock).zip(at(end)) else {
        return Vec::new();
    };
    let mut writes = Writes {
        lock,
        end,
        found: Vec::new(),
    };
    writes.visit_file(file);
    writes.found
}

/// What an assignment writes, if that is behind a guard: `*count = 1`, `state.closed = true`.
fn target(expr: &Expr) -> Option<&Expr> {
    let target = match expr {
        Expr::Assign(it) => &*it.left,
        Expr::Binary(it) if changes(&it.op) => &*it.left,
        _ => return None,
    };
    matches!(target, Expr::Unary(_) | Expr::Field(_) | Expr::Index(_)).then_some(target)
}

/// The variable with which it begins.
fn root(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Unary(it) => root(&it.expr),
        Expr::Field(it) => root(&it.base),
        Expr::Index(it) => root(&it.expr),
        Expr::Paren(it) => root(&it.expr),
        Expr::Path(_) => last_name(expr),
        _ => None,
    }
}

fn start(node: &impl Spanned) -> At {
    let start = node.span().start();
    At {
        line: start.line,
        column: start.column,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, only_looks, written_under};

    #[test]
    fn who_looks_and_waits_has_changed_nothing() {
        let looks = |between: &str| {
            let text = format!(
                "fn f() {{\n let mut s =\n  m.lock().unwrap();\n {between}\n while s.is_empty() {{\n  s = c.\n   \
                 wait(s).unwrap();\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            only_looks(&file, &place(3, 5), &place(7, 4))
        };
        assert!(looks(""));
        assert!(looks("let n = s.len();"));
        assert!(!looks("s.waiting += 1;"));
        assert!(!looks("s.push(1);"));
        assert!(!looks("*s = 1;"));
        assert!(!looks("change(&mut s);"));
        assert!(!looks("println!();"));
    }

    #[test]
    fn what_is_written_on_every_way_under_a_guard_is_found() {
        let text = "fn f() {\n let mut count =\n  lock();\n if *count == 0 {\n  *count = 3;\n }\n other = 2;\n \
                    *count -= 1;\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = written_under(&file, &place(3, 3), &place(9, 1));
        let lines: Vec<u32> = found.iter().map(|it| it.line).collect();
        assert_eq!(lines, [8]);
    }
}
