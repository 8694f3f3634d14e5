//! Collections into which things are put, and out of which nothing is ever taken.

use super::{
    flow::{Spot, in_function},
    last_name,
};
use crate::walk::{self as visit, Visit};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Expr, Pat};

/// Where the functions of these names put something into a collection out of which no line of the source takes anything,
/// and what that is called. A guard counts as what its lock is called.
pub(in super::super) fn only_put(file: &syn::File, functions: &[Spot]) -> Vec<(Spot, String)> {
    let mut taken = Uses::default();
    taken.visit_file(file);
    let mut found = Vec::new();
    for &name in functions {
        let puts = in_function(file, name, |_, block| {
            let mut uses = Uses::default();
            uses.visit_block(block);
            uses.put
        });
        let kept = |(_, name): &(Spot, String)| !taken.taken.contains(name);
        found.extend(puts.unwrap_or_default().into_iter().filter(kept));
    }
    found
}

/// No line of the source takes anything out of the collection of this name.
pub(in super::super) fn is_never_taken(file: &syn::File, name: &str) -> bool {
    let mut uses = Uses::default();
    uses.visit_file(file);
    let is_put = uses.put.iter().any(|(_, it)| it == name);
    is_put && !uses.taken.contains(name)
}

/// What is put, and where; and what may be taken out of.
#[derive(Default)]
struct Uses {
    guards: BTreeMap<String, String>,
    put: Vec<(Spot, String)>,
    taken: BTreeSet<String>,
}

impl Uses {
    /// What it is called, or the lock of which it is the guard.
    fn name(&self, expr: &Expr) -> Option<String> {
        let name = target(expr)?;
        Some(self.guards.get(&name).cloned().unwrap_or(name))
    }

    fn taken(&mut self, expr: &Expr) {
        let name = self.name(expr);
        self.taken.extend(name);
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let (Pat::Ident(pat), Some(init)) = (&it.pat, &it.init)
            && let Some(name) = locked(&init.expr)
        {
            self.guards.insert(pat.ident.to_string(), name);
        }
        visit::visit_local(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        const PUTS: [&str; 6] = [
            "push",
            "push_back",
            "push_front",
            "insert",
            "entry",
            "extend",
        ];
        const LOOKS: [&str; 18] = [
            "len",
            "is_empty",
            "get",
            "get_mut",
            "iter",
            "values",
            "values_mut",
            "keys",
            "contains",
            "first",
            "contains_key",
            "lock",
            "unwrap",
            "read",
            "write",
            "clone",
            "last",
            "iter_mut",
        ];
        let is = |names: &[&str]| names.iter().any(|name| it.method == name);
        if is(&PUTS) && !it.args.is_empty() {
            let name = self.name(&it.receiver);
            self.put
                .extend(name.map(|name| (Spot::of(&it.method), name)));
        } else if !is(&LOOKS) {
            self.taken(&it.receiver);
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        if it.mutability.is_some() {
            self.taken(&it.expr);
        }
        visit::visit_expr_reference(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.taken(&it.left);
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.taken(&it.expr);
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        for given in &it.args {
            if matches!(given, Expr::Path(_) | Expr::Field(_)) {
                self.taken(given);
            }
        }
        visit::visit_expr_call(self, it);
    }
}

/// What the lock is called that is taken at the end of an expression.
fn locked(expr: &Expr) -> Option<String> {
    matches!(expr, Expr::MethodCall(_)).then(|| target(expr))?
}

/// What an expression stands for, if it is a collection, or the guard of one: of what a method gives otherwise nothing is
/// known.
fn target(expr: &Expr) -> Option<String> {
    const PASSES: [&str; 9] = [
        "lock",
        "write",
        "read",
        "borrow_mut",
        "unwrap",
        "expect",
        "as_mut",
        "into_inner",
        "deref_mut",
    ];
    match expr {
        Expr::MethodCall(it) => {
            // `get_mut` of a lock has no key.
            let passes = PASSES.iter().any(|name| it.method == name);
            let is_whole = passes || it.method == "get_mut" && it.args.is_empty();
            is_whole.then(|| target(&it.receiver))?
        }
        Expr::Unary(it) => target(&it.expr),
        Expr::Paren(it) => target(&it.expr),
        Expr::Reference(it) => target(&it.expr),
        Expr::Field(_) | Expr::Path(_) => last_name(expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_never_taken, only_put};
    use crate::report::names::flow::Spot;

    fn kept(other: &str) -> Vec<(u32, String)> {
        let text = format!(
            "fn f() {{\n let mut all = self.entries.lock().unwrap();\n all.insert(1, 2);\n let n = all.len();\n}}\nfn \
             g() {{\n{other}\n}}\n"
        );
        let file = syn::parse_file(&text).unwrap();
        let found = only_put(&file, &[Spot { line: 1, column: 4 }]);
        assert_eq!(is_never_taken(&file, "entries"), !found.is_empty());
        found
            .into_iter()
            .map(|(spot, name)| (spot.line, name))
            .collect()
    }

    #[test]
    fn what_is_only_put_stays() {
        let entries = vec![(3, "entries".to_owned())];
        assert_eq!(kept(""), entries);
        assert_eq!(kept("self.entries.lock().unwrap().get(1);"), entries);
        assert_eq!(
            kept("let n = self.entries.lock().unwrap().values().filter(|_| a).count();"),
            entries
        );
        assert_eq!(kept("self.others.lock().unwrap().clear();"), entries);
        assert_eq!(kept("self.entries.lock().unwrap().retain(|_| a);"), []);
        assert_eq!(
            kept("let mut it = self.entries.lock().unwrap(); it.remove(1);"),
            []
        );
        assert_eq!(kept("mem::take(&mut *self.entries.lock().unwrap());"), []);
        assert_eq!(kept("drop(entries);"), []);
    }
}
