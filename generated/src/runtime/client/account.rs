//! Joins what a call needs of the client: credentials, access token and rate limit.

use super::Inner;
use crate::runtime::send::repeat::Account;
use crate::runtime::service::security::Security;

impl Inner {
    /// The account for these security requirements.
    pub(crate) fn account(&self, security: Security) -> Account<'_> {
        Account {
            grant: self.credentials.grant(security, self.keeper.has_token()),
            tokens: &self.keeper,
            limiter: self.limiter.as_ref(),
        }
    }
}
