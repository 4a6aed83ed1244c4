//! Types as they are written in the emitted crate: the prelude by its short names, which no emitted
//! type ever takes, and everything else by its full path.

use super::Context;
use crate::format::Slot;
use crate::ir::{Content, ModelId, OperationId, TypeRef};
use crate::plan::{ApiModule, Home};
use crate::sdk::{Argument, External, Item, Type};

/// The type of a value of the definition.
pub(super) fn of(cx: &Context<'_>, ty: &TypeRef) -> Slot<'static> {
    slot(cx, &Type::of(ty))
}

/// What a body holds.
pub(super) fn of_content(cx: &Context<'_>, content: &Content) -> Slot<'static> {
    slot(cx, &Type::of_content(content))
}

/// The name of the type that an operation gives back, when that is one of several.
pub(super) fn output_name<'a>(cx: &Context<'a>, id: OperationId) -> Option<&'a str> {
    let output = cx.names.operation(id).output.as_ref();
    output.map(|name| name.as_str())
}

/// A type.
pub(super) fn text(cx: &Context<'_>, ty: &Type) -> String {
    let mut out = String::new();
    write(cx, ty, &mut out);
    out
}

/// A type, for a layout.
pub(super) fn slot(cx: &Context<'_>, ty: &Type) -> Slot<'static> {
    let (mut before, mut inner, mut depth) = (String::new(), ty, 0);
    while let Some((start, next)) = wrapper(inner) {
        before.push_str(start);
        (inner, depth) = (next, depth + 1);
    }
    match depth {
        0 => Slot::path(text(cx, inner)),
        depth => Slot::wrapped(&before, &text(cx, inner), &">".repeat(depth)),
    }
}

/// What stands before the argument of a type that has one, and the argument.
fn wrapper(ty: &Type) -> Option<(&'static str, &Type)> {
    match ty {
        Type::List(item) => Some(("Vec<", item)),
        Type::Map(value) => Some(("::std::collections::BTreeMap<String, ", value)),
        Type::Optional(inner) => Some(("Option<", inner)),
        Type::Boxed(inner) => Some(("Box<", inner)),
        Type::Stream(item) => Some(("crate::runtime::EventStream<", item)),
        _ => None,
    }
}

fn write(cx: &Context<'_>, ty: &Type, out: &mut String) {
    if let Some((start, inner)) = wrapper(ty) {
        out.push_str(start);
        write(cx, inner, out);
        out.push('>');
        return;
    }
    match ty {
        Type::Model(id) => write_model(cx, *id, out),
        Type::Output(id) => {
            write_module(cx, cx.plan.module(*id), out);
            out.push_str("::");
            out.push_str(output_name(cx, *id).unwrap_or_default());
        }
        plain => out.push_str(name(plain)),
    }
}

/// A type without another one in it.
fn name(ty: &Type) -> &'static str {
    match ty {
        Type::Unit => "()",
        Type::String => "String",
        Type::Bool => "bool",
        Type::I32 => "i32",
        Type::I64 => "i64",
        Type::U64 => "u64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Byte => "u8",
        Type::External(external) => match external {
            External::Timestamp => "::jiff::Timestamp",
            External::Date => "::jiff::civil::Date",
            External::DateTime => "::jiff::civil::DateTime",
            External::YearMonth => "crate::runtime::model::YearMonth",
            External::Interval => "crate::runtime::model::Interval",
            External::Json => "::serde_json::Value",
            External::Upload => "crate::runtime::Upload",
        },
        Type::List(_)
        | Type::Map(_)
        | Type::Optional(_)
        | Type::Boxed(_)
        | Type::Stream(_)
        | Type::Model(_)
        | Type::Output(_) => "",
    }
}

/// An argument.
pub(super) fn argument(cx: &Context<'_>, argument: &Argument) -> Slot<'static> {
    match argument {
        Argument::Value(ty) => slot(cx, ty),
        Argument::Into(ty) => Slot::code(format!("impl Into<{}>", text(cx, ty))),
        Argument::Str => Slot::path("&str"),
        Argument::Items(item) => {
            let item = item_of(cx, item);
            Slot::code(format!("impl IntoIterator<Item = {}>", item.as_str()))
        }
    }
}

/// What the items of an argument are taken as.
pub(super) fn item_of(cx: &Context<'_>, item: &Item) -> Slot<'static> {
    match item {
        Item::Display => Slot::path("impl ::std::fmt::Display"),
        Item::Value(ty) => slot(cx, ty),
    }
}

/// The path of a model.
pub(super) fn model_path(cx: &Context<'_>, id: ModelId) -> String {
    let mut out = String::new();
    write_model(cx, id, &mut out);
    out
}

fn write_model(cx: &Context<'_>, id: ModelId, out: &mut String) {
    match cx.plan.home(id) {
        Home::Models(_) => out.push_str("crate::models"),
        Home::Api(module) => write_module(cx, module, out),
    }
    out.push_str("::");
    out.push_str(cx.names.model(id).ty.as_str());
}

/// The path of an API module.
pub(super) fn api_module(cx: &Context<'_>, module: ApiModule) -> String {
    let mut out = String::new();
    write_module(cx, module, &mut out);
    out
}

fn write_module(cx: &Context<'_>, module: ApiModule, out: &mut String) {
    out.push_str("crate::apis::");
    out.push_str(match module {
        ApiModule::Shared => "shared",
        ApiModule::Service(id) => cx.names.service(id).module.as_str(),
    });
}
