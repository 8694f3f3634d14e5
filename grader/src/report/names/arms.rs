//! The arms of a `select!`, which are tokens for everybody but the macro itself.

use super::{At, at, flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Expr, Pat, Stmt};
use wire::Place;

/// The arm of the `select!` at a place that is taken at once where nothing is ready, and whether it leaves in any case.
pub(in super::super) fn default_arm(file: &syn::File, place: &Place) -> Option<(Spot, bool)> {
    let arms = arms(tokens_at(file, place)?)?;
    // With a time it waits.
    let arm = arms
        .into_iter()
        .find(|it| it.operation == "default" && it.is_bare);
    arm.map(|it| (it.spot, leaves(&it.body)))
}

/// The arm of the `select!` at a place that is taken where nothing became ready, if it goes on after it.
pub(in super::super) fn passing(file: &syn::File, place: &Place) -> Option<Spot> {
    let mut arms = arms(tokens_at(file, place)?)?.into_iter();
    let arm = arms.find(|it| it.operation == "default")?;
    (!leaves(&arm.body)).then_some(arm.spot)
}

/// Where a name is given as a value by the only arm of the `select!` at a place that may go on after it received
/// something: there, where what came is that the channel has closed. With the channel.
pub(in super::super) fn given_at_the_end(
    file: &syn::File,
    place: &Place,
    name: &str,
) -> Option<(Spot, String)> {
    let mut open = Vec::new();
    for arm in arms(tokens_at(file, place)?)? {
        if arm.operation == "recv" && !leaves(&arm.body) {
            open.push(arm);
        }
    }
    let [arm] = &open[..] else {
        return None;
    };
    let mut ends = Ends {
        received: arm.bound.clone()?,
        is_end: false,
        name,
        found: Vec::new(),
    };
    ends.visit_expr(&arm.body);
    match ends.found[..] {
        [spot] => Some((spot, arm.channel.clone()?)),
        _ => None,
    }
}

/// What the only arm of the `select!` at a place that is about a channel calls it: such a `select!` is a plain receive.
pub(super) fn only(file: &syn::File, place: &Place) -> Option<String> {
    let mut arms = arms(tokens_at(file, place)?)?;
    arms.retain(|it| it.operation != "default");
    match &arms[..] {
        [arm] => arm.channel.as_ref().map(|name| format!("`{name}`")),
        _ => None,
    }
}

/// The arms that receive, of the `select!` at a place: the name of the channel, and what is done.
pub(super) fn receiving_bodies(file: &syn::File, place: &Place) -> Vec<(Option<String>, Expr)> {
    let arms = tokens_at(file, place).and_then(arms).unwrap_or_default();
    let receiving = arms.into_iter().filter(|it| it.operation == "recv");
    receiving.map(|it| (it.channel, it.body)).collect()
}

/// What the arms of a `select!` do, if all of them can be read.
pub(super) fn bodies(tokens: TokenStream) -> Vec<Expr> {
    let arms = arms(tokens).unwrap_or_default().into_iter();
    arms.map(|it| it.body).collect()
}

/// An arm of a `select!` that receives.
pub(in super::super) struct Receiving {
    /// Where it stands.
    pub(in super::super) spot: Spot,
    /// What it calls its channel.
    pub(in super::super) channel: String,
    /// It is left there in any case.
    pub(in super::super) leaves: bool,
}

/// The arms of the `select!` at a place that receive; none, if not all of them can be read.
pub(in super::super) fn receiving(file: &syn::File, place: &Place) -> Vec<Receiving> {
    let all = tokens_at(file, place).and_then(arms).unwrap_or_default();
    let receiving = all.into_iter().filter(|it| it.operation == "recv");
    let told = receiving.filter_map(|it| {
        Some(Receiving {
            spot: it.spot,
            leaves: leaves(&it.body),
            channel: it.channel?,
        })
    });
    told.collect()
}

/// What the arms of the `select!` at a place do; nothing, if it is none, or not all of them can be read.
pub(super) fn bodies_at(file: &syn::File, place: &Place) -> Vec<Expr> {
    tokens_at(file, place).map_or_else(Vec::new, bodies)
}

