//! What is read under a lock, kept over a wait that gives the lock back, and decides something after it.

use super::{At, covers};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat, Stmt, spanned::Spanned};

/// A variable that was read before a wait.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Kept {
    /// How it is called.
    pub(in super::super) name: String,
    /// Where it is bound, from 1.
    pub(in super::super) line: u32,
    pub(in super::super) column: u32,
}

/// The variables that decide between the wait at `wait` and `event`, and were read from the guard that was waited with
/// before that.
pub(super) fn kept(file: &syn::File, wait: At, event: At) -> Vec<Kept> {
    let mut finder = Finder {
        wait,
        event,
        found: Vec::new(),
    };
    finder.visit_file(file);
    finder.found
}

struct Finder {
    wait: At,
    event: At,
    found: Vec<Kept>,
}

/// A variable of the outermost block of a function.
struct Bound<'s> {
    name: &'s syn::Ident,
    at: At,
    value: &'s Expr,
}

impl Finder {
    fn look(&mut self, body: &syn::Block) {
        if !covers(body, self.wait) || !covers(body, self.event) {
            return;
        }
        let mut guard = Guard {
            at: self.wait,
            found: None,
        };
        guard.visit_block(body);
        let Some(guard) = guard.found else { return };
        let bound = bound(body);
        let mut conditions = Conditions(Vec::new());
        conditions.visit_block(body);
        let mut found = Vec::new();
        for (at, name) in conditions.0 {
            if at <= self.wait || at > self.event {
                continue;
            }
            // From the last binding back, as long as each is made of the one before.
            let mut before = at;
            let mut all = bound.iter().rev();
            while let Some(it) = all.find(|it| *it.name == name && it.at < before) {
                if it.at < self.wait && mentions(it.value, &guard) {
                    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                    found.push(Kept {
                        name: name.clone(),
                        line: number(it.at.line),
                        column: number(it.at.column + 1),
                    });
                }
                if !mentions(it.value, &name) {
                    break;
                }
                before = it.at;
            }
        }
        found.dedup();
        self.found.extend(found);
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.look(&it.block);
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.look(&it.block);
        visit::visit_impl_item_fn(self, it);
    }
}

fn start(it: &impl Spanned) -> At {
    let start = it.span().start();
    At {
        line: start.line,
        column: start.column,
    }
}

fn bound(body: &syn::Block) -> Vec<Bound<'_>> {
    let locals = body.stmts.iter().filter_map(|stmt| match stmt {
        Stmt::Local(local) => Some((local, &*local.init.as_ref()?.expr)),
        _ => None,
    });
    let bound = locals.filter_map(|(local, value)| {
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        let Pat::Ident(it) = pat else { return None };
        // What may be set anew later is read then.
        it.mutability.is_none().then(|| Bound {
            name: &it.ident,
            at: start(&it.ident),
            value,
        })
    });
    bound.collect()
}

/// The guard with which a wait begins.
struct Guard {
    at: At,
    found: Option<String>,
}

impl<'ast> Visit<'ast> for Guard {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if start(&it.method) == self.at
            && let Some(Expr::Path(path)) = it.args.first()
        {
            self.found = path.path.get_ident().map(ToString::to_string);
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// The variables that are conditions of an `if`, or parts of one, as they are: each with where the condition begins.
struct Conditions(Vec<(At, String)>);

impl<'ast> Visit<'ast> for Conditions {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        let mut names = Vec::new();
        parts(&it.cond, &mut names);
        let at = start(&it.cond);
        self.0.extend(names.into_iter().map(|name| (at, name)));
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
}

fn parts(condition: &Expr, names: &mut Vec<String>) {
    match condition {
        Expr::Path(path) => names.extend(path.path.get_ident().map(ToString::to_string)),
        Expr::Paren(it) => parts(&it.expr, names),
        Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => parts(&it.expr, names),
        Expr::Binary(it) if matches!(it.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
            parts(&it.left, names);
            parts(&it.right, names);
        }
        _ => {}
    }
}

/// The name stands somewhere in an expression.
pub(super) fn mentions(expr: &Expr, name: &str) -> bool {
    struct Names<'n>(&'n str, bool);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_ident(&mut self, it: &'ast syn::Ident) {
            self.1 |= it == self.0;
        }
    }
    let mut names = Names(name, false);
    names.visit_expr(expr);
    names.1
}

#[cfg(test)]
mod tests {
    use super::{At, kept};

    fn lines(body: &str) -> Vec<(String, u32)> {
        let text = format!("fn f() {{\n{body}\n}}");
        let place = |word: &str| {
            let (at, line) = text
                .lines()
                .enumerate()
                .find(|(_, it)| it.contains(word))
                .unwrap();
            At {
                line: at + 1,
                column: line.find(word).unwrap(),
            }
        };
        let file = syn::parse_file(&text).unwrap();
        let found = kept(&file, place("wait_while("), place("event("));
        found.into_iter().map(|it| (it.name, it.line - 1)).collect()
    }

    #[test]
    fn what_was_read_before_a_wait_and_decides_after_it_is_told() {
        let read = "let red = s.green != road;\n";
        let wait = "let s = cv.wait_while(s, |it| it.busy).unwrap();\n";
        let used = "if red {\n event();\n}";
        let told = [("red".to_owned(), 1)];
        assert_eq!(lines(&format!("{read}{wait}{used}")), told);
        let too = "let red = red || s.green != road;\n";
        assert_eq!(lines(&format!("{read}{wait}{too}{used}")), told);
        assert_eq!(
            lines(&format!(
                "{read}{wait}if red && far {{ turn(); }}\nevent();"
            )),
            told
        );
        // Read again, or only used before, or not read under that lock.
        assert!(lines(&format!("{read}{wait}{read}{used}")).is_empty());
        assert!(lines(&format!("{read}if red {{ turn(); }}\n{wait}event();")).is_empty());
        assert!(lines(&format!("let red = road == Main;\n{wait}{used}")).is_empty());
    }
}
