//! Compares operations: their methods and results.

use rayon::prelude::*;

use super::comparison::Comparison;
use super::matching::{Pair, Pairs};
use super::text::{Subject, code, list};
use super::{Change, Impact, Side, inputs, wire};
use crate::ir::{OperationId, Status};
use crate::markdown::as_it_is;
use crate::sdk::{Operation, OutputVariant};

pub(super) fn diff<'a>(old: &'a Side<'a>, new: &'a Side<'a>, pairs: &'a Pairs) -> Vec<Change> {
    let operations = pairs.operations.par_iter();
    let found = operations.flat_map_iter(|pair| match *pair {
        Pair::Removed(id) => vec![removed(old, id)],
        Pair::Added(id) => vec![added(new, id)],
        Pair::Both(before, after) => {
            let subject = common_subject(old, new, before, after);
            Comparison::new((old, new), pairs, (before, after), subject).run()
        }
    });
    found.collect()
}

fn subject(side: &Side<'_>, id: OperationId) -> Subject {
    Subject {
        name: side.api.operation(id).label(),
        apis: side.tags(id),
        old: None,
        new: None,
    }
}

fn pointer(side: &Side<'_>, id: OperationId) -> Option<String> {
    Some(side.published(&side.api.operation(id).pointer))
}

fn removed(side: &Side<'_>, id: OperationId) -> Change {
    let method = side.sdk.operation(id).name.as_str();
    subject(side, id)
        .change(
            Impact::Major,
            "operation-removed",
            format!("the operation was removed, with {}", code(method)),
        )
        .pointers(pointer(side, id), None)
        .values(Some(method), None::<String>)
        .remedy(format!("remove the calls of {}", code(method)))
}

fn added(side: &Side<'_>, id: OperationId) -> Change {
    let method = side.sdk.operation(id).name.as_str();
    let summary = side.api.operation(id).docs.summary.as_deref();
    let summary = summary.map(as_it_is);
    let summary = summary.map(|text| format!(": {}", text.trim_end_matches('.')));
    subject(side, id)
        .change(
            Impact::Minor,
            "operation-added",
            format!(
                "new operation {}{}",
                code(method),
                summary.unwrap_or_default()
            ),
        )
        .pointers(None, pointer(side, id))
        .values(None::<String>, Some(method))
}

/// The subject of changes to an operation that both definitions have.
fn common_subject(
    old: &Side<'_>,
    new: &Side<'_>,
    before: OperationId,
    after: OperationId,
) -> Subject {
    let mut subject = subject(new, after);
    subject.old = pointer(old, before);
    subject.new = pointer(new, after);
    subject
}

