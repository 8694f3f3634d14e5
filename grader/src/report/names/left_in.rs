//! What a function puts into a collection and takes out again later, and the ways out between.

use super::{At, kept_over::mentions, last_name};
use crate::walk::{self as visit, Visit};
use syn::{Expr, spanned::Spanned};

/// A way out of a function between the two.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct WayOut {
    /// The variable that was put in.
    pub(in super::super) what: String,
    /// The collection.
    pub(in super::super) into: String,
    /// The lines where it is put in and where the way out is, and the column of that, from 1.
    pub(in super::super) from: u32,
    pub(in super::super) line: u32,
    pub(in super::super) column: u32,
}

/// All ways out of a file's functions on which something is left in a collection, that another way takes out again.
pub(super) fn ways_out(file: &syn::File) -> Vec<WayOut> {
    let mut functions = Functions(Vec::new());
    functions.visit_file(file);
    functions.0
}

struct Functions(Vec<WayOut>);

impl Functions {
    fn add(&mut self, body: &syn::Block) {
        let mut deeds = Deeds::default();
        deeds.visit_block(body);
        self.0.extend(deeds.ways_out());
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.add(&it.block);
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.add(&it.block);
        visit::visit_impl_item_fn(self, it);
    }
}

/// What a body does with variables, in its order.
#[derive(Default)]
struct Deeds {
    put: Vec<(At, String, String)>,
    taken: Vec<(At, String)>,
    /// Calls that are given a variable, and may do anything with it.
    given: Vec<(At, String)>,
    out: Vec<At>,
}

impl Deeds {
    fn ways_out(&self) -> Vec<WayOut> {
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let mut found = Vec::new();
        for (put, what, into) in &self.put {
            let mut taken = self.taken.iter().filter(|(at, it)| at > put && it == into);
            let Some((taken, _)) = taken.next() else {
                continue;
            };
            let given = self.given.iter().filter(|(at, it)| at > put && it == what);
            let end = given
                .map(|(at, _)| at)
                .chain([taken])
                .min()
                .unwrap_or(taken);
            let between = self.out.iter().filter(|out| *out > put && *out < end);
            found.extend(between.map(|out| WayOut {
                what: what.clone(),
                into: into.clone(),
                from: number(put.line),
                line: number(out.line),
                column: number(out.column + 1),
            }));
        }
        found
    }

    fn out(&mut self, it: &impl Spanned) {
        self.out.push(start(it));
    }
}

fn start(it: &impl Spanned) -> At {
    let start = it.span().start();
    At {
        line: start.line,
        column: start.column,
    }
}

/// A variable, or a reference to one.
fn variable(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Reference(it) => variable(&it.expr),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Deeds {
    // What a closure does is done when it is called, and it is left by its own `return`.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_expr_return(&mut self, it: &'ast syn::ExprReturn) {
        self.out(it);
        visit::visit_expr_return(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        let is_some = last_name(&it.func).is_some_and(|name| name == "Some");
        for name in it.args.iter().filter_map(variable).filter(|_| !is_some) {
            self.given.push((start(it), name));
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        let given = it.args.first().and_then(variable);
        let at = start(&it.method);
        match (method.as_str(), given, last_name(&it.receiver)) {
            ("push_back" | "push_front" | "push" | "insert", Some(what), Some(into)) => {
                self.put.push((at, what, into));
            }
            ("remove" | "retain", _, Some(into))
                if self.put.iter().any(|(_, what, its)| {
                    *its == into && it.args.iter().any(|arg| mentions(arg, what))
                }) =>
            {
                self.taken.push((at, into));
            }
            ("contains" | "wait", ..) => {}
            _ => {
                let given = it.args.iter().filter_map(variable);
                self.given.extend(given.map(|name| (at, name)));
            }
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::ways_out;

    fn lines(body: &str) -> Vec<u32> {
        let file = syn::parse_file(&format!("fn f() {{\n{body}\n}}")).unwrap();
        ways_out(&file).into_iter().map(|it| it.line - 1).collect()
    }

    #[test]
    fn what_is_put_in_is_left_on_a_way_out_before_it_is_taken_out() {
        let (put, taken) = ("s.line.push_back(t);\n", "s.line.retain(|&it| it != t);\n");
        let out = "if late { return None; }\n";
        assert_eq!(lines(&format!("{out}{put}{out}{taken}{out}")), [3]);
        assert!(lines(&format!("{put}{taken}{out}")).is_empty());
        // Nobody takes it out, so that it is to stay there.
        assert!(lines(&format!("{put}{out}")).is_empty());
        // What is done there nobody knows.
        assert!(lines(&format!("{put}leave(&mut s, t);\n{out}{taken}")).is_empty());
        assert!(lines(&format!("{put}s.leave(t);\n{out}{taken}")).is_empty());
        assert_eq!(
            lines(&format!(
                "{put}while s.line.front() != Some(&t) {{ s = cv.wait(s); }}\n{out}{taken}"
            )),
            [3]
        );
        assert!(lines(&format!("{put}let f = || {{ return 1; }};\n{taken}")).is_empty());
    }
}
