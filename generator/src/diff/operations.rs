//! Operations: what becomes of methods and of what they give back.

use rayon::prelude::*;

use super::comparison::Comparison;
use super::matching::{Pair, Pairs};
use super::shape::OperationShape;
use super::surface::result;
use super::text::{Place, code, list};
use super::types::Printer;
use super::{Change, Impact, Side, inputs, wire};
use crate::ir::OperationId;
use crate::markdown::as_it_is;

pub(super) fn diff(old: &Side, new: &Side, pairs: &Pairs) -> Vec<Change> {
    let operations = pairs.operations.par_iter();
    let found = operations.flat_map_iter(|pair| match *pair {
        Pair::Removed(id) => vec![removed(old, id)],
        Pair::Added(id) => vec![added(new, id)],
        Pair::Both(before, after) => {
            let place = both(old, new, before, after);
            Comparison::new((old, new), pairs, (before, after), place).run()
        }
    });
    found.collect()
}

fn place(side: &Side, id: OperationId) -> Place {
    Place {
        name: side.api().operation(id).label(),
        apis: side.tags(id),
        old: None,
        new: None,
    }
}

fn pointer(side: &Side, id: OperationId) -> Option<String> {
    Some(side.published(&side.api().operation(id).pointer))
}

fn removed(side: &Side, id: OperationId) -> Change {
    let method = side.names.operation(id).method.as_str();
    place(side, id)
        .change(
            Impact::Major,
            "operation-removed",
            format!("the operation is gone, and with it {}", code(method)),
        )
        .pointers(pointer(side, id), None)
        .values(Some(method), None::<String>)
        .remedy(format!(
            "take the calls of {} out of the program",
            code(method)
        ))
}

fn added(side: &Side, id: OperationId) -> Change {
    let method = side.names.operation(id).method.as_str();
    let summary = side.api().operation(id).docs.summary.as_deref();
    let summary = summary.map(as_it_is);
    let summary = summary.map(|text| format!(": {}", text.trim_end_matches('.')));
    place(side, id)
        .change(
            Impact::Minor,
            "operation-added",
            format!(
                "there is a new operation, {}{}",
                code(method),
                summary.unwrap_or_default()
            ),
        )
        .pointers(None, pointer(side, id))
        .values(None::<String>, Some(method))
}

/// The place of an operation that is there on both sides.
fn both(old: &Side, new: &Side, before: OperationId, after: OperationId) -> Place {
    let mut place = place(new, after);
    place.old = pointer(old, before);
    place.new = pointer(new, after);
    place
}

