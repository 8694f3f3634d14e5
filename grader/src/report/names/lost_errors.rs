//! What becomes of an error: where a `join`, a caught panic or a receive is asked, and what went wrong is thrown away.

use super::{
    At, at, covers,
    flow::{Spot, in_function},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use syn::{Expr, Pat, Stmt};
use wire::Place;

/// How an error is thrown away.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Lost {
    /// By a method, such as `unwrap_or_default`.
    By(String),
    /// What was given is dropped as it is.
    Dropped,
    /// Only an `Ok` is looked at.
    OnlyOk,
}

/// Where and how the error of the method call is thrown away whose name stands at a place.
pub(in super::super) fn lost(file: &syn::File, place: &Place) -> Option<(Spot, Lost)> {
    let mut search = Search(at(place)?, None);
    search.visit_file(file);
    search.1
}

struct Search(At, Option<(Spot, Lost)>);

impl Search {
    /// It is the call.
    fn is_it(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::MethodCall(it) if covers(&it.method, self.0))
    }

    /// It is the call: where that stands.
    fn spot(&self, expr: &Expr) -> Option<Spot> {
        match expr {
            Expr::MethodCall(it) if self.is_it(expr) => Some(Spot::of(&it.method)),
            _ => None,
        }
    }
}

impl<'ast> Visit<'ast> for Search {
    fn visit_stmt(&mut self, it: &'ast Stmt) {
        let dropped = match it {
            Stmt::Expr(expr, Some(_)) => self.spot(expr),
            Stmt::Local(it) if matches!(it.pat, Pat::Wild(_)) => {
                it.init.as_ref().and_then(|it| self.spot(&it.expr))
            }
            _ => None,
        };
        if let Some(spot) = dropped {
            self.1 = Some((spot, Lost::Dropped));
        }
        visit::visit_stmt(self, it);
    }

    fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
        if let (Some(spot), Some(name)) = (
            it.args.first().and_then(|it| self.spot(it)),
            last_segment(&it.func),
        ) && name == "drop"
        {
            self.1 = Some((spot, Lost::Dropped));
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_if(&mut self, it: &'ast syn::ExprIf) {
        if let Expr::Let(cond) = &*it.cond
            && let Pat::TupleStruct(pat) = &*cond.pat
            && pat.path.is_ident("Ok")
            && it.else_branch.is_none()
            && let Some(spot) = self.spot(&cond.expr)
        {
            self.1 = Some((spot, Lost::OnlyOk));
        }
        visit::visit_expr_if(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let plain = ["unwrap_or_default", "unwrap_or", "ok"];
        let is_plain = plain.iter().any(|name| it.method == name);
        let is_deaf = it.method == "unwrap_or_else" && ignored(it).is_some();
        if self.is_it(&it.receiver) && (is_plain || is_deaf) {
            self.1 = Some((Spot::of(&it.method), Lost::By(it.method.to_string())));
        }
        visit::visit_expr_method_call(self, it);
    }
}

/// The `_` that a closure has in place of an error.
fn ignored(call: &syn::ExprMethodCall) -> Option<(&syn::PatWild, &Expr)> {
    match call.args.first() {
        Some(Expr::Closure(it)) => match it.inputs.first() {
            Some(Pat::Wild(wild)) => Some((wild, &it.body)),
            _ => None,
        },
        _ => None,
    }
}

/// A `map_err` that does not look at the error: the `_` in place of that, and what is given instead.
pub(in super::super) struct Deaf {
    /// Where the `_` stands.
    pub(in super::super) wild: Spot,
    /// Where that stands which is given, and, if it is a path, the last part of that.
    pub(in super::super) given: (Spot, Option<String>),
}

/// The innermost `map_err` of what is called at a place that gives one error for all.
pub(in super::super) fn deaf(file: &syn::File, place: &Place) -> Option<Deaf> {
    let find = |it: &syn::ExprMethodCall| {
        let (wild, body) = ignored(it).filter(|_| it.method == "map_err")?;
        let name = last_segment(body);
        let spot = name.map_or_else(|| Spot::of(body), Spot::of);
        Some(Deaf {
            wild: Spot::of(wild),
            given: (spot, name.map(ToString::to_string)),
        })
    };
    around(file, place, find)
}

/// The innermost method of a chain that lets no error through, of those that what is called at a place goes through.
pub(in super::super) fn filtered(file: &syn::File, place: &Place) -> Option<Spot> {
    let asks = |it: &Expr, names: &[&str]| match it {
        Expr::Closure(it) => {
            matches!(&*it.body, Expr::MethodCall(call) if names.iter().any(|name| call.method == name))
        }
        it => last_segment(it).is_some_and(|it| names.iter().any(|name| it == name)),
    };
    let find = |it: &syn::ExprMethodCall| {
        let first = it.args.first();
        let is_it = it.method == "filter" && first.is_some_and(|it| asks(it, &["is_ok"]))
            || it.method == "filter_map" && first.is_some_and(|it| asks(it, &["ok"]))
            || it.method == "flatten" && first.is_none();
        is_it.then(|| Spot::of(&it.method))
    };
    around(file, place, find)
}

/// What is found first of the method calls whose receiver stands around a place, from the inside out.
fn around<T>(
    file: &syn::File,
    place: &Place,
    find: impl Fn(&syn::ExprMethodCall) -> Option<T>,
) -> Option<T> {
    struct Around<F, T>(At, F, Option<T>);
    impl<'ast, T, F: Fn(&syn::ExprMethodCall) -> Option<T>> Visit<'ast> for Around<F, T> {
        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            visit::visit_expr_method_call(self, it);
            if self.2.is_none() && covers(&it.receiver, self.0) {
                self.2 = (self.1)(it);
            }
        }
    }
    let mut search = Around(at(place)?, find, None);
    search.visit_file(file);
    search.2
}

/// The spawn at a place is a statement of its own: nobody keeps the handle that it gives.
pub(in super::super) fn unkept(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Unkept(At, Option<Spot>);
    impl<'ast> Visit<'ast> for Unkept {
        fn visit_stmt(&mut self, it: &'ast Stmt) {
            if let Stmt::Expr(expr, Some(_)) = it {
                let name = match expr {
                    Expr::MethodCall(it) => Some(&it.method),
                    Expr::Call(it) => last_segment(&it.func),
                    _ => None,
                };
                let name = name.filter(|it| *it == "spawn" && covers(expr, self.0));
                let is_here = |it: &&syn::Ident| {
                    let (start, end) = (start_of(expr), it.span().end());
                    start <= self.0 && (self.0.line, self.0.column) < (end.line, end.column)
                };
                if let Some(name) = name.filter(is_here) {
                    self.1 = Some(Spot::of(name));
                }
            }
            visit::visit_stmt(self, it);
        }
    }
    let mut unkept = Unkept(at(place)?, None);
    unkept.visit_file(file);
    unkept.1
}

/// Where an expression begins.
fn start_of(expr: &Expr) -> At {
    use syn::spanned::Spanned as _;
    let start = expr.span().start();
    At {
        line: start.line,
        column: start.column,
    }
}

/// The function of this name gives back a `Result`.
pub(in super::super) fn gives_a_result(file: &syn::File, name: Spot) -> bool {
    let found = in_function(file, name, |signature, _| match &signature.output {
        syn::ReturnType::Type(_, it) => matches!(&**it, syn::Type::Path(it)
            if it.path.segments.last().is_some_and(|it| it.ident == "Result")),
        syn::ReturnType::Default => false,
    });
    found.unwrap_or_default()
}

/// The receive at a place is compared with `Err` of that the channel is closed, and with nothing else.
pub(in super::super) fn asks_for_the_end(file: &syn::File, place: &Place) -> Option<Spot> {
    struct Asks(At, Option<Spot>);
    impl<'ast> Visit<'ast> for Asks {
        fn visit_expr_binary(&mut self, it: &'ast syn::ExprBinary) {
            let is_it = matches!(&*it.left, Expr::MethodCall(call) if covers(&call.method, self.0));
            let is_end = matches!(&*it.right, Expr::Call(call)
                if last_segment(&call.func).is_some_and(|name| name == "Err")
                    && call.args.first().and_then(last_segment).is_some_and(|name| name == "Disconnected"));
            if let syn::BinOp::Eq(eq) = it.op
                && is_it
                && is_end
            {
                self.1 = Some(Spot::of(&eq));
            }
            visit::visit_expr_binary(self, it);
        }
    }
    let mut asks = Asks(at(place)?, None);
    asks.visit_file(file);
    asks.1
}

#[cfg(test)]
mod tests {
    use super::{Lost, asks_for_the_end, deaf, filtered, lost, unkept};
    use crate::report::names::flow::place;

