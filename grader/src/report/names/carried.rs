//! What is cloned out of a map, and used later.

use super::{
    flow::{Spot, in_function},
    last_name, last_segment,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat, Stmt};

/// A clone of an entry.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Carried {
    /// Where it was taken out: the method that looks for it.
    pub(in super::super) spot: Spot,
    /// The map.
    pub(in super::super) map: String,
    /// The variable.
    pub(in super::super) name: String,
    /// Where that is used first, in a later statement.
    pub(in super::super) used: Spot,
}

/// What the function of this name clones out of a map by its key, in one statement, and uses in another.
pub(in super::super) fn carried(file: &syn::File, name: Spot) -> Option<Carried> {
    let found = in_function(file, name, |_, block| {
        let mut statements = block.stmts.iter().enumerate();
        statements.find_map(|(at, stmt)| {
            let Stmt::Local(local) = stmt else {
                return None;
            };
            let Pat::Ident(pat) = &local.pat else {
                return None;
            };
            let mut clones = Clones(None);
            clones.visit_expr(last(&local.init.as_ref()?.expr));
            let (spot, map) = clones.0?;
            let name = pat.ident.to_string();
            let mut first = Uses(&name, None);
            block.stmts[at + 1..]
                .iter()
                .for_each(|it| first.visit_stmt(it));
            let used = first.1?;
            Some(Carried {
                spot,
                map,
                name,
                used,
            })
        })
    });
    found.flatten()
}

/// What a block gives.
fn last(expr: &Expr) -> &Expr {
    match expr {
        Expr::Block(it) => match it.block.stmts.last() {
            Some(Stmt::Expr(given, None)) => last(given),
            _ => expr,
        },
        _ => expr,
    }
}

/// `Arc::clone(map.entry(…)…)`, `map.get(…).cloned()`
struct Clones(Option<(Spot, String)>);

impl<'ast> Visit<'ast> for Clones {
    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        let is_clone = last_segment(&it.func).is_some_and(|name| name == "clone");
        self.0 = it.args.first().filter(|_| is_clone).and_then(looked_for);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "clone" || it.method == "cloned" {
            self.0 = looked_for(&it.receiver);
        }
    }
}

/// The method of a map that looks for a key, in a chain of calls.
fn looked_for(expr: &Expr) -> Option<(Spot, String)> {
    match expr {
        Expr::MethodCall(it)
            if ["entry", "get", "get_mut"]
                .iter()
                .any(|name| it.method == name) =>
        {
            Some((Spot::of(&it.method), last_name(&it.receiver)?))
        }
        Expr::MethodCall(it) => looked_for(&it.receiver),
        Expr::Reference(it) => looked_for(&it.expr),
        Expr::Try(it) => looked_for(&it.expr),
        _ => None,
    }
}

/// Where a variable is used first.
struct Uses<'n>(&'n str, Option<Spot>);

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        if it.path.is_ident(self.0) && self.1.is_none() {
            self.1 = Some(Spot::of(it));
        }
    }
}

/// Where a file takes entries out of a map of this name, or of a guard that is called so; with the method.
pub(in super::super) fn removals(file: &syn::File, map: &str) -> Vec<(Spot, String)> {
    struct Removals<'n>(&'n str, Vec<(Spot, String)>);
    impl<'ast> Visit<'ast> for Removals<'_> {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            visit::visit_expr_method_call(self, it);
            let removes = ["retain", "remove", "clear", "drain"];
            if removes.iter().any(|name| it.method == name)
                && last_name(&it.receiver).is_some_and(|name| name == self.0)
            {
                self.1.push((Spot::of(&it.method), it.method.to_string()));
            }
        }
    }
    let mut removals = Removals(map, Vec::new());
    removals.visit_file(file);
    removals.1
}

#[cfg(test)]
mod tests {
    use super::{carried, removals};
    use crate::report::names::flow::Spot;

    #[test]
    fn what_is_cloned_out_of_a_map_is_found_with_its_use() {
        let found = |body: &str| {
            let text = format!("fn f(&self) {{\n{body}\n it.use_it();\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = carried(&file, Spot { line: 1, column: 4 })?;
            Some((found.spot.line, found.used.line, found.map, found.name))
        };
        let found_in = |line, used| Some((line, used, "all".to_owned(), "it".to_owned()));
        let block = " let it = {\n  let mut all = self.all.lock().unwrap();\n  Arc::clone(all.entry(k).or_insert_with(new))\n };";
        assert_eq!(found(block), found_in(4, 6));
        let chain = " let it = self.all.lock().unwrap().get(&k)?.clone();";
        assert_eq!(found(chain), found_in(2, 3));
        assert_eq!(found(" let it = all.get(&k)?;"), None);
        assert_eq!(found(" let other = all.get(&k)?.clone();"), None);
    }

    #[test]
    fn what_is_taken_out_of_a_map_is_found() {
        let text = "fn f() {\n all.retain(|it| it.n > 0);\n self.all.lock().unwrap().remove(k);\n other.clear();\n all.get(k);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = removals(&file, "all").into_iter();
        let found = found.map(|(spot, name)| format!("{} {name}", spot.line));
        assert_eq!(found.collect::<Vec<_>>(), ["2 retain", "3 remove"]);
    }
}
