//! Items that are cut into parts, one for each thread.

use super::{At, at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// Where items are cut into parts, for each of which one thread is started, at a place: what is started for each item of a
/// part, or in a scope of its own, is another thing.
pub(in super::super) fn cut_up(file: &syn::File, spawn: &Place) -> Option<Spot> {
    let mut cuts = Cuts {
        spawn: at(spawn)?,
        found: None,
    };
    cuts.visit_file(file);
    cuts.found
}

struct Cuts {
    spawn: At,
    found: Option<Spot>,
}

impl<'ast> Visit<'ast> for Cuts {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        for arg in &it.args {
            if let Expr::Closure(each) = arg
                && covers(&each.body, self.spawn)
                && let Some(spot) = cut(&it.receiver)
            {
                let mut nested = Nested(self.spawn, false);
                nested.visit_expr(&each.body);
                self.found = (!nested.1).then_some(spot);
            }
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if covers(&it.body, self.spawn)
            && let Some(spot) = cut(&it.expr)
        {
            let mut nested = Nested(self.spawn, false);
            nested.visit_block(&it.body);
            self.found = (!nested.1).then_some(spot);
        }
        visit::visit_expr_for_loop(self, it);
    }
}

/// A closure, or a loop, stands around the place.
struct Nested(At, bool);

impl<'ast> Visit<'ast> for Nested {
    fn visit_expr(&mut self, it: &'ast Expr) {
        let is_one = matches!(
            it,
            Expr::Closure(_) | Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_)
        );
        self.1 |= is_one && covers(it, self.0);
        visit::visit_expr(self, it);
    }
}

/// The call that cuts, in a chain of calls.
fn cut(expr: &Expr) -> Option<Spot> {
    const CUTS: [&str; 6] = [
        "chunks",
        "chunks_exact",
        "chunks_mut",
        "chunks_exact_mut",
        "rchunks",
        "rchunks_mut",
    ];
    match expr {
        Expr::MethodCall(it) if CUTS.iter().any(|cut| it.method == cut) => {
            Some(Spot::of(&it.method))
        }
        Expr::MethodCall(it) => cut(&it.receiver),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::cut_up;
    use crate::report::names::flow::place;

    #[test]
    fn what_is_cut_up_for_threads_is_found() {
        let text = "fn f() {\n let a = items\n  .chunks(n)\n  .enumerate()\n  .map(|part| s.spawn(|| part.len()));\n \
                    for part in items.chunks_mut(n) {\n  s.spawn(|| part.len());\n }\n \
                    for one in items.iter() {\n  s.spawn(|| one.len());\n }\n \
                    for part in items.chunks(n) {\n  scope(|s| {\n   s.spawn(|| 1);\n  });\n  for one in part {\n   \
                    s.spawn(|| one);\n  }\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| cut_up(&file, &place(line, column)).map(|it| it.line);
        assert_eq!(found(5, 17), Some(3));
        assert_eq!(found(7, 5), Some(6));
        assert_eq!(found(10, 5), None);
        assert_eq!(found(14, 6), None);
        assert_eq!(found(17, 6), None);
    }
}
