//! Comparisons that are counted as 1 or 0.

use super::{flow::Spot, last_segment, reckoned::member, written::is_test};
use crate::walk::{self as visit, Visit};
use syn::{BinOp, Expr};

/// The comparisons that are added, as 1 or 0, to a field of this name.
pub(in super::super) fn counted_once(file: &syn::File, field: &str) -> Vec<Spot> {
    struct Counts<'n>(&'n str, Vec<Spot>);
    impl<'ast> Visit<'ast> for Counts<'_> {
        fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
            if !is_test(&it.attrs) {
                visit::visit_item_mod(self, it);
            }
        }

        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            if matches!(it.op, BinOp::AddAssign(_))
                && member(&it.left).is_some_and(|name| name == self.0)
                && let Expr::Call(call) = &*it.right
                && last_segment(&call.func).is_some_and(|name| name == "from")
                && let Some(Expr::Binary(compared)) = call.args.first()
                && compares(&compared.op)
            {
                self.1.push(Spot::of(compared));
            }
            visit::visit_expr_binary(self, it);
        }
    }
    let mut counts = Counts(field, Vec::new());
    counts.visit_file(file);
    counts.1
}

fn compares(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)
    )
}

#[cfg(test)]
mod tests {
    use super::counted_once;

    #[test]
    fn only_a_comparison_is_counted_as_one_or_nothing() {
        let text = "fn f() {\n s.lock().free += usize::from(n > 0);\n s.free += usize::from(n);\n \
                    s.other += usize::from(n > 0);\n s.free -= usize::from(n > 0);\n}\n";
        let found = counted_once(&syn::parse_file(text).unwrap(), "free");
        let lines: Vec<u32> = found.iter().map(|it| it.line).collect();
        assert_eq!(lines, [2]);
    }
}
