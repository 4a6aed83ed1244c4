//! Traits for applications: sources of access tokens, and stores for them.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::client::LoginClient;
use super::token::Token;

/// Why a [`TokenSource`] has no token.
pub type TokenError = Box<dyn StdError + Send + Sync>;

/// The future of [`TokenSource::token`].
pub type TokenFuture = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send>>;

/// A source of access tokens.
///
/// The grants, such as [`ClientCredentials`](crate::runtime::ClientCredentials), implement it. Implement it
/// for a source of your own, such as a vault or a process that logs in for several programs:
///
/// ```no_run
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use purecloud_platform_client_v2::auth::{LoginClient, Token, TokenFuture, TokenSource};
///
/// struct Vault { /* … */ }
/// # impl Vault {
/// #     async fn read(&self, _: &str) -> Result<String, std::io::Error> {
/// #         Ok(String::new())
/// #     }
/// # }
///
/// impl TokenSource for Vault {
///     fn token(self: Arc<Self>, _: LoginClient, _: Option<Token>) -> TokenFuture {
///         Box::pin(async move {
///             let secret = self.read("api-token").await?;
///             Ok(Token::new(secret).expires_in(Duration::from_secs(3600)))
///         })
///     }
/// }
/// ```
///
/// A client requests one token at a time, however many calls wait for it: when it has
/// none, shortly before the token expires, and when the service rejects it (401). Every
/// waiting call polls the future; if all of them are cancelled, the next call continues
/// it.
///
/// The future has to complete, because all calls wait for it, up to their time limits. It
/// must not make calls with the client that it serves, which would wait for this future.
pub trait TokenSource: Send + Sync + 'static {
    /// Obtains a new token. `login` sends forms to the login service, for sources that
    /// need it; `previous` is the token before, if there was one.
    ///
    /// The error is available to the waiting calls as
    /// [`Error::token_source_error`](crate::runtime::Error::token_source_error). It must
    /// not contain secrets.
    fn token(self: Arc<Self>, login: LoginClient, previous: Option<Token>) -> TokenFuture;
}

/// The future of a [`TokenStore`].
pub type StoreFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Stores the token of a client for the next start of the program.
///
/// A stored token is used until it expires, and its refresh token after that, before the
/// client's [`TokenSource`] starts a new login. Every token of the source is saved; one
/// that is set with `set_access_token` is not. Stored tokens are as secret as passwords.
///
/// A store handles its own failures: if it cannot load, it returns `None` and the client
/// logs in; if it cannot save, the call continues.
pub trait TokenStore: Send + Sync + 'static {
    /// Loads the token that was saved last. It is called once for each client.
    fn load(self: Arc<Self>) -> StoreFuture<Option<Token>>;

    /// Saves a token, and replaces the one before.
    fn save(self: Arc<Self>, token: Token) -> StoreFuture<()>;
}
