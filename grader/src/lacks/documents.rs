//! What is written for people: the sections of a README, the documentation of public items, and
//! lints that were silenced instead of heeded.

use crate::walk::{self as visit, Visit};
use syn::{
    Attribute, Expr, ExprLit, Fields, ImplItem, Item, Lit, Meta, TraitItem, Visibility,
    spanned::Spanned,
};

/// The sections that a topic's README has, by how their headings begin, and what each is for.
const SECTIONS: [(&str, &str); 4] = [
    (
        "## The question",
        "the question as it is asked in interviews",
    ),
    ("## Contract", "what each item promises"),
    ("## In practice", "where the pattern is used"),
    (
        "## How Rust's version differs from Go's",
        "what a Go programmer has to know",
    ),
];

/// What a README lacks.
pub(super) fn missing_sections(readme: &str) -> impl Iterator<Item = String> {
    let has = |heading: &str| readme.lines().any(|line| line.starts_with(heading));
    let missing = SECTIONS
        .iter()
        .filter(move |(heading, _)| !has(heading))
        .map(|(heading, what)| format!("the section `{heading}` is missing: {what}"));
    let answer = "what a strong answer shows is missing (\"A strong answer …\")".to_owned();
    let silent = !readme.to_lowercase().contains("strong answer");
    missing.chain(silent.then_some(answer))
}

/// Whether a text names an item in a code span.
pub(super) fn names(text: &str, item: &str) -> bool {
    let short = item.rsplit("::").next().unwrap_or(item);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut spans = text.split('`').skip(1).step_by(2);
    spans.any(|span| span.split(|c| !is_word(c)).any(|word| word == short))
}

/// The public items of a source text that say nothing of themselves, as `LINE: what`.
pub(super) fn undocumented(source: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    if let Ok(file) = syn::parse_file(source) {
        if !is_documented(&file.attrs) {
            found.push((1, "the file".to_owned()));
        }
        undocumented_in(&file.items, &mut found);
    }
    found
        .into_iter()
        .map(|(line, name)| format!("{line}: {name} is not documented"))
}

/// Adds the undocumented ones of these items.
fn undocumented_in(items: &[Item], found: &mut Vec<(usize, String)>) {
    for item in items {
        if let Item::Impl(block) = item {
            undocumented_methods(block, found);
            continue;
        }
        let Some((visibility, attributes, ident)) = declared(item) else {
            continue;
        };
        if !matches!(visibility, Visibility::Public(_)) {
            continue;
        }
        note(attributes, ident.span(), &ident.to_string(), found);
        match item {
            Item::Struct(it) => undocumented_fields(&it.fields, &it.ident, found),
            Item::Enum(it) => {
                for variant in &it.variants {
                    let name = format!("{ident}::{}", variant.ident);
                    note(&variant.attrs, variant.span(), &name, found);
                }
            }
            Item::Trait(it) => {
                for inner in &it.items {
                    if let TraitItem::Fn(method) = inner {
                        let name = format!("{ident}::{}", method.sig.ident);
                        note(&method.attrs, method.sig.span(), &name, found);
                    }
                }
            }
            Item::Mod(it) => {
                if let Some((_, inner)) = &it.content {
                    undocumented_in(inner, found);
                }
            }
            _ => {}
        }
    }
}

