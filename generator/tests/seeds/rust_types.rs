//! Puts Rust types into the words of the reference pages.
//!
//! An argument may be written in many ways that accept the same value, and the
//! pages know one: `&str`, `String` and `impl Into<String>` are all `str`. What
//! is not understood keeps its own name, and so shows in the report.

use syn::{GenericArgument, GenericParam, Generics, Path, PathArguments, Type, TypeParamBound};

/// The type in the words of the pages, such as `list[User]` or `dict(str, object)`.
///
/// The generics are those of the function that the type occurs in.
pub(crate) fn page_type(kind: &Type, generics: &Generics) -> String {
    match kind {
        Type::Reference(reference) => page_type(&reference.elem, generics),
        Type::Paren(inner) => page_type(&inner.elem, generics),
        Type::Group(inner) => page_type(&inner.elem, generics),
        Type::Slice(slice) => format!("list[{}]", page_type(&slice.elem, generics)),
        Type::Array(array) => format!("list[{}]", page_type(&array.elem, generics)),
        Type::Tuple(tuple) if tuple.elems.is_empty() => "void".to_owned(),
        Type::ImplTrait(implementor) => bounded(implementor.bounds.iter(), generics),
        Type::TraitObject(object) => bounded(object.bounds.iter(), generics),
        Type::Path(path) => path_type(&path.path, generics),
        _ => "a type that this test does not read".to_owned(),
    }
}

/// The name of the type that remains when lists, maps and references are taken
/// away: of `Vec<models::User>` it is `User`.
pub(crate) fn leaf(page_type: &str) -> &str {
    let inner = page_type.trim_end_matches([']', ')']);
    inner.rsplit(['[', '(', ' ']).next().unwrap_or(inner)
}

/// The arguments of a named type, if the type has that name: for `Call`, those
/// of `runtime::Call<User>`.
pub(crate) fn arguments_of<'a>(kind: &'a Type, name: &str) -> Option<Vec<&'a Type>> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last()?;
    (last.ident == name).then(|| types(&last.arguments))
}

/// The last name of a path type: of `Call<User>` it is `Call`.
pub(crate) fn type_name(kind: &Type) -> Option<String> {
    match kind {
        Type::Reference(reference) => type_name(&reference.elem),
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

fn path_type(path: &Path, generics: &Generics) -> String {
    let Some(last) = path.segments.last() else {
        return String::new();
    };
    let name = last.ident.to_string();
    if path.segments.len() == 1
        && let Some(bounds) = bounds_of(&name, generics)
    {
        return bounded(bounds, generics);
    }
    let arguments = types(&last.arguments);
    named(&name, &arguments, generics)
}

fn named(name: &str, arguments: &[&Type], generics: &Generics) -> String {
    let first = || {
        let first = arguments.first();
        first.map_or_else(|| "object".to_owned(), |first| page_type(first, generics))
    };
    match name {
        "str" | "String" => "str".to_owned(),
        "bool" => "bool".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "int".to_owned(),
        "f32" | "f64" => "float".to_owned(),
        "Value" | "RawValue" | "Map" => "object".to_owned(),
        "Vec" | "IndexSet" | "BTreeSet" | "HashSet" => format!("list[{}]", first()),
        "Option" | "Box" | "Cow" | "Arc" => first(),
        "BTreeMap" | "HashMap" | "IndexMap" => {
            let value = arguments.get(1);
            let value = value.map(|value| page_type(value, generics));
            format!("dict(str, {})", value.unwrap_or_default())
        }
        other => other.to_owned(),
    }
}

/// What a type with these bounds accepts: the first bound that says so.
fn bounded<'a>(
    bounds: impl IntoIterator<Item = &'a TypeParamBound>,
    generics: &Generics,
) -> String {
    bounds
        .into_iter()
        .find_map(|bound| accepted(bound, generics))
        .unwrap_or_else(|| "a bound that this test does not read".to_owned())
}

fn accepted(bound: &TypeParamBound, generics: &Generics) -> Option<String> {
    let TypeParamBound::Trait(bound) = bound else {
        return None;
    };
    let last = bound.path.segments.last()?;
    let first = || {
        types(&last.arguments)
            .first()
            .map(|kind| page_type(kind, generics))
    };
    match last.ident.to_string().as_str() {
        "Into" | "AsRef" | "Borrow" => first(),
        "Display" | "ToString" => Some("str".to_owned()),
        "IntoIterator" | "Iterator" => {
            let item = associated(&last.arguments, "Item")?;
            Some(format!("list[{}]", page_type(item, generics)))
        }
        _ => None,
    }
}

fn bounds_of<'a>(
    name: &str,
    generics: &'a Generics,
) -> Option<impl Iterator<Item = &'a TypeParamBound> + use<'a>> {
    let parameter = generics
        .params
        .iter()
        .find_map(|parameter| match parameter {
            GenericParam::Type(parameter) if parameter.ident == name => Some(parameter),
            _ => None,
        })?;
    Some(parameter.bounds.iter())
}

fn types(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    });
    types.collect()
}

fn associated<'a>(arguments: &'a PathArguments, name: &str) -> Option<&'a Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(associated) if associated.ident == name => Some(&associated.ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str) -> String {
        page_type(&syn::parse_str(kind).unwrap(), &Generics::default())
    }

    #[test]
    fn types_that_accept_the_same_are_the_same() {
        for kind in [
            "&str",
            "String",
            "impl Into<String>",
            "impl AsRef<str>",
            "&dyn Display",
        ] {
            assert_eq!(of(kind), "str", "{kind}");
        }
        for kind in [
            "Vec<String>",
            "&[String]",
            "impl Into<Vec<String>>",
            "impl IntoIterator<Item = impl Into<String>>",
        ] {
            assert_eq!(of(kind), "list[str]", "{kind}");
        }
        assert_eq!(
            of("std::collections::BTreeMap<String, Value>"),
            "dict(str, object)"
        );
        assert_eq!(of("Vec<crate::models::user::User>"), "list[User]");
        assert_eq!(of("()"), "void");
    }

    #[test]
    fn a_type_parameter_is_what_it_is_bounded_by() {
        let function: syn::ItemFn =
            syn::parse_str("fn f<I: IntoIterator<Item = T>, T: Into<String>>(i: I) {}").unwrap();
        let kind = syn::parse_str("I").unwrap();
        assert_eq!(page_type(&kind, &function.sig.generics), "list[str]");
    }

    #[test]
    fn the_leaf_is_what_lists_and_maps_hold() {
        assert_eq!(leaf("User"), "User");
        assert_eq!(leaf("list[User]"), "User");
        assert_eq!(leaf("dict(str, list[User])"), "User");
    }
}
