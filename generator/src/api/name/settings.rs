//! The names of credentials and servers.

use super::ident::{ConstName, TypeName, ValueName, snake, type_case};
use super::scope::Scope;
use crate::ir::{Api, Scheme, SchemeKind, Server};

/// The maximum length of a server description that is used as its name, in words.
const MAX_WORDS: usize = 4;

/// Names that a server type has in addition to the setters of its variables.
const RESERVED_VARIABLES: [&str; 5] = ["default", "clone", "from", "into", "new"];

/// The names of credentials and servers.
#[derive(Debug, Default)]
pub struct SettingNames {
    /// The function for the credential of each scheme. A token has none if it is the only kind of
    /// token: that is the access token of the client. A certificate has none either.
    pub schemes: Vec<Option<ValueName>>,
    /// The names of the servers, in document order.
    pub servers: Vec<ServerNames>,
}

/// The names of a server.
#[derive(Debug)]
pub struct ServerNames {
    /// The constant of a server without variables.
    pub constant: ConstName,
    /// The type of a server with variables.
    pub ty: TypeName,
    /// The setters of the variables.
    pub variables: Vec<ValueName>,
}

pub(super) fn settings(api: &Api) -> SettingNames {
    SettingNames {
        schemes: schemes(&api.schemes),
        servers: servers(&api.servers),
    }
}

fn schemes(schemes: &[Scheme]) -> Vec<Option<ValueName>> {
    let tokens = schemes
        .iter()
        .filter(|scheme| scheme.kind == SchemeKind::Bearer);
    let is_the_token = tokens.count() == 1;
    let mut scope = Scope::default();
    let names = schemes.iter().map(|scheme| match scheme.kind {
        SchemeKind::Tls => None,
        SchemeKind::Bearer if is_the_token => None,
        _ => Some(ValueName(scope.claim(snake(&scheme.name)))),
    });
    names.collect()
}

fn servers(servers: &[Server]) -> Vec<ServerNames> {
    let mut constants = Scope::default();
    let mut types = Scope::with(&["String"]);
    let names = servers.iter().enumerate().map(|(index, server)| {
        let number = (servers.len() > 1).then_some(index + 1);
        let name = server_name(server, number);
        let mut variables = Scope::with(&RESERVED_VARIABLES);
        let constant = snake(&name).to_uppercase();
        ServerNames {
            constant: ConstName(constants.claim(constant)),
            ty: TypeName(types.claim(type_case(&name))),
            variables: server
                .variables
                .iter()
                .map(|variable| ValueName(variables.claim(snake(&variable.name))))
                .collect(),
        }
    });
    names.collect()
}

/// The description of a server if it is short enough for a name, else its number.
fn server_name(server: &Server, number: Option<usize>) -> String {
    let text = server
        .description
        .as_deref()
        .unwrap_or_default()
        .trim_start();
    let text = text.strip_prefix("The ").unwrap_or(text);
    let name = text
        .split(['.', ',', ':', ';', '(', '\n'])
        .next()
        .unwrap_or_default();
    let words = name.split_whitespace().count();
    let is_name = name.contains(|c: char| c.is_ascii_alphanumeric());
    if is_name && words <= MAX_WORDS {
        name.to_owned()
    } else {
        let number = number.map(|number| format!(" {number}"));
        format!("server{}", number.unwrap_or_default())
    }
}
