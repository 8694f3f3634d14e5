//! Which of several errors a function gives back.

use super::{
    flow::{Spot, in_function},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat};

/// What decides which error is kept.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Keeps {
    /// Each overwrites the one before, in a variable of this name.
    Last(String),
    /// The first that comes.
    First,
}

/// Where the function of this name keeps an error in its loops: by an assignment where only an `Err` comes, or by
/// `get_or_insert`.
pub(in super::super) fn keeps(file: &syn::File, name: Spot) -> Vec<(Spot, Keeps)> {
    let found = in_function(file, name, |_, block| {
        let mut search = Search::default();
        search.visit_block(block);
        let Search { found, none, .. } = search;
        let mut found = found;
        found.retain(|(_, keeps)| match keeps {
            Keeps::Last(name) => none.contains(name),
            Keeps::First => true,
        });
        found
    });
    found.unwrap_or_default()
}

#[derive(Default)]
struct Search {
    /// Variables that begin as `None`.
    none: BTreeSet<String>,
    loops: usize,
    /// What an `Err` binds here.
    errors: Vec<String>,
    found: Vec<(Spot, Keeps)>,
}

/// The name that an `Err` binds.
fn error(pat: &Pat) -> Option<String> {
    match pat {
        Pat::TupleStruct(it) if it.path.is_ident("Err") => match it.elems.first()? {
            Pat::Ident(it) => Some(it.ident.to_string()),
            _ => None,
        },
        _ => None,
    }
}

impl Search {
    fn within(&mut self, name: Option<String>, visit: impl FnOnce(&mut Self)) {
        let before = self.errors.len();
        self.errors.extend(name);
        visit(self);
        self.errors.truncate(before);
    }

    fn is_error(&self, expr: &Expr) -> bool {
        last_segment(expr).is_some_and(|name| self.errors.iter().any(|it| name == it))
    }
}

impl<'ast> Visit<'ast> for Search {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&it.pat, &it.init)
            && last_segment(&init.expr).is_some_and(|it| it == "None")
        {
            self.none.insert(name.ident.to_string());
        }
        visit::visit_local(self, it);
    }

    fn visit_expr(&mut self, it: &'ast Expr) {
        let is_loop = matches!(it, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
        self.loops += usize::from(is_loop);
        visit::visit_expr(self, it);
        self.loops -= usize::from(is_loop);
    }

    // What is asked first may be whether there is one already.
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if let Expr::Let(cond) = &*it.cond {
            self.within(error(&cond.pat), |all| all.visit_block(&it.then_branch));
        }
    }

    fn visit_arm(&mut self, it: &'ast syn::Arm) {
        let name = error(&it.pat).filter(|_| it.guard.is_none());
        self.within(name, |all| all.visit_expr(&it.body));
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if let (Expr::Path(path), Expr::Call(call)) = (&*it.left, &*it.right)
            && let Some(name) = path.path.get_ident()
            && last_segment(&call.func).is_some_and(|it| it == "Some")
            && call.args.first().is_some_and(|it| self.is_error(it))
            && self.loops > 0
        {
            let keeps = Keeps::Last(name.to_string());
            self.found.push((Spot::of(name), keeps));
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "get_or_insert" && it.args.first().is_some_and(|it| self.is_error(it)) {
            self.found.push((Spot::of(&it.method), Keeps::First));
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{Keeps, keeps};
    use crate::report::names::flow::Spot;

    #[test]
    fn which_error_is_kept_is_seen() {
        let found = |body: &str| {
            let text = format!("fn f() {{\n let mut last = None;\n {body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = keeps(&file, Spot { line: 1, column: 4 }).into_iter();
            found.map(|it| it.1).collect::<Vec<_>>()
        };
        let last = [Keeps::Last("last".to_owned())];
        assert_eq!(
            found("for r in all { if let Err(e) = r { last = Some(e); } }"),
            last
        );
        assert_eq!(
            found("for r in all { match r { Ok(_) => {} Err(e) => last = Some(e) } }"),
            last
        );
        assert!(found("if let Err(e) = r { last = Some(e); }").is_empty());
        assert!(found("for r in all { if let Ok(e) = r { last = Some(e); } }").is_empty());
        let asked = "for r in all { if let Err(e) = r { if last.is_none() { last = Some(e); } } }";
        assert!(found(asked).is_empty());
        let first = "match f() { Ok(_) => {} Err(e) => { m.lock().get_or_insert(e); } }";
        assert_eq!(found(first), [Keeps::First]);
    }
}
