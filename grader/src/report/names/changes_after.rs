//! What is changed in any case after a statement.

use super::{at, covers, flow::Spot};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, Stmt};
use wire::Place;

/// Where the block of the statement at a place changes a field after that, before it may be left: the name of the field
/// stands there.
pub(in super::super) fn changed_after(file: &syn::File, place: &Place) -> Option<(Spot, String)> {
    struct Blocks(super::At, Option<(Spot, String)>);
    impl<'ast> Visit<'ast> for Blocks {
        fn visit_block(&mut self, it: &'ast Block) {
            if let Some(index) = it.stmts.iter().position(|it| covers(it, self.0)) {
                // The innermost block around it counts, which is visited last.
                self.1 = it.stmts[index + 1..]
                    .iter()
                    .map_while(plain)
                    .find_map(changed);
            }
            visit::visit_block(self, it);
        }
    }
    let mut blocks = Blocks(at(place)?, None);
    blocks.visit_file(file);
    blocks.1
}

/// The statement, if it cannot leave the block.
fn plain(it: &Stmt) -> Option<&Expr> {
    match it {
        Stmt::Expr(expr @ (Expr::MethodCall(_) | Expr::Assign(_) | Expr::Binary(_)), Some(_)) => {
            Some(expr)
        }
        _ => None,
    }
}

/// The field that a statement changes.
fn changed(it: &Expr) -> Option<(Spot, String)> {
    const CHANGES: [&str; 8] = [
        "retain",
        "remove",
        "push",
        "push_back",
        "pop",
        "pop_front",
        "insert",
        "clear",
    ];
    let target = match it {
        Expr::MethodCall(it) if CHANGES.iter().any(|name| it.method == name) => &it.receiver,
        Expr::Assign(it) => &it.left,
        Expr::Binary(it) => &it.left,
        _ => return None,
    };
    let Expr::Field(field) = &**target else {
        return None;
    };
    let syn::Member::Named(name) = &field.member else {
        return None;
    };
    Some((Spot::of(name), name.to_string()))
}

#[cfg(test)]
mod tests {
    use super::changed_after;
    use crate::report::names::flow::place;

    #[test]
    fn what_is_changed_after_a_wait_is_found_before_a_way_out() {
        let found = |after: &str| {
            let text = format!("fn f() {{\n let (s, w) = cv.wait(s);\n {after}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            changed_after(&file, &place(2, 18)).map(|(spot, name)| (spot.line, name))
        };
        assert_eq!(
            found("s.line.retain(|it| it != t);\n if a { return; }"),
            Some((3, "line".to_owned()))
        );
        assert_eq!(found("s.waiting -= 1;"), Some((3, "waiting".to_owned())));
        assert_eq!(found("if a { return; }\n s.waiting -= 1;"), None);
        assert_eq!(found("cv.notify_all();"), None);
    }
}
