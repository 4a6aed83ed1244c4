//! Values as Rust writes them: of any type, in the form that the place asks for.

use super::plausible::{moment_text, plausible};
use super::snippet::{Form, Snippet};
use crate::analyze::{InputShape, Presence, is_boxed_variant, is_compound, resolve};
use crate::ir::{
    Constraints, Field, FieldId, Literal, ModelId, ModelKind, Parameter, Scalar, Struct, TypeRef,
    Union,
};

/// How many setters the example of a body shows.
const SETTERS_SHOWN: usize = 2;

/// From this depth on, lists and maps are empty.
const MAX_DEPTH: usize = 3;

impl Snippet<'_> {
    /// The value of an input.
    pub(super) fn input(&mut self, parameter: &Parameter) -> String {
        let api = self.reference.cx.api;
        let constraints = self.reference.of_input(parameter);
        let name = parameter.name.as_str();
        match InputShape::of(api, parameter) {
            InputShape::File => self.file(),
            InputShape::Files => format!("[{}]", self.file()),
            InputShape::List(item) => {
                let items = self.reference.of_items(constraints);
                format!("[{}]", self.value(item, items, name, Form::Borrowed, 1))
            }
            InputShape::Text(ty) => self.value(ty, constraints, name, Form::Borrowed, 0),
            InputShape::Object(ty) => self.value(ty, constraints, name, Form::Owned, 0),
        }
    }

    fn file(&mut self) -> String {
        self.of_root("Upload");
        "Upload::from_file(\"greeting.wav\")?".to_owned()
    }

    /// A value of a type that keeps to what its schema says beside that.
    pub(super) fn value(
        &mut self,
        ty: &TypeRef,
        constraints: &Constraints,
        name: &str,
        form: Form,
        depth: usize,
    ) -> String {
        match ty {
            TypeRef::Scalar(scalar) => plain(*scalar, constraints, name, form),
            TypeRef::Nullable(inner) => {
                format!(
                    "Some({})",
                    self.value(inner, constraints, name, Form::Owned, depth)
                )
            }
            TypeRef::Json(_) => "serde_json::json!({\"key\": \"value\"})".to_owned(),
            TypeRef::List(_) if depth >= MAX_DEPTH => "Vec::new()".to_owned(),
            TypeRef::List(item) => {
                let items = self.reference.of_items(constraints);
                let value = self.value(item, items, name, Form::Owned, depth + 1);
                // The formatter takes what is in a macro as it is.
                let api = self.reference.cx.api;
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
                let value = self.value(value, additional, name, Form::Owned, depth + 1);
                format!("BTreeMap::from([(\"key\".to_owned(), {value})])")
            }
            TypeRef::Model(id) => self.model(*id, name, form, depth),
        }
    }

    fn model(&mut self, id: ModelId, name: &str, form: Form, depth: usize) -> String {
        let reference = self.reference;
        let model = reference.cx.api.model(id);
        match &model.kind {
            ModelKind::Alias(target) => {
                let constraints = reference.cx.api.resolved(&model.constraints);
                match resolve(reference.cx.api, target) {
                    // An alias of itself is any JSON value.
                    ty @ TypeRef::Json(_) => self.value(ty, constraints, name, form, depth),
                    _ => self.value(target, constraints, name, form, depth),
                }
            }
            ModelKind::Enum(_) => match reference.cx.names.model(id).variants.first() {
                Some(variant) => format!("{}::{}", self.type_name(id), variant.as_str()),
                None => "\"value\".parse()?".to_owned(),
            },
            ModelKind::Union(union) => self.variant(id, union, name, depth),
            ModelKind::Struct(object) => self.object(id, object, depth),
        }
    }

    /// The first variant of a union, unless that leads into too much.
    fn variant(&mut self, id: ModelId, union: &Union, name: &str, depth: usize) -> String {
        let reference = self.reference;
        let ty = self.type_name(id);
        let names = reference.cx.names.model(id);
        let first = union.variants.iter().zip(&names.variants).next();
        let Some((variant, label)) = first.filter(|_| depth < MAX_DEPTH) else {
            return format!("{ty}::{}(serde_json::Value::Null)", names.unknown.as_str());
        };
        let constraints = reference.cx.api.resolved(&variant.constraints);
        let value = self.value(&variant.ty, constraints, name, Form::Owned, depth + 1);
        if is_boxed_variant(reference.cx.api, &variant.ty) {
            format!("{ty}::{}(Box::new({value}))", label.as_str())
        } else {
            format!("{ty}::{}({value})", label.as_str())
        }
    }

    fn type_name(&mut self, id: ModelId) -> String {
        let name = self.reference.cx.names.model(id).ty.as_str();
        let module = self.reference.module(id);
        self.import(&module, name)
    }

    /// `Model::new(…)` with what it asks for, and setters for some of the rest.
    fn object(&mut self, id: ModelId, object: &Struct, depth: usize) -> String {
        let cx = self.reference.cx;
        let ty = self.type_name(id);
        let (asked, left): (Vec<_>, Vec<_>) =
            fields(id, object).partition(|(field, _)| cx.analysis.asked.contains(field));
        let mut arguments = Vec::new();
        for (field, node) in asked {
            let value = match cx.analysis.presence(field) {
                Presence::Nullable => {
                    format!("Some({})", self.field(node, Form::Owned, depth))
                }
                Presence::Required | Presence::Optional => self.field(node, Form::Borrowed, depth),
            };
            arguments.push(value);
        }
        let wanted = match (depth, arguments.is_empty()) {
            (0, _) => SETTERS_SHOWN,
            (_, true) if depth < MAX_DEPTH => 1,
            _ => 0,
        };
        let mut value = format!("{ty}::new({})", arguments.join(", "));
        for (field, node) in worth_setting(&left, wanted) {
            let setter = cx.names.field(field).setter.as_str();
            let argument = self.field(node, Form::Borrowed, depth);
            value.push_str(&format!(".{setter}({argument})"));
        }
        value
    }

    fn field(&mut self, field: &Field, form: Form, depth: usize) -> String {
        let constraints = self.reference.cx.api.resolved(&field.constraints);
        // Only plain text is taken in any form; behind an alias it is as well.
        let form = match field.ty {
            TypeRef::Scalar(_) => form,
            _ => Form::Owned,
        };
        self.value(&field.ty, constraints, &field.name, form, depth + 1)
    }
}

