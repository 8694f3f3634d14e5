//! What the source says of a `select!`: that it takes the first who is ready, and what is taken out of it when.

use super::{
    At, at, covers,
    flow::{Lines, Spot},
    last_segment,
};
use crate::walk::{self as visit, Visit};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Expr;
use wire::Place;

/// Where in these lines it is said that the first who is ready is taken: the `new_biased` of a `Select`, if there is one
/// only; or the `select_biased!` that stands at a place, for which the answer is `true`.
pub(in super::super) fn biased(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<(Spot, bool)> {
    struct Biased {
        at: At,
        lines: Lines,
        made: Vec<Spot>,
        here: Option<Spot>,
    }
    impl<'ast> Visit<'ast> for Biased {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            if let Some(name) = last_segment(&it.func).filter(|name| *name == "new_biased") {
                let spot = Spot::of(name);
                if (self.lines.0..=self.lines.1).contains(&spot.line) {
                    self.made.push(spot);
                }
            }
            visit::visit_expr_call(self, it);
        }

        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let name = it.path.segments.last();
            if name.is_some_and(|it| it.ident == "select_biased") && covers(it, self.at) {
                self.here = Some(Spot::of(&it.path));
            }
        }
    }
    let mut biased = Biased {
        at: at(place)?,
        lines,
        made: Vec::new(),
        here: None,
    };
    biased.visit_file(file);
    match (biased.here, &biased.made[..]) {
        (Some(spot), _) => Some((spot, true)),
        (None, &[spot]) => Some((spot, false)),
        (None, _) => None,
    }
}

/// The one channel that the `select!` at a place receives from, if that is a variable, and where in these lines it becomes
/// one that never fires: all of these places.
pub(in super::super) fn taken_out(
    file: &syn::File,
    place: &Place,
    lines: Lines,
) -> Option<(String, Vec<Spot>)> {
    let mut select = Selects {
        at: at(place)?,
        lines,
        receives: None,
        texts: Vec::new(),
    };
    select.visit_file(file);
    let receives = select.receives?;
    let [Some(name)] = &receives[..] else {
        return None;
    };
    // What stands in a macro cannot be read.
    let assigned = format!("{name} = ");
    if select.texts.iter().any(|text| text.contains(&assigned)) {
        return None;
    }
    let mut nevers = Nevers {
        name,
        lines,
        found: Vec::new(),
    };
    nevers.visit_file(file);
    Some((name.clone(), nevers.found))
}

/// What the arms of the `select!` at a place receive from, in order, where all of that are variables; and whether the
/// first who is ready is taken.
pub(in super::super) fn order(file: &syn::File, place: &Place) -> Option<(Vec<String>, bool)> {
    struct Found(At, Option<(Vec<String>, bool)>);
    impl<'ast> Visit<'ast> for Found {
        fn visit_macro(&mut self, it: &'ast syn::Macro) {
            let name = it.path.segments.last().map(|it| it.ident.to_string());
            if let Some(name) = name.filter(|it| it.starts_with("select"))
                && covers(it, self.0)
            {
                let receives: Option<Vec<String>> =
                    receives(it.tokens.clone()).into_iter().collect();
                self.1 = receives.map(|all| (all, name == "select_biased"));
            }
        }
    }
    let mut found = Found(at(place)?, None);
    found.visit_file(file);
    found.1
}

struct Selects {
    at: At,
    lines: Lines,
    /// What the `select!` at the place receives from; `None` is no variable.
    receives: Option<Vec<Option<String>>>,
    /// What stands in macros in the lines.
    texts: Vec<String>,
}

impl<'ast> Visit<'ast> for Selects {
    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let name = it.path.segments.last();
        if name.is_some_and(|it| it.ident.to_string().starts_with("select")) && covers(it, self.at)
        {
            self.receives = Some(receives(it.tokens.clone()));
        }
        if (self.lines.0..=self.lines.1).contains(&Spot::of(&it.path).line) {
            self.texts.push(it.tokens.to_string());
        }
    }
}

/// What the arms of a `select!` receive from.
fn receives(tokens: TokenStream) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Ident(it) if it == "recv")
            && let Some(TokenTree::Group(group)) = tokens.peek()
            && group.delimiter() == Delimiter::Parenthesis
        {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            found.push(match &inner[..] {
                [TokenTree::Ident(name)] => Some(name.to_string()),
                [TokenTree::Punct(mark), TokenTree::Ident(name)] if mark.as_char() == '&' => {
                    Some(name.to_string())
                }
                _ => None,
            });
        }
    }
    found
}

