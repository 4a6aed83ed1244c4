//! Logins that many calls wait for, some of which are never polled again. The
//! calls are polled by hand, and the transport has a clock of its own.

#![cfg(feature = "client")]

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use sdk_runtime::runtime::{
    Call, Client, ClientCredentials, Error, Headers, HttpRequest, LoginClient, Method, Operation,
    Permissions, RawResponse, Request, RetryPolicy, Sending, SleepFuture, Token, TokenFuture,
    TokenSource, Transport, TransportError, TransportFuture, decode,
};

static GET: Operation = Operation {
    name: "get_thing",
    method: Method::Get,
    path: "/thing",
    accept: "application/json",
    permissions: Permissions::None,
};

/// Futures wait here until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Gate {
    fn open(&self) {
        let mut state = self.0.lock().unwrap();
        state.0 = true;
        let wakers = std::mem::take(&mut state.1);
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    async fn pass(self) {
        poll_fn(|cx| {
            let mut state = self.0.lock().unwrap();
            if state.0 {
                return Poll::Ready(());
            }
            // The last one alone, as a socket keeps it.
            state.1 = vec![cx.waker().clone()];
            Poll::Pending
        })
        .await;
    }
}

/// A service that answers logins when a gate is open, and whose clock is another.
#[derive(Clone, Default)]
struct Service {
    logins: Arc<AtomicUsize>,
    gate: Gate,
    clock: Gate,
    fails: bool,
}

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        if !request.url.ends_with("/oauth/token") {
            return Box::pin(async { Ok(RawResponse::new(204, Headers::new(), Vec::new())) });
        }
        self.logins.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {
            self.gate.clone().pass().await;
            match self.fails {
                true => Err(TransportError::timeout("too late")),
                false => {
                    let body = br#"{"access_token": "t", "expires_in": 3600}"#;
                    Ok(RawResponse::new(200, Headers::new(), body.to_vec()))
                }
            }
        })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(self.clock.clone().pass())
    }
}

impl Service {
    fn client(&self) -> Client {
        let builder = Client::builder().host("https://api.example.com");
        let builder = builder.transport(self.clone()).retry(RetryPolicy::never());
        let builder = builder.credentials(ClientCredentials::new("id", "s3cret"));
        builder.build().unwrap()
    }

    fn logins(&self) -> usize {
        self.logins.load(Ordering::SeqCst)
    }
}

fn send(client: &Client) -> Sending<()> {
    Call::new(client.clone(), Request::new(&GET), decode::empty).send()
}

/// Counts how often it is woken.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Bell {
    fn rung(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

fn poll(call: &mut Sending<()>, bell: &Arc<Bell>) -> Poll<Result<(), Error>> {
    let waker = Waker::from(Arc::clone(bell));
    Pin::new(call).poll(&mut Context::from_waker(&waker))
}

#[test]
fn a_call_that_is_never_polled_again_holds_up_no_other() {
    let service = Service::default();
    let client = service.client();
    let bells = [Arc::new(Bell::default()), Arc::new(Bell::default())];
    let mut abandoned = send(&client);
    let mut other = send(&client);
    assert!(poll(&mut abandoned, &bells[0]).is_pending());
    assert!(poll(&mut other, &bells[1]).is_pending());
    // Nobody but the first has begun the login; the second goes on with it.
    service.gate.open();
    assert!(bells[1].rung() > 0, "the second call is woken");
    let Poll::Ready(result) = poll(&mut other, &bells[1]) else {
        panic!("the second call waits for the first one");
    };
    result.unwrap();
    assert_eq!(service.logins(), 1);
    // Whenever the first one is looked at again, it has its token.
    assert!(bells[0].rung() > 0);
    assert!(poll(&mut abandoned, &bells[0]).is_ready());
    assert_eq!(service.logins(), 1);
}

#[test]
fn it_does_not_matter_which_of_them_goes_on() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let service = Service::default();
        let client = service.client();
        let bell = Arc::new(Bell::default());
        let mut calls = [send(&client), send(&client), send(&client)];
        for call in &mut calls {
            assert!(poll(call, &bell).is_pending());
        }
        service.gate.open();
        for number in order {
            assert!(poll(&mut calls[number], &bell).is_ready(), "{number}");
        }
        assert_eq!(service.logins(), 1);
    }
}

#[test]
fn a_thousand_calls_cause_one_login() {
    let service = Service::default();
    let client = service.client();
    let bell = Arc::new(Bell::default());
    let mut calls: Vec<_> = (0..1000).map(|_| send(&client)).collect();
    for call in &mut calls {
        assert!(poll(call, &bell).is_pending());
    }
    service.gate.open();
    assert!(bell.rung() >= 1000, "every call is woken: {}", bell.rung());
    // The first of them are never polled again.
    for call in &mut calls[500..] {
        let Poll::Ready(result) = poll(call, &bell) else {
            panic!("a call waits for another");
        };
        result.unwrap();
    }
    assert_eq!(service.logins(), 1);
}

