//! Notification topics: a function for each topic, from the values of its placeholders to the runtime's
//! `Topic`.

use super::Context;
use super::docs::{self, Doc, Of, code};
use super::fragment::fragment;
use super::gate::condition;
use super::types::slot;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{Feature, Topic};

/// Prints `topics.rs`.
pub fn topics(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "The topics of notifications, each with the model of its events. See \
         [`notifications`](crate::notifications) for how they are subscribed to.";
    docs::print(out, Of::Module, doc);
    for topic in &cx.sdk.topics {
        if out.is_full() {
            break;
        }
        function(cx, out, topic);
    }
}

fn function(cx: &Context<'_>, out: &mut Printer<'_>, topic: &Topic<'_>) {
    let template = topic.node.name.as_str();
    let mut doc = Doc::default();
    doc.line(topic.node.description.as_deref());
    doc.paragraph(&code(template));
    doc.print(out, Of::Item);
    // The file is already behind the feature of notifications.
    if let Feature::NotificationsOf(id) = topic.feature {
        condition(out, cx.sdk.tag(id).feature.as_str());
    }
    let arguments = topic.arguments.iter();
    let arguments: Vec<_> = arguments.map(|name| Slot::word(name.as_str())).collect();
    let name = Slot::word(topic.function.as_str());
    let model = slot(cx, &topic.event);
    fragment!(out, FUNCTION, [name = name, model = model], each [arguments] = &arguments, {
        pub fn #name(#(#arguments: &str),*) -> crate::runtime::notifications::Topic<#model>
    });
    fragment!(out, BODY, [template = Slot::text(template)], each [arguments] = &arguments, {
        crate::runtime::notifications::Topic::new(#template, &[#(#arguments),*])
    });
    out.end(End::Item);
}
