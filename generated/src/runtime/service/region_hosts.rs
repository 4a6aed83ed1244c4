//! The regions of a service, as the definition lists them.
//!
//! The hosts of a region follow from its domain.

use crate::definition::REGIONS;

/// A region and its domain.
#[derive(Debug, PartialEq, Eq)]
pub struct RegionHosts {
    /// The name, such as `us-east-1`.
    pub name: &'static str,
    /// The domain, in which the API is `api.` and the login service is `login.`.
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

    /// The region of a base URL of an API or login service.
    pub(crate) fn of_url(url: &str) -> Option<&'static Self> {
        let mut regions = REGIONS.iter();
        regions.find(|region| region.api_url() == url || region.login_url() == url)
    }

    /// The region with this name (`us-east-1` or `us_east_1`) or domain, compared
    /// case-insensitively.
    #[cfg_attr(not(feature = "config"), allow(dead_code))]
    pub(crate) fn of_text(text: &str) -> Option<&'static Self> {
        let wanted = text.trim().to_ascii_lowercase();
        let name = wanted.replace('_', "-");
        let mut regions = REGIONS.iter();
        regions.find(|region| region.name == name || region.domain == wanted)
    }
}
