//! The public signatures of the exercises, as learners' code and suites rely on them, frozen in
//! `grader/suites/<topic>/signatures.txt`: a line for each public item of the pristine stub.
//!
//! New lines may come; a line that is there may neither change nor go.

use crate::{
    build::tidy,
    error::{Error, Result},
    layout::Layout,
    store, suite,
    workbook::Topic,
};
use quote::ToTokens;
use std::{fs, io, path::PathBuf};
use syn::{Attribute, Fields, ImplItem, Item, Meta, Token, Visibility, punctuated::Punctuated};

/// The version that froze the signatures of the topics that were there.
pub const SINCE: &str = "0.1.0";

/// The public signatures of a source text, in the order of declaration, each on one line.
///
/// # Errors
/// If it is no Rust.
pub fn signatures(source: &str) -> syn::Result<Vec<String>> {
    let mut lines = Vec::new();
    collect(&syn::parse_file(source)?.items, "", &mut lines);
    Ok(lines)
}

/// How a topic's stub differs from what is frozen, a line each.
///
/// # Errors
/// If the stub or the frozen signatures cannot be read.
pub fn differences(layout: &Layout, topic: &Topic) -> Result<Vec<String>> {
    let path = file(layout, topic);
    let name = layout.show(&path);
    let present = present(layout, topic)?;
    let bless = format!("`cargo grader selftest {} --bless`", topic.id);
    let Some(frozen) = frozen(&path)? else {
        return Ok(vec![format!(
            "{name}: is not there: when the signatures are final, {bless}"
        )]);
    };
    let gone = frozen.iter().filter(|line| !present.contains(line)).map(|line| {
        format!(
            "{name}: `{line}` is frozen since {SINCE}, and the stub has changed: learners' code \
             relies on it. Put it back, or see \"Frozen signatures\" in CONTRIBUTING.md"
        )
    });
    let new = present.iter().filter(|line| !frozen.contains(line));
    let new = new.map(|line| format!("{name}: `{line}` is not frozen yet: {bless}"));
    Ok(gone.chain(new).collect())
}

/// Freezes what is new in a topic's stub. What is frozen already stays as it is.
///
/// # Errors
/// If the stub or the frozen signatures cannot be read or written.
pub fn bless(layout: &Layout, topic: &Topic) -> Result<()> {
    let path = file(layout, topic);
    let present = present(layout, topic)?;
    let frozen = frozen(&path)?.unwrap_or_default();
    let is_new = |line: &String| !frozen.contains(line);
    if path.is_file() && !present.iter().any(is_new) {
        return Ok(());
    }
    // What is gone from the stub stays at the end, to be told.
    let gone = frozen.iter().filter(|line| !present.contains(line));
    let mut text = format!(
        "# The public signatures of `{}`: lines may come, none may change or go.\n",
        topic.id
    );
    for line in present.iter().chain(gone) {
        text.push_str(line);
        text.push('\n');
    }
    store::replace(&path, text.as_bytes())
}

/// Where a topic's signatures are frozen.
fn file(layout: &Layout, topic: &Topic) -> PathBuf {
    layout.suite(&topic.id).join("signatures.txt")
}

/// The signatures of the stub; those in a module begin with its name.
fn present(layout: &Layout, topic: &Topic) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let folder = layout.stub(&topic.id);
    for (name, text) in suite::pristine(&folder)? {
        let file = name.trim_start_matches("src/");
        let found = signatures(&text).map_err(|error| Error::Malformed {
            file: layout.show(&folder.join(file)),
            line: error.span().start().line,
            message: error.to_string(),
        })?;
        let module = file.trim_end_matches(".rs");
        let path = if module == "lib" {
            String::new()
        } else {
            format!("{module}::")
        };
        lines.extend(found.into_iter().map(|line| format!("{path}{line}")));
    }
    Ok(lines)
}

/// The frozen signatures; `None` if there are none yet.
fn frozen(path: &PathBuf) -> Result<Option<Vec<String>>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let lines = text
                .lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty());
            Ok(Some(lines.map(str::to_owned).collect()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("cannot read", path)(error)),
    }
}

/// Adds the public signatures of these items, which lie in the module `path`.
fn collect(items: &[Item], path: &str, lines: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Impl(block) => implementation(block, path, lines),
            Item::Mod(it) if is_public(&it.vis) => {
                if let Some((_, inner)) = &it.content {
                    collect(inner, &format!("{path}{}::", it.ident), lines);
                }
            }
            _ => lines.extend(declaration(item).map(|text| format!("{path}{text}"))),
        }
    }
}

