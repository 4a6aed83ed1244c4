//! Reads the reference pages into rows.
//!
//! A page is Markdown from a template: a table of methods, then a section for
//! each with its call in the heading, a `Wraps` line, perhaps the permissions,
//! a table of parameters and the return type. The parser refuses a page whose
//! parts disagree, because a row that is silently lost is a check that is
//! silently lost.

use std::fs;
use std::path::Path;

use crate::seeds::mismatch::Subject;

/// One operation as its page describes it. Types are as the page writes them,
/// such as `list[User]`.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) api: String,
    pub(crate) method: String,
    pub(crate) verb: String,
    pub(crate) path: String,
    pub(crate) deprecated: bool,
    /// Older pages say nothing about permissions.
    pub(crate) permissions: Option<Permissions>,
    pub(crate) parameters: Vec<Parameter>,
    /// Absent for operations without a response body.
    pub(crate) returns: Option<String>,
}

/// Which permissions a caller needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Permissions {
    None,
    Any(Vec<String>),
    All(Vec<String>),
}

/// One line of a table of parameters.
#[derive(Debug, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) optional: bool,
    pub(crate) default: Option<String>,
    pub(crate) values: Vec<String>,
}

impl Row {
    pub(crate) fn subject(&self) -> Subject<'_> {
        Subject {
            api: &self.api,
            method: &self.method,
            parameter: None,
        }
    }
}

/// Reads every API page of a folder; other files are passed over.
pub(crate) fn read(folder: &Path) -> Result<Vec<Row>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry.map_err(|e| e.to_string())?.path());
    }
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        if let Some(api) = api_of(&text) {
            rows.extend(page(api, &text).map_err(|e| format!("{}: {e}", file.display()))?);
        }
    }
    Ok(rows)
}

/// The name in the front matter: `title: UsersApi` is the page of `Users`.
fn api_of(text: &str) -> Option<&str> {
    let title = text.lines().find_map(|line| line.strip_prefix("title: "))?;
    title.trim().strip_suffix("Api")
}

fn page(api: &str, text: &str) -> Result<Vec<Row>, String> {
    let mut sections = text.split("<a name=\"");
    let head = sections.next().unwrap_or_default();
    let listed = head
        .lines()
        .filter_map(|line| between(line, "|[**", "**]"))
        .collect::<Vec<_>>();
    let rows = sections
        .map(|section| row(api, section))
        .collect::<Result<Vec<_>, _>>()?;
    let described = rows.iter().map(|row| &row.method).collect::<Vec<_>>();
    if listed != described {
        return Err(format!("lists {listed:?} but describes {described:?}"));
    }
    Ok(rows)
}

fn row(api: &str, section: &str) -> Result<Row, String> {
    let (method, section) = section.split_once("\"></a>").ok_or("unclosed anchor")?;
    let missing = |what: &str| format!("{method} has no {what}");
    let heading = first_line(section).ok_or_else(|| missing("heading"))?;
    let wraps = between(section, "\nWraps ", "\n").ok_or_else(|| missing("`Wraps` line"))?;
    let (verb, path) = wraps
        .trim()
        .split_once(' ')
        .ok_or_else(|| missing("path"))?;
    let (_, parameters) = section
        .split_once("### Parameters")
        .ok_or_else(|| missing("parameters"))?;
    let (parameters, returns) = parameters
        .split_once("### Return type")
        .ok_or_else(|| missing("return type"))?;
    let returns = first_line(returns).ok_or_else(|| missing("return type"))?;
    let row = Row {
        api: api.to_owned(),
        method: method.to_owned(),
        verb: verb.to_owned(),
        path: path.to_owned(),
        deprecated: section.contains(">DEPRECATED<"),
        permissions: permissions(section),
        parameters: parameters.lines().filter_map(parameter).collect(),
        returns: bold(returns).map(str::to_owned),
    };
    if row.returns.is_none() && !returns.starts_with("void") {
        return Err(missing("readable return type"));
    }
    let call = call(&row);
    if !heading.ends_with(&call) {
        return Err(format!("the heading {heading:?} does not end in {call:?}"));
    }
    Ok(row)
}

