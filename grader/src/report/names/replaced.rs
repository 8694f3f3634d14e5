//! Statements that keep what is there already, or replace it, whichever the other was wanted.

use super::{
    flow::{Spot, in_function},
    last_name, last_segment,
};
use crate::walk::{self as visit, Visit};
use quote::ToTokens;
use syn::{Expr, Member, Stmt};

/// What a statement does with what is there already.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Over {
    /// It leaves it.
    Left(Spot, String),
    /// It sets one part of a pair.
    Part(Spot),
    /// It replaces it, before the line that looks at it.
    Replaced(Spot, String, u32),
}

/// Such statements of the function of this name.
pub(in super::super) fn over(file: &syn::File, name: Spot) -> Vec<Over> {
    let found = in_function(file, name, |signature, block| {
        let given = given(signature);
        let mut found = Vec::new();
        for (index, it) in block.stmts.iter().enumerate() {
            if let Stmt::Expr(Expr::MethodCall(it), Some(_)) = it {
                found.extend(left(it, &given));
                let rest = &block.stmts[index + 1..];
                found.extend(rest.first().and_then(|next| replaced(it, next)));
            }
        }
        let mut parts = Parts {
            found: Vec::new(),
            makes_pairs: false,
        };
        parts.visit_block(block);
        if parts.makes_pairs {
            found.extend(parts.found.into_iter().map(Over::Part));
        }
        found
    });
    found.unwrap_or_default()
}

/// The names of the parameters.
fn given(signature: &syn::Signature) -> Vec<String> {
    let names = signature.inputs.iter().filter_map(|it| match it {
        syn::FnArg::Typed(it) => match &*it.pat {
            syn::Pat::Ident(pat) => Some(pat.ident.to_string()),
            _ => None,
        },
        syn::FnArg::Receiver(_) => None,
    });
    names.collect()
}

/// `map.entry(key).or_insert(value);`, with what was given to the function.
fn left(it: &syn::ExprMethodCall, given: &[String]) -> Option<Over> {
    let Expr::MethodCall(entry) = &*it.receiver else {
        return None;
    };
    let method = it.method.to_string();
    let value = it.args.to_token_stream().to_string();
    let mut words = value.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let is_given = words.any(|word| given.iter().any(|name| name == word));
    let is_it = is_given && method.starts_with("or_insert") && entry.method == "entry";
    is_it.then(|| Over::Left(Spot::of(&it.method), method))
}

/// `map.insert(key, value);`, right before somebody looks for the same key.
fn replaced(it: &syn::ExprMethodCall, next: &Stmt) -> Option<Over> {
    let (map, key) = (last_name(&it.receiver)?, last_name(it.args.first()?)?);
    let mut asks = Asks {
        map: &map,
        key: &key,
        found: None,
    };
    asks.visit_stmt(next);
    let line = asks
        .found
        .filter(|_| it.method == "insert" && it.args.len() == 2)?;
    Some(Over::Replaced(Spot::of(&it.method), map, line))
}

/// A look for a key.
struct Asks<'n> {
    map: &'n str,
    key: &'n str,
    found: Option<u32>,
}

impl<'ast> Visit<'ast> for Asks<'_> {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let asks = ["get", "get_mut", "entry"]
            .iter()
            .any(|name| it.method == name);
        let is_key = it.args.first().and_then(last_name).as_deref() == Some(self.key);
        if asks && is_key && last_name(&it.receiver).as_deref() == Some(self.map) {
            self.found = Some(Spot::of(&it.method).line);
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// Assignments to one part of a pair, and pairs with a moment in them.
struct Parts {
    found: Vec<Spot>,
    makes_pairs: bool,
}

impl<'ast> Visit<'ast> for Parts {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        if let Expr::Field(field) = &*it.left
            && matches!(field.member, Member::Unnamed(_))
            && matches!(&*field.base, Expr::MethodCall(_))
        {
            self.found.push(Spot::of(&field.member));
        }
        visit::visit_expr_assign(self, it);
    }

    fn visit_expr_tuple(&mut self, it: &'ast syn::ExprTuple) {
        let is_moment = |it: &Expr| match it {
            Expr::Call(it) => last_segment(&it.func).is_some_and(|name| name == "now"),
            _ => false,
        };
        self.makes_pairs |= it.elems.iter().any(is_moment);
        visit::visit_expr_tuple(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{Over, over};
    use crate::report::names::flow::Spot;

    fn of(body: &str) -> Vec<Over> {
        let text = format!("fn f(k: K, v: V) {{\n{body}\n}}\n");
        let file = syn::parse_file(&text).unwrap();
        over(&file, Spot { line: 1, column: 4 })
    }

    #[test]
    fn what_leaves_or_replaces_what_is_there_is_found() {
        let spot = |line, column| Spot { line, column };
        let left = Over::Left(spot(2, 14), "or_insert".to_owned());
        assert_eq!(of("all.entry(k).or_insert(v);"), [left]);
        assert_eq!(of("let it = all.entry(k).or_insert(v);"), []);
        assert_eq!(of("all.entry(k).or_insert(0);"), [], "it only makes sure");
        let replaced = Over::Replaced(spot(2, 5), "all".to_owned(), 3);
        assert_eq!(
            of("all.insert(k.clone(), v);\nlet it = all.get_mut(k);"),
            [replaced]
        );
        assert_eq!(
            of("all.insert(k.clone(), v);\nlet it = all.get_mut(other);"),
            []
        );
        let body = "match e {\nA(mut old) => old.get_mut().0 = v,\nB(new) => new.insert((v, Clock::now())),\n}";
        assert_eq!(of(body), [Over::Part(spot(3, 29))]);
        assert_eq!(of("old.get_mut().0 = v;"), []);
    }
}
