//! Numbers that are written in the source, and by which a time is reckoned.

use super::{Bindings, Errors, in_function};
use crate::{
    report::names::{flow::Spot, last_segment},
    walk::{self as visit, Visit},
};
use syn::{Expr, FnArg, Lit, Pat};

/// A number that a function of the learner's is given, always the same.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super::super) struct Fixed {
    /// Where it is written.
    pub(in super::super::super) spot: Spot,
    /// What the function that is given it calls it.
    pub(in super::super::super) name: String,
    /// The number, as it is written.
    pub(in super::super::super) value: String,
}

/// The numbers that are given to what makes the times that the function of this name gives back as errors.
pub(in super::super::super) fn fixed(file: &syn::File, name: Spot) -> Vec<Fixed> {
    let found = in_function(file, name, |_, block| {
        let mut given = Vec::new();
        for expr in Errors::of(block).given {
            let mut calls = Calls(Vec::new());
            calls.visit_expr(bound(expr, block).unwrap_or(expr));
            for (called, index, count, argument) in calls.0 {
                let value = bound(argument, block).unwrap_or(argument);
                if let Expr::Lit(it) = value
                    && let Lit::Int(number) = &it.lit
                {
                    given.push((called, index, count, Spot::of(number), number.to_string()));
                }
            }
        }
        given
    });
    let found = found.unwrap_or_default().into_iter();
    let named = found.filter_map(|(called, index, count, spot, value)| {
        let name = parameter(file, &called, index, count)?;
        Some(Fixed { spot, name, value })
    });
    named.collect()
}

/// What a variable was bound to that an expression is.
fn bound<'ast>(expr: &Expr, block: &'ast syn::Block) -> Option<&'ast Expr> {
    let Expr::Path(path) = expr else {
        return None;
    };
    let name = path.path.get_ident()?.to_string();
    let mut bindings = Bindings {
        name: &name,
        spot: Spot::of(expr),
        bound: None,
        is_own: false,
    };
    bindings.visit_block(block);
    bindings.bound
}

/// The arguments of calls: the name of what is called, which of how many it is, and the argument.
struct Calls<'ast>(Vec<(String, usize, usize, &'ast Expr)>);

impl<'ast> Visit<'ast> for Calls<'ast> {
    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if let Some(name) = last_segment(&it.func) {
            let all = it.args.iter().enumerate();
            let count = it.args.len();
            self.0
                .extend(all.map(|(index, arg)| (name.to_string(), index, count, arg)));
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let all = it.args.iter().enumerate();
        let count = it.args.len();
        self.0
            .extend(all.map(|(index, arg)| (it.method.to_string(), index, count, arg)));
        visit::visit_expr_method_call(self, it);
    }
}

/// How the only function of this name that has so many parameters calls one of them.
fn parameter(file: &syn::File, name: &str, index: usize, count: usize) -> Option<String> {
    struct Parameters<'n>(&'n str, Vec<Vec<Option<String>>>);
    impl<'ast> Visit<'ast> for Parameters<'_> {
        fn visit_signature(&mut self, it: &'ast syn::Signature) {
            let own = |it: &FnArg| match it {
                FnArg::Typed(it) => Some(match &*it.pat {
                    Pat::Ident(name) => Some(name.ident.to_string()),
                    _ => None,
                }),
                FnArg::Receiver(_) => None,
            };
            if it.ident == self.0 {
                self.1.push(it.inputs.iter().filter_map(own).collect());
            }
        }
    }
    let mut parameters = Parameters(name, Vec::new());
    parameters.visit_file(file);
    let mut all = parameters.1.into_iter().filter(|it| it.len() == count);
    let only = all.next().filter(|_| all.next().is_none())?;
    only.into_iter().nth(index).flatten()
}

#[cfg(test)]
mod tests {
    use super::fixed;
    use crate::report::names::flow::Spot;

    #[test]
    fn a_number_is_fixed_that_makes_the_time_which_is_given_back() {
        let found = |body: &str| {
            let text = format!(
                "fn f(&self) -> Result<(), Duration> {{\n {body}\n}}\nfn wait(&self, every: D, ahead: u32) -> D {{ every }}\n"
            );
            let found = fixed(
                &syn::parse_file(&text).unwrap(),
                Spot { line: 1, column: 4 },
            );
            let found = found.into_iter();
            found
                .map(|it| (it.spot.line, it.name, it.value))
                .collect::<Vec<_>>()
        };
        let ahead = |line| (line, "ahead".to_owned(), "0".to_owned());
        let text = "let ahead = 0;\n let wait = self.wait(e, ahead);\n Err(wait)";
        assert_eq!(found(text), [ahead(2)]);
        assert_eq!(found("Err(self.wait(e, 0).max(ns(1)))"), [ahead(2)]);
        assert!(found("let ahead = n;\n Err(self.wait(e, ahead))").is_empty());
        assert!(found("self.wait(e, 0);\n Err(self.wait(e, n))").is_empty());
        // Of two functions of this name nobody knows which is meant.
        assert!(
            found("Err(self.wait(e, 0))\n}\nfn wait(&self, every: D, n: u32) -> D {").is_empty()
        );
    }
}