fn fields(model: ModelId, object: &Struct) -> impl Iterator<Item = (FieldId, &Field)> {
    let fields = object.fields.iter().enumerate();
    fields.map(move |(index, field)| (FieldId { model, index }, field))
}

/// The fields that an example sets: plain ones before others, in document order.
fn worth_setting<'a>(fields: &[(FieldId, &'a Field)], wanted: usize) -> Vec<(FieldId, &'a Field)> {
    let settable = fields
        .iter()
        .filter(|(_, field)| !field.read_only && !field.deprecated);
    let is_plain = |field: &Field| matches!(field.ty, TypeRef::Scalar(_));
    let (plain, others): (Vec<_>, Vec<_>) = settable.partition(|(_, field)| is_plain(field));
    let chosen = plain.into_iter().chain(others).take(wanted);
    let mut chosen: Vec<_> = chosen.copied().collect();
    chosen.sort_by_key(|(id, _)| id.index);
    chosen
}

fn plain(scalar: Scalar, constraints: &Constraints, name: &str, form: Form) -> String {
    match (scalar, plausible(scalar, name, constraints)) {
        (Scalar::String | Scalar::Binary, Literal::String(text)) => match form {
            Form::Borrowed => format!("{text:?}"),
            Form::Owned => format!("{text:?}.to_owned()"),
        },
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
