//! Who keeps whom alive, as the types have it; what a thread gets of something that is only lent.

use super::{At, at, covers, flow::Spot, last_name, unheard::mentions, written::is_test};
use crate::walk::{self as visit, Visit};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Expr, FnArg, Member, Pat, Type};
use wire::Place;

/// The only field called like this variable in which a type of the file keeps a sender: the name of the type, and where
/// the field is declared.
pub(in super::super) fn holder(file: &syn::File, variable: &str) -> Option<(String, Spot)> {
    let types = Types::of(file);
    let mut found = types.fields.iter().filter(|it| {
        let name = it.name.as_deref().unwrap_or_default();
        it.has_sender && name.trim_start_matches('_') == variable.trim_start_matches('_')
    });
    match (found.next(), found.next()) {
        (Some(only), None) => Some((only.owner.clone(), only.spot)),
        _ => None,
    }
}

/// The field that alone lets one value of a type keep another of the same type: a type of the file has it, it may be
/// empty, and what is in it leads to such a value in any case.
pub(in super::super) fn link(file: &syn::File, owner: &str) -> Option<String> {
    let types = Types::of(file);
    // What has another name, or is called through a trait, may keep anything.
    let is_hidden = |it: &Field| it.is_opaque && types.leads(owner, &it.owner, |_| true);
    if types.has_aliases || types.fields.iter().any(is_hidden) {
        return None;
    }
    let is_on_the_way = |it: &&Field| {
        types.leads(owner, &it.owner, |_| true)
            && it
                .names
                .iter()
                .any(|name| types.leads(name, owner, |_| true))
    };
    let circle: Vec<&Field> = types.fields.iter().filter(is_on_the_way).collect();
    // The last that may be empty, before it comes back.
    let is_last = |it: &&&Field| {
        let mut names = it.names.iter();
        it.holds != Holds::One
            && names.any(|name| types.leads(name, owner, |it| it.holds == Holds::One))
    };
    let mut last = circle.iter().filter(is_last);
    match (last.next(), last.next()) {
        (Some(only), None) if only.holds == Holds::OneOrNone => only.name.clone(),
        _ => None,
    }
}

/// A field of a type of the file.
struct Field {
    owner: String,
    /// `None` in a tuple, or a variant.
    name: Option<String>,
    spot: Spot,
    /// The types in it that are kept alive by it.
    names: BTreeSet<String>,
    has_sender: bool,
    holds: Holds,
    /// Something of which the type is not known is in it.
    is_opaque: bool,
}

/// How many of these types a field has.
#[derive(PartialEq, Eq)]
enum Holds {
    One,
    OneOrNone,
    Any,
}

struct Types {
    fields: Vec<Field>,
    has_aliases: bool,
}

impl Types {
    fn of(file: &syn::File) -> Types {
        let mut found = Found(Types {
            fields: Vec::new(),
            has_aliases: false,
        });
        found.visit_file(file);
        found.0
    }

