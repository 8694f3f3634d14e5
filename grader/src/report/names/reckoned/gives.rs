//! Functions that give back a duration.

use super::{Spot, in_function};
use syn::{GenericArgument, PathArguments, ReturnType, Type};

/// The function of this name gives back a `Result` of which the error is a `Duration`.
pub(in super::super::super) fn fails(file: &syn::File, name: Spot) -> bool {
    let find = |it: &syn::Signature, _: &syn::Block| fails_with_a_duration(&it.output);
    in_function(file, name, find) == Some(true)
}

/// The function of this name gives back a `Duration`, or that as an error.
pub(in super::super::super) fn makes(file: &syn::File, name: Spot) -> bool {
    let find = |it: &syn::Signature, _: &syn::Block| match &it.output {
        ReturnType::Type(_, ty) if is_named(ty, "Duration") => true,
        output => fails_with_a_duration(output),
    };
    in_function(file, name, find) == Some(true)
}

/// The output is a `Result` of which the error is a `Duration`.
pub(super) fn fails_with_a_duration(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else {
        return false;
    };
    let Some(result) = last_of(ty).filter(|it| it.ident == "Result") else {
        return false;
    };
    let PathArguments::AngleBracketed(it) = &result.arguments else {
        return false;
    };
    let error = it.args.iter().nth(1);
    matches!(error, Some(GenericArgument::Type(ty)) if is_named(ty, "Duration"))
}

/// The last part of a type's path.
fn last_of(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_of(ty).is_some_and(|it| it.ident == name)
}
