//! Example values in Rust, in the form that the argument requires.

use super::plausible::{BYTES, moment_text, plausible};
use super::snippet::{Snippet, StringForm};
use crate::ir::{
    Constraints, Field, Literal, ModelId, Parameter, Scalar, TypeRef, is_compound, resolve,
};
use crate::sdk::{Argument, External, ItemBound, Kind, Presence, Setter, Struct, Type, Union};

/// The number of setters in the example of a body.
const SETTERS_SHOWN: usize = 2;

/// From this depth on, lists and maps are empty.
const MAX_DEPTH: usize = 3;

impl Snippet<'_> {
    /// The value of a parameter, in the form of its argument.
    pub(super) fn parameter(&mut self, parameter: &Parameter, argument: &Argument) -> String {
        let api = self.reference.api;
        let constraints = self.reference.of_input(parameter);
        let name = parameter.name.as_str();
        let ty = resolve(api, &parameter.ty);
        match (argument, ty) {
            (Argument::Value(Type::External(External::Upload)), _) => self.file(),
            (Argument::Items(ItemBound::Value(Type::External(External::Upload))), _) => {
                format!("[{}]", self.file())
            }
            (Argument::Items(_), TypeRef::List(item)) => {
                let item = resolve(api, item.non_null());
                let items = self.reference.of_items(constraints);
                format!(
                    "[{}]",
                    self.value(item, items, name, StringForm::Borrowed, 1)
                )
            }
            _ => self.value(ty, constraints, name, StringForm::Borrowed, 0),
        }
    }

    fn file(&mut self) -> String {
        self.of_root("Upload");
        "Upload::from_file(\"greeting.wav\")?".to_owned()
    }

    /// A value that conforms to type and constraints.
    pub(super) fn value(
        &mut self,
        ty: &TypeRef,
        constraints: &Constraints,
        name: &str,
        form: StringForm,
        depth: usize,
    ) -> String {
        match ty {
            TypeRef::Scalar(scalar) => plain(*scalar, constraints, name, form),
            TypeRef::Nullable(inner) => {
                format!(
                    "Some({})",
                    self.value(inner, constraints, name, StringForm::Owned, depth)
                )
            }
            TypeRef::Own(own) => {
                let json = match own.wire {
                    Some(scalar) => plausible(scalar, name, constraints).json(),
                    None => "{}".to_owned(),
                };
                format!("serde_json::from_value(serde_json::json!({json}))?")
            }
            TypeRef::Json(_) => "serde_json::json!({\"key\": \"value\"})".to_owned(),
            TypeRef::List(_) if depth >= MAX_DEPTH => "Vec::new()".to_owned(),
            TypeRef::List(item) => {
                let items = self.reference.of_items(constraints);
                let value = self.value(item, items, name, StringForm::Owned, depth + 1);
                // The formatter takes what is in a macro as it is.
                let api = self.reference.api;
                if is_compound(api, resolve(api, item)) {
                    format!("Vec::from([{value}])")
                } else {
                    format!("vec![{value}]")
                }
            }
            TypeRef::Map(_) if depth >= MAX_DEPTH => {
                self.has_maps = true;
                "BTreeMap::new()".to_owned()
            }
            TypeRef::Map(value) => {
                self.has_maps = true;
                let additional = self.reference.of_additional(constraints);
                let value = self.value(value, additional, name, StringForm::Owned, depth + 1);
                format!("BTreeMap::from([(\"key\".to_owned(), {value})])")
            }
            TypeRef::Model(id) => self.model(*id, name, form, depth),
        }
    }

    fn model(&mut self, id: ModelId, name: &str, form: StringForm, depth: usize) -> String {
        let api = self.reference.api;
        let model = self.reference.sdk.model(id);
        match &model.kind {
            Kind::Enum(seen) => match seen.variants.first() {
                Some(variant) => format!("{}::{variant}", self.type_name(id)),
                None if seen.value == Type::I64 => "0.into()".to_owned(),
                None => "\"value\".parse()?".to_owned(),
            },
            Kind::Union(union) => self.variant(id, union, name, depth),
            Kind::Struct(object) => self.object(id, object, depth),
            Kind::Alias(target, _) => {
                let constraints = api.resolved(&model.node.constraints);
                match resolve(api, target) {
                    // An alias of itself is any JSON value.
                    ty @ TypeRef::Json(_) => self.value(ty, constraints, name, form, depth),
                    _ => self.value(target, constraints, name, form, depth),
                }
            }
        }
    }

    /// The first variant of a union, unless it is nested too deeply.
    fn variant(&mut self, id: ModelId, union: &Union<'_>, name: &str, depth: usize) -> String {
        let ty = self.type_name(id);
        let Some(variant) = union.variants.first().filter(|_| depth < MAX_DEPTH) else {
            return format!("{ty}::{}(serde_json::Value::Null)", union.unknown);
        };
        let constraints = self.reference.api.resolved(&variant.node.constraints);
        let inner = &variant.node.ty;
        let value = self.value(inner, constraints, name, StringForm::Owned, depth + 1);
        match variant.ty {
            Type::Boxed(_) => format!("{ty}::{}(Box::new({value}))", variant.name),
            _ => format!("{ty}::{}({value})", variant.name),
        }
    }

    fn type_name(&mut self, id: ModelId) -> String {
        let sdk = self.reference.sdk;
        self.import(&sdk.model_module(id), sdk.model(id).name.as_str())
    }

    /// `Model::new(…)` with its arguments, and some setters.
    fn object(&mut self, id: ModelId, object: &Struct<'_>, depth: usize) -> String {
        let ty = self.type_name(id);
        let mut arguments = Vec::new();
        for (field, _) in object.constructor() {
            let value = match field.presence {
                Presence::Nullable => {
                    format!("Some({})", self.field(field.node, StringForm::Owned, depth))
                }
                Presence::Required | Presence::Optional => {
                    self.field(field.node, StringForm::Borrowed, depth)
                }
            };
            arguments.push(value);
        }
        let wanted = match (depth, arguments.is_empty()) {
            (0, _) => SETTERS_SHOWN,
            (_, true) if depth < MAX_DEPTH => 1,
            _ => 0,
        };
        let mut value = format!("{ty}::new({})", arguments.join(", "));
        for (setter, field) in worth_setting(object, wanted) {
            let argument = self.field(field, StringForm::Borrowed, depth);
            value.push_str(&format!(".{}({argument})", setter.name));
        }
        value
    }

    fn field(&mut self, field: &Field, form: StringForm, depth: usize) -> String {
        let constraints = self.reference.api.resolved(&field.constraints);
        // Only plain text is taken in any form; behind an alias it is as well.
        let form = match field.ty {
            TypeRef::Scalar(_) => form,
            _ => StringForm::Owned,
        };
        self.value(&field.ty, constraints, &field.name, form, depth + 1)
    }
}