    /// The place of the first `what` in a line.
    fn of(text: &str, line: u32, what: &str) -> wire::Place {
        let source = text.lines().nth(line as usize - 1).unwrap();
        place(line, u32::try_from(source.find(what).unwrap()).unwrap() + 1)
    }

    #[test]
    fn what_throws_an_error_away_is_seen() {
        let text = "fn f() {\n let _ = a.join();\n a.join().unwrap_or_default();\n drop(a.join());\n if let Ok(x) = a.join() { x }\n \
                    let r = a.join();\n if let Ok(x) = a.join() { x } else { y }\n a.join().unwrap();\n a.join();\n \
                    let x = a.join().unwrap_or_else(|_| 0);\n let x = a.join().unwrap_or_else(|e| go(e));\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| lost(&file, &of(text, line, "join")).map(|it| it.1);
        let by = |name: &str| Some(Lost::By(name.to_owned()));
        assert_eq!(found(2), Some(Lost::Dropped));
        assert_eq!(found(3), by("unwrap_or_default"));
        assert_eq!(found(4), Some(Lost::Dropped));
        assert_eq!(found(5), Some(Lost::OnlyOk));
        assert_eq!([found(6), found(7), found(8)], [None, None, None]);
        assert_eq!(found(9), Some(Lost::Dropped));
        assert_eq!(found(10), by("unwrap_or_else"));
        assert_eq!(found(11), None);
    }

    #[test]
    fn one_error_for_all_is_seen() {
        let text = "fn f() {\n a.recv(n).map_err(|_| E::Late);\n a.recv(n).map_err(|e| E::of(e));\n \
                    catch(job).map_err(|_| Box::new(1));\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, what| {
            let found = deaf(&file, &of(text, line, what))?;
            Some((found.wild.column, found.given.0.column, found.given.1))
        };
        assert_eq!(found(2, "recv"), Some((21, 27, Some("Late".to_owned()))));
        assert_eq!(found(3, "recv"), None);
        assert_eq!(found(4, "catch").map(|it| it.2), Some(None));
    }

    #[test]
    fn a_filter_lets_no_error_through() {
        let text = "fn f() {\n a.map(|job| run(job)).filter(Result::is_ok).count();\n a.map(|job| run(job)).filter(|it| it.is_err()).count();\n \
                    a.map(|job| run(job)).filter_map(|it| it.ok()).count();\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| filtered(&file, &of(text, line, "run")).map(|it| it.column);
        assert_eq!([found(2), found(3), found(4)], [Some(24), None, Some(24)]);
    }

    #[test]
    fn a_handle_that_nobody_keeps_is_seen() {
        let text = "fn f() {\n thread::spawn(|| g());\n let a = thread::spawn(|| g());\n s.spawn(|| g());\n all.push(s.spawn(|| g()));\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, what| unkept(&file, &of(text, line, what)).map(|it| it.column);
        assert_eq!(found(2, "thread"), Some(10));
        assert_eq!(found(3, "thread"), None);
        assert_eq!(found(4, "spawn"), Some(4));
        assert_eq!(found(5, "spawn"), None);
    }

    #[test]
    fn only_the_end_is_asked_for() {
        let text = "fn f() {\n if c.try_recv() == Err(E::Disconnected) {}\n if c.try_recv() != Err(E::Empty) {}\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| asks_for_the_end(&file, &of(text, line, "try_recv")).map(|it| it.column);
        assert_eq!([found(2), found(3)], [Some(18), None]);
    }
}
