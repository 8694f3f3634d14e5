//! The methods that are called in some lines, and whether anything is compared there.

use super::{flow::Lines, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr};

/// A call of a method.
pub(in super::super) struct Method {
    /// How it is called.
    pub(in super::super) name: String,
    /// Where its name stands.
    pub(in super::super) spot: Spot,
    /// The methods that are called before it, on what it is called on: the last one first.
    pub(in super::super) before: Vec<String>,
}

/// The calls of methods in these lines.
pub(in super::super) fn methods(file: &syn::File, lines: Lines) -> Vec<Method> {
    struct Methods(Lines, Vec<Method>);
    impl<'ast> Visit<'ast> for Methods {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let spot = Spot::of(&it.method);
            if (self.0.0..=self.0.1).contains(&spot.line) {
                let mut before = Vec::new();
                let mut on = &*it.receiver;
                while let Expr::MethodCall(call) = on {
                    before.push(call.method.to_string());
                    on = &call.receiver;
                }
                self.1.push(Method {
                    name: it.method.to_string(),
                    spot,
                    before,
                });
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut methods = Methods(lines, Vec::new());
    methods.visit_file(file);
    methods.1
}

/// Two things are held against each other in these lines, or put where an order says.
pub(in super::super) fn compares(file: &syn::File, lines: Lines) -> bool {
    struct Compares(Lines, bool);
    impl<'ast> Visit<'ast> for Compares {
        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            let is_order = matches!(
                it.op,
                BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)
            );
            self.1 |= is_order && (self.0.0..=self.0.1).contains(&Spot::of(it).line);
            visit::visit_expr_binary(self, it);
        }
    }
    const WORDS: [&str; 6] = ["sort", "min", "max", "cmp", "binary_search", "partition"];
    let mut compares = Compares(lines, false);
    compares.visit_file(file);
    let mut methods = methods(file, lines).into_iter();
    compares.1 || methods.any(|it| WORDS.iter().any(|word| it.name.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::{compares, methods};

    #[test]
    fn methods_are_found_with_those_before_them() {
        let text = "fn f() {\n a.lock().unwrap().push(1);\n}\nfn g() {\n b.sort_by_key(c);\n}\nfn h() {\n d < e;\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = methods(&file, (1, 3));
        let push = found.iter().find(|it| it.name == "push").unwrap();
        assert_eq!((push.spot.line, push.spot.column), (2, 20));
        assert_eq!(push.before, ["unwrap", "lock"]);
        let order = [(1, 3), (4, 6), (7, 9)].map(|lines| compares(&file, lines));
        assert_eq!(order, [false, true, true]);
    }
}
