//! Parameters that a function never reads.

use super::{
    flow::{Spot, in_function},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::{Expr, FnArg, Local, Pat};

/// What need not be read: whoever has it keeps something open, or locked, by that alone.
const KEPT: [&str; 4] = ["Sender", "SyncSender", "MutexGuard", "PhantomData"];

/// The parameters of the function with its name at a spot, if its body reads none of them: where they stand, and their
/// names. What is only thrown away, by `let _ =` or `drop`, is not read.
pub(in super::super) fn unread(file: &syn::File, function: Spot) -> Vec<(Spot, String)> {
    let found = in_function(file, function, |signature, body| {
        let mut read = Read(BTreeSet::new());
        read.visit_block(body);
        let unread = signature.inputs.iter().map(|input| match input {
            FnArg::Typed(input) => match &*input.pat {
                Pat::Ident(pat) if !is_kept(&input.ty) => {
                    let name = pat.ident.to_string();
                    let is_read = read.0.contains(&name);
                    (!is_read).then(|| (Spot::of(&pat.ident), name))
                }
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        unread.collect::<Option<_>>()
    });
    found.flatten().unwrap_or_default()
}

fn is_kept(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|it| KEPT.iter().any(|name| it.ident == name))
}

/// The names that are read.
struct Read(BTreeSet<String>);

impl Read {
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(it) => drop(self.0.insert(it.to_string())),
                TokenTree::Group(it) => self.tokens(it.stream()),
                // An argument may stand in the text of a format.
                TokenTree::Literal(it) => {
                    let text = it.to_string();
                    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                    self.0.extend(words.map(str::to_owned));
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Read {
    fn visit_local(&mut self, it: &'ast Local) {
        let is_wild = matches!(it.pat, Pat::Wild(_));
        let is_name = |it: &syn::LocalInit| matches!(&*it.expr, Expr::Path(_));
        if !(is_wild && it.init.as_ref().is_some_and(is_name)) {
            visit::visit_local(self, it);
        }
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        let is_drop = last_segment(&it.func).is_some_and(|it| it == "drop");
        if !(is_drop && matches!(it.args.first(), Some(Expr::Path(_)))) {
            visit::visit_expr_call(self, it);
        }
    }

    fn visit_expr_path(&mut self, it: &'ast syn::ExprPath) {
        self.0.extend(it.path.get_ident().map(ToString::to_string));
        visit::visit_expr_path(self, it);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        self.tokens(it.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::unread;
    use crate::report::names::flow::Spot;

    const TEXT: &str = "pub fn f(_b: Vec<u8>, c: u8, e: Receiver<u8>) {\n let _ = e;\n drop(c);\n}\n\
                        pub fn g(b: u8, c: u8) {\n println!(\"{c}\");\n}\npub fn h(a: Sender<u8>) {}\n";

    #[test]
    fn parameters_that_are_only_thrown_away_are_not_read() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = |line| {
            let found = unread(&file, Spot { line, column: 8 });
            found.into_iter().map(|it| it.1).collect::<Vec<_>>()
        };
        assert_eq!(found(1), ["_b", "c", "e"]);
        assert!(found(5).is_empty());
        assert!(found(8).is_empty());
    }
}
