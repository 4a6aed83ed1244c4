//! Signatures of webhooks, as services make them.

#![cfg(feature = "webhooks")]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use ring::hmac;
use sdk_runtime::runtime::webhooks::{Encoding, Rejected, Signature, read, read_text};
use serde_json::Value;

const BODY: &[u8] = b"{\"id\": 7}";

fn tag(secret: &[u8], message: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn now() -> Timestamp {
    Timestamp::from_second(1_700_000_000).unwrap()
}

#[track_caller]
fn check(
    signature: Signature,
    headers: &[(&str, &str)],
    body: &[u8],
    secret: &str,
) -> Result<(), Rejected> {
    let header = |name: &str| {
        let mut found = headers.iter();
        let found = found.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    };
    signature.verify(header, body, secret, now())
}

const TEXT: &str = "{\"id\": 7}";

#[test]
fn the_hmac_of_rfc_4231_is_verified() {
    let tag = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    let what = b"what do ya want for nothing?";
    let signature = Signature::new("X-Signature");
    assert_eq!(
        check(signature, &[("x-signature", tag)], what, "Jefe"),
        Ok(())
    );
    let capital = tag.to_uppercase();
    assert_eq!(
        check(signature, &[("X-Signature", &capital)], what, "Jefe"),
        Ok(())
    );
}

#[test]
fn a_prefix_is_in_front_of_digits() {
    let signature = Signature::new("X-Hub-Signature-256").prefix("sha256=");
    let right = format!("sha256={}", hex(&tag(b"s3cret", TEXT)));
    let of = |value: &str, body: &[u8], secret: &str| {
        check(signature, &[("X-Hub-Signature-256", value)], body, secret)
    };
    assert_eq!(of(&right, BODY, "s3cret"), Ok(()));
    assert_eq!(of(&right, b"{}", "s3cret"), Err(Rejected::Mismatch));
    assert_eq!(of(&right, BODY, "other"), Err(Rejected::Mismatch));
    let malformed = Err(Rejected::Malformed("X-Hub-Signature-256"));
    for value in ["", "sha256=", "sha256=xyz", "sha256=abc", &right[7..]] {
        assert_eq!(of(value, BODY, "s3cret"), malformed, "{value}");
    }
    // Half of a signature is none.
    assert_eq!(of(&right[..39], BODY, "s3cret"), Err(Rejected::Mismatch));
    let missing = check(signature, &[], BODY, "s3cret");
    assert_eq!(missing, Err(Rejected::MissingHeader("X-Hub-Signature-256")));
}

#[test]
fn a_time_that_is_signed_must_be_near() {
    let signature = Signature::new("X-Sign")
        .prefix("v0=")
        .signed("v0:{timestamp}:{body}")
        .timestamp("X-Time", "", 300);
    let at = |time: &str| {
        let value = format!("v0={}", hex(&tag(b"s", &format!("v0:{time}:{TEXT}"))));
        check(
            signature,
            &[("X-Sign", &value), ("X-Time", time)],
            BODY,
            "s",
        )
    };
    for time in [
        "1700000000",
        "1699999700",
        "1700000300",
        "2023-11-14T22:13:20Z",
    ] {
        assert_eq!(at(time), Ok(()), "{time}");
    }
    for time in ["1699999699", "1700000301", "0"] {
        assert_eq!(at(time), Err(Rejected::Stale), "{time}");
    }
    for time in ["", "soon", "99999999999999999999"] {
        assert_eq!(at(time), Err(Rejected::Malformed("X-Time")), "{time}");
    }
    let value = format!("v0={}", hex(&tag(b"s", &format!("v0:1700000001:{TEXT}"))));
    let other = check(
        signature,
        &[("X-Sign", &value), ("X-Time", "1700000000")],
        BODY,
        "s",
    );
    assert_eq!(other, Err(Rejected::Mismatch));
}

#[test]
fn one_header_may_have_the_time_and_several_signatures() {
    let signature = Signature::new("S")
        .prefix("v1=")
        .signed("{timestamp}.{body}")
        .timestamp("S", "t=", 60);
    let right = hex(&tag(b"s", &format!("1700000000.{TEXT}")));
    let value = format!("t=1700000000, v1={},v1={right},v0=ab", "0".repeat(64));
    assert_eq!(check(signature, &[("S", &value)], BODY, "s"), Ok(()));
    let untimed = format!("v1={right}");
    let untimed = check(signature, &[("S", &untimed)], BODY, "s");
    assert_eq!(untimed, Err(Rejected::Malformed("S")));
}

#[test]
fn secrets_and_signatures_may_be_in_base64_and_headers_be_signed() {
    let signature = Signature::new("webhook-signature")
        .encoding(Encoding::Base64)
        .prefix("v1,")
        .secret(Encoding::Base64, "whsec_")
        .signed("{webhook-id}.{timestamp}.{body}")
        .timestamp("webhook-timestamp", "", 300);
    let secret = format!("whsec_{}", BASE64_STANDARD.encode(b"\x00\xff key"));
    let right = BASE64_STANDARD.encode(tag(b"\x00\xff key", &format!("m1.1700000000.{TEXT}")));
    let value = format!("v1,AAAA v1,{right}");
    let mut headers = vec![
        ("webhook-signature", value.as_str()),
        ("webhook-timestamp", "1700000000"),
        ("webhook-id", "m1"),
    ];
    assert_eq!(check(signature, &headers, BODY, &secret), Ok(()));
    assert_eq!(
        check(signature, &headers, BODY, "whsec_?"),
        Err(Rejected::Secret)
    );
    headers.pop();
    let missing = check(signature, &headers, BODY, &secret);
    assert_eq!(missing, Err(Rejected::MissingHeader("webhook-id")));
    let hex_secret = Signature::new("S").secret(Encoding::Hex, "");
    let right = hex(&tag(&[0xab, 0x01], TEXT));
    assert_eq!(check(hex_secret, &[("S", &right)], BODY, "AB01"), Ok(()));
    assert_eq!(
        check(hex_secret, &[("S", &right)], BODY, "AB0"),
        Err(Rejected::Secret)
    );
}

#[test]
fn a_body_that_cannot_be_read_names_its_event() {
    assert_eq!(read::<Value>("paid", BODY).unwrap()["id"], 7);
    let error = read::<Value>("paid", b"{").unwrap_err();
    assert_eq!(error.event(), "paid");
    let text = error.to_string();
    assert!(
        text.starts_with("the body of the webhook `paid` cannot be read: "),
        "{text}"
    );
    assert_eq!(read_text("paid", "é".as_bytes()).unwrap(), "é");
    assert!(read_text("paid", &[0xff]).is_err());
}

#[test]
fn an_empty_secret_verifies_nothing() {
    let forged = hex(&tag(b"", TEXT));
    let headers = [("S", forged.as_str())];
    let signature = Signature::new("S");
    assert_eq!(check(signature, &headers, BODY, ""), Err(Rejected::Secret));
    let prefixed = signature.secret(Encoding::Base64, "whsec_");
    let found = check(prefixed, &headers, BODY, "whsec_");
    assert_eq!(found, Err(Rejected::Secret));
}

#[test]
fn a_time_that_is_not_signed_is_refused() {
    let right = hex(&tag(b"s", TEXT));
    let headers = [("S", right.as_str()), ("T", "1700000000")];
    for signature in [
        Signature::new("S").timestamp("T", "", 60),
        Signature::new("S").signed("{timestamp}{body}"),
    ] {
        let found = check(signature, &headers, BODY, "s");
        assert_eq!(found, Err(Rejected::Template));
    }
    let by_header = Signature::new("S")
        .signed("{T}{body}")
        .timestamp("T", "", 60);
    let right = hex(&tag(b"s", &format!("1700000000{TEXT}")));
    let headers = [("S", right.as_str()), ("T", "1700000000")];
    assert_eq!(check(by_header, &headers, BODY, "s"), Ok(()));
}
