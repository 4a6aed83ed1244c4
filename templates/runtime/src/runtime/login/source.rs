//! What an application may bring of its own: where tokens come from, and where they are kept.
//!
//! It knows no grant and nothing of when a source is asked.

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

/// Where a client gets its access tokens.
///
/// The grants of the service, such as [`ClientCredentials`](crate::runtime::ClientCredentials), are sources.
/// Implement it for one's own, such as a vault or a process that logs in for
/// many:
///
/// ```no_run
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use sdk_runtime::runtime::public::auth::{LoginClient, Token, TokenFuture, TokenSource};
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
/// A client asks its source for one token at a time, however many calls wait
/// for it: when it has none, shortly before the last one expires, and when the
/// service refuses the last one. Each of the calls that wait drives the source's
/// future when it is polled; if all of them are cancelled, the next call takes it
/// over where it stands.
///
/// A source has to come to an end, for every call waits for it, up to the time
/// limit of the call, and it must not make calls with the client that it serves,
/// which would wait for the source.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token. `login` sends forms to the login service, for sources
    /// that want it; `previous` is the token before, if there was one.
    ///
    /// An error reaches the calls that wait, as the source of theirs. Its text
    /// must not have secrets in it.
    fn token(self: Arc<Self>, login: LoginClient, previous: Option<Token>) -> TokenFuture;
}

/// The future of a [`TokenStore`].
pub type StoreFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Keeps the token of a client for the next start of the program.
///
/// A stored token is used before the client's [`TokenSource`] is: until it
/// expires, and its refresh token after that. Every token that the source gives
/// is saved; one that is set by hand is not. What is stored is as secret as a
/// password.
///
/// A store has to report its own failures: one that cannot load answers with
/// nothing, so that the client logs in, and one that cannot save lets the call
/// go on.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last. It is asked once for each client.
    fn load(self: Arc<Self>) -> StoreFuture<Option<Token>>;

    /// Saves a token in place of the one before.
    fn save(self: Arc<Self>, token: Token) -> StoreFuture<()>;
}
