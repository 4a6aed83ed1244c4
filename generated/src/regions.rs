//! The regions of the Platform API and their domains.
//!
//! For any other host, use `ClientBuilder::host`. SDKs of other services do not have this
//! file.

use std::fmt;
use std::str::FromStr;

use crate::runtime::RegionHosts;
use crate::runtime::one_line::clipped;

macro_rules! regions {
    ($($variant:ident $name:literal $domain:literal,)*) => {
        /// The name and the domain of each region, in the order of [`Region::ALL`].
        pub(crate) const HOSTS: &[RegionHosts] = &[
            $(RegionHosts { name: $name, domain: $domain },)*
        ];

        /// A region of the service.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Region {
            $(#[doc = concat!("`", $name, "`: ", $domain)] $variant,)*
        }

        impl Region {
            /// Every region.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the region, such as `us-east-1`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The domain of the region, such as `mypurecloud.com`.
            pub const fn domain(self) -> &'static str {
                match self { $(Self::$variant => $domain,)* }
            }
        }
    };
}

regions! {
    UsEast1 "us-east-1" "mypurecloud.com",
    UsEast2 "us-east-2" "use2.us-gov-pure.cloud",
    UsWest2 "us-west-2" "usw2.pure.cloud",
    CaCentral1 "ca-central-1" "cac1.pure.cloud",
    SaEast1 "sa-east-1" "sae1.pure.cloud",
    MxCentral1 "mx-central-1" "mxc1.pure.cloud",
    EuWest1 "eu-west-1" "mypurecloud.ie",
    EuWest2 "eu-west-2" "euw2.pure.cloud",
    EuCentral1 "eu-central-1" "mypurecloud.de",
    EuCentral2 "eu-central-2" "euc2.pure.cloud",
    EuscDeEast1 "eusc-de-east-1" "edee1.eusc-pure.cloud",
    MeCentral1 "me-central-1" "mec1.pure.cloud",
    ApSouth1 "ap-south-1" "aps1.pure.cloud",
    ApNortheast1 "ap-northeast-1" "mypurecloud.jp",
    ApNortheast2 "ap-northeast-2" "apne2.pure.cloud",
    ApNortheast3 "ap-northeast-3" "apne3.pure.cloud",
    ApSoutheast1 "ap-southeast-1" "apse1.pure.cloud",
    ApSoutheast2 "ap-southeast-2" "mypurecloud.com.au",
}

impl Region {
    /// The base URL of the API.
    pub fn api_url(self) -> String {
        self.hosts().api_url()
    }

    /// The base URL of the login service.
    pub fn login_url(self) -> String {
        self.hosts().login_url()
    }

    /// The entry of [`HOSTS`], which has the order of the variants.
    fn hosts(self) -> &'static RegionHosts {
        &HOSTS[self as usize]
    }
}

impl crate::runtime::ClientBuilder {
    /// Sets the region that calls and logins are sent to, in place of an earlier host or
    /// gateway.
    pub fn region(self, region: Region) -> Self {
        self.host(region.api_url())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Parses a name (`us-east-1` or `us_east_1`) or a domain (`mypurecloud.com`),
/// case-insensitively.
impl FromStr for Region {
    type Err = ParseRegionError;

    fn from_str(text: &str) -> Result<Self, ParseRegionError> {
        let hosts = RegionHosts::of_text(text);
        let mut all = Self::ALL.iter();
        let found = all.find(|region| Some(region.hosts()) == hosts);
        found.copied().ok_or_else(|| ParseRegionError {
            text: text.to_owned(),
        })
    }
}

/// The error for a string that names no region.
#[derive(Clone, PartialEq, Eq)]
pub struct ParseRegionError {
    text: String,
}

impl fmt::Display for ParseRegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a region: use one of",
            clipped(&self.text, 100)
        )?;
        for (index, region) in Region::ALL.iter().enumerate() {
            let separator = if index == 0 { " " } else { ", " };
            write!(f, "{separator}{region}")?;
        }
        f.write_str(", or a domain such as mypurecloud.com")
    }
}

/// The same as `Display`, because a `main` that returns this error prints its `Debug`.
impl fmt::Debug for ParseRegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParseRegionError({self})")
    }
}

impl std::error::Error for ParseRegionError {}

#[cfg(test)]
mod tests {
    use super::Region;

    #[test]
    fn a_region_is_read_from_name_and_domain() {
        for text in ["eu_west_1", "eu-west-1", " EU-West-1 ", "mypurecloud.ie"] {
            assert_eq!(text.parse(), Ok(Region::EuWest1), "{text}");
        }
        for region in Region::ALL {
            assert_eq!(region.to_string().parse(), Ok(*region));
            assert_eq!(region.domain().parse(), Ok(*region));
        }
        assert_eq!(Region::ALL.len(), 18);
    }

    #[test]
    fn an_unknown_region_lists_the_known_ones() {
        let error = "eu_west_9".parse::<Region>().unwrap_err().to_string();
        assert!(error.starts_with("\"eu_west_9\" is not a region: use one of us-east-1, "));
        assert!(error.ends_with("ap-southeast-2, or a domain such as mypurecloud.com"));
    }

    #[test]
    fn urls_are_made_from_the_domain() {
        assert_eq!(
            Region::EuscDeEast1.api_url(),
            "https://api.edee1.eusc-pure.cloud"
        );
        assert_eq!(Region::UsEast1.login_url(), "https://login.mypurecloud.com");
    }
}
