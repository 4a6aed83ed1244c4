//! Proxy settings.

use std::fmt;
use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::HeaderValue;

use crate::runtime::error::Error;

/// An HTTP proxy for calls, logins, transfers and notifications.
///
/// ```no_run
/// use purecloud_platform_client_v2::Client;
/// use purecloud_platform_client_v2::transport::Proxy;
///
/// # fn example(user: &str, password: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let proxy = Proxy::new("http://proxy.example.com:3128")
///     .credentials(user, password)
///     .except(["localhost", "internal.example.com", "10.0.0.0/8"]);
/// let client = Client::builder().proxy(proxy).build()?;
/// # Ok(())
/// # }
/// ```
///
/// For https, the proxy opens a tunnel (`CONNECT`) and sees only the host; the
/// certificate of the service is verified as without a proxy.
#[derive(Clone)]
#[must_use = "a proxy does nothing until ClientBuilder::proxy gets it"]
pub struct Proxy {
    url: String,
    credentials: Option<(String, String)>,
    except: Vec<String>,
}

impl Proxy {
    /// A proxy with this URL: `http://host:port`, or `https://host:port` to encrypt the
    /// connection to the proxy itself. The default scheme is http. The URL may contain a
    /// user name and a password, percent-encoded.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            credentials: None,
            except: Vec::new(),
        }
    }

    /// Sets the user name and the password, not percent-encoded, in place of those in the
    /// URL.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some((user.into(), password.into()));
        self
    }

    /// Adds hosts that are reached without the proxy: a domain, which includes its
    /// subdomains, an IP address, or a network such as `10.0.0.0/8`.
    pub fn except<T: Into<String>>(mut self, hosts: impl IntoIterator<Item = T>) -> Self {
        self.except.extend(hosts.into_iter().map(Into::into));
        self
    }
}

/// Without the URL, which may contain a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("except", &self.except)
            .finish_non_exhaustive()
    }
}

/// Checked settings, in the types of the libraries.
pub(crate) struct Checked {
    /// It may contain a user name and a password.
    pub(crate) url: reqwest::Url,
    /// The `Proxy-Authorization` header that replaces the credentials in the URL.
    pub(crate) authorization: Option<HeaderValue>,
    /// The hosts that are reached without the proxy, separated by commas.
    pub(crate) except: String,
}

/// Converts the settings for reqwest. Messages do not contain the URL.
pub(crate) fn of_reqwest(proxy: &Proxy) -> Result<reqwest::Proxy, Error> {
    let checked = checked(proxy)?;
    let unusable = |source: reqwest::Error| {
        Error::config_from("the proxy cannot be used", source.without_url())
    };
    let mut built = reqwest::Proxy::all(checked.url).map_err(unusable)?;
    if let Some(authorization) = checked.authorization {
        built = built.custom_http_auth(authorization);
    }
    Ok(built.no_proxy(reqwest::NoProxy::from_string(&checked.except)))
}

/// Checks the settings. Messages do not contain the URL.
pub(crate) fn checked(proxy: &Proxy) -> Result<Checked, Error> {
    let text = proxy.url.trim();
    let url = match text.contains("://") {
        true => reqwest::Url::parse(text),
        false => reqwest::Url::parse(&format!("http://{text}")),
    };
    let url = url.map_err(|source| {
        Error::config_from(
            "the URL of the proxy cannot be read: pass one such as http://proxy.example.com:3128",
            source,
        )
    })?;
    let scheme = url.scheme();
    if scheme != "http" && scheme != "https" {
        return Err(Error::config(format!(
            "the proxy has the scheme `{scheme}`: use http or https"
        )));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(Error::config(
            "the URL of the proxy has a path, a query or a fragment: \
             pass only scheme, host and port, and escape what is special in a password",
        ));
    }
    let credentials = proxy.credentials.as_ref();
    let authorization = credentials.map(|(user, password)| basic(user, password));
    let authorization = authorization.transpose()?;
    if let Some(stray) = proxy.except.iter().find(|host| !can_be_excepted(host)) {
        return Err(Error::config(format!(
            "the proxy cannot make an exception for {stray:?}: \
             pass a domain such as example.com, an address, or a network such as 10.0.0.0/8"
        )));
    }
    Ok(Checked {
        url,
        authorization,
        except: proxy.except.join(","),
    })
}

