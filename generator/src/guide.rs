//! The guide: the text that is the README of the emitted crate and the front page of its
//! documentation.
//!
//! Chooses the calls that it shows, and takes the lines away that are there for the compiler alone.
//! Knows no sentence of it.

use crate::analyze::Output;
use crate::emit::Context;
use crate::ir::{Content, Method, OperationId, ServiceId};
use crate::templates::CallFacts;

/// The lines that begin with this are compiled and not shown, as rustdoc has it.
const HIDDEN: &str = "# ";

/// How a block of code begins, as rustdoc reads it and as everybody else does.
const FENCE: [&str; 2] = ["```rust,no_run", "```rust"];

/// A call that works without an argument, and one whose results come in pages.
pub(crate) fn sample_calls(cx: &Context<'_>) -> (Option<CallFacts>, Option<CallFacts>) {
    (sample(cx, false), sample(cx, true))
}

/// The simplest call of the largest API that has one: a short path says that it is a plain thing.
fn sample(cx: &Context<'_>, in_pages: bool) -> Option<CallFacts> {
    let mut services: Vec<_> = cx.api.services().collect();
    services.sort_by_key(|(_, service)| std::cmp::Reverse(service.operations.len()));
    services.into_iter().find_map(|(id, service)| {
        let candidates = service.operations.iter().filter(|operation| {
            is_simple(cx, **operation) && cx.analysis.paging(**operation).is_some() == in_pages
        });
        let operation = candidates.min_by_key(|id| {
            let path = &cx.api.operation(**id).path;
            (path.len(), path)
        })?;
        Some(call(cx, id, *operation))
    })
}

fn is_simple(cx: &Context<'_>, id: OperationId) -> bool {
    let operation = cx.api.operation(id);
    let is_called_bare = !operation.parameters.iter().any(|it| it.required)
        && operation.body.is_none()
        && operation.form.is_none();
    let is_plain = operation.method == Method::Get && !operation.deprecated && !operation.preview;
    let gives_json = matches!(cx.analysis.output(id), Output::Value(Content::Json(_)));
    is_called_bare && is_plain && gives_json
}

fn call(cx: &Context<'_>, service: ServiceId, operation: OperationId) -> CallFacts {
    let names = cx.names.service(service);
    CallFacts {
        accessor: names.accessor.to_string(),
        feature: names.feature.as_str().to_owned(),
        method: cx.names.operation(operation).method.to_string(),
    }
}

/// The guide without the lines that are there for the compiler alone.
pub(crate) fn visible(guide: &str) -> String {
    let mut is_code = false;
    let mut text = String::with_capacity(guide.len());
    for line in guide.lines() {
        let is_fence = line.starts_with("```");
        if is_code && !is_fence && (line.starts_with(HIDDEN) || line == HIDDEN.trim_end()) {
            continue;
        }
        let line = if line == FENCE[0] { FENCE[1] } else { line };
        is_code = if is_fence { line == FENCE[1] } else { is_code };
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_the_compiler_alone_needs_is_not_shown() {
        let guide = "# Title\n\n```rust,no_run\n# fn f() {\nlet x = 1;\n#\n#[cfg(test)]\n# }\n```\n\
                     \n# Other\n\n```toml\n# A comment.\n```\n";
        assert_eq!(
            visible(guide),
            "# Title\n\n```rust\nlet x = 1;\n#[cfg(test)]\n```\n\n# Other\n\n```toml\n\
             # A comment.\n```\n"
        );
    }
}
