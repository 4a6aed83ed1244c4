//! Reads the extensions `x-sdk-login` and `x-sdk-names` of the root.
//!
//! `sdk` combines them with the security schemes.

use serde_json::{Map, Value};

use super::Lowering;
use crate::extensions::{LOGIN, NAMES};
use crate::ir::{Flow, Grant, Login, Scheme, VendorNames};

/// The keys of a login.
const LOGIN_KEYS: &str = "`token-url`, `refresh-url`, `authorization-url`, `host` (`api` or `login`), \
                          `client-authentication` (`basic` or `body`) and `grants`";

/// The keys of names.
const NAME_KEYS: &str = "`environment`, `configuration`, `version-header`, `correlation-header` and \
                         `rate-limit-headers`";

/// An error in an extension: the key, and a sentence.
type Wrong = (String, String);

impl Lowering<'_> {
    pub(super) fn login(&mut self) -> Login {
        let declared = self.document.extensions.get(LOGIN);
        let read = declared.map(|declared| object(declared).and_then(login));
        self.read_root(read, "login-extension", LOGIN, LOGIN_KEYS)
    }

    pub(super) fn vendor_names(&mut self) -> VendorNames {
        let declared = self.document.extensions.get(NAMES);
        let read = declared.map(|declared| object(declared).and_then(names));
        self.read_root(read, "names-extension", NAMES, NAME_KEYS)
    }

    fn read_root<T: Default>(
        &mut self,
        read: Option<Result<T, Wrong>>,
        code: &'static str,
        extension: &str,
        keys: &str,
    ) -> T {
        match read {
            Some(Ok(value)) => value,
            Some(Err((key, message))) => {
                let slash = if key.is_empty() { "" } else { "/" };
                let pointer = format!("#/{extension}{slash}{key}");
                let help = format!("the keys are {keys}");
                self.error(code, &pointer, message, &help);
                T::default()
            }
            None => T::default(),
        }
    }

    /// Removes invalid URLs of flows, and warns if flows have different token URLs, because a client uses
    /// only one.
    pub(super) fn check_flows(&mut self, schemes: &mut [Scheme], login: &Login) {
        let mut first: Option<String> = None;
        // A declared token URL replaces those of all flows, so there is no warning.
        let mut is_told = login.token_url.is_some();
        for scheme in schemes {
            for flow in &mut scheme.flows {
                let pointer = format!("{}/flows/{}", scheme.pointer, flow.kind);
                self.check_flow(flow, &pointer);
                let Some(url) = &flow.token_url else { continue };
                let first = first.get_or_insert_with(|| url.clone());
                if first != url && !is_told {
                    is_told = true;
                    self.warn(
                        "login-urls-differ",
                        &format!("{pointer}/tokenUrl"),
                        "another flow has a different token URL".to_owned(),
                        "the SDK requests all tokens at one of them; name it as `token-url` of \
                         `x-sdk-login` in an overlay",
                    );
                }
            }
        }
    }

    fn check_flow(&mut self, flow: &mut Flow, pointer: &str) {
        let urls = [
            ("authorizationUrl", &mut flow.authorization_url),
            ("tokenUrl", &mut flow.token_url),
            ("refreshUrl", &mut flow.refresh_url),
        ];
        for (key, url) in urls {
            let Some(text) = url else { continue };
            *text = text.trim().to_owned();
            if is_address(text) {
                if key != "authorizationUrl" && is_clear_text(text) {
                    self.warn(
                        "login-url-without-tls",
                        &format!("{pointer}/{key}"),
                        "credentials are sent to this address without encryption".to_owned(),
                        "set the address with `https://` in an overlay",
                    );
                }
                continue;
            }
            *url = None;
            self.warn(
                "login-url-invalid",
                &format!("{pointer}/{key}"),
                "the login address is not a URL".to_owned(),
                "ignored; set it in an overlay",
            );
        }
    }
}

/// Whether a string is a URL or a relative reference.
fn is_address(text: &str) -> bool {
    let has_scheme = match text.split_once("://") {
        Some((scheme, rest)) => {
            let is_web = ["http", "https"]
                .iter()
                .any(|it| scheme.eq_ignore_ascii_case(it));
            let host = rest.split(['/', '?']).next().unwrap_or_default();
            is_web && !host.is_empty() && !host.contains('@')
        }
        None => true,
    };
    let is_allowed = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}#".contains(c);
    has_scheme && !text.is_empty() && text.chars().all(is_allowed)
}