/// The fields that an example sets: scalars first, in document order.
fn worth_setting<'a>(
    object: &'a Struct<'a>,
    wanted: usize,
) -> impl Iterator<Item = (&'a Setter<'a>, &'a Field)> {
    let fields = object.fields.iter().enumerate();
    let settable = fields.filter_map(|(index, field)| {
        let setter = field.setter.as_ref().filter(|_| !field.node.deprecated)?;
        Some((index, setter, field.node))
    });
    let is_plain = |field: &Field| matches!(field.ty, TypeRef::Scalar(_));
    let (plain, others): (Vec<_>, Vec<_>) = settable.partition(|(_, _, field)| is_plain(field));
    let mut chosen: Vec<_> = plain.into_iter().chain(others).take(wanted).collect();
    chosen.sort_by_key(|(index, ..)| *index);
    chosen.into_iter().map(|(_, setter, field)| (setter, field))
}

fn plain(scalar: Scalar, constraints: &Constraints, name: &str, form: StringForm) -> String {
    match (scalar, plausible(scalar, name, constraints)) {
        (Scalar::String | Scalar::Binary, Literal::String(text)) => match form {
            StringForm::Borrowed => format!("{text:?}"),
            StringForm::Owned => format!("{text:?}.to_owned()"),
        },
        (Scalar::Base64, _) => format!("{BYTES}.to_vec()"),
        (Scalar::Float | Scalar::Double, number) => {
            let value = number
                .as_f64()
                .filter(|value| value.abs() < f64::from(f32::MAX));
            format!("{:?}", value.unwrap_or(1.5))
        }
        (moment, _) if !moment_text(moment).is_empty() => {
            format!("\"{}\".parse()?", moment_text(moment))
        }
        (_, value) => value.json(),
    }
}
