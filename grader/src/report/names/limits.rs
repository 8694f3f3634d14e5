//! What a wait with a limit is given as that limit.

use super::{At, at, covers};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr};
use wire::Place;

/// The name of the duration that a wait at this place is given as it is, in a loop that does not change it.
pub(in super::super) fn whole(file: &syn::File, place: &Place) -> Option<String> {
    let mut waits = Waits {
        at: at(place)?,
        around: None,
        found: None,
    };
    waits.visit_file(file);
    let name = waits.found?;
    let mut changes = Changes(&name, false);
    changes.visit_block(waits.around?);
    (!changes.1).then_some(name)
}

/// Finds the wait, and the innermost loop around it.
struct Waits<'ast> {
    at: At,
    around: Option<&'ast Block>,
    found: Option<String>,
}

impl<'ast> Waits<'ast> {
    fn round(&mut self, body: &'ast Block) {
        if covers(body, self.at) {
            self.around = Some(body);
        }
    }
}

impl<'ast> Visit<'ast> for Waits<'ast> {
    fn visit_expr_loop(&mut self, it: &'ast syn::ExprLoop) {
        self.round(&it.body);
        visit::visit_expr_loop(self, it);
    }

    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        self.round(&it.body);
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.round(&it.body);
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let limit = match it.method.to_string().as_str() {
            "recv_timeout" => it.args.first(),
            "wait_timeout" | "wait_timeout_while" => it.args.iter().nth(1),
            _ => None,
        };
        if covers(&it.method, self.at)
            && let Some(Expr::Path(path)) = limit
        {
            self.found = path.path.get_ident().map(ToString::to_string);
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// Whether a name is bound or assigned, or may be, by what a macro does with it.
struct Changes<'n>(&'n str, bool);

impl<'ast> Visit<'ast> for Changes<'_> {
    fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
        self.1 |= it.ident == self.0;
        visit::visit_pat_ident(self, it);
    }

    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        self.1 |= matches!(&*it.left, Expr::Path(path) if path.path.is_ident(self.0));
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
        // `left -= passed`, or a comparison, which a limit that is given as it is does not need either.
        self.1 |= matches!(&*it.left, Expr::Path(path) if path.path.is_ident(self.0));
        visit::visit_expr_binary(self, it);
    }

    fn visit_expr_reference(&mut self, it: &'ast syn::ExprReference) {
        let is_it = matches!(&*it.expr, Expr::Path(path) if path.path.is_ident(self.0));
        self.1 |= is_it && it.mutability.is_some();
        visit::visit_expr_reference(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let tokens = it.tokens.to_string();
        let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.1 |= words.any(|word| word == self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::whole;
    use crate::report::names::flow::place;

    #[test]
    fn a_limit_is_whole_if_no_turn_changes_it() {
        let found = |body: &str| {
            let file = syn::parse_file(&format!("fn f(period: Duration) {{\n{body}\n}}")).unwrap();
            let line = 2 + body.lines().position(|it| it.contains("_timeout")).unwrap();
            let line_text = body.lines().nth(line - 2).unwrap();
            let column = line_text
                .find("recv_t")
                .or(line_text.find("wait_t"))
                .unwrap();
            let number = |it: usize| u32::try_from(it).unwrap();
            whole(&file, &place(number(line), number(column + 1)))
        };
        let waits = "rx.recv_timeout(period);";
        assert_eq!(
            found(&format!("loop {{\n {waits}\n}}")).as_deref(),
            Some("period")
        );
        assert_eq!(
            found("while a {\n c.wait_timeout(guard, period);\n}").as_deref(),
            Some("period")
        );
        // Once is no turn; and it may be what is left.
        assert_eq!(found(waits), None);
        assert_eq!(found("loop {\n rx.recv_timeout(end - now());\n}"), None);
        assert_eq!(
            found(&format!(
                "loop {{\n let period = end - now();\n {waits}\n}}"
            )),
            None
        );
        assert_eq!(
            found(&format!("loop {{\n {waits}\n period -= 1;\n}}")),
            None
        );
    }
}
