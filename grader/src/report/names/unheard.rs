//! Receivers that a function is given, and does nothing with.

use super::flow::{Lines, Spot};
use crate::walk::{self as visit, Visit};
use syn::{Block, Expr, FnArg, Pat, Signature, Stmt};

/// A parameter that is a receiver, of which the body makes nothing.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Unheard {
    /// How it is called.
    pub(in super::super) name: String,
    /// Where it is declared.
    pub(in super::super) spot: Spot,
    /// Where it is named, in `let _ = name;`.
    pub(in super::super) named: Vec<Spot>,
}

/// Such parameters of the function in these lines.
pub(in super::super) fn unheard(file: &syn::File, lines: Lines) -> Vec<Unheard> {
    struct Functions(Lines, Vec<Unheard>);
    impl Functions {
        fn look(&mut self, signature: &Signature, body: &Block) {
            if Spot::of(&signature.ident).line != self.0.0 {
                return;
            }
            for input in &signature.inputs {
                if let FnArg::Typed(it) = input
                    && is_receiver(&it.ty)
                    && let Pat::Ident(pat) = &*it.pat
                {
                    let name = pat.ident.to_string();
                    let mut uses = Uses {
                        name: &name,
                        named: Vec::new(),
                        is_used: false,
                    };
                    uses.visit_block(body);
                    let Uses { named, is_used, .. } = uses;
                    let spot = Spot::of(&pat.ident);
                    let found = (!is_used).then_some(Unheard { name, spot, named });
                    self.1.extend(found);
                }
            }
        }
    }
    impl<'ast> Visit<'ast> for Functions {
        fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
            self.look(&it.sig, &it.block);
            visit::visit_item_fn(self, it);
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            self.look(&it.sig, &it.block);
            visit::visit_impl_item_fn(self, it);
        }
    }
    let mut functions = Functions(lines, Vec::new());
    functions.visit_file(file);
    functions.1
}

/// The parameters of the function in these lines of which the body only binds a clone to a name that it never uses: the
/// parameter, and where that stands.
pub(in super::super) fn only_cloned(file: &syn::File, lines: Lines) -> Vec<(String, Spot)> {
    struct Bodies<'f>(Vec<(&'f Signature, &'f Block)>);
    impl<'ast> Visit<'ast> for Bodies<'ast> {
        fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
            self.0.push((&it.sig, &it.block));
            visit::visit_item_fn(self, it);
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            self.0.push((&it.sig, &it.block));
            visit::visit_impl_item_fn(self, it);
        }
    }
    let mut bodies = Bodies(Vec::new());
    bodies.visit_file(file);
    bodies
        .0
        .retain(|(signature, _)| Spot::of(&signature.ident).line == lines.0);
    let mut found = Vec::new();
    for (signature, body) in bodies.0 {
        for input in &signature.inputs {
            if let FnArg::Typed(it) = input
                && let Pat::Ident(pat) = &*it.pat
            {
                let name = pat.ident.to_string();
                let mut clones = Clones {
                    of: &name,
                    found: Vec::new(),
                };
                clones.visit_block(body);
                let [(spot, bound)] = &clones.found[..] else {
                    continue;
                };
                // Each is named once: the one where it is bound, the other where it is cloned.
                if mentions(body, &name) == 1 && mentions(body, bound) == 1 {
                    found.push((name, *spot));
                }
            }
        }
    }
    found
}

/// Where something is cloned, and to which names.
struct Clones<'n> {
    of: &'n str,
    found: Vec<(Spot, String)>,
}

impl<'ast> Visit<'ast> for Clones<'_> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        if let Pat::Ident(pat) = &it.pat
            && let Some(init) = &it.init
            && let Expr::MethodCall(call) = &*init.expr
            && call.method == "clone"
            && matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident(self.of))
        {
            self.found
                .push((Spot::of(&call.receiver), pat.ident.to_string()));
        }
        visit::visit_local(self, it);
    }
}

/// How often a name stands in a block, in macros and texts as well.
pub(super) fn mentions(body: &Block, name: &str) -> usize {
    struct Mentions<'n>(&'n str, usize);
    impl<'ast> Visit<'ast> for Mentions<'_> {
        fn visit_ident(&mut self, it: &'ast proc_macro2::Ident) {
            self.1 += usize::from(it == self.0);
        }

        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let tokens = it.tokens.to_string();
            let words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            self.1 += words.filter(|word| *word == self.0).count();
        }
    }
    let mut mentions = Mentions(name, 0);
    mentions.visit_block(body);
    mentions.1
}

/// A receiver, or a reference to one.
fn is_receiver(it: &syn::Type) -> bool {
    match it {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|it| it.ident == "Receiver"),
        syn::Type::Reference(it) => is_receiver(&it.elem),
        _ => false,
    }
}

struct Uses<'n> {
    name: &'n str,
    named: Vec<Spot>,
    is_used: bool,
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_stmt(&mut self, it: &'ast Stmt) {
        if let Stmt::Local(local) = it
            && matches!(local.pat, Pat::Wild(_))
            && let Some(init) = &local.init
            && let Some(spot) = self.only_names(&init.expr)
        {
            self.named.push(spot);
            return;
        }
        visit::visit_stmt(self, it);
    }

    fn visit_ident(&mut self, it: &'ast proc_macro2::Ident) {
        self.is_used |= it == self.name;
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let tokens = it.tokens.to_string();
        let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        self.is_used |= words.any(|word| word == self.name);
    }
}

impl Uses<'_> {
    /// Where the name stands, if an expression is nothing else.
    fn only_names(&self, expr: &Expr) -> Option<Spot> {
        match expr {
            Expr::Path(path) if path.path.is_ident(self.name) => Some(Spot::of(path)),
            Expr::Reference(it) => self.only_names(&it.expr),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{only_cloned, unheard};

    #[test]
    fn a_receiver_is_unheard_if_it_is_only_named() {
        let found = |body: &str| {
            let text = format!("fn f(n: u8, quit: &Receiver<()>) {{\n{body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = unheard(&file, (1, 3)).into_iter();
            found
                .map(|it| (it.name, it.spot.line, it.named.len()))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("g(n);"), [("quit".to_owned(), 1, 0)]);
        assert_eq!(
            found("loop { let _ = quit; g(n); }"),
            [("quit".to_owned(), 1, 1)]
        );
        assert!(found("let _ = quit.try_recv();").is_empty());
        assert!(found("g(quit);").is_empty());
        assert!(found("select! { recv(quit) -> _ => {} }").is_empty());
    }

    #[test]
    fn a_clone_that_nobody_uses_is_all_that_is_made_of_a_parameter() {
        let found = |body: &str| {
            let text = format!("fn f(ctx: &Context) {{\n{body}\n}}\n");
            let file = syn::parse_file(&text).unwrap();
            let found = only_cloned(&file, (1, 3)).into_iter();
            found.map(|(_, spot)| spot.line).collect::<Vec<_>>()
        };
        assert_eq!(found("let _ctx = ctx.clone(); g();"), [2]);
        assert!(found("let c = ctx.clone(); g(c);").is_empty());
        assert!(found("let c = ctx.clone(); select! { recv(c) -> _ => {} }").is_empty());
        assert!(found("let _c = ctx.clone(); g(ctx);").is_empty());
        // The name is bound anew, and used as that.
        assert!(found("let ctx = ctx.clone(); g(ctx);").is_empty());
    }
}
