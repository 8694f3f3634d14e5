//! Real threads have the same standard library as the simulation, name for name: what compiles in one
//! world must not fail in the other.

use crate::compiler::{World, compile};
use std::{collections::BTreeSet, fs, path::Path};
use syn::{Item, UseTree, Visibility};

/// Names that are the simulation's own business, and no part of the library.
const OWN: [&str; 4] = ["bridge", "local_impl", "macros_only", "panicked"];

/// The public names below a module of a facade, as paths.
fn names(file: &Path, module: &str, found: &mut BTreeSet<String>) {
    let text = fs::read_to_string(file).unwrap();
    let items = syn::parse_file(&text).unwrap().items;
    walk(&items, file, module, found);
}

fn walk(items: &[Item], file: &Path, module: &str, found: &mut BTreeSet<String>) {
    let mut add = |name: &str| found.insert(format!("{module}::{name}"));
    for item in items {
        match item {
            Item::Fn(it) if is_public(&it.vis) => _ = add(&it.sig.ident.to_string()),
            Item::Struct(it) if is_public(&it.vis) => _ = add(&it.ident.to_string()),
            Item::Enum(it) if is_public(&it.vis) => _ = add(&it.ident.to_string()),
            Item::Trait(it) if is_public(&it.vis) => _ = add(&it.ident.to_string()),
            Item::Type(it) if is_public(&it.vis) => _ = add(&it.ident.to_string()),
            Item::Const(it) if is_public(&it.vis) => _ = add(&it.ident.to_string()),
            Item::Use(it) if is_public(&it.vis) => leaves(&it.tree, &mut add),
            Item::Macro(it) => _ = it.ident.as_ref().map(|name| add(&name.to_string())),
            _ => {}
        }
    }
    for item in items {
        let Item::Mod(it) = item else { continue };
        let name = it.ident.to_string();
        let is_macros = name == "macros";
        if OWN.contains(&name.as_str()) || !(is_public(&it.vis) || is_macros) {
            continue;
        }
        let inner = format!("{module}::{name}");
        if let Some((_, items)) = &it.content {
            walk(items, file, &inner, found);
            continue;
        }
        let folder = match file.file_stem().unwrap().to_str().unwrap() {
            "lib" => file.parent().unwrap().to_owned(),
            _ => file.with_extension(""),
        };
        names(&folder.join(format!("{name}.rs")), &inner, found);
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The names that a re-export brings.
fn leaves(tree: &UseTree, add: &mut impl FnMut(&str) -> bool) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, add),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, add)),
        UseTree::Name(name) => _ = add(&name.ident.to_string()),
        UseTree::Rename(rename) => _ = add(&rename.rename.to_string()),
        UseTree::Glob(_) => {}
    }
}

#[test]
fn real_threads_have_every_name_of_the_simulation() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let mut found = BTreeSet::new();
    names(&src, "std", &mut found);
    let hidden = |path: &String| path.rsplit("::").next().unwrap().starts_with('_');
    let found = found.into_iter().filter(|path| !hidden(path));
    // Exported macros lie in the root, wherever they are written.
    let paths: Vec<String> = found.map(|path| path.replace("::macros::", "::")).collect();
    assert!(paths.len() > 250, "{}: {paths:?}", paths.len());
    for known in ["std::println", "std::sync::Mutex", "std::sync::mpsc::Iter"] {
        assert!(paths.iter().any(|path| path == known), "{known}");
    }
    let imports = paths
        .iter()
        .enumerate()
        .map(|(number, path)| format!("pub use {path} as _n{number};\n"));
    let program = format!("#![allow(deprecated)]\n{}", imports.collect::<String>());
    for world in [World::Simulated, World::Native] {
        if let Err(said) = compile(world, 2024, &program) {
            panic!("{world:?}:\n{said}");
        }
    }
}
