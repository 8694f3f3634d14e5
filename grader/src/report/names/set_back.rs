//! What is `static`, and set anew by a function.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeMap;
use syn::{Expr, UnOp};
use wire::Place;

/// The `static` whose content an assignment sets anew at a place, and its name.
pub(in super::super) fn set_back(file: &syn::File, place: &Place) -> Option<(Spot, String)> {
    let mut found = Statics {
        at: at(place)?,
        all: BTreeMap::new(),
        set: None,
    };
    found.visit_file(file);
    let name = found.set?;
    let spot = found.all.get(&name)?;
    Some((*spot, name))
}

struct Statics {
    at: At,
    all: BTreeMap<String, Spot>,
    set: Option<String>,
}

impl<'ast> Visit<'ast> for Statics {
    fn visit_item_static(&mut self, it: &'ast syn::ItemStatic) {
        self.all.insert(it.ident.to_string(), Spot::of(&it.ident));
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if let Expr::Unary(to) = &*it.left
            && matches!(to.op, UnOp::Deref(_))
            && covers(to, self.at)
        {
            self.set = last_name(&to.expr);
        }
        visit::visit_expr_assign(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, set_back};

    #[test]
    fn only_what_is_static_and_set_anew_is_found() {
        let text = "static OVER: M = M::new(0);\nfn new() {\n *OVER.lock().unwrap() = 0;\n \
                    *OVER.lock().unwrap() += 1;\n *over.lock().unwrap() = 0;\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| set_back(&file, &place(line, 8)).map(|(spot, name)| (spot.line, name));
        assert_eq!(found(3), Some((1, "OVER".to_owned())));
        assert_eq!(found(4), None);
        assert_eq!(found(5), None);
    }
}
