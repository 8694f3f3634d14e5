//! What the source puts into a collection, takes out of it to send it, empties, or forgets.

use super::{At, at, covers, last_name};
use crate::walk::{self as visit, Visit};
use std::collections::BTreeSet;
use syn::{Expr, Pat, Stmt, spanned::Spanned};
use wire::Place;

/// A place of the source, lines and columns from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Spot {
    /// The line.
    pub(in super::super) line: u32,
    /// The column.
    pub(in super::super) column: u32,
}

impl Spot {
    /// Where a piece of syntax begins.
    pub(super) fn of(node: &impl Spanned) -> Spot {
        Spot::at(node.span().start())
    }

    /// Behind a piece of syntax.
    pub(super) fn end(node: &impl Spanned) -> Spot {
        Spot::at(node.span().end())
    }

    fn at(at: proc_macro2::LineColumn) -> Spot {
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Spot {
            line: number(at.line),
            column: number(at.column + 1),
        }
    }

    /// The same place in a file.
    pub(in super::super) fn within(self, file: &str) -> Place {
        Place {
            file: file.to_owned(),
            line: self.line,
            column: self.column,
        }
    }
}

/// Lines, the last one included.
pub(in super::super) type Lines = (u32, u32);

/// A call that puts something into a collection.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Put {
    /// Where the method stands.
    pub(in super::super) spot: Spot,
    /// The innermost `if` under which it stands.
    pub(in super::super) under: Option<Spot>,
    /// What these conditions ask: of which collection, and by which method.
    pub(in super::super) asks: Vec<(String, String)>,
    /// It is part of a condition itself.
    pub(in super::super) is_asked: bool,
}

/// The calls in these lines that put something into the collection of this name.
pub(in super::super) fn puts(file: &syn::File, name: &str, lines: Lines) -> Vec<Put> {
    let mut puts = Puts {
        name,
        lines,
        under: Vec::new(),
        is_asked: false,
        found: Vec::new(),
    };
    puts.visit_file(file);
    puts.found
}

struct Puts<'n> {
    name: &'n str,
    lines: Lines,
    under: Vec<(Spot, Vec<(String, String)>)>,
    is_asked: bool,
    found: Vec<Put>,
}