/// Whether reqwest supports this exception. It reads everything that is not a network as
/// a domain, including `*.example.com` and `localhost:80`, which would never match.
fn can_be_excepted(host: &str) -> bool {
    let is_of_domain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if !host.is_empty() && host.chars().all(is_of_domain) {
        return true;
    }
    let (address, length) = host.split_once('/').unwrap_or((host, "0"));
    let longest = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.parse::<u8>().is_ok_and(|length| length <= longest)
}

/// The value of `Proxy-Authorization`. That of reqwest would decode `%41` in a password.
fn basic(user: &str, password: &str) -> Result<HeaderValue, Error> {
    if user.contains(':') {
        return Err(Error::config(
            "the user name for the proxy has a colon in it, which ends a user name: \
             pass name and password separately",
        ));
    }
    let pair = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let value = HeaderValue::try_from(format!("Basic {pair}"));
    let mut value = value.map_err(|source| {
        Error::config_from("the credentials for the proxy cannot be sent", source)
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::{Proxy, of_reqwest};

    fn problem(proxy: &Proxy) -> String {
        let error = of_reqwest(proxy).unwrap_err();
        assert!(error.is_config());
        let text = format!("{error} {error:?} {proxy:?}");
        assert!(!text.contains("s3cret"), "{text}");
        error.to_string()
    }

    #[test]
    fn a_proxy_is_a_url_with_or_without_a_scheme() {
        for url in [
            "proxy:3128",
            " http://proxy/ ",
            "https://u:p@proxy:1",
            "[::1]:8080",
            "10.0.0.1:80",
        ] {
            let proxy = Proxy::new(url).credentials("user", "100%41:ü");
            assert!(of_reqwest(&proxy).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_explained() {
        for url in [
            "",
            "http://u:s3cret@",
            "u:s3cret@proxy:port",
            "http://[s3cret",
        ] {
            let text = problem(&Proxy::new(url));
            let start = "the URL of the proxy cannot be read: pass one such as \
                         http://proxy.example.com:3128 (";
            assert!(text.starts_with(start), "{text}");
        }
        assert_eq!(
            problem(&Proxy::new("socks5://u:s3cret@proxy")),
            "the proxy has the scheme `socks5`: use http or https"
        );
        let text = problem(&Proxy::new("u:s3cret/2@proxy"));
        assert!(text.contains(" proxy"), "{text}");
        let text = problem(&Proxy::new("proxy/path?s3cret"));
        assert!(
            text.starts_with("the URL of the proxy has a path, "),
            "{text}"
        );
        let text = problem(&Proxy::new("proxy").credentials("a:b", "s3cret"));
        assert!(text.starts_with("the user name for the proxy has a colon in it"));
    }

    #[test]
    fn an_exception_is_a_domain_an_address_or_a_network() {
        let with = |host: &str| Proxy::new("proxy").except([host]);
        for host in [
            "localhost",
            ".example.com",
            "10.1.2.3",
            "::1",
            "10.0.0.0/8",
            "fd00::/8",
        ] {
            assert!(of_reqwest(&with(host)).is_ok(), "{host}");
        }
        for host in [
            "",
            "*",
            "*.example.com",
            "localhost:80",
            "10.0.0.0/33",
            "a,b",
        ] {
            let text = problem(&with(host));
            let start = format!("the proxy cannot make an exception for {host:?}: ");
            assert!(text.starts_with(&start), "{text}");
        }
    }
}