/// Whether a URL is not encrypted, which RFC 6749 (3.2) requires; localhost is allowed.
fn is_clear_text(text: &str) -> bool {
    let scheme = text.get(..7).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("http://") {
        return false;
    }
    let host = text[7..].split(['/', '?', ':']).next().unwrap_or_default();
    !["localhost", "127.0.0.1"].contains(&host)
}

fn object(value: &Value) -> Result<&Map<String, Value>, Wrong> {
    let wrong = || (String::new(), format!("`{value}` is not an object"));
    value.as_object().ok_or_else(wrong)
}

fn login(keys: &Map<String, Value>) -> Result<Login, Wrong> {
    let mut login = Login::default();
    for (key, value) in keys {
        match key.as_str() {
            "token-url" => login.token_url = Some(address(key, value)?),
            "refresh-url" => login.refresh_url = Some(address(key, value)?),
            "authorization-url" => login.authorization_url = Some(address(key, value)?),
            "host" => login.is_beside_api = one_of(key, value, ["api", "login"])? == "login",
            "client-authentication" => {
                login.has_secret_in_body = one_of(key, value, ["basic", "body"])? == "body";
            }
            "grants" => login.grants = Some(grants(key, value)?),
            _ => return Err(unknown(key)),
        }
    }
    Ok(login)
}

fn names(keys: &Map<String, Value>) -> Result<VendorNames, Wrong> {
    let mut names = VendorNames::default();
    for (key, value) in keys {
        let name = match key.as_str() {
            "environment" => &mut names.environment,
            "configuration" => &mut names.configuration,
            "version-header" => &mut names.version_header,
            "correlation-header" => &mut names.correlation_header,
            "rate-limit-headers" => &mut names.rate_limit_headers,
            _ => return Err(unknown(key)),
        };
        *name = Some(match key.as_str() {
            "environment" => variable(key, value)?,
            "configuration" => file(key, value)?,
            _ => header(key, value)?,
        });
    }
    Ok(names)
}

fn unknown(key: &str) -> Wrong {
    (
        String::new(),
        format!("`{key}` is not a key of this extension"),
    )
}

fn address(key: &str, value: &Value) -> Result<String, Wrong> {
    let text = value.as_str().filter(|text| is_address(text));
    let wrong = || (key.to_owned(), format!("`{value}` is not a URL"));
    text.map(str::to_owned).ok_or_else(wrong)
}

/// Checks the prefix of environment variables.
fn variable(key: &str, value: &Value) -> Result<String, Wrong> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = |text: &str| {
        text.chars().all(is_allowed) && !text.starts_with(|c: char| c.is_ascii_digit())
    };
    named(key, value, is_name, "a name of letters, digits and `_`")
}

/// Checks a path below the home directory.
fn file(key: &str, value: &Value) -> Result<String, Wrong> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let is_name = |text: &str| {
        let is_inside = !text.starts_with('/') && !text.split('/').any(|it| it == "..");
        is_inside && text.chars().all(is_allowed)
    };
    let expected = "a relative path of letters, digits, `-`, `_`, `.` and `/`";
    named(key, value, is_name, expected)
}

/// Whether a string can be the name of a header: a token of RFC 9110, section 5.6.2.
pub(super) fn is_header_name(name: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_token)
}

fn header(key: &str, value: &Value) -> Result<String, Wrong> {
    named(key, value, is_header_name, "the name of a header")
}

fn named(
    key: &str,
    value: &Value,
    is_name: impl Fn(&str) -> bool,
    expected: &str,
) -> Result<String, Wrong> {
    let text = value.as_str().filter(|it| !it.is_empty() && is_name(it));
    let wrong = || (key.to_owned(), format!("`{value}` is not {expected}"));
    text.map(str::to_owned).ok_or_else(wrong)
}

fn one_of<'a>(key: &str, value: &'a Value, known: [&str; 2]) -> Result<&'a str, Wrong> {
    let text = value.as_str().filter(|text| known.contains(text));
    let [one, other] = known;
    let wrong = || {
        (
            key.to_owned(),
            format!("`{value}` is neither `{one}` nor `{other}`"),
        )
    };
    text.ok_or_else(wrong)
}

fn grants(key: &str, value: &Value) -> Result<Vec<Grant>, Wrong> {
    let known = Grant::ALL.map(|grant| format!("`{grant}`")).join(", ");
    let wrong = || {
        (
            key.to_owned(),
            format!("`{value}` is not a list of {known}"),
        )
    };
    let grant = |value: &Value| {
        let mut all = Grant::ALL.into_iter();
        all.find(|grant| value == grant.as_str())
    };
    let listed = value.as_array().ok_or_else(wrong)?;
    let listed: Option<Vec<_>> = listed.iter().map(grant).collect();
    listed.ok_or_else(wrong)
}
