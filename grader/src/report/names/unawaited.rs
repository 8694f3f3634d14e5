//! Methods that take something without waiting for it, though others of the type wait.

use super::{flow::Spot, last_name};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, ImplItem, ImplItemFn, Visibility};

/// What one method takes without a wait, and another waits for.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Unawaited {
    /// Where it is taken.
    pub(in super::super) spot: Spot,
    /// The field that it is taken out of.
    pub(in super::super) field: String,
    /// The method that waits.
    pub(in super::super) other: String,
    /// The line in which that looks whether something is there.
    pub(in super::super) line: u32,
}

/// What the method of this name takes out of a field, whether anything is in that or not, though another public method of
/// the type waits until something is. Nothing, if it waits itself, or calls a method that does.
pub(in super::super) fn unawaited(file: &syn::File, name: Spot) -> Option<Unawaited> {
    struct Impls(Spot, Option<Unawaited>);
    impl<'ast> Visit<'ast> for Impls {
        fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
            let methods: Vec<&ImplItemFn> = it
                .items
                .iter()
                .filter_map(|it| match it {
                    ImplItem::Fn(it) => Some(it),
                    _ => None,
                })
                .collect();
            if let Some(own) = methods.iter().find(|it| Spot::of(&it.sig.ident) == self.0) {
                self.1 = among(own, &methods);
            }
            visit::visit_item_impl(self, it);
        }
    }
    let mut impls = Impls(name, None);
    impls.visit_file(file);
    impls.1
}

/// The same, among the methods of a block.
fn among(own: &ImplItemFn, all: &[&ImplItemFn]) -> Option<Unawaited> {
    let deeds = Deeds::of(&own.block);
    let mut waiting = all
        .iter()
        .filter(|it| Deeds::of(&it.block).waits)
        .map(|it| it.sig.ident.to_string());
    if deeds.waits || waiting.any(|it| deeds.called.contains(&it)) {
        return None;
    }
    let mut taken = deeds
        .taken
        .iter()
        .filter(|(_, field)| !deeds.asked.iter().any(|(_, it)| it == field));
    taken.find_map(|(spot, field)| {
        let mut others = all
            .iter()
            .filter(|it| matches!(it.vis, Visibility::Public(_)) && it.sig.ident != own.sig.ident);
        others.find_map(|it| {
            let other = Deeds::of(&it.block);
            let mut awaited = other.awaited.iter().filter(|(_, it)| it == field);
            let (look, _) = awaited.next()?;
            let has_it = other.taken.iter().any(|(_, it)| it == field);
            has_it.then(|| Unawaited {
                spot: *spot,
                field: field.clone(),
                other: it.sig.ident.to_string(),
                line: look.line,
            })
        })
    })
}

/// What a method does.
#[derive(Default)]
struct Deeds {
    waits: bool,
    called: BTreeSet<String>,
    /// Fields that something is taken out of.
    taken: Vec<(Spot, String)>,
    /// Fields of which it is asked whether anything is in them.
    asked: Vec<(Spot, String)>,
    /// The same, in the condition of a wait.
    awaited: Vec<(Spot, String)>,
}

impl Deeds {
    fn of(block: &syn::Block) -> Deeds {
        let mut deeds = Deeds::default();
        deeds.visit_block(block);
        deeds
    }

    /// Something is waited for under this condition.
    fn waits_for(&mut self, condition: &Expr) {
        let mut asked = Deeds::default();
        asked.visit_expr(condition);
        self.awaited.extend(asked.asked);
    }
}

/// It waits on a condition variable.
fn is_wait(it: &syn::ExprMethodCall) -> bool {
    it.method.to_string().starts_with("wait")
}

/// The name of a field that a method is called on.
fn field(receiver: &Expr) -> Option<String> {
    matches!(receiver, Expr::Field(_))
        .then(|| last_name(receiver))
        .flatten()
}

impl<'ast> Visit<'ast> for Deeds {
    fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
        if Deeds::of(&it.body).waits {
            self.waits_for(&it.cond);
        }
        visit::visit_expr_while(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        const TAKES: [&str; 5] = ["pop_front", "pop_back", "pop", "drain", "split_off"];
        if is_wait(it) {
            self.waits = true;
            for condition in &it.args {
                if let Expr::Closure(condition) = condition {
                    self.waits_for(&condition.body);
                }
            }
        }
        if let Some(name) = field(&it.receiver) {
            if TAKES.iter().any(|method| it.method == method) {
                self.taken.push((Spot::of(&it.method), name));
            } else if it.method == "is_empty" {
                self.asked.push((Spot::of(it), name));
            }
        }
        self.called.insert(it.method.to_string());
        visit::visit_expr_method_call(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        self.called.extend(last_name(&it.func));
        visit::visit_expr_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::flow::Spot, unawaited};

    #[test]
    fn who_takes_without_a_wait_is_found_beside_who_waits() {
        let found = |wait: &str, body: &str| {
            let text = format!(
                "impl B {{\n pub fn many(&self) {{\n  {body}\n }}\n pub fn take(&self) {{\n  {wait}\n  \
                 s.queue.pop_front()\n }}\n}}\n"
            );
            let file = syn::parse_file(&text).unwrap();
            let found = unawaited(&file, Spot { line: 2, column: 9 })?;
            Some((found.spot.line, found.field, found.other, found.line))
        };
        let there = Some((3, "queue".to_owned(), "take".to_owned(), 6));
        let wait = "while s.queue.is_empty() && s.open { s = self.c.wait(s); }";
        assert_eq!(found(wait, "s.queue.drain(..n).collect()"), there);
        let closure = "let s = self.c.wait_while(s, |s| s.queue.is_empty());";
        assert_eq!(found(closure, "s.queue.pop_front()"), there);
        assert_eq!(found("", "s.queue.pop_front()"), None);
        assert_eq!(found(wait, "s.other.pop_front()"), None);
        assert_eq!(found(wait, "self.take(); s.queue.pop_front()"), None);
        assert_eq!(
            found(wait, "if s.queue.is_empty() { return } s.queue.pop()"),
            None
        );
    }
}
