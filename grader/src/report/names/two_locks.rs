//! What is done under a guard, and what was asked before it was taken.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use std::collections::{BTreeMap, BTreeSet};
use syn::{BinOp, Expr, Member, Pat, Stmt};
use wire::Place;

/// A field that is looked at, and changed later.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Later {
    /// The field.
    pub(in super::super) field: String,
    /// The line of the condition that looks at it.
    pub(in super::super) looked: u32,
    /// The line that changes it.
    pub(in super::super) changed: u32,
}

/// The field that is changed under the guard which a `let` binds at a place, by a statement of its own, if a condition
/// between another place and that one looks at a field of this name, nothing changes that in between, and the new guard is
/// not asked for it.
pub(in super::super) fn changed_later(
    file: &syn::File,
    first: &Place,
    again: &Place,
) -> Option<Later> {
    let changes = after_guard(file, at(again)?, changed);
    let mut looks = Looks {
        from: at(first)?,
        to: at(again)?,
        found: BTreeMap::new(),
        later: BTreeMap::new(),
        changed: BTreeSet::new(),
    };
    looks.visit_file(file);
    changes.into_iter().find_map(|(spot, field)| {
        let looked = *looks.found.get(&field)?;
        let asked = looks.later.get(&field).copied();
        // What the change is reckoned from stands in that line itself.
        let is_asked = asked.is_some_and(|line| line < spot.line);
        (!is_asked && !looks.changed.contains(&field)).then_some(Later {
            field,
            looked,
            changed: spot.line,
        })
    })
}

/// Where something is taken out of what is locked at a place, by a statement of its own.
pub(in super::super) fn removed(file: &syn::File, lock: &Place) -> Option<Spot> {
    let lock = at(lock)?;
    let found = after_guard(file, lock, |expr, guard| match expr {
        Expr::MethodCall(it) if it.method == "remove" => {
            let name = last_name(&it.receiver)?;
            (name == guard).then(|| (Spot::of(&it.method), name))
        }
        _ => None,
    });
    let in_one = || {
        struct Ones(At, Option<Spot>);
        impl<'ast> Visit<'ast> for Ones {
            fn visit_stmt(&mut self, it: &'ast Stmt) {
                if let Stmt::Expr(Expr::MethodCall(call), Some(_)) = it
                    && call.method == "remove"
                    && covers(&call.receiver, self.0)
                {
                    self.1 = Some(Spot::of(&call.method));
                }
                visit::visit_stmt(self, it);
            }
        }
        let mut ones = Ones(lock, None);
        ones.visit_file(file);
        ones.1
    };
    found.first().map(|it| it.0).or_else(in_one)
}

/// What the statements do that follow the `let` around a place, in its block, with the guard that it binds.
fn after_guard(
    file: &syn::File,
    lock: At,
    find: impl Fn(&Expr, &str) -> Option<(Spot, String)>,
) -> Vec<(Spot, String)> {
    struct Blocks<F> {
        lock: At,
        find: F,
        found: Vec<(Spot, String)>,
    }
    impl<'ast, F: Fn(&Expr, &str) -> Option<(Spot, String)>> Visit<'ast> for Blocks<F> {
        fn visit_block(&mut self, it: &'ast syn::Block) {
            let index = it.stmts.iter().position(|it| covers(it, self.lock));
            if let Some(index) = index
                && let Stmt::Local(local) = &it.stmts[index]
                && let Pat::Ident(guard) = &local.pat
            {
                let guard = guard.ident.to_string();
                let after = it.stmts[index + 1..].iter();
                let deeds = after.filter_map(|it| match it {
                    Stmt::Expr(expr, _) => (self.find)(expr, &guard),
                    _ => None,
                });
                self.found = deeds.collect();
            }
            visit::visit_block(self, it);
        }
    }
    let mut blocks = Blocks {
        lock,
        find,
        found: Vec::new(),
    };
    blocks.visit_file(file);
    blocks.found
}

/// What is assigned to.
fn assigned(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Assign(it) => Some(&it.left),
        Expr::Binary(it) if matches!(it.op, BinOp::AddAssign(_) | BinOp::SubAssign(_)) => {
            Some(&it.left)
        }
        _ => None,
    }
}