/// The signature of an item that is public by itself.
fn declaration(item: &Item) -> Option<String> {
    let (visibility, tokens) = match item {
        Item::Fn(it) => (&it.vis, it.sig.to_token_stream().to_string()),
        Item::Struct(it) => (&it.vis, structure(it)),
        Item::Enum(it) => {
            let mut bare = it.clone();
            bare.attrs.clear();
            bare.vis = Visibility::Inherited;
            for variant in &mut bare.variants {
                variant.attrs.clear();
                variant
                    .fields
                    .iter_mut()
                    .for_each(|field| field.attrs.clear());
            }
            (
                &it.vis,
                bare.to_token_stream().to_string() + &derived(&it.attrs),
            )
        }
        Item::Trait(it) => {
            let mut bare = it.clone();
            bare.attrs.clear();
            bare.vis = Visibility::Inherited;
            for inner in &mut bare.items {
                if let syn::TraitItem::Fn(method) = inner {
                    method.attrs.clear();
                    method.default = None;
                }
            }
            (&it.vis, bare.to_token_stream().to_string())
        }
        Item::Type(it) => {
            let tokens = format!(
                "type {}{} = {}",
                it.ident,
                it.generics.to_token_stream(),
                it.ty.to_token_stream()
            );
            (&it.vis, tokens)
        }
        Item::Const(it) => (
            &it.vis,
            format!("const {}: {}", it.ident, it.ty.to_token_stream()),
        ),
        Item::Static(it) => (
            &it.vis,
            format!("static {}: {}", it.ident, it.ty.to_token_stream()),
        ),
        _ => return None,
    };
    is_public(visibility).then(|| tidy(&tokens))
}

/// A struct with its public fields, and whether there are others: without any public field those are
/// the learner's own business.
fn structure(item: &syn::ItemStruct) -> String {
    let fields = public_fields(&item.fields);
    let is_open = fields.is_empty() && item.fields != Fields::Unit;
    let private = item.fields.len() > fields.len();
    let bare = syn::ItemStruct {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        fields: if is_open { Fields::Unit } else { fields },
        ..item.clone()
    };
    let tokens = bare.to_token_stream().to_string();
    let rest = match (is_open, private) {
        (true, _) => " { … }",
        (false, true) => " + private",
        (false, false) => "",
    };
    let tokens = if is_open {
        tokens.trim_end_matches(';')
    } else {
        &tokens
    };
    format!("{}{rest}{}", tokens.trim_end(), derived(&item.attrs))
}

/// The public ones of a type's fields, without their documentation.
fn public_fields(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    let keep = |list: &Punctuated<syn::Field, Token![,]>| {
        let public = list.iter().filter(|field| is_public(&field.vis)).cloned();
        let bare = |field: syn::Field| syn::Field {
            attrs: Vec::new(),
            ..field
        };
        public.map(bare).collect()
    };
    match &mut fields {
        Fields::Named(list) => list.named = keep(&list.named),
        Fields::Unnamed(list) => list.unnamed = keep(&list.unnamed),
        Fields::Unit => {}
    }
    fields
}

