//! Scopes of threads: what waits for whom though nothing says so.

use super::{At, at, covers, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat};
use wire::Place;

/// The innermost `thread::scope` around a place, if the thread that is spawned at another is one of its own.
pub(in super::super) fn scope_of(file: &syn::File, place: &Place, spawned: &Place) -> Option<Spot> {
    let mut scopes = Scopes {
        at: at(place)?,
        spawned: at(spawned)?,
        name: None,
        found: None,
    };
    scopes.visit_file(file);
    scopes.found
}

struct Scopes {
    at: At,
    spawned: At,
    /// The scope around the place, and how its closure calls it.
    name: Option<(String, Spot)>,
    found: Option<Spot>,
}

impl<'ast> Visit<'ast> for Scopes {
    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        let around = self.name.clone();
        if let Some(name) = last_segment(&it.func).filter(|it| *it == "scope")
            && let [Expr::Closure(closure)] = &it.args.iter().collect::<Vec<_>>()[..]
            && covers(&closure.body, self.at)
            && let Some(Pat::Ident(parameter)) = closure.inputs.first()
        {
            self.name = Some((parameter.ident.to_string(), Spot::of(name)));
        }
        visit::visit_expr_call(self, it);
        self.name = around;
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if let Some((name, spot)) = &self.name
            && it.method == "spawn"
            && covers(&it.method, self.spawned)
            && last_segment(&it.receiver).is_some_and(|it| it == name)
        {
            self.found = Some(*spot);
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::scope_of;
    use crate::report::names::flow::place;

    #[test]
    fn a_scope_waits_for_its_own_threads() {
        let text = "fn f() {\n thread::scope(|s| {\n  let t = s.spawn(g);\n  let u = thread::spawn(g);\n  \
                    t.join();\n });\n u.join();\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |joined: (u32, u32), spawned: (u32, u32)| {
            let found = scope_of(
                &file,
                &place(joined.0, joined.1),
                &place(spawned.0, spawned.1),
            );
            found.map(|it| (it.line, it.column))
        };
        assert_eq!(found((5, 5), (3, 13)), Some((2, 10)));
        assert_eq!(found((5, 5), (4, 19)), None);
        assert_eq!(found((7, 4), (3, 13)), None);
    }
}
