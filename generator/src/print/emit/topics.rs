//! The topics of notifications: a function for each, from the values of its placeholders to the
//! runtime's `Topic` of its model.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::{Doc, code};
use super::gate::gate;
use super::types::{ident, of};
use crate::ir::Topic;
use crate::name::TopicNames;
use crate::plan::Gate;

/// The file of all topics.
pub fn topics(cx: &Context<'_>) -> TokenStream {
    let doc = Doc::new(
        None,
        "The topics of notifications, each with the model of its events. See \
         [`notifications`](crate::notifications) for how they are subscribed to.",
    );
    let doc = doc.inner();
    let named = cx.api.topics.iter().zip(cx.names.topics());
    let functions = named.enumerate().map(|(index, (topic, names))| {
        let service = cx.analysis.topic_service(index);
        // The file is that of notifications.
        let gate = service.map(|id| gate(cx, &Gate::AnyOf(vec![id])));
        let function = function(cx, topic, names);
        quote! { #gate #function }
    });
    quote! { #doc #(#functions)* }
}

fn function(cx: &Context<'_>, topic: &Topic, names: &TopicNames) -> TokenStream {
    let template = topic.name.as_str();
    let mut doc = Doc::default();
    doc.line(topic.description.as_deref());
    doc.paragraph(&code(template));
    let doc = doc.outer();
    let name = ident(names.function.as_str());
    let arguments = names
        .arguments
        .iter()
        .map(|argument| ident(argument.as_str()));
    let arguments: Vec<_> = arguments.collect();
    let model = of(cx, &topic.ty);
    quote! {
        #doc
        pub fn #name(#(#arguments: &str),*) -> crate::runtime::notifications::Topic<#model> {
            crate::runtime::notifications::Topic::new(#template, &[#(#arguments),*])
        }
    }
}
