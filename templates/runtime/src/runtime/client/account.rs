//! What a call is sent with: the token or credential, and the rate limit of the client.

use super::Inner;
use crate::runtime::send::repeat::Account;
use crate::runtime::service::security::Security;

impl Inner {
    /// What a call with these security requirements is sent with.
    pub(crate) fn account(&self, security: Security) -> Account<'_> {
        Account {
            grant: self.credentials.grant(security, self.keeper.has_token()),
            tokens: &self.keeper,
            limiter: self.limiter.as_ref(),
        }
    }
}
