//! Notification topics: a function for each, from the values of its placeholders to a `Topic` of the runtime.

use super::Context;
use super::docs::{self, Doc, Of, code};
use super::fragment::fragment;
use super::types::of;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::Topic;
use crate::name::TopicNames;

/// Prints the file of all topics.
pub fn topics(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "The topics of notifications, each with the model of its events. See \
         [`notifications`](crate::notifications) for how they are subscribed to.";
    docs::print(out, Of::Module, doc);
    for (topic, names) in cx.api.topics.iter().zip(cx.names.topics()) {
        if out.is_full() {
            break;
        }
        function(cx, out, topic, names);
    }
}

fn function(cx: &Context<'_>, out: &mut Printer<'_>, topic: &Topic, names: &TopicNames) {
    let template = topic.name.as_str();
    let mut doc = Doc::default();
    doc.line(topic.description.as_deref());
    doc.paragraph(&code(template));
    doc.print(out, Of::Item);
    let arguments = names.arguments.iter();
    let arguments: Vec<_> = arguments.map(|name| Slot::word(name.as_str())).collect();
    let (name, model) = (Slot::word(names.function.as_str()), of(cx, &topic.ty));
    fragment!(out, FUNCTION, [name = name, model = model], each [arguments] = &arguments, {
        pub fn #name(#(#arguments: &str),*) -> crate::runtime::notifications::Topic<#model>
    });
    fragment!(out, BODY, [template = Slot::text(template)], each [arguments] = &arguments, {
        crate::runtime::notifications::Topic::new(#template, &[#(#arguments),*])
    });
    out.end(End::Item);
}
