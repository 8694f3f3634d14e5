//! Where alone a channel is received from, behind a call in the same block.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use wire::Place;

/// The only place of a file at which something is received from what has this name, if a statement before that, in the same
/// block, is the call at a place.
pub(in super::super) fn only_after(file: &syn::File, name: &str, call: &Place) -> Option<Spot> {
    let mut all = Receives {
        name,
        found: Vec::new(),
    };
    all.visit_file(file);
    let [only] = all.found[..] else {
        return None;
    };
    let mut blocks = Blocks {
        name,
        call: at(call)?,
        is_there: false,
    };
    blocks.visit_file(file);
    blocks.is_there.then_some(only)
}

/// Where something is received from a channel of this name.
struct Receives<'n> {
    name: &'n str,
    found: Vec<Spot>,
}

impl<'ast> Visit<'ast> for Receives<'_> {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        let receives = method.contains("recv") || method.contains("iter");
        if receives && last_name(&it.receiver).is_some_and(|name| name == self.name) {
            self.found.push(Spot::of(&it.method));
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        if last_name(&it.expr).is_some_and(|name| name == self.name) {
            self.found.push(Spot::of(&*it.expr));
        }
        visit::visit_expr_for_loop(self, it);
    }

    /// What a macro does cannot be seen: it may receive as well.
    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let mut words = it.tokens.clone().into_iter();
        if words.any(|word| word.to_string().contains(self.name)) {
            self.found.extend([Spot::of(&it.path); 2]);
        }
    }
}

/// Whether a block receives in a statement of its own after one that is a call.
struct Blocks<'n> {
    name: &'n str,
    call: At,
    is_there: bool,
}

impl<'ast> Visit<'ast> for Blocks<'_> {
    fn visit_block(&mut self, it: &'ast syn::Block) {
        let before = it.stmts.iter().position(|stmt| covers(stmt, self.call));
        if let Some(before) = before {
            for stmt in &it.stmts[before + 1..] {
                let mut later = Receives {
                    name: self.name,
                    found: Vec::new(),
                };
                later.visit_stmt(stmt);
                self.is_there |= !later.found.is_empty();
            }
        }
        visit::visit_block(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::only_after;
    use wire::Place;

    #[test]
    fn a_channel_is_received_from_behind_a_call_alone() {
        let found = |body: &str| {
            let text = format!("fn f() {{\n{body}\n}}\n");
            let call = Place {
                file: String::new(),
                line: 2,
                column: 1,
            };
            only_after(&syn::parse_file(&text).unwrap(), "places", &call).map(|it| it.line)
        };
        assert_eq!(found("job();\nlet _ = places.recv();"), Some(3));
        assert_eq!(found("job();\nlet _ = others.recv();"), None);
        assert_eq!(found("job(places.recv());"), None, "before the call");
        assert_eq!(found("job();\nplaces.recv();\nplaces.recv();"), None);
        assert_eq!(
            found("job();\nplaces.recv();\nselect! { recv(places) -> _ => {} }"),
            None
        );
    }
}
