//! Holds the access token of a client, and decides when it is renewed.
//!
//! A token is renewed shortly before it expires, and when the service rejects it. At most
//! one login is in progress, a [`Flight`], however many calls wait for it. A
//! [`TokenSource`] obtains the token.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::client::LoginClient;
use super::flight::{Flight, Outcome};
use super::source::{TokenFuture, TokenSource, TokenStore};
use super::token::Token;
use crate::runtime::auth::token::AccessToken;
use crate::runtime::error::Failure;
use crate::runtime::send::repeat::{TokenOfCall, Tokens};
use crate::runtime::send::wire::Wire;

/// How long before it expires a token is renewed, unless a tenth of its lifetime is less.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// The pause after a renewal ahead of expiry has failed, so that not every call waits for
/// another failure.
const PAUSE: Duration = Duration::from_secs(5);

pub(crate) struct Keeper {
    wire: Arc<Wire>,
    source: Option<Arc<dyn TokenSource>>,
    store: Option<Arc<dyn TokenStore>>,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// The number of times that the application has set or removed the token. The result
    /// of a login that began in an earlier era is discarded.
    era: u64,
    /// Whether the token store is not to be read any more.
    is_past_store: bool,
    /// The login in progress. It is kept if the waiting calls are cancelled, and the next
    /// call continues it, so that a code or refresh token that can be used once is not
    /// lost.
    flight: Option<Arc<Flight>>,
}

impl State {
    fn token(&self) -> Option<AccessToken> {
        let held = self.held.as_ref()?;
        Some(held.token.access_token().clone())
    }
}

struct Held {
    token: Token,
    renew_at: Option<Timestamp>,
    is_refused: bool,
}

enum View {
    /// Calls can be sent, with this token, or with none if there is no source.
    Ready(Option<AccessToken>),
    /// A login is due. The token `meanwhile` is valid until it has finished.
    Due { meanwhile: Option<AccessToken> },
}

/// The next step of a call that needs a token.
enum Step {
    Go(Option<AccessToken>),
    Wait {
        flight: Arc<Flight>,
        /// Whether this call has started it.
        is_own: bool,
        meanwhile: Option<AccessToken>,
    },
}

impl Keeper {
    pub(crate) fn new(
        wire: Arc<Wire>,
        source: Option<Arc<dyn TokenSource>>,
        store: Option<Arc<dyn TokenStore>>,
        token: Option<AccessToken>,
    ) -> Self {
        let keeper = Self {
            wire,
            source,
            store,
            state: RwLock::default(),
        };
        if token.is_some() {
            keeper.set(token);
        }
        keeper
    }

    /// The current token, without a login.
    pub(crate) fn current(&self) -> Option<AccessToken> {
        self.read().token()
    }

    /// Whether there is a token, or a source of one.
    pub(crate) fn has_token(&self) -> bool {
        self.source.is_some() || self.read().held.is_some()
    }

    /// Sets or removes the token on behalf of the application.
    pub(crate) fn set(&self, token: Option<AccessToken>) {
        let mut state = self.write();
        state.held = token.map(|token| Held::new(Token::new(token)));
        state.era += 1;
        state.is_past_store = true;
    }

    /// A valid token, after a login if necessary.
    async fn good_token(&self) -> Result<Option<AccessToken>, Failure> {
        loop {
            let (flight, is_own, meanwhile) = match self.step() {
                Step::Go(token) => return Ok(token),
                Step::Wait {
                    flight,
                    is_own,
                    meanwhile,
                } => (flight, is_own, meanwhile),
            };
            let ended = flight.wait().await;
            self.settle(&flight, &ended.outcome);
            match ended.outcome {
                Some(Ok(token)) => {
                    // A token that the application has set in the meantime takes
                    // precedence.
                    return Ok(Some(match self.view(&self.read()) {
                        View::Ready(Some(token)) => token,
                        _ => token.access_token().clone(),
                    }));
                }
                Some(Err(_)) if meanwhile.is_some() => return Ok(meanwhile),
                // A stale login may have failed because nobody polled it, and one ahead
                // of expiry has not been retried, so another one starts.
                Some(Err(failure)) if is_own || (flight.is_urgent && !ended.is_stale) => {
                    return Err(failure);
                }
                Some(Err(_)) | None => {}
            }
        }
    }

    /// If a login is due, joins the one in progress or starts one.
    fn step(&self) -> Step {
        if let View::Ready(token) = self.view(&self.read()) {
            return Step::Go(token);
        }
        let mut state = self.write();
        let meanwhile = match self.view(&state) {
            View::Ready(token) => return Step::Go(token),
            View::Due { meanwhile } => meanwhile,
        };
        let era = state.era;
        state.flight.take_if(|flight| flight.era != era);
        if let Some(flight) = &state.flight {
            return match meanwhile.is_some() && flight.is_awaited() {
                true => Step::Go(meanwhile),
                false => Step::Wait {
                    flight: Arc::clone(flight),
                    is_own: false,
                    meanwhile,
                },
            };
        }
        let is_urgent = meanwhile.is_none();
        let login = self.begin(&state, is_urgent);
        let flight = Arc::new(Flight::new(login, era, is_urgent));
        state.flight = Some(Arc::clone(&flight));
        Step::Wait {
            flight,
            is_own: true,
            meanwhile,
        }
    }