/// The traits that are derived, in order.
fn derived(attributes: &[Attribute]) -> String {
    let derives = attributes.iter().filter(|it| it.path().is_ident("derive"));
    let mut traits: Vec<String> = derives
        .filter_map(|it| {
            it.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .map(|it| it.to_token_stream().to_string())
        .collect();
    traits.sort();
    if traits.is_empty() {
        String::new()
    } else {
        format!(" derives {}", traits.join(", "))
    }
}

/// The public methods of a type, and that it has a trait.
fn implementation(block: &syn::ItemImpl, path: &str, lines: &mut Vec<String>) {
    let owner = block.self_ty.to_token_stream();
    let generics = block.generics.to_token_stream();
    let bounds = block.generics.where_clause.to_token_stream();
    let head = format!("impl {generics} ");
    if let Some((_, name, _)) = &block.trait_ {
        let name = name.to_token_stream();
        lines.push(format!(
            "{path}{}",
            tidy(&format!("{head}{name} for {owner} {bounds}"))
        ));
        return;
    }
    for item in &block.items {
        if let ImplItem::Fn(method) = item
            && is_public(&method.vis)
        {
            let text = format!(
                "{head}{owner} {bounds} {{ {} }}",
                method.sig.to_token_stream()
            );
            lines.push(format!("{path}{}", tidy(&text)));
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    use super::{bless, differences, signatures};
    use crate::{layout::Layout, workbook};
    use std::fs;

    const STUB: &str = "/// Odd.\npub fn odds<T: Send + 'static>(max: u64) -> Receiver<T> { todo!() }\n\
        /// Open.\npub struct Pool<T> { queue: Vec<T> }\npub struct Nothing {}\npub struct Unit;\n\
        /// Kept.\n#[derive(Debug, Clone)]\npub struct Summary { /// N.\npub n: usize, rest: u8 }\n\
        impl<T: Send> Pool<T> where T: 'static {\n/// New.\npub fn new(n: usize) -> Self { todo!() }\n\
        fn private(&self) {}\n}\nimpl Drop for Permit<'_> { fn drop(&mut self) {} }\n\
        /// E.\npub enum E { /// A.\nA, B(u8) }\nfn hidden() {}\n\
        /// F.\npub trait Fetcher: Sync { /// Gets.\nfn get(&self, url: &str) -> Vec<String>; }\n";

    #[test]
    fn each_public_item_has_a_line_that_says_all_that_others_see() {
        let expected = [
            "fn odds<T: Send + 'static>(max: u64) -> Receiver<T>",
            "struct Pool<T> { … }",
            "struct Nothing { … }",
            "struct Unit;",
            "struct Summary { pub n: usize } + private derives Clone, Debug",
            "impl<T: Send> Pool<T> where T: 'static { fn new(n: usize) -> Self }",
            "impl Drop for Permit<'_>",
            "enum E { A, B(u8) }",
            "trait Fetcher: Sync { fn get(&self, url: &str) -> Vec<String>; }",
        ];
        assert_eq!(signatures(STUB).unwrap(), expected);
    }

    #[test]
    fn documentation_bodies_and_private_items_are_not_frozen() {
        let other = STUB
            .replace("/// Odd.", "/// The odd numbers.")
            .replace("{ todo!() }", "{ loop {} }")
            .replace("rest: u8", "rest: u16")
            .replace("Nothing {}", "Nothing { n: u8 }")
            .replace("fn hidden() {}", "");
        assert_eq!(signatures(STUB).unwrap(), signatures(&other).unwrap());
    }

    #[test]
    fn what_is_frozen_may_not_change_and_what_is_new_is_added() {
        let root = tempfile::tempdir().unwrap();
        let layout = Layout::new(root.path(), None);
        let manifest = "title = \"T\"\norder = 1\nsummary = \"S\"\n[[task]]\nid = \"odds\"\n\
            title = \"O\"\nlevel = \"core\"\npoints = 1\nitems = [\"odds\"]\nhints = [\"a\", \"b\", \"c\"]\n";
        let topic = workbook::parse("topic", "exercise.toml", manifest).unwrap();
        let stub = layout.suite("topic").join("stub/lib.rs");
        fs::create_dir_all(stub.parent().unwrap()).unwrap();
        let write = |text: &str| fs::write(&stub, text).unwrap();
        let told = || differences(&layout, &topic).unwrap();

        write("pub fn a() {}\n");
        assert!(told()[0].contains("signatures.txt: is not there"));
        bless(&layout, &topic).unwrap();
        assert_eq!(told(), Vec::<String>::new());
        write("pub fn a() {}\npub fn b() {}\n");
        assert!(
            told()[0].contains("`fn b()` is not frozen yet"),
            "{:?}",
            told()
        );
        bless(&layout, &topic).unwrap();
        assert_eq!(told(), Vec::<String>::new());
        write("pub fn a(n: u8) {}\npub fn b() {}\n");
        assert!(
            told()[0].contains("`fn a()` is frozen since"),
            "{:?}",
            told()
        );
        bless(&layout, &topic).unwrap();
        assert_eq!(told().len(), 1, "blessing thaws nothing: {:?}", told());
        write("pub fn a() {}\npub fn b() {}\npub mod water;\n");
        let module = "pub struct Water;\n";
        fs::write(stub.with_file_name("water.rs"), module).unwrap();
        assert!(
            told()
                .iter()
                .any(|it| it.contains("`water::struct Water;` is not frozen yet")),
            "{:?}",
            told()
        );
    }
}
