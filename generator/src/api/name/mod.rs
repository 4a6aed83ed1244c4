//! Naming: every identifier, module and feature of the emitted crate, in tables keyed by id.
//!
//! The only stage that makes identifiers. Names come from the vendor's extensions, then from the
//! definition; a name that is in use gets a number and a warning, in document order, so that the
//! same definition always has the same names.

mod ident;
mod reserved;
mod scope;
mod settings;
mod tables;
mod union;
mod wanted;

use std::collections::HashMap;

pub use ident::{ConstName, FeatureName, ModuleName, TypeName, ValueName, VariantName};
pub use settings::{ServerNames, SettingNames};
pub use tables::{
    FieldNames, ModelNames, Names, OperationNames, RestNames, ServiceNames, TopicNames,
};

use ident::{module_case, snake, type_case, upper_camel};
use reserved::{
    RESERVED_ACCESSORS, RESERVED_FEATURES, RESERVED_MODULES, RESERVED_SETTERS, WEBHOOKS,
};
use scope::Scope;
use wanted::{base_name, output_variants, topic_function, type_name};

use crate::analyze::{Analysis, Output};
use crate::diagnostics::{Diagnostic, Diagnostics, Position};
use crate::ir::{Api, Model, ModelKind, Origin, Status};

/// The variant of each enum for values that the definition does not list. An enum value of that name
/// gets another one.
const UNKNOWN: &str = "Unknown";

/// Names everything in the emitted crate, with a warning for each collision.
pub fn name(api: &Api, analysis: &Analysis) -> (Names, Diagnostics) {
    let mut naming = Naming {
        found: Diagnostics::default(),
        api_types: Scope::default(),
        snakes: HashMap::new(),
    };
    let services = naming.services(api);
    naming.custom_features(api, &services);
    let operations = naming.operations(api, analysis);
    let models = naming.models(api, &operations);
    let topics = naming.topics(api);
    let webhooks = naming.webhooks(api);
    (
        Names {
            models,
            services,
            operations,
            topics,
            webhooks,
            settings: settings::settings(api),
        },
        naming.found,
    )
}

/// The default name of a crate, from the title of the definition.
pub fn package_name(title: &str) -> String {
    let name = snake(title).trim_matches('_').replace('_', "-");
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    if starts_well {
        format!("{name}-client")
    } else {
        format!("api-{name}-client")
    }
}

/// The variant of a value, beside the one for values that are not known.
fn variant(value: &str) -> String {
    match upper_camel(value) {
        name if name == UNKNOWN => format!("{UNKNOWN}Value"),
        name => name,
    }
}

struct Naming {
    found: Diagnostics,
    /// The types of all API modules: one scope, so that a type can move between them.
    api_types: Scope,
    /// Names in snake case, by name: properties and parameters are called `id` and `pageSize` again and again.
    snakes: HashMap<String, String>,
}

impl Naming {
    /// The snake case of a name that is likely to repeat.
    fn snake(&mut self, name: &str) -> String {
        if let Some(known) = self.snakes.get(name) {
            return known.clone();
        }
        let snake = snake(name);
        self.snakes.insert(name.to_owned(), snake.clone());
        snake
    }

    /// Claims a name, with a warning if it is in use.
    fn claim(&mut self, scope: &mut Scope, name: String, location: &str, kind: &str) -> String {
        let wanted = scope.allowed(name);
        let claimed = scope.claim(wanted.clone());
        self.report(&wanted, &claimed, location, kind);
        claimed
    }

    fn claim_api_type(&mut self, name: String, location: &str) -> TypeName {
        let claimed = self.api_types.claim(name.clone());
        self.report(&name, &claimed, location, "type");
        TypeName(claimed)
    }

    fn report(&mut self, name: &str, claimed: &str, location: &str, kind: &str) {
        if name != claimed {
            self.found.push(Diagnostic::warning(
                "name-collision",
                location,
                format!("the name `{name}` is already used by another {kind}"),
                format!("this one is named `{claimed}`"),
            ));
        }
    }