/// What stands in the macro that begins at a place.
fn tokens_at(file: &syn::File, place: &Place) -> Option<TokenStream> {
    struct Macros(At, Option<TokenStream>);
    impl<'ast> Visit<'ast> for Macros {
        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let start = Spot::of(&it.path);
            if at(&start.within("")) == Some(self.0) {
                self.1 = Some(it.tokens.clone());
            }
        }
    }
    let mut macros = Macros(at(place)?, None);
    macros.visit_file(file);
    macros.1
}

/// Where the only arm that receives, of the `select!` at a place, does nothing but to leave if what came is an error: a
/// value is passed over. With the channel.
pub(in super::super) fn heeds_only_errors(
    file: &syn::File,
    place: &Place,
) -> Option<(Spot, String)> {
    let mut receiving = arms(tokens_at(file, place)?)?;
    receiving.retain(|it| it.operation == "recv");
    let [arm] = &receiving[..] else {
        return None;
    };
    let received = arm.bound.as_ref()?;
    let body = match &arm.body {
        Expr::Block(it) => match &it.block.stmts[..] {
            [Stmt::Expr(only, _)] => only,
            _ => return None,
        },
        other => other,
    };
    let Expr::If(only) = body else {
        return None;
    };
    let is_error = match &*only.cond {
        Expr::MethodCall(it) => {
            it.method == "is_err" && last_name(&it.receiver).as_ref() == Some(received)
        }
        Expr::Let(it) => {
            is_variant(&it.pat, "Err") && last_name(&it.expr).as_ref() == Some(received)
        }
        _ => false,
    };
    let then = only.then_branch.stmts.last();
    let is_left = matches!(then, Some(Stmt::Expr(last, _)) if leaves(last));
    (is_error && is_left && only.else_branch.is_none())
        .then(|| Some((Spot::of(&only.if_token), arm.channel.clone()?)))?
}

struct Arm {
    spot: Spot,
    operation: String,
    /// The name of what is received from.
    channel: Option<String>,
    /// The name of what came.
    bound: Option<String>,
    /// It is given nothing.
    is_bare: bool,
    body: Expr,
}

/// The arms, if all of them can be read.
fn arms(tokens: TokenStream) -> Option<Vec<Arm>> {
    let mut rest = tokens.into_iter().peekable();
    let mut found = Vec::new();
    while let Some(first) = rest.next() {
        let TokenTree::Ident(operation) = first else {
            return None;
        };
        let spot = Spot::of(&operation);
        let mut head: Vec<TokenTree> = Vec::new();
        loop {
            match rest.next()? {
                TokenTree::Punct(it) if it.as_char() == '=' => {
                    rest.next();
                    break;
                }
                token => head.push(token),
            }
        }
        let mut body = TokenStream::new();
        let is_block = |it: &TokenTree| matches!(it, TokenTree::Group(it) if it.delimiter() == Delimiter::Brace);
        if rest.peek().is_some_and(is_block) {
            body.extend(rest.next());
        } else {
            let is_comma =
                |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ',');
            while let Some(token) = rest.next_if(|it| !is_comma(it)) {
                body.extend([token]);
            }
        }
        rest.next_if(|it| matches!(it, TokenTree::Punct(it) if it.as_char() == ','));
        let channel = match head.first() {
            Some(TokenTree::Group(it)) => syn::parse2::<Expr>(it.stream()).ok(),
            _ => None,
        };
        let bound = match head.last() {
            Some(TokenTree::Ident(it)) => Some(it.to_string()),
            _ => None,
        };
        found.push(Arm {
            spot,
            operation: operation.to_string(),
            channel: channel.and_then(|it| last_name(&it)),
            bound,
            is_bare: head.is_empty(),
            body: syn::parse2(body).ok()?,
        });
    }
    Some(found)
}

/// It is left here in any case.
fn leaves(body: &Expr) -> bool {
    match body {
        Expr::Return(_) | Expr::Break(_) => true,
        Expr::Block(it) => match it.block.stmts.last() {
            Some(Stmt::Expr(last, _)) => leaves(last),
            _ => false,
        },
        _ => false,
    }
}

/// Looks for a name where what was received is an error.
struct Ends<'n> {
    received: String,
    is_end: bool,
    name: &'n str,
    found: Vec<Spot>,
}

