//! The regions of a service that has some, as the definition names them.
//!
//! It knows how hosts are made from a domain. A host that is none of these is given to `ClientBuilder::host`.

use crate::definition::REGIONS;

/// A region, with the domain that its hosts are in.
#[derive(Debug, PartialEq, Eq)]
pub struct RegionHosts {
    /// Its name, such as `north-1`.
    pub name: &'static str,
    /// The domain in which the API is `api.` and the login service `login.`.
    pub domain: &'static str,
}

impl RegionHosts {
    /// The base URL of the API.
    pub(crate) fn api_url(&self) -> String {
        format!("https://api.{}", self.domain)
    }

    /// The base URL of the login service.
    pub(crate) fn login_url(&self) -> String {
        format!("https://login.{}", self.domain)
    }

    /// The region whose API or login service has this base URL.
    pub(crate) fn of_url(url: &str) -> Option<&'static Self> {
        let mut regions = REGIONS.iter();
        regions.find(|region| region.api_url() == url || region.login_url() == url)
    }

    /// The region of a name (`north-1` or `north_1`) or a domain, without regard to case.
    #[cfg_attr(not(feature = "config"), allow(dead_code))]
    pub(crate) fn of_text(text: &str) -> Option<&'static Self> {
        let wanted = text.trim().to_ascii_lowercase();
        let name = wanted.replace('_', "-");
        let mut regions = REGIONS.iter();
        regions.find(|region| region.name == name || region.domain == wanted)
    }
}