impl<'ast> Visit<'ast> for Puts<'_> {
    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        let around = std::mem::replace(&mut self.is_asked, true);
        self.visit_expr(&it.cond);
        self.is_asked = around;
        let mut asks = Asks(Vec::new());
        asks.visit_expr(&it.cond);
        self.under.push((Spot::of(&it.if_token), asks.0));
        self.visit_block(&it.then_branch);
        self.under.pop();
        if let Some((_, other)) = &it.else_branch {
            self.visit_expr(other);
        }
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        const METHODS: [&str; 6] = [
            "push",
            "push_back",
            "push_front",
            "insert",
            "extend",
            "append",
        ];
        let spot = Spot::of(&it.method);
        let is_inside = (self.lines.0..=self.lines.1).contains(&spot.line);
        let is_put = METHODS.iter().any(|method| it.method == method) && !it.args.is_empty();
        if is_inside && is_put && last_name(&it.receiver).as_deref() == Some(self.name) {
            self.found.push(Put {
                spot,
                under: self.under.last().map(|(spot, _)| *spot),
                asks: self.under.iter().flat_map(|it| it.1.clone()).collect(),
                is_asked: self.is_asked,
            });
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// The first call in these lines that puts something into a collection, after a place, and the collection.
pub(in super::super) fn put_after(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<(Spot, String)> {
    struct First {
        after: Spot,
        last: u32,
        found: Vec<(Spot, String)>,
    }
    impl<'ast> Visit<'ast> for First {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let spot = Spot::of(&it.method);
            let is_inside = self.after < spot && spot.line <= self.last;
            let is_put = ["push", "push_back", "push_front", "insert"]
                .iter()
                .any(|method| it.method == method);
            if let Some(name) = last_name(&it.receiver).filter(|_| is_inside && is_put) {
                self.found.push((spot, name));
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut first = First {
        after: Spot {
            line: place.line,
            column: place.column,
        },
        last: lines.1,
        found: Vec::new(),
    };
    first.visit_file(file);
    first.found.into_iter().min()
}

/// The methods that an expression calls, each with the name of what it is called on.
struct Asks(Vec<(String, String)>);

impl<'ast> Visit<'ast> for Asks {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if let Some(name) = last_name(&it.receiver) {
            self.0.push((name, it.method.to_string()));
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// The collection out of which that is taken which is sent at a place: in the call itself, or by the only binding of
/// its name in these lines.
pub(in super::super) fn taken_from(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<String> {
    let mut sends = Sends {
        at: at(place)?,
        sent: None,
    };
    sends.visit_file(file);
    let sent = sends.sent?;
    taken(&sent).or_else(|| {
        let name = last_name(&sent)?;
        let mut binds = Binds {
            name: &name,
            lines,
            found: Vec::new(),
        };
        binds.visit_file(file);
        match &binds.found[..] {
            [one] => one.clone(),
            _ => None,
        }
    })
}

/// The collection that an expression takes something out of.
fn taken(expr: &Expr) -> Option<String> {
    const METHODS: [&str; 5] = ["pop", "pop_front", "pop_back", "remove", "swap_remove"];
    struct Takes(Vec<String>);
    impl<'ast> Visit<'ast> for Takes {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            if METHODS.iter().any(|method| it.method == method) {
                self.0.extend(last_name(&it.receiver));
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut takes = Takes(Vec::new());
    takes.visit_expr(expr);
    (takes.0.len() == 1).then(|| takes.0.remove(0))
}

/// What is sent at a place.
struct Sends {
    at: At,
    sent: Option<Expr>,
}

impl<'ast> Visit<'ast> for Sends {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if covers(&it.method, self.at) {
            self.sent = it.args.first().cloned();
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// What a name is bound to by each pattern that binds it.
struct Binds<'n> {
    name: &'n str,
    lines: Lines,
    found: Vec<Option<String>>,
}

impl Binds<'_> {
    fn bind(&mut self, pat: &Pat, value: Option<&Expr>) {
        if (self.lines.0..=self.lines.1).contains(&Spot::of(pat).line)
            && bound(pat).contains(self.name)
        {
            self.found.push(value.and_then(taken));
        }
    }
}

impl<'ast> Visit<'ast> for Binds<'_> {
    fn visit_local(&mut self, it: &'ast syn::Local) {
        self.bind(&it.pat, it.init.as_ref().map(|init| &*init.expr));
        visit::visit_local(self, it);
    }

    fn visit_expr_let(&mut self, it: &'ast syn::ExprLet) {
        self.bind(&it.pat, Some(&it.expr));
        visit::visit_expr_let(self, it);
    }

    fn visit_arm(&mut self, it: &'ast syn::Arm) {
        self.bind(&it.pat, None);
        visit::visit_arm(self, it);
    }

    fn visit_expr_for_loop(&mut self, it: &'ast syn::ExprForLoop) {
        self.bind(&it.pat, None);
        visit::visit_expr_for_loop(self, it);
    }

    fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
        for pat in &it.inputs {
            self.bind(pat, None);
        }
        visit::visit_expr_closure(self, it);
    }
}

/// The names that a pattern binds.
fn bound(pat: &Pat) -> BTreeSet<String> {
    struct Names(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, it: &'ast syn::PatIdent) {
            self.0.insert(it.ident.to_string());
            visit::visit_pat_ident(self, it);
        }
    }
    let mut names = Names(BTreeSet::new());
    names.visit_pat(pat);
    names.0
}

/// Statements that throw away what is in a collection: where, its name, and whether that is done in any case, once the
/// function is reached.
pub(in super::super) fn emptied(file: &syn::File) -> Vec<(Spot, String, bool)> {
    struct Emptied {
        conditions: usize,
        found: Vec<(Spot, String, bool)>,
    }
    impl Emptied {
        fn under(&mut self, visit: impl FnOnce(&mut Self)) {
            self.conditions += 1;
            visit(self);
            self.conditions -= 1;
        }
    }
    impl<'ast> Visit<'ast> for Emptied {
        fn visit_stmt(&mut self, it: &'ast Stmt) {
            if let Stmt::Expr(Expr::MethodCall(call), Some(_)) = it
                && ["clear", "drain", "truncate"]
                    .iter()
                    .any(|method| call.method == method)
                && let Some(name) = last_name(&call.receiver)
            {
                let is_sure = self.conditions == 0;
                self.found.push((Spot::of(&call.method), name, is_sure));
            }
            visit::visit_stmt(self, it);
        }

        fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
            self.under(|all| visit::visit_expr_if(all, it));
        }

        fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
            self.under(|all| visit::visit_expr_match(all, it));
        }

        fn visit_expr_while(&mut self, it: &'ast syn::ExprWhile) {
            self.under(|all| visit::visit_expr_while(all, it));
        }

        fn visit_expr_closure(&mut self, it: &'ast syn::ExprClosure) {
            self.under(|all| visit::visit_expr_closure(all, it));
        }
    }
    let mut emptied = Emptied {
        conditions: 0,
        found: Vec::new(),
    };
    emptied.visit_file(file);
    emptied.found
}

/// How often a name is called, or its field, in these lines.
pub(in super::super) fn mentions(file: &syn::File, name: &str, lines: Lines) -> usize {
    struct Mentions<'n>(&'n str, Lines, usize);
    impl<'ast> Visit<'ast> for Mentions<'_> {
        fn visit_ident(&mut self, it: &'ast proc_macro2::Ident) {
            let is_inside = (self.1.0..=self.1.1).contains(&Spot::of(it).line);
            self.2 += usize::from(is_inside && it == self.0);
        }

        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let is_inside = (self.1.0..=self.1.1).contains(&Spot::of(&it.path).line);
            let tokens = it.tokens.to_string();
            let mut words = tokens.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            self.2 += usize::from(is_inside && words.any(|word| word == self.0));
        }
    }
    let mut mentions = Mentions(name, lines, 0);
    mentions.visit_file(file);
    mentions.2
}

/// Calls of `forget` and `leak`: what they are given is never dropped.
pub(in super::super) fn forgotten(file: &syn::File) -> Vec<Spot> {
    struct Forgotten(Vec<Spot>);
    impl<'ast> Visit<'ast> for Forgotten {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            if let Expr::Path(path) = &*it.func
                && let Some(last) = path.path.segments.last()
                && (last.ident == "forget" || last.ident == "leak")
            {
                self.0.push(Spot::of(&last.ident));
            }
            visit::visit_expr_call(self, it);
        }
    }
    let mut forgotten = Forgotten(Vec::new());
    forgotten.visit_file(file);
    forgotten.0
}