/// The call as the heading shows it: `get_user(user_id, expand=expand)`.
fn call(row: &Row) -> String {
    let arguments = row
        .parameters
        .iter()
        .map(|parameter| match parameter {
            Parameter { name, optional, .. } if *optional => format!("{name}={name}"),
            Parameter { name, .. } => name.clone(),
        })
        .collect::<Vec<_>>();
    format!("{}({})", row.method, arguments.join(", "))
}

/// Reads a line such as `| **name** | **str**| Text | [optional] [default to x] |`.
fn parameter(line: &str) -> Option<Parameter> {
    let cells = line.strip_prefix("| ")?.split('|').collect::<Vec<_>>();
    let [name, kind, _description, notes, ..] = cells.as_slice() else {
        return None;
    };
    let values = notes.split_once("**Values**: ").map(|(_, values)| values);
    Some(Parameter {
        name: bold(name)?.to_owned(),
        kind: bold(kind)?.to_owned(),
        optional: notes.contains("[optional]"),
        default: between(notes, "[default to ", "]").map(str::to_owned),
        values: values.map_or_else(Vec::new, |values| {
            values.split(',').map(|v| v.trim().to_owned()).collect()
        }),
    })
}

fn permissions(section: &str) -> Option<Permissions> {
    let (kind, rest) = between(section, "\nRequires ", "### ")?.split_once(' ')?;
    let names = rest
        .lines()
        .filter_map(|line| line.strip_prefix("* "))
        .map(|name| name.trim().to_owned())
        .collect();
    match kind {
        "ANY" => Some(Permissions::Any(names)),
        "ALL" => Some(Permissions::All(names)),
        _ => Some(Permissions::None),
    }
}

/// The text between the first `**` and the next.
fn bold(text: &str) -> Option<&str> {
    between(text, "**", "**")
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inner, _)| inner)
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
---
title: BooksApi
---
|Method | Description|
|[**get_book**](BooksApi.html#get_book) | One book.|
<a name=\"get_book\"></a>

## [**list[Book]**](Book.html) get_book(book_id, sort=sort)

<span style=\"x\">DEPRECATED</span>

Wraps GET /books/{bookId} 

Requires ANY permissions: 

* books:book:view

### Parameters

|Name | Type | Description  | Notes|
|------------- | ------------- | ------------- | -------------|
| **book_id** | **str**| Which |  |
| **sort** | [**list[str]**](str.html)| Order | [optional] [default to ASC]<br />**Values**: up, down |

### Return type

[**list[Book]**](Book.html)
";

    #[test]
    fn a_section_becomes_a_row() {
        let rows = page(api_of(PAGE).unwrap(), PAGE).unwrap();
        let parameter = |name: &str, kind: &str| Parameter {
            name: name.to_owned(),
            kind: kind.to_owned(),
            optional: false,
            default: None,
            values: Vec::new(),
        };
        let expected = Row {
            api: "Books".to_owned(),
            method: "get_book".to_owned(),
            verb: "GET".to_owned(),
            path: "/books/{bookId}".to_owned(),
            deprecated: true,
            permissions: Some(Permissions::Any(vec!["books:book:view".to_owned()])),
            parameters: vec![
                parameter("book_id", "str"),
                Parameter {
                    optional: true,
                    default: Some("ASC".to_owned()),
                    values: vec!["up".to_owned(), "down".to_owned()],
                    ..parameter("sort", "list[str]")
                },
            ],
            returns: Some("list[Book]".to_owned()),
        };
        assert_eq!(rows, [expected]);
    }

    #[test]
    fn a_page_that_contradicts_itself_is_refused() {
        let unlisted = PAGE.replace("|[**get_book**]", "|[**get_books**]");
        assert!(page("Books", &unlisted).is_err());
        let lost = PAGE.replace("| **sort** |", "| sort |");
        assert!(page("Books", &lost).is_err());
        let unreadable = PAGE.replace("\n[**list[Book]**]", "\n[list[Book]]");
        assert!(page("Books", &unreadable).is_err());
    }
}