    fn view(&self, state: &State) -> View {
        if self.source.is_none() {
            return View::Ready(state.token());
        }
        match &state.held {
            None => View::Due { meanwhile: None },
            Some(held) if held.is_refused || is_past(held.token.expiry()) => {
                View::Due { meanwhile: None }
            }
            Some(held) if is_past(held.renew_at) => View::Due {
                meanwhile: state.token(),
            },
            Some(_) => View::Ready(state.token()),
        }
    }

    /// The future of a login, which borrows neither the keeper nor the call.
    fn begin(&self, state: &State, is_urgent: bool) -> TokenFuture {
        let mut previous = state.held.as_ref().map(|held| held.token.clone());
        let login = LoginClient::new(Arc::clone(&self.wire), is_urgent);
        let source = self.source.clone();
        let store = self.store.clone();
        let unread = store.clone().filter(|_| !state.is_past_store);
        Box::pin(async move {
            if let Some(store) = unread {
                match store.load().await {
                    Some(token) if !is_past(token.expiry()) => return Ok(token),
                    stored => previous = stored,
                }
            }
            let source = source.ok_or("the client has no credentials")?;
            let token = source.token(login, previous).await?;
            if let Some(store) = store {
                store.save(token.clone()).await;
            }
            Ok(token)
        })
    }

    /// Stores the outcome of a login, for the first call that reports it.
    fn settle(&self, flight: &Arc<Flight>, outcome: &Outcome) {
        let mut state = self.write();
        let is_ours = |current: &mut Arc<Flight>| Arc::ptr_eq(current, flight);
        if state.flight.take_if(is_ours).is_none() || state.era != flight.era {
            return;
        }
        match outcome {
            Some(Ok(token)) => {
                state.held = Some(Held::new(token.clone()));
                state.is_past_store = true;
            }
            Some(Err(_)) => {
                if let Some(held) = &mut state.held {
                    held.renew_at = Timestamp::now().checked_add(PAUSE).ok();
                }
            }
            None => {}
        }
    }

    // Each lock is held for a few assignments only, so a poisoned lock still has a
    // consistent state.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tokens for Keeper {
    fn token(&self) -> TokenOfCall<'_> {
        Box::pin(self.good_token())
    }

    fn meanwhile(&self) -> Option<AccessToken> {
        match self.view(&self.read()) {
            View::Ready(token) | View::Due { meanwhile: token } => token,
        }
    }

    fn refuse(&self, used: &AccessToken) -> bool {
        let mut state = self.write();
        match &mut state.held {
            Some(held) if held.token.access_token() == used => {
                held.is_refused = self.source.is_some();
                held.is_refused
            }
            Some(_) => true,
            None => self.source.is_some(),
        }
    }
}

impl Held {
    fn new(token: Token) -> Self {
        let renew_at = token.expiry().and_then(|end| {
            let left = Timestamp::now().duration_until(end);
            end.checked_sub(MARGIN.min(left / 10)).ok()
        });
        Self {
            token,
            renew_at,
            is_refused: false,
        }
    }
}

fn is_past(time: Option<Timestamp>) -> bool {
    time.is_some_and(|time| time <= Timestamp::now())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::runtime::Client;

    /// A source that fails, and counts how often it was asked.
    struct Closed(Arc<AtomicUsize>);

    impl TokenSource for Closed {
        fn token(self: Arc<Self>, _: LoginClient, _: Option<Token>) -> TokenFuture {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Err("the vault is closed".into()) })
        }
    }

    #[tokio::test]
    async fn a_renewal_ahead_of_the_end_may_fail() {
        let asked = Arc::new(AtomicUsize::new(0));
        let client = Client::builder().credentials(Closed(Arc::clone(&asked)));
        let client = client.build().unwrap();
        let keeper = &client.inner.keeper;
        let hold = |life| {
            keeper.write().held = Some(Held {
                token: Token::new("good").expires_in(life),
                renew_at: Some(Timestamp::now()),
                is_refused: false,
            });
        };
        hold(Duration::from_secs(3600));
        for _ in 0..3 {
            let token = keeper.token().await.unwrap().unwrap();
            assert_eq!(token.secret(), "good");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        hold(Duration::ZERO);
        assert!(keeper.token().await.is_err());
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_token_is_renewed_a_minute_or_a_tenth_of_its_life_ahead() {
        for (life, margin) in [(86_400, 60), (600, 60), (100, 10), (0, 0)] {
            let held = Held::new(Token::new("t").expires_in(Duration::from_secs(life)));
            let end = held.token.expiry().unwrap();
            let ahead = held.renew_at.unwrap().duration_until(end).as_secs();
            assert!((margin - 1..=margin).contains(&ahead), "{life}: {ahead}");
        }
    }
}