impl Comparison<'_, OperationId> {
    fn run(mut self) -> Vec<Change> {
        let was = self.old.sdk.operation(self.before);
        let is = self.new.sdk.operation(self.after);
        self.method(was, is);
        self.services(was, is);
        inputs::diff(&mut self, was, is);
        self.result(was, is);
        self.variants(was, is);
        wire::diff(&mut self);
        self.found
    }

    fn method(&mut self, was: &Operation<'_>, is: &Operation<'_>) {
        if was.name != is.name {
            let (old, new) = (code(was.name.as_str()), code(is.name.as_str()));
            let change = self
                .subject
                .change(
                    Impact::Major,
                    "method-renamed",
                    format!("method {old} was renamed to {new}"),
                )
                .remedy(format!("call {new} instead of {old}"))
                .values(Some(was.name.as_str()), Some(is.name.as_str()));
            self.push(change);
        }
    }

    fn services(&mut self, was: &Operation<'_>, is: &Operation<'_>) {
        let names = |keys: &[String], operation: &Operation<'_>| -> Vec<String> {
            let tags = operation.node.services.iter();
            tags.map(|id| keys[id.0].clone()).collect()
        };
        let was = names(&self.pairs.old.services, was);
        let is = names(&self.pairs.new.services, is);
        let apis = list(&is);
        for api in was.iter().filter(|api| !is.contains(api)) {
            let message = format!("it was removed from the API {}", code(api));
            let change = self
                .subject
                .change(Impact::Major, "tag-removed", message)
                .values(Some(api), None::<String>)
                .remedy(format!("call it on another API: {apis}"));
            self.push(change);
        }
        for api in is.iter().filter(|api| !was.contains(api)) {
            let message = format!("it was added to the API {}", code(api));
            let change = self.subject.change(Impact::Minor, "tag-added", message);
            self.push(change.values(None::<String>, Some(api)));
        }
    }

    /// Compares the call type and the result.
    fn result(&mut self, was: &Operation<'_>, is: &Operation<'_>) {
        if !self.pairs.same(&was.output.ty, &is.output.ty) {
            let old = self.old.text(&was.output.ty);
            let new = self.new.text(&is.output.ty);
            let (was, is) = (code(&old), code(&new));
            let message = format!("it returns {is} instead of {was}");
            let change = self
                .subject
                .change(Impact::Major, "response-type-changed", message)
                .remedy(format!("read a {is}"))
                .values(Some(old), Some(new));
            self.push(change);
        }
        // The modules of all tags of an operation re-export its types, so that the defining module can
        // change.
        if was.request != is.request {
            let old = self.old.sdk.request_path(self.before);
            let new = self.new.sdk.request_path(self.after);
            let message = format!(
                "the method returns {} instead of {}",
                code(&new),
                code(&old)
            );
            let change = self
                .subject
                .change(Impact::Major, "request-type-changed", message)
                .remedy(format!("name {} where {} is named", code(&new), code(&old)))
                .values(Some(old), Some(new));
            self.push(change);
        }
        self.pages(was, is);
        self.stream(was, is);
    }

    fn stream(&mut self, was: &Operation<'_>, is: &Operation<'_>) {
        if self
            .pairs
            .same_option(was.stream.as_ref(), is.stream.as_ref())
        {
            return;
        }
        let (impact, message) = match (&was.stream, &is.stream) {
            (None, _) => (Impact::Minor, "its response may be read as a stream"),
            (Some(_), None) => (Impact::Major, "its response is no longer read as a stream"),
            (Some(_), Some(_)) => (Impact::Major, "the values of its stream have another type"),
        };
        let change = self.subject.change(impact, "stream-changed", message);
        let was = was.stream.as_ref().map(|ty| self.old.text(ty));
        let is = is.stream.as_ref().map(|ty| self.new.text(ty));
        let change = change.values(was, is);
        self.push(change);
    }

    fn pages(&mut self, was: &Operation<'_>, is: &Operation<'_>) {
        let change = match (&was.paging, &is.paging) {
            (Some(_), None) => self
                .subject
                .change(
                    Impact::Major,
                    "paging-removed",
                    "its results no longer come in pages",
                )
                .remedy("send one call instead of `into_stream` and `into_pages`"),
            (None, Some(_)) => self.subject.change(
                Impact::Minor,
                "paging-added",
                "it paginates: it has `into_stream`",
            ),
            _ => return,
        };
        self.push(change);
    }

    fn variants(&mut self, was: &Operation<'_>, is: &Operation<'_>) {
        let (was, is) = (&was.output, &is.output);
        let (Some(old_name), Some(new_name)) = (was.name, is.name) else {
            return;
        };
        let (old_name, new_name) = (old_name.as_str(), new_name.as_str());
        if old_name != new_name {
            let change = self
                .subject
                .change(
                    Impact::Major,
                    "response-type-changed",
                    format!("the response type was renamed to {}", code(new_name)),
                )
                .remedy(format!(
                    "use {} instead of {}",
                    code(new_name),
                    code(old_name)
                ))
                .values(Some(old_name), Some(new_name));
            self.push(change);
        }
        // Variants are in the order of their statuses.
        let at = |variants: &'_ [OutputVariant<'_>], status: Status| {
            variants.binary_search_by_key(&status, |variant| variant.status)
        };
        for variant in &was.variants {
            let now = at(&is.variants, variant.status).ok();
            let now = now.and_then(|index| is.variants.get(index));
            if !now.is_some_and(|now| self.is_same_variant(variant, now)) {
                let name = code(variant.name.as_str());
                let state = if now.is_some() { "another" } else { "gone" };
                let change = self
                    .subject
                    .change(
                        Impact::Major,
                        "response-variant-changed",
                        format!("the variant {name} of the response is {state}"),
                    )
                    .remedy("match the current variants");
                self.push(change);
            }
        }
        for variant in &is.variants {
            if at(&was.variants, variant.status).is_err() {
                let name = code(variant.name.as_str());
                let message = format!("the response has a new variant {name}");
                let change = self
                    .subject
                    .change(Impact::Minor, "response-variant-added", message);
                self.push(change);
            }
        }
    }

    fn is_same_variant(&self, was: &OutputVariant<'_>, is: &OutputVariant<'_>) -> bool {
        let (old, new) = (was.value.ty(), is.value.ty());
        was.name == is.name && self.pairs.same_option(old.as_ref(), new.as_ref())
    }
}