impl Comparison<'_, OperationId> {
    fn run(mut self) -> Vec<Change> {
        let was = Printer::keyed(self.old, &self.pairs.old).operation(self.before);
        let is = Printer::keyed(self.new, &self.pairs.new).operation(self.after);
        self.method(&was, &is);
        self.services(&was, &is);
        inputs::diff(&mut self, &was, &is);
        self.result(&was, &is);
        self.variants(&was, &is);
        wire::diff(&mut self);
        self.found
    }

    /// What callers see of it, with types as they write them.
    pub(super) fn rust(&self) -> (OperationShape, OperationShape) {
        (
            Printer::rust(self.old).operation(self.before),
            Printer::rust(self.new).operation(self.after),
        )
    }

    fn method(&mut self, was: &OperationShape, is: &OperationShape) {
        if was.method != is.method {
            let (old, new) = (code(&was.method), code(&is.method));
            let change = self
                .place
                .change(
                    Impact::Major,
                    "method-renamed",
                    format!("the method {old} is called {new} now"),
                )
                .remedy(format!("call {new} instead of {old}"))
                .values(Some(&was.method), Some(&is.method));
            self.push(change);
        }
    }

    fn services(&mut self, was: &OperationShape, is: &OperationShape) {
        let others = list(&is.services);
        for api in was.services.iter().filter(|api| !is.services.contains(api)) {
            let message = format!("the API {} no longer has it", code(api));
            let change = self
                .place
                .change(Impact::Major, "tag-removed", message)
                .values(Some(api), None::<String>)
                .remedy(format!("call it on another API: {others}"));
            self.push(change);
        }
        for api in is.services.iter().filter(|api| !was.services.contains(api)) {
            let message = format!("the API {} has it, too", code(api));
            let change = self.place.change(Impact::Minor, "tag-added", message);
            self.push(change.values(None::<String>, Some(api)));
        }
    }

    /// The type that the method gives back, and what a call gives back in the end.
    fn result(&mut self, was: &OperationShape, is: &OperationShape) {
        if was.output != is.output || was.variants.is_some() != is.variants.is_some() {
            let (old, new) = self.rust();
            let change = self
                .place
                .change(
                    Impact::Major,
                    "response-type-changed",
                    format!(
                        "a call gives back {} instead of {}",
                        code(&new.output),
                        code(&old.output)
                    ),
                )
                .remedy(format!("read a {}", code(&new.output)))
                .values(Some(old.output), Some(new.output));
            self.push(change);
        }
        // That it moves to the module of several APIs is not seen: the modules of all of them offer it.
        if was.request != is.request {
            let (old, new) = self.rust();
            let [old, new] = [result(&old), result(&new)];
            let message = format!("the method gives {} instead of {}", code(&new), code(&old));
            let change = self
                .place
                .change(Impact::Major, "request-type-changed", message)
                .remedy(format!("name {} where {} is named", code(&new), code(&old)))
                .values(Some(old), Some(new));
            self.push(change);
        }
        self.pages(was, is);
        self.stream(was, is);
    }

    fn stream(&mut self, was: &OperationShape, is: &OperationShape) {
        if was.stream == is.stream {
            return;
        }
        let (impact, message) = match (&was.stream, &is.stream) {
            (None, _) => (Impact::Minor, "its response may be read as a stream"),
            (Some(_), None) => (Impact::Major, "its response is no longer read as a stream"),
            (Some(_), Some(_)) => (Impact::Major, "the values of its stream have another type"),
        };
        let change = self.place.change(impact, "stream-changed", message);
        let change = change.values(was.stream.as_deref(), is.stream.as_deref());
        self.push(change);
    }

    fn pages(&mut self, was: &OperationShape, is: &OperationShape) {
        let change = match (&was.page_items, &is.page_items) {
            (Some(_), None) => self
                .place
                .change(
                    Impact::Major,
                    "paging-removed",
                    "its results no longer come in pages",
                )
                .remedy("send one call instead of `into_stream` and `into_pages`"),
            (None, Some(_)) => self.place.change(
                Impact::Minor,
                "paging-added",
                "its results come in pages: there is `into_stream`",
            ),
            _ => return,
        };
        self.push(change);
    }

    fn variants(&mut self, was: &OperationShape, is: &OperationShape) {
        let (Some((old_name, old)), Some((new_name, new))) = (&was.variants, &is.variants) else {
            return;
        };
        if old_name != new_name {
            let change = self
                .place
                .change(
                    Impact::Major,
                    "response-type-changed",
                    format!("the type of the response is called {} now", code(new_name)),
                )
                .remedy(format!(
                    "write {} instead of {}",
                    code(new_name),
                    code(old_name)
                ))
                .values(Some(old_name), Some(new_name));
            self.push(change);
        }
        for (status, variant) in old {
            let now = new.get(status);
            if now != Some(variant) {
                let name = code(&variant.0);
                let what = if now.is_some() { "another" } else { "gone" };
                let change = self
                    .place
                    .change(
                        Impact::Major,
                        "response-variant-changed",
                        format!("the variant {name} of the response is {what}"),
                    )
                    .remedy("match the variants that are there");
                self.push(change);
            }
        }
        for (status, variant) in new {
            if !old.contains_key(status) {
                let message = format!("the response has a variant {}", code(&variant.0));
                let change = self
                    .place
                    .change(Impact::Minor, "response-variant-added", message);
                self.push(change);
            }
        }
    }
}