    fn services(&mut self, api: &Api) -> Vec<ServiceNames> {
        let mut modules = Scope::with(&RESERVED_MODULES);
        let mut accessors = Scope::with(&RESERVED_ACCESSORS);
        let mut features = Scope::default();
        let names = api.services.iter().map(|service| {
            let mut module = module_case(&service.name);
            let is_reserved = RESERVED_FEATURES.contains(&module.as_str());
            if is_reserved {
                module = format!("{}_api", module.trim_end_matches('_'));
            }
            let ty = type_case(&if is_reserved {
                module.clone()
            } else {
                service.name.clone()
            });
            let module = self.claim(&mut modules, module, &service.name, "module");
            let feature = match module.as_str() {
                WEBHOOKS => format!("{WEBHOOKS}_api"),
                other => other.to_owned(),
            };
            ServiceNames {
                ty: self.claim_api_type(ty, &service.name),
                accessor: ValueName(accessors.claim(module.clone())),
                feature: FeatureName(features.claim(feature)),
                module: ModuleName(module),
            }
        });
        names.collect()
    }

    /// Rejects features of the configuration that have the name of another feature: they would enable more
    /// than the configuration says, or something else.
    fn custom_features(&mut self, api: &Api, services: &[ServiceNames]) {
        let folded = |name: &str| name.replace('-', "_").to_lowercase();
        let tags = api.services.iter().zip(services);
        let tags = tags.map(|(tag, names)| {
            let owner = format!("the tag `{}`", tag.name);
            (folded(names.feature.as_str()), owner)
        });
        let built_in = RESERVED_FEATURES.iter().chain([&WEBHOOKS]);
        let built_in = built_in.map(|name| (folded(name), "every generated crate".to_owned()));
        let mut taken: HashMap<String, String> = tags.chain(built_in).collect();
        for feature in &api.features {
            let owner = format!("the feature `{}` of the configuration", feature.name);
            if let Some(other) = taken.insert(folded(&feature.name), owner) {
                let found = Diagnostic::error(
                    "feature-collision",
                    &feature.location,
                    format!(
                        "the cargo feature `{}` collides with that of {other}",
                        feature.name
                    ),
                    "give it another name",
                );
                let position = feature.position.into_iter();
                let position = position.map(|(line, column)| Position::new(line, column));
                self.found.push(position.fold(found, Diagnostic::at));
            }
        }
    }

    fn operations(&mut self, api: &Api, analysis: &Analysis) -> Vec<OperationNames> {
        let mut methods = Scope::default();
        let names = api.operations().map(|(id, operation)| {
            let base = base_name(operation);
            let location = &operation.pointer;
            let method = self.claim(&mut methods, snake(&base), location, "method");
            let mut inputs = Scope::with(&RESERVED_SETTERS);
            if operation.stream.is_some() {
                inputs.reserve("stream");
            }
            let parameters = operation.parameters.iter();
            let parameters = parameters
                .map(|p| {
                    let name = self.snake(&p.name);
                    ValueName(self.claim(&mut inputs, name, &p.pointer, "parameter"))
                })
                .collect();
            let body = operation
                .body
                .as_ref()
                .and_then(|body| body.name.as_deref());
            let body = inputs.claim(snake(body.unwrap_or("body")));
            let is_one_of_several = matches!(analysis.output(id), Output::Variants(_));
            let output = type_case(&format!("{method}_output"));
            OperationNames {
                request: self.claim_api_type(type_case(&method), location),
                output: is_one_of_several.then(|| self.claim_api_type(output, location)),
                variants: output_variants(analysis.output(id)),
                parameters,
                body: ValueName(body),
                module: ModuleName(module_case(&method)),
                method: ValueName(method),
            }
        });
        names.collect()
    }