/// What is found in the function of this name.
pub(super) fn in_function<T>(
    file: &syn::File,
    name: Spot,
    find: impl Fn(&syn::Signature, &syn::Block) -> T,
) -> Option<T> {
    struct Finds<F, T> {
        name: Spot,
        find: F,
        found: Option<T>,
    }
    impl<T, F: Fn(&syn::Signature, &syn::Block) -> T> Finds<F, T> {
        fn take(&mut self, signature: &syn::Signature, block: &syn::Block) {
            if Spot::of(&signature.ident) == self.name {
                self.found = Some((self.find)(signature, block));
            }
        }
    }
    impl<'ast, T, F: Fn(&syn::Signature, &syn::Block) -> T> Visit<'ast> for Finds<F, T> {
        fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
            self.take(&it.sig, &it.block);
            visit::visit_item_fn(self, it);
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            self.take(&it.sig, &it.block);
            visit::visit_impl_item_fn(self, it);
        }
    }
    let mut finds = Finds {
        name,
        find,
        found: None,
    };
    finds.visit_file(file);
    finds.found
}

/// A place in tests.
#[cfg(test)]
pub(super) fn place(line: u32, column: u32) -> Place {
    Spot { line, column }.within("src/lib.rs")
}

#[cfg(test)]
mod tests {
    use super::{emptied, forgotten, place, put_after, puts, taken_from};

    const TEXT: &str = "fn f() {\n if seen.insert(1) {\n  queue.push(1);\n }\n queue.extend(more);\n \
                        while let Some(job) = queue.pop() {\n  jobs.send(job);\n }\n \
                        jobs.send(queue.remove(0));\n jobs.send(other);\n queue.clear();\n \
                        let _ = queue.drain(..);\n mem::forget(queue);\n}\n";

    #[test]
    fn what_goes_into_a_collection_is_found_with_the_condition_above_it() {
        let file = syn::parse_file(TEXT).unwrap();
        let found = puts(&file, "queue", (1, 13));
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.spot.line, it.under.map(|spot| spot.line), it.asks.len()))
            .collect();
        assert_eq!(found, [(3, Some(2), 1), (5, None, 0)]);
        assert!(puts(&file, "seen", (1, 13))[0].is_asked);
        let first = put_after(&file, &place(2, 14), (1, 13)).unwrap();
        assert_eq!((first.0.line, first.1.as_str()), (3, "queue"));
        assert_eq!(put_after(&file, &place(3, 9), (1, 13)), None);
    }

    #[test]
    fn what_is_sent_is_followed_into_the_collection_that_it_comes_from() {
        let file = syn::parse_file(TEXT).unwrap();
        let taken = |line| {
            let place = place(line, if line == 7 { 8 } else { 7 });
            taken_from(&file, &place, (1, 13))
        };
        assert_eq!(taken(7).as_deref(), Some("queue"));
        assert_eq!(taken(9).as_deref(), Some("queue"));
        assert_eq!(taken(10), None);
    }

    #[test]
    fn only_a_statement_of_its_own_throws_away() {
        let file = syn::parse_file(TEXT).unwrap();
        let lines: Vec<u32> = emptied(&file).iter().map(|it| it.0.line).collect();
        assert_eq!(lines, [11]);
        assert_eq!(forgotten(&file)[0].line, 13);
    }
}