/// The field of a guard that a statement assigns to.
fn changed(expr: &Expr, guard: &str) -> Option<(Spot, String)> {
    let left = assigned(expr)?;
    let (name, field) = field_of(left)?;
    (name == guard).then(|| (Spot::of(left), field))
}

/// The variable and the field of `state.free`.
fn field_of(expr: &Expr) -> Option<(String, String)> {
    match expr {
        Expr::Field(it) => match (&*it.base, &it.member) {
            (Expr::Path(path), Member::Named(field)) => {
                Some((path.path.get_ident()?.to_string(), field.to_string()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The fields that conditions look at between two places, and after the second, with the first line of each.
struct Looks {
    from: At,
    to: At,
    found: BTreeMap<String, u32>,
    later: BTreeMap<String, u32>,
    /// What is changed between the two.
    changed: BTreeSet<String>,
}

impl Looks {
    fn asks(&mut self, condition: &Expr) {
        struct Fields(Vec<(At, u32, String)>);
        impl<'ast> Visit<'ast> for Fields {
            fn visit_expr(&mut self, it: &'ast Expr) {
                if let Some((_, field)) = field_of(it) {
                    let spot = Spot::of(it);
                    self.0
                        .extend(at(&spot.within("")).map(|at| (at, spot.line, field)));
                }
                visit::visit_expr(self, it);
            }
        }
        let mut fields = Fields(Vec::new());
        fields.visit_expr(condition);
        for (at, line, field) in fields.0 {
            if self.from < at && at < self.to {
                self.found.entry(field).or_insert(line);
            } else if self.to < at {
                self.later.entry(field).or_insert(line);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Looks {
    fn visit_expr(&mut self, it: &'ast Expr) {
        if let Some(left) = assigned(it)
            && let Some(start) = at(&Spot::of(left).within(""))
            && self.from < start
            && start < self.to
        {
            self.changed.extend(field_of(left).map(|(_, field)| field));
        }
        visit::visit_expr(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.asks(&it.cond);
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        self.asks(&it.cond);
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        self.asks(&it.body);
        visit::visit_expr_closure(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{changed_later, removed};
    use crate::report::names::flow::place;

    #[test]
    fn a_field_is_looked_at_under_one_guard_and_changed_under_another() {
        let found = |look: &str, change: &str| {
            let text = format!(
                "fn f() {{\n let s = m.lock();\n {look}\n drop(s);\n let mut s =\n  m.lock();\n {change}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = changed_later(&file, &place(2, 12), &place(6, 5))?;
            Some((found.field, found.looked, found.changed))
        };
        let there = Some(("free".to_owned(), 3, 7));
        let wait = "while s.free < n { s = c.wait(s); }";
        assert_eq!(found(wait, "s.free -= n;"), there);
        assert_eq!(found(wait, "s.free = s.free.saturating_sub(n);"), there);
        assert_eq!(
            found("let s = c.wait_while(s, |s| s.free < n);", "s.free -= n;"),
            there
        );
        assert_eq!(found(wait, "s.other -= n;"), None);
        let taken = "if s.free < n { return }; s.free -= n;";
        assert_eq!(found(taken, "s.free += n;"), None);
        assert_eq!(found("let n = s.free;", "s.free -= n;"), None);
        assert_eq!(found(wait, "if s.free < n {}\n s.free -= n;"), None);
    }

    #[test]
    fn what_is_removed_under_a_lock_is_found() {
        let found = |after: &str| {
            let text = format!("fn f() {{\n let mut all = m.lock();\n {after}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            removed(&file, &place(2, 18)).map(|it| it.line)
        };
        assert_eq!(found("all.remove(&key);"), Some(3));
        assert_eq!(found("if same { all.remove(&key); }"), None);
        assert_eq!(found("other.remove(&key);"), None);
        let file = syn::parse_file("fn f() {\n m.lock().unwrap().remove(&key);\n}\n").unwrap();
        assert_eq!(removed(&file, &place(2, 4)).map(|it| it.line), Some(2));
    }
}