#[test]
fn calls_that_wait_share_a_failure() {
    let service = Service {
        fails: true,
        ..Service::default()
    };
    let client = service.client();
    let bell = Arc::new(Bell::default());
    let mut calls: Vec<_> = (0..100).map(|_| send(&client)).collect();
    for call in &mut calls {
        assert!(poll(call, &bell).is_pending());
    }
    service.gate.open();
    for call in &mut calls {
        let Poll::Ready(Err(error)) = poll(call, &bell) else {
            panic!("no error");
        };
        assert!(error.is_login(), "{error}");
    }
    assert_eq!(service.logins(), 1);
}

#[test]
fn a_call_that_waits_keeps_its_time_limit() {
    let service = Service::default();
    let client = service.client();
    let bell = Arc::new(Bell::default());
    let mut first = send(&client);
    let call = Call::new(client.clone(), Request::new(&GET), decode::empty);
    let mut limited = call.timeout(Duration::from_secs(7)).send();
    assert!(poll(&mut first, &bell).is_pending());
    assert!(poll(&mut limited, &bell).is_pending());
    service.clock.open();
    let Poll::Ready(Err(error)) = poll(&mut limited, &bell) else {
        panic!("no error");
    };
    assert!(error.is_timeout() && !error.is_login(), "{error}");
    assert!(error.to_string().contains("within 7s"), "{error}");
    // The login is still there for the next call.
    service.gate.open();
    let mut next = send(&client);
    assert!(poll(&mut next, &bell).is_ready());
    assert_eq!(service.logins(), 1);
}

#[tokio::test]
async fn a_source_without_an_end_ends_the_wait_of_no_call_but_by_its_limit() {
    struct Never;

    impl TokenSource for Never {
        fn token(self: Arc<Self>, _: LoginClient, _: Option<Token>) -> TokenFuture {
            Box::pin(std::future::pending())
        }
    }

    let client = Client::builder()
        .host("http://127.0.0.1:1")
        .credentials(Never);
    let client = client.timeout(Duration::from_millis(50)).build().unwrap();
    for _ in 0..2 {
        let error = send(&client).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
    }
}

/// A failure that nobody has looked at for long says nothing about now.
#[test]
fn a_login_that_was_left_alone_is_begun_again_when_it_fails() {
    let service = Service {
        fails: true,
        ..Service::default()
    };
    let client = service.client();
    let bell = Arc::new(Bell::default());
    let mut abandoned = send(&client);
    assert!(poll(&mut abandoned, &bell).is_pending());
    service.gate.open();
    let mut next = send(&client);
    assert!(poll(&mut next, &bell).is_ready());
    assert_eq!(service.logins(), 2);
}

#[test]
fn after_a_source_that_panics_the_next_call_begins_another_login() {
    #[derive(Default)]
    struct Broken(AtomicUsize);

    impl TokenSource for Broken {
        fn token(self: Arc<Self>, _: LoginClient, _: Option<Token>) -> TokenFuture {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async move {
                tokio::task::yield_now().await;
                assert!(number > 0, "the source is broken");
                Ok(Token::new("t"))
            })
        }
    }

    let service = Service::default();
    let builder = Client::builder().host("https://api.example.com");
    let builder = builder.transport(service).credentials(Broken::default());
    let client = builder.build().unwrap();
    let bell = Arc::new(Bell::default());
    let (mut first, mut waiting) = (send(&client), send(&client));
    assert!(poll(&mut first, &bell).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut waiting, &bell))).is_err());
    for _ in 0..2 {
        let _ = poll(&mut first, &bell);
    }
    assert_eq!(client.access_token().unwrap().secret(), "t");
    assert!(poll(&mut send(&client), &bell).is_ready());
}

/// It has to be polled many times, and is woken from elsewhere.
struct Steps(Arc<AtomicUsize>);

impl TokenSource for Steps {
    fn token(self: Arc<Self>, _: LoginClient, _: Option<Token>) -> TokenFuture {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {
            for _ in 0..20 {
                tokio::spawn(tokio::task::yield_now()).await?;
            }
            Ok(Token::new("t").expires_in(Duration::from_secs(3600)))
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_drive_one_login() {
    for _ in 0..50 {
        let begun = Arc::new(AtomicUsize::new(0));
        let builder = Client::builder().host("https://api.example.com");
        let builder = builder.transport(Service::default());
        let client = builder.credentials(Steps(Arc::clone(&begun))).build();
        let client = client.unwrap();
        let calls: Vec<_> = (0..50).map(|_| tokio::spawn(send(&client))).collect();
        for call in calls {
            let done = tokio::time::timeout(Duration::from_secs(30), call).await;
            done.unwrap().unwrap().unwrap();
        }
        assert_eq!(begun.load(Ordering::SeqCst), 1);
    }
}
