//! Joins the operations of the definition with the methods of the crate.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use anyhow::Result;
use serde_json::{Value, json};

use super::document::{Content, Document, Operation};
use super::expect::{self, Case, Text};
use super::instance::Extent;
use super::methods::Method;

/// The calls of one definition.
#[derive(Default)]
pub(crate) struct Plan<'a> {
    /// The methods that the program calls.
    pub(crate) methods: Vec<&'a Method>,
    pub(crate) calls: Vec<Call>,
    /// Problems that are found without a call.
    pub(crate) problems: Vec<String>,
    pub(crate) operations: usize,
}

/// A call of a method.
pub(crate) struct Call {
    /// The name of the operation in messages.
    pub(crate) label: String,
    function: usize,
    /// Whether its result is an enum of several success types, which has no JSON.
    pub(crate) gives_variants: bool,
    /// The case, which is shared by the methods of an operation with several tags.
    pub(crate) case: Rc<Case>,
}

/// Joins the operations of the definition with the methods of the crate.
///
/// # Errors
/// If the definition contradicts itself.
pub(crate) fn plan<'a>(
    document: &Document,
    methods: &'a BTreeMap<String, Vec<Method>>,
) -> Result<Plan<'a>> {
    let mut plan = Plan::default();
    let mut missing: BTreeSet<&String> = methods.keys().collect();
    for operation in document.operations()? {
        let label = operation.label();
        missing.remove(&label);
        let Some(ways) = methods.get(&label) else {
            plan.problems
                .push(format!("{label}: the crate has no method for it"));
            continue;
        };
        plan.operations += 1;
        let cases = expect::cases(document, &operation)?;
        if let Some(problem) = ways.first().and_then(|way| mismatch(&operation, way)) {
            plan.problems.push(format!("{label}: {problem}"));
            continue;
        }
        let cases: Vec<Rc<Case>> = cases.into_iter().map(Rc::new).collect();
        for way in ways {
            let function = plan.methods.len();
            plan.methods.push(way);
            plan.calls.extend(cases.iter().map(|case| Call {
                label: label.clone(),
                function,
                gives_variants: way.gives_variants,
                case: Rc::clone(case),
            }));
        }
    }
    let unknown = missing.into_iter();
    plan.problems
        .extend(unknown.map(|label| format!("{label}: the definition has no such operation")));
    Ok(plan)
}

/// The difference between the parameters of a method and of its operation.
fn mismatch(operation: &Operation<'_>, method: &Method) -> Option<String> {
    let taken = method.keys();
    let inputs = operation.inputs.iter();
    let mut declared: BTreeMap<String, bool> = inputs
        .map(|it| (expect::key(it.place, it.name), it.required))
        .collect();
    match operation.body.as_ref().map(|body| (body, &body.content)) {
        Some((_, Content::Form(form))) => {
            let fields = form.fields.iter();
            declared.extend(fields.map(|it| (expect::field_key(it.name), it.required)));
        }
        Some((body, _)) => drop(declared.insert(expect::BODY.to_owned(), body.required)),
        None => {}
    }
    let same = declared.len() == taken.len()
        && declared
            .iter()
            .all(|(key, required)| taken.get(key.as_str()) == Some(required));
    (!same).then(|| {
        format!("parameters, and whether they are required\n    expected {declared:?}\n    got      {taken:?}")
    })
}

impl Call {
    /// The line of input for the program.
    pub(crate) fn input(&self) -> Value {
        let Case {
            extent,
            inputs,
            reply,
            ..
        } = &*self.case;
        let body = match &reply.body {
            Text::Bytes(bytes) => bytes.clone(),
            text => text.to_string().into_bytes(),
        };
        json!({
            "function": self.function,
            "all": *extent == Extent::All,
            "inputs": inputs,
            "reply": {
                "status": reply.status,
                "mediaType": reply.media_type,
                "location": reply.location,
                "body": body,
            },
        })
    }
}