    fn models(&mut self, api: &Api, operations: &[OperationNames]) -> Vec<ModelNames> {
        let mut types = Scope::default();
        let mut modules = Scope::with(&RESERVED_MODULES);
        let mut names: Vec<ModelNames> = Vec::with_capacity(api.models.len());
        for (id, model) in api.models() {
            let mut wanted = type_name(model, &names, operations);
            if let Origin::Response(_, Status::Code(code)) = model.origin
                && types.has(&wanted)
            {
                wanted = type_case(&format!("{wanted} {code}"));
            }
            // It shares a module with operations.
            let ty = if api.owner(id).is_some() {
                self.claim_api_type(wanted, &model.pointer)
            } else {
                TypeName(self.claim(&mut types, wanted, &model.pointer, "type"))
            };
            let module = match model.origin {
                Origin::Nested(..) | Origin::Parameter(..) => String::new(),
                _ => modules.claim(module_case(ty.as_str())),
            };
            let inside = self.inside(model, ty, ModuleName(module));
            names.push(inside);
        }
        // A variant has the name of its type, which may have been named only now.
        for (id, model) in api.models() {
            if let ModelKind::Union(union) = &model.kind {
                names[id.0].variants = union::variants(union, &names);
            }
        }
        names
    }

    fn topics(&mut self, api: &Api) -> Vec<TopicNames> {
        let mut functions = Scope::default();
        let names = api.topics.iter().map(|topic| {
            let location = &topic.pointer;
            let function = self.claim(&mut functions, topic_function(topic), location, "topic");
            let mut arguments = Scope::default();
            let placeholders = topic.placeholders();
            TopicNames {
                function: ValueName(function),
                arguments: placeholders
                    .map(|placeholder| ValueName(arguments.claim(snake(placeholder))))
                    .collect(),
            }
        });
        names.collect()
    }

    fn webhooks(&mut self, api: &Api) -> Vec<VariantName> {
        let mut variants = Scope::with(&[UNKNOWN]);
        let names = api.webhooks.iter().map(|webhook| {
            let name = variant(&webhook.name);
            VariantName(self.claim(&mut variants, name, &webhook.pointer, "webhook"))
        });
        names.collect()
    }

    fn inside(&mut self, model: &Model, ty: TypeName, module: ModuleName) -> ModelNames {
        let count = model.kind.fields().len();
        // Beside the fields there are `additional_properties` and `nulls`; each field has two methods.
        let mut fields = Scope::default().with_room(count + 2);
        let mut methods = Scope::with(&["new"]).with_room(2 * count + 1);
        let field_names = model.kind.fields().iter().map(|field| {
            let name = self.snake(&field.name);
            let name = self.claim(&mut fields, name, &field.pointer, "field");
            FieldNames {
                setter: ValueName(methods.claim(name.clone())),
                clear: ValueName(methods.claim(format!("clear_{}", name.trim_matches('_')))),
                field: ValueName(name),
            }
        });
        let field_names = field_names.collect();
        let rest = RestNames {
            field: ValueName(fields.claim("additional_properties".to_owned())),
            setter: ValueName(methods.claim("additional_properties".to_owned())),
        };
        let is_integer = matches!(model.kind, ModelKind::IntegerEnum(_));
        let values = model.kind.values();
        let mut variants = Scope::with(&[UNKNOWN]).with_room(values.len());
        let variants = values.iter().map(|value| {
            let meaning = model.meanings.get(&**value);
            let declared = meaning.and_then(|meaning| meaning.name.as_deref());
            let own = match is_integer {
                true => wanted::integer_variant(value).into(),
                false => value.clone(),
            };
            let name = variant(declared.unwrap_or(&own));
            VariantName(self.claim(&mut variants, name, &model.pointer, "variant"))
        });
        ModelNames {
            variants: variants.collect(),
            fields: field_names,
            rest,
            nulls: ValueName(fields.claim("nulls".to_owned())),
            unknown: VariantName(UNKNOWN.to_owned()),
            ty,
            module,
        }
    }
}
