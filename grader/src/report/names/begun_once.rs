//! Moments that a loop counts from, and that were set before it.

use super::{At, at, covers, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat};
use wire::Place;

/// The innermost loop around a place begins after a line.
pub(in super::super) fn is_before_the_loop(file: &syn::File, place: &Place, line: u32) -> bool {
    innermost(file, place).is_some_and(|it| it.begin.line > line)
}

/// The moment of which the wait at a place is given what is left: where it is named there, its name, and the line that
/// sets it, before the innermost loop around the place, if nothing in that sets it anew.
pub(in super::super) fn moment(file: &syn::File, place: &Place) -> Option<(Spot, String, u32)> {
    let lap = innermost(file, place)?;
    let mut waits = Waits(at(place)?, Vec::new());
    waits.visit_file(file);
    let mut lets = Lets {
        before: lap.begin,
        found: Vec::new(),
    };
    lets.visit_file(file);
    waits.1.into_iter().find_map(|(spot, name)| {
        let (_, set) = lets.found.iter().rfind(|(other, _)| *other == name)?;
        (!lap.assigned.contains(&name)).then_some((spot, name, set.line))
    })
}

/// A loop.
struct Lap {
    begin: Spot,
    /// What is assigned or bound in it.
    assigned: BTreeSet<String>,
}

/// The innermost loop around a place.
fn innermost(file: &syn::File, place: &Place) -> Option<Lap> {
    struct Laps(At, Option<Lap>);
    impl<'ast> Visit<'ast> for Laps {
        fn visit_expr(&mut self, it: &'ast Expr) {
            let is_loop = matches!(it, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
            if is_loop && covers(it, self.0) {
                let mut sets = Sets(BTreeSet::new());
                sets.visit_expr(it);
                self.1 = Some(Lap {
                    begin: Spot::of(it),
                    assigned: sets.0,
                });
            }
            visit::visit_expr(self, it);
        }
    }
    let mut laps = Laps(at(place)?, None);
    laps.visit_file(file);
    laps.1
}

/// Names that are assigned, bound, or named in a macro, where nobody knows.
struct Sets(BTreeSet<String>);

impl<'ast> Visit<'ast> for Sets {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.0
            .extend(last_segment(&it.left).map(ToString::to_string));
        visit::visit_expr_assign(self, it);
    }

    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        self.0.insert(it.ident.to_string());
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        // `start += step`
        if matches!(it.op, syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_)) {
            self.0
                .extend(last_segment(&it.left).map(ToString::to_string));
        }
        visit::visit_expr_binary(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let tokens = it.tokens.to_string();
        let words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.0.extend(words.map(str::to_owned));
    }
}

/// The names in what the method call at a place is given.
struct Waits(At, Vec<(Spot, String)>);

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        struct Paths<'v>(&'v mut Vec<(Spot, String)>);
        impl<'ast> Visit<'ast> for Paths<'_> {
            fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
                if let Some(name) = it.path.get_ident() {
                    self.0.push((Spot::of(name), name.to_string()));
                }
            }
        }
        if covers(&it.method, self.0) {
            let mut paths = Paths(&mut self.1);
            it.args.iter().for_each(|it| paths.visit_expr(it));
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// Variables that are made of the present moment before a place.
struct Lets {
    before: Spot,
    found: Vec<(String, Spot)>,
}

impl<'ast> Visit<'ast> for Lets {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        if Spot::of(&it.sig.ident) < self.before {
            self.found.clear();
        }
        visit::visit_item_fn(self, it);
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        struct Now(bool);
        impl<'ast> Visit<'ast> for Now {
            fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
                self.0 |= last_segment(&it.func).is_some_and(|name| name == "now");
                visit::visit_expr_call(self, it);
            }
        }
        let spot = Spot::of(&it.pat);
        let pat = match &it.pat {
            Pat::TupleStruct(pat) if pat.elems.len() == 1 => pat.elems.first(),
            pat => Some(pat),
        };
        if let (Some(Pat::Ident(pat)), Some(init)) = (pat, &it.init)
            && spot < self.before
        {
            let mut now = Now(false);
            now.visit_expr(&init.expr);
            if now.0 {
                self.found.push((pat.ident.to_string(), spot));
            }
        }
        visit::visit_local(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_before_the_loop, moment};
    use crate::report::names::flow::place;

    #[test]
    fn a_moment_before_the_loop_is_never_set_anew() {
        let found = |body: &str| {
            let text =
                format!("fn f() {{\n let start = Instant::now();\n let idle = d;\n{body}\n}}\n");
            let column = u32::try_from(body.find("recv_").unwrap()).unwrap() + 1;
            let file = syn::parse_file(&text).unwrap();
            moment(&file, &place(4, column)).map(|it| (it.1, it.2))
        };
        let wait = "rx.recv_timeout(idle.saturating_sub(start.elapsed()))";
        let one = Some(("start".to_owned(), 2));
        assert_eq!(
            found(&format!("while let Ok(x) = {wait} {{ go(x); }}")),
            one
        );
        assert_eq!(
            found(&format!(
                "while let Ok(x) = {wait} {{ start = Instant::now(); }}"
            )),
            None
        );
        assert_eq!(found(wait), None);
        assert_eq!(found("while rx.recv_timeout(idle).is_ok() {}"), None);
    }

    #[test]
    fn a_line_before_the_innermost_loop_is_seen() {
        let text = "fn f() {\n let a = after(d);\n loop {\n  let b = after(d);\n  g();\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        assert!(is_before_the_loop(&file, &place(5, 3), 2));
        assert!(!is_before_the_loop(&file, &place(5, 3), 4));
    }
}
