//! What is collected before any of it is sent.

use super::{At, at, covers, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use syn::Expr;
use wire::Place;

/// What is collected, in a variable.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Batch {
    /// Where something is added.
    pub(in super::super) spot: Spot,
    /// The variable.
    pub(in super::super) name: String,
    /// The line that sends what is in it, one after the other.
    pub(in super::super) sent: u32,
}

/// The only collection to which the innermost loop around a call adds something, if another loop sends what is in it.
pub(in super::super) fn batch(file: &syn::File, call: &Place) -> Option<Batch> {
    let mut adds = Adds {
        call: at(call)?,
        found: Vec::new(),
        sends: Vec::new(),
    };
    adds.visit_file(file);
    let Adds { found, sends, .. } = adds;
    let [(spot, name)] = &found[..] else {
        return None;
    };
    let mut sends = sends.iter().filter(|(it, _)| it == name);
    Some(Batch {
        spot: *spot,
        name: name.clone(),
        sent: sends.next()?.1,
    })
}

struct Adds {
    call: At,
    /// What is added in the innermost loop around the call.
    found: Vec<(Spot, String)>,
    /// Collections that a loop sends, without the call in it, and the line that does.
    sends: Vec<(String, u32)>,
}

impl Adds {
    fn round(&mut self, body: &syn::Block) {
        if covers(body, self.call) {
            let mut puts = Puts(Vec::new());
            puts.visit_block(body);
            self.found = puts.0;
        }
    }
}

impl<'ast> Visit<'ast> for Adds {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(&it.body);
        visit::visit_expr_loop(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        if covers(&it.cond, self.call) || covers(&it.body, self.call) {
            let mut puts = Puts(Vec::new());
            puts.visit_block(&it.body);
            self.found = puts.0;
        }
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.round(&it.body);
        let goes_through = match &*it.expr {
            Expr::MethodCall(call) if call.method == "drain" => last_name(&call.receiver),
            other => last_name(other),
        };
        if let Some(name) = goes_through
            && !covers(&it.body, self.call)
        {
            let mut sends = Sends(None);
            sends.visit_block(&it.body);
            self.sends.extend(sends.0.map(|line| (name, line)));
        }
        visit::visit_expr_for_loop(self, it);
    }
}

/// Variables to which something is added.
struct Puts(Vec<(Spot, String)>);

impl<'ast> Visit<'ast> for Puts {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let is_put = it.method == "push" || it.method == "push_back";
        if let Expr::Path(path) = &*it.receiver
            && let Some(name) = path.path.get_ident().filter(|_| is_put)
        {
            self.0.push((Spot::of(name), name.to_string()));
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// The first line that sends.
struct Sends(Option<u32>);

impl<'ast> Visit<'ast> for Sends {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if it.method == "send" {
            self.0 = self.0.or(Some(Spot::of(&it.method).line));
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::batch;
    use crate::report::names::flow::place;

    #[test]
    fn what_is_collected_and_then_sent_is_found() {
        let found = |collect: &str, send: &str| {
            let text = format!(
                "fn f() {{\n loop {{\n  while n {{\n   match\n    next() {{ {collect} }}\n  }}\n  {send}\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = batch(&file, &place(5, 5))?;
            Some((found.spot.line, found.name, found.sent))
        };
        let there = Some((5, "all".to_owned(), 7));
        let send = "for it in all.drain(..) { s.send(it); }";
        assert_eq!(found("it => all.push(it),", send), there);
        assert_eq!(found("it => s.send(it),", send), None);
        assert_eq!(
            found("it => all.push(it),", "for it in more { s.send(it); }"),
            None
        );
        assert_eq!(
            found("it => all.push(it),", "for it in all { g(it); }"),
            None
        );
    }
}