    /// From the one type to the other, or the same, it goes by such fields.
    fn leads(&self, from: &str, to: &str, by: impl Fn(&Field) -> bool) -> bool {
        let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for field in self.fields.iter().filter(|it| by(it)) {
            let names = field.names.iter().map(String::as_str);
            edges.entry(&field.owner).or_default().extend(names);
        }
        let mut seen = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(name) = open.pop() {
            for &next in edges.get(name).into_iter().flatten() {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        seen.contains(to)
    }
}

struct Found(Types);

impl Found {
    fn add(&mut self, owner: &syn::Ident, fields: &syn::Fields, is_variant: bool) {
        for field in fields {
            let mut kept = Kept {
                names: BTreeSet::new(),
                is_opaque: false,
            };
            kept.visit_type(&field.ty);
            let has = |names: &[&str]| {
                let mut all = All(names, false);
                all.visit_type(&field.ty);
                all.1
            };
            let spot = match &field.ident {
                Some(name) => Spot::of(name),
                None => Spot::of(&field.ty),
            };
            let many = [
                "Vec", "VecDeque", "HashMap", "BTreeMap", "HashSet", "BTreeSet",
            ];
            let holds = if is_variant || has(&many) {
                Holds::Any
            } else if has(&["Option"]) {
                Holds::OneOrNone
            } else {
                Holds::One
            };
            self.0.fields.push(Field {
                owner: owner.to_string(),
                name: field.ident.as_ref().map(ToString::to_string),
                spot,
                names: kept.names,
                is_opaque: kept.is_opaque,
                has_sender: has(&["Sender", "SyncSender"]),
                holds,
            });
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_test(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_item_type(&mut self, _: &'ast syn::ItemType) {
        self.0.has_aliases = true;
    }

    fn visit_item_struct(&mut self, it: &'ast syn::ItemStruct) {
        self.add(&it.ident, &it.fields, false);
    }

    fn visit_item_enum(&mut self, it: &'ast syn::ItemEnum) {
        for variant in &it.variants {
            self.add(&it.ident, &variant.fields, true);
        }
    }
}

/// The names in a type, but for what it does not keep.
struct Kept {
    names: BTreeSet<String>,
    is_opaque: bool,
}

impl<'ast> Visit<'ast> for Kept {
    fn visit_path_segment(&mut self, it: &'ast syn::PathSegment) {
        if ["Weak", "Sender", "Receiver", "PhantomData"]
            .iter()
            .any(|name| it.ident == name)
        {
            return;
        }
        self.names.insert(it.ident.to_string());
        visit::visit_path_segment(self, it);
    }

    fn visit_type_trait_object(&mut self, it: &'ast syn::TypeTraitObject) {
        let mut any = All(&["Any"], false);
        any.visit_type_trait_object(it);
        self.is_opaque |= !any.1;
    }

    fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {}
}

/// One of these names stands in a type.
struct All<'n>(&'n [&'n str], bool);

impl<'ast> Visit<'ast> for All<'_> {
    fn visit_path_segment(&mut self, it: &'ast syn::PathSegment) {
        self.1 |= self.0.iter().any(|name| it.ident == name);
        visit::visit_path_segment(self, it);
    }
}

/// What a method is called on at a place, if that is a parameter which is lent, and the function that starts the thread
/// uses it nowhere else.
pub(in super::super) fn lent(file: &syn::File, call: &Place, spawn: &Place) -> Option<String> {
    struct Functions {
        call: At,
        spawn: At,
        found: Option<String>,
    }
    impl Functions {
        fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
            if !covers(block, self.call) || !covers(block, self.spawn) {
                return;
            }
            let mut called = Called(self.call, None);
            called.visit_block(block);
            let mut spawned = Called(self.spawn, None);
            spawned.visit_block(block);
            let is_lent = |name: &str| {
                signature.inputs.iter().any(|it| match it {
                    FnArg::Typed(it) => {
                        matches!(&*it.pat, Pat::Ident(pat) if pat.ident == name)
                            && matches!(*it.ty, Type::Reference(_))
                    }
                    FnArg::Receiver(_) => false,
                })
            };
            let once = |name: &str| mentions(block, name) == 1;
            self.found = called
                .1
                .filter(|name| is_lent(name) && once(name) && spawned.1.is_none());
        }
    }
    impl<'ast> Visit<'ast> for Functions {
        fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
            self.add(&it.sig, &it.block);
        }

        fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
            self.add(&it.sig, &it.block);
        }
    }
    let mut functions = Functions {
        call: at(call)?,
        spawn: at(spawn)?,
        found: None,
    };
    functions.visit_file(file);
    functions.found
}

/// What a method is called on at a place: `None` for a function.
struct Called(At, Option<String>);

impl<'ast> Visit<'ast> for Called {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        if covers(&it.method, self.0) {
            self.1 = match &*it.receiver {
                Expr::Field(field) if matches!(field.member, Member::Unnamed(_)) => None,
                receiver => last_name(receiver),
            };
        }
        visit::visit_expr_method_call(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::{holder, lent, link};
    use crate::report::names::flow::place;

    const TEXT: &str = "struct Outer { inner: Arc<Inner> }\nstruct Inner {\n state: Arc<State>,\n \
                        _alive: Option<Sender<()>>,\n up: Option<Box<Up>>,\n}\n\
                        struct Up { state: Arc<State>, values: Option<Outer> }\n\
                        struct State { all: Vec<Arc<State>>, parent: Weak<Inner> }\n";

    #[test]
    fn what_keeps_another_of_its_kind_is_read_in_the_types() {
        let file = syn::parse_file(TEXT).unwrap();
        let (owner, spot) = holder(&file, "alive").unwrap();
        assert_eq!((owner.as_str(), spot.line), ("Inner", 4));
        assert_eq!(link(&file, "Inner").as_deref(), Some("values"));
        assert_eq!(link(&file, "State"), None);
        let more = TEXT.replace("all: Vec<Arc<State>>", "all: Vec<Outer>");
        let file = syn::parse_file(&more).unwrap();
        assert_eq!(link(&file, "Inner"), None);
        let hidden = TEXT.replace("Vec<Arc<State>>", "Vec<Box<dyn Fn()>>");
        assert_eq!(link(&syn::parse_file(&hidden).unwrap(), "Inner"), None);
    }

    #[test]
    fn a_thread_may_get_only_a_part_of_what_is_lent() {
        let text = "fn f(it: &C) {\n let done = it.done();\n thread::spawn(move || done.recv());\n}\n\
                    fn g(it: &C) {\n let (done, it) = (it.done(), it.clone());\n thread::spawn(move || it.recv());\n}\n\
                    fn h(it: C) {\n let done = it.done();\n thread::spawn(move || done.recv());\n}\n";
        let file = syn::parse_file(text).unwrap();
        let found = |line, column| lent(&file, &place(line, column), &place(line + 1, 2));
        assert_eq!(found(2, 16).as_deref(), Some("it"));
        assert_eq!(found(6, 23), None);
        assert_eq!(found(10, 16), None);
    }
}