impl Ends<'_> {
    fn at_the_end(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.is_end, true);
        visit(self);
        self.is_end = before;
    }

    fn is_received(&self, expr: &Expr) -> bool {
        last_name(expr).as_deref() == Some(self.received.as_str())
    }
}

/// The pattern takes this variant.
fn is_variant(pat: &Pat, name: &str) -> bool {
    match pat {
        Pat::TupleStruct(it) => it.path.segments.last().is_some_and(|it| it.ident == name),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Ends<'_> {
    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        if !self.is_received(&it.expr) {
            return visit::visit_expr_match(self, it);
        }
        for arm in &it.arms {
            if is_variant(&arm.pat, "Err") {
                self.at_the_end(|all| all.visit_expr(&arm.body));
            } else {
                self.visit_expr(&arm.body);
            }
        }
    }

    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Some(init) = &it.init
            && let Some((_, other)) = &init.diverge
            && self.is_received(&init.expr)
            && is_variant(&it.pat, "Ok")
        {
            self.at_the_end(|all| all.visit_expr(other));
        } else {
            visit::visit_local(self, it);
        }
    }

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        let last = it.path.segments.last();
        if let Some(last) = last.filter(|it| self.is_end && it.ident == self.name) {
            self.found.push(Spot::of(&last.ident));
        }
    }

    fn visit_pat(&mut self, _: &'ast Pat) {}
}

#[cfg(test)]
mod tests {
    use super::{default_arm, given_at_the_end, heeds_only_errors, passing};
    use crate::report::names::flow::place;

    #[test]
    fn where_nothing_is_ready_the_default_arm_is_taken() {
        let text = "fn f() {\n select! {\n  recv(a) -> it => it,\n  default => return,\n }\n \
                    select! { recv(a) -> it => it, default(PAUSE) => 1 }\n select! { default => {} }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| {
            let found = default_arm(&file, &place(line, 2));
            found.map(|(spot, leaves)| (spot.line, leaves))
        };
        assert_eq!(found(2), Some((4, true)));
        assert_eq!(found(6), None);
        assert_eq!(found(7), Some((7, false)));
        let found = |line| passing(&file, &place(line, 2)).map(|spot| spot.line);
        assert_eq!([found(2), found(6), found(7)], [None, Some(6), Some(7)]);
    }

    #[test]
    fn what_is_given_at_the_end_stands_in_the_arm_that_may_go_on() {
        let text = "fn f() {\n loop {\n  select! {\n   recv(quit) -> _ => return E::Quit,\n   \
                    recv(input) -> it => match it {\n    Ok(it) => handle(it),\n    \
                    Err(_) => return E::Quit,\n   },\n  }\n }\n}\n\
                    fn g() {\n select! {\n  recv(a) -> it => { let Ok(it) = it else { return E::End; }; }\n  \
                    send(b, 1) -> _ => {}\n }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column, name| {
            let found = given_at_the_end(&file, &place(line, column), name);
            found.map(|(spot, channel)| (spot.line, channel))
        };
        assert_eq!(found(3, 3, "Quit"), Some((7, "input".to_owned())));
        assert_eq!(found(3, 3, "Closed"), None);
        assert_eq!(found(13, 2, "End"), Some((14, "a".to_owned())));
    }

    #[test]
    fn an_arm_that_heeds_only_errors_passes_over_values() {
        let found = |arm: &str| {
            let text =
                format!("fn f() {{\n select! {{\n  {arm},\n  send(b, 1) -> _ => {{}}\n }}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = heeds_only_errors(&file, &place(2, 2));
            found.map(|(spot, channel)| (spot.line, channel))
        };
        let quit = Some((3, "quit".to_owned()));
        assert_eq!(found("recv(quit) -> m => if m.is_err() { return }"), quit);
        assert_eq!(
            found("recv(quit) -> m => { if let Err(_) = m { break; } }"),
            quit
        );
        assert_eq!(found("recv(quit) -> _ => return"), None);
        assert_eq!(
            found("recv(quit) -> m => if m.is_err() { return } else { n += 1 }"),
            None
        );
    }
}