/// The only call of these lines that puts a channel to receive from into a `Select` that is made in them.
pub(in super::super) fn put_in(file: &syn::File, lines: Lines) -> Option<Spot> {
    struct Puts {
        lines: Lines,
        made: usize,
        found: Vec<Spot>,
    }
    impl Puts {
        fn is_inside(&self, spot: Spot) -> bool {
            (self.lines.0..=self.lines.1).contains(&spot.line)
        }
    }
    impl<'ast> Visit<'ast> for Puts {
        fn visit_expr_call(&mut self, it: &'ast syn::ExprCall) {
            if let Expr::Path(path) = &*it.func
                && path.path.segments.iter().any(|it| it.ident == "Select")
                && self.is_inside(Spot::of(it))
            {
                self.made += 1;
            }
            visit::visit_expr_call(self, it);
        }

        fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
            let spot = Spot::of(&it.method);
            let is_lent = matches!(it.args.first(), Some(Expr::Reference(_) | Expr::Path(_)));
            if it.method == "recv" && it.args.len() == 1 && is_lent && self.is_inside(spot) {
                self.found.push(spot);
            }
            visit::visit_expr_method_call(self, it);
        }
    }
    let mut puts = Puts {
        lines,
        made: 0,
        found: Vec::new(),
    };
    puts.visit_file(file);
    match (puts.made, &puts.found[..]) {
        (1, &[spot]) => Some(spot),
        _ => None,
    }
}

struct Nevers<'n> {
    name: &'n str,
    lines: Lines,
    found: Vec<Spot>,
}

impl<'ast> Visit<'ast> for Nevers<'_> {
    fn visit_expr_assign(&mut self, it: &'ast syn::ExprAssign) {
        let spot = Spot::of(&it.left);
        if let Expr::Call(call) = &*it.right
            && last_segment(&call.func).is_some_and(|name| name == "never")
            && last_segment(&it.left).is_some_and(|name| name == self.name)
            && (self.lines.0..=self.lines.1).contains(&spot.line)
        {
            self.found.push(spot);
        }
        visit::visit_expr_assign(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{biased, order, put_in, taken_out};
    use crate::report::names::flow::place;

    #[test]
    fn who_comes_first_is_said_at_the_select_or_where_it_is_made() {
        let text = "fn f() {\n let mut s = Select::new_biased();\n s.select();\n}\nfn g() {\n \
                    select_biased! { recv(a) -> _ => {} }\n select! { recv(a) -> _ => {} }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |at: (u32, u32), lines| {
            let found = biased(&file, &place(at.0, at.1), lines)?;
            Some((found.0.line, found.0.column, found.1))
        };
        assert_eq!(found((3, 4), (1, 4)), Some((2, 22, false)));
        assert_eq!(found((6, 2), (5, 8)), Some((6, 2, true)));
        assert_eq!(found((7, 2), (5, 8)), None);
    }

    #[test]
    fn the_arms_stand_in_an_order() {
        let text = "fn f() {\n select! { recv(a) -> _ => {}, recv(&b) -> _ => {} }\n \
                    select_biased! { recv(b) -> _ => {}, send(c, 1) -> _ => {} }\n select! { recv(x.y) -> _ => {} }\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| order(&file, &place(line, 2));
        let names = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(found(2), Some((names(&["a", "b"]), false)));
        assert_eq!(found(3), Some((names(&["b"]), true)));
        assert_eq!(found(4), None);
    }

    #[test]
    fn a_channel_is_taken_out_of_the_select_where_it_becomes_one_that_never_fires() {
        let text = "fn f() {\n select! { recv(high) -> it => it, send(out, 1) -> _ => return }\n \
                    if a { high = never(); }\n select! { recv(high) -> it => it, recv(low) -> it => it }\n \
                    select! { recv(low) -> it => it.inspect_err(|_| low = never()) }\n low = never();\n}\n\
                    fn g() { high = never(); }\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line| {
            let (name, spots) = taken_out(&file, &place(line, 2), (1, 7))?;
            Some((name, spots.iter().map(|it| it.line).collect::<Vec<_>>()))
        };
        assert_eq!(found(2), Some(("high".to_owned(), vec![3])));
        assert_eq!(found(4), None);
        assert_eq!(found(5), None);
    }

    #[test]
    fn a_channel_is_put_into_a_select_by_one_call() {
        let text = "fn f() {\n let mut s = Select::new();\n for it in &all {\n  if it.open { s.recv(&it.rx); }\n }\n \
                    s.ready();\n}\nfn g(it: &Receiver<u8>) { it.recv(); }\n";
        let file = syn::parse_file(text).unwrap();
        let line = |lines| put_in(&file, lines).map(|spot| spot.line);
        assert_eq!(line((1, 7)), Some(4));
        assert_eq!(line((8, 8)), None);
    }
}
