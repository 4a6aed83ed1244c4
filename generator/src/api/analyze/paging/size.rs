//! Finds the parameter of the page size and its maximum.

use super::input::leads_to;
use super::names::{SIZE, SIZE_BESIDE, is};
use super::{LargestPage, PageInput, PagingStyle, body, input, object};
use crate::ir::{Api, Constraints, Keyword, Literal, Operation};

/// The maximum page size, if its parameter is in the same location as the parameter that selects a page,
/// and its schema has a maximum.
pub(super) fn largest(
    api: &Api,
    operation: &Operation,
    style: &PagingStyle,
) -> Option<LargestPage> {
    match style {
        PagingStyle::Number {
            input: PageInput::Body(path),
            ..
        }
        | PagingStyle::Cursor {
            input: PageInput::Body(path),
            ..
        } => in_body(api, operation, path),
        PagingStyle::Number { .. } | PagingStyle::Start { .. } => {
            in_query(api, operation, &[SIZE.as_slice(), &SIZE_BESIDE].concat())
        }
        PagingStyle::Cursor { .. }
        | PagingStyle::Link { .. }
        | PagingStyle::LinkHeader
        | PagingStyle::LastItem { .. } => in_query(api, operation, &SIZE),
    }
}

fn in_query(api: &Api, operation: &Operation, names: &[&str]) -> Option<LargestPage> {
    let mut names = names.iter();
    let parameter = names.find_map(|name| input::in_query(operation, name))?;
    Some(LargestPage {
        input: PageInput::Query(parameter.name.clone()),
        max: max(api, &parameter.constraints)?,
    })
}

/// The page size in the same object as the property that selects a page.
fn in_body(api: &Api, operation: &Operation, selects: &[String]) -> Option<LargestPage> {
    let (_, inside) = selects.split_last()?;
    let body = body(api, operation)?;
    let object = match inside {
        [] => body.1,
        _ => object(api, &leads_to(api, body, inside)?.ty)?.1,
    };
    SIZE.iter().find_map(|name| {
        let mut fields = object.fields.iter();
        let property = fields.find(|field| is(&field.name, name))?;
        let mut path = inside.to_vec();
        path.push(property.name.clone());
        Some(LargestPage {
            max: max(api, &property.constraints)?,
            input: PageInput::Body(path),
        })
    })
}

/// The largest integer that a schema allows, by its maximum and its enum values.
fn max(api: &Api, constraints: &Constraints) -> Option<u64> {
    let constraints = api.resolved(constraints);
    let is_excluded = constraints.get(Keyword::ExclusiveMaximum).is_some();
    let limit = constraints.get(Keyword::Maximum).and_then(integer);
    let limit = limit.map(|limit| limit.saturating_sub(u64::from(is_excluded)));
    let fits = |value: &u64| limit.is_none_or(|limit| *value <= limit);
    let largest_enum_value = match constraints.get(Keyword::Enum) {
        Some(Literal::Array(values)) => values.iter().filter_map(integer).filter(fits).max(),
        _ => None,
    };
    largest_enum_value.or(limit).filter(|max| *max > 0)
}

/// The value of an integer, also if written as a float.
fn integer(literal: &Literal) -> Option<u64> {
    match literal {
        Literal::Integer(integer) => u64::try_from(*integer).ok(),
        Literal::Unsigned(integer) => Some(*integer),
        // `Display` of an integral `f64` has no fraction.
        Literal::Number(number) => format!("{number}").parse().ok(),
        _ => None,
    }
}
