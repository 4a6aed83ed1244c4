//! Parts of emitted files, short enough to be read in a snapshot.
//!
//! Every model ends in the same implementations of traits. They say nothing about a feature and would
//! fill a snapshot, so an outline leaves them out; one fixture shows whole files.

use sdk_generator::Generated;
use syn::{File, Item};

use super::warnings;

/// How much of a file a snapshot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// All of it, as it is written to disk.
    Whole,
    /// Definitions and what is particular to them.
    Outline,
}

/// Some files of a generated crate, and the warnings about its definition.
pub(crate) fn excerpt(
    generated: &Generated,
    paths: &[&str],
    detail: Detail,
) -> Result<String, String> {
    let mut text = String::new();
    for path in paths {
        let path = format!("src/{path}");
        let known: Vec<_> = generated
            .files
            .keys()
            .filter(|path| !is_runtime(path))
            .collect();
        let file = generated
            .files
            .get(&path)
            .ok_or_else(|| format!("{path} was not generated, but {known:?}"))?;
        let shown = match detail {
            Detail::Whole => file.clone(),
            Detail::Outline => outline(file).map_err(|error| format!("{path}: {error}"))?,
        };
        text.push_str(&format!("=== {path}\n{shown}\n"));
    }
    text.push_str("=== warnings\n");
    for warning in warnings(&generated.definition.diagnostics) {
        text.push_str(&format!("{warning}\n"));
    }
    Ok(text)
}

fn is_runtime(path: &str) -> bool {
    path.starts_with("src/runtime/")
}

/// A file without what stands in every file of its kind.
fn outline(text: &str) -> Result<String, syn::Error> {
    let mut file: File = syn::parse_file(text)?;
    trim(&mut file.items);
    Ok(prettyplease::unparse(&file))
}

/// Whether an implementation is one between two models.
fn is_conversion(path: &syn::Path) -> bool {
    let last = path.segments.last();
    last.is_some_and(|it| it.ident == "ConvertFrom" || it.ident == "TryFrom")
}

fn trim(items: &mut Vec<Item>) {
    items.retain_mut(|item| match item {
        Item::Impl(block) => block
            .trait_
            .as_ref()
            .is_none_or(|(path, _)| is_conversion(path)),
        Item::Mod(module) => {
            if let Some((_, items)) = &mut module.content {
                trim(items);
            }
            true
        }
        _ => true,
    });
}
