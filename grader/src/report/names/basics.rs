//! What many of these files ask of a piece of syntax.

use crate::walk::Visit;
use std::collections::BTreeSet;
use syn::{Expr, Lit, LitInt};

/// The whole number that is written there.
pub(super) fn literal(expr: &Expr) -> Option<&LitInt> {
    match expr {
        Expr::Lit(it) => match &it.lit {
            Lit::Int(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

/// Its value.
pub(super) fn number(expr: &Expr) -> Option<u64> {
    literal(expr)?.base10_parse().ok()
}

/// Variables in a piece of syntax.
#[derive(Default)]
pub(super) struct Variables(pub(super) BTreeSet<String>);

impl<'ast> Visit<'ast> for Variables {
    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        self.0.extend(it.path.get_ident().map(ToString::to_string));
    }
}
