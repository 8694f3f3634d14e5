//! What picks the one to whom something is sent.

use super::{At, at, covers, flow::Spot, last_segment};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// The variable by which the channel is picked out of a list that the method at a place is called on.
pub(in super::super) fn picked(file: &syn::File, place: &Place) -> Option<(Spot, String)> {
    struct Picked(At, Option<(Spot, String)>);
    impl<'ast> Visit<'ast> for Picked {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            if covers(&it.method, self.0)
                && let Expr::Index(list) = &*it.receiver
                && let Some(name) = last_segment(&list.index)
            {
                self.1 = Some((Spot::of(&list.index), name.to_string()));
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut picked = Picked(at(place)?, None);
    picked.visit_file(file);
    picked.1
}

#[cfg(test)]
mod tests {
    use super::{super::flow::place, picked};

    #[test]
    fn a_variable_picks_the_channel() {
        let text = "fn f() {\n all[turn].send(a);\n all[0].send(b);\n one.send(c);\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found =
            |line, column| picked(&file, &place(line, column)).map(|it| (it.0.column, it.1));
        assert_eq!(found(2, 12), Some((6, "turn".to_owned())));
        assert_eq!([found(3, 9), found(4, 6)], [None, None]);
    }
}