/// What an item is, if it can be public by itself.
fn declared(item: &Item) -> Option<(&Visibility, &[Attribute], &syn::Ident)> {
    Some(match item {
        Item::Const(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Enum(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Fn(it) => (&it.vis, &it.attrs, &it.sig.ident),
        // A module in a file of its own says there what it is for.
        Item::Mod(it) if it.content.is_some() => (&it.vis, &it.attrs, &it.ident),
        Item::Static(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Struct(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Trait(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Type(it) => (&it.vis, &it.attrs, &it.ident),
        _ => return None,
    })
}

/// Public methods of an `impl` block; those of traits are documented there.
fn undocumented_methods(block: &syn::ItemImpl, found: &mut Vec<(usize, String)>) {
    if block.trait_.is_some() {
        return;
    }
    for item in &block.items {
        if let ImplItem::Fn(method) = item
            && matches!(method.vis, Visibility::Public(_))
        {
            let name = method.sig.ident.to_string();
            note(&method.attrs, method.sig.ident.span(), &name, found);
        }
    }
}

/// Public fields with names; those without are told of by their type.
fn undocumented_fields(fields: &Fields, owner: &syn::Ident, found: &mut Vec<(usize, String)>) {
    for field in fields {
        if let (Some(ident), Visibility::Public(_)) = (&field.ident, &field.vis) {
            note(
                &field.attrs,
                ident.span(),
                &format!("{owner}.{ident}"),
                found,
            );
        }
    }
}

/// Notes an item if it is not documented.
fn note(
    attributes: &[Attribute],
    span: proc_macro2::Span,
    name: &str,
    found: &mut Vec<(usize, String)>,
) {
    if !is_documented(attributes) {
        found.push((span.start().line, format!("`{name}`")));
    }
}

/// There is a doc comment that says something.
fn is_documented(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => !text.value().trim().is_empty(),
            _ => true,
        },
        Meta::Path(_) | Meta::List(_) | Meta::NameValue(_) => false,
    })
}

/// Attributes that silence a lint, as `LINE: what`.
pub(super) fn silenced_lints(source: &str) -> impl Iterator<Item = String> {
    struct Silenced(Vec<(usize, String)>);
    impl<'ast> Visit<'ast> for Silenced {
        fn visit_attribute(&mut self, attribute: &'ast Attribute) {
            let path = attribute.path();
            if let Some(ident) = path
                .get_ident()
                .filter(|it| *it == "allow" || *it == "expect")
            {
                self.0.push((ident.span().start().line, ident.to_string()));
            }
            visit::visit_attribute(self, attribute);
        }
    }
    let mut silenced = Silenced(Vec::new());
    if let Ok(file) = syn::parse_file(source) {
        silenced.visit_file(&file);
    }
    silenced.0.into_iter().map(|(line, word)| {
        format!("{line}: `{word}` silences a lint; a solution to learn from heeds it")
    })
}

#[cfg(test)]
mod tests {
    use super::{missing_sections, names, silenced_lints, undocumented};

    #[test]
    fn a_readme_without_a_section_is_told() {
        let whole = "# T\n## The question as asked\nA strong answer\n## Contracts\n## In practice\n\
            ## How Rust's version differs from Go's\n";
        assert_eq!(missing_sections(whole).count(), 0);
        for part in [
            "## The question",
            "A strong answer",
            "## Contract",
            "## In",
            "## How",
        ] {
            let missing: Vec<_> = missing_sections(&whole.replace(part, "x")).collect();
            assert_eq!(missing.len(), 1, "{part}: {missing:?}");
        }
    }

    #[test]
    fn an_item_is_named_in_code_only() {
        assert!(names("`odds(max: u64)` counts", "odds"));
        assert!(names("`Pool::new` begins", "Pool::new"));
        assert!(!names("odds and `evens`", "odds"));
        assert!(!names("`odds_with`", "odds"));
    }

    #[test]
    fn each_public_item_is_documented() {
        let source = "//! File.\n/// A.\npub fn a() {}\npub fn b() {}\nfn c() {}\n\
            /// P.\npub struct P { pub x: u8, y: u8 }\nimpl P {\npub fn m(&self) {}\nfn n(&self) {}\n}\n\
            ///\npub enum E {\n/// A.\nA,\nB }\nimpl Drop for P { fn drop(&mut self) {} }\n\
            /// T.\npub trait T { fn f(&self); }\npub const K: u8 = 1;\n";
        let found: Vec<_> = undocumented(source).collect();
        let expected = [
            "4: `b`",
            "7: `P.x`",
            "9: `m`",
            "13: `E`",
            "16: `E::B`",
            "19: `T::f`",
            "20: `K`",
        ];
        let expected = expected.map(|it| format!("{it} is not documented"));
        assert_eq!(found, expected);
        assert_eq!(undocumented("fn a() {}").count(), 1, "the file itself");
    }

    #[test]
    fn silenced_lints_are_found_wherever_they_stand() {
        let source =
            "#![allow(x)]\nfn a() {\n    #[expect(y, reason = \"z\")]\n    let b = 1;\n}\n";
        let found: Vec<_> = silenced_lints(source).collect();
        assert!(found[0].starts_with("1: `allow`") && found[1].starts_with("3: `expect`"));
        assert_eq!(found.len(), 2);
    }
}
