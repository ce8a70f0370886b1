//! Every form of a lifetime becomes an instant, and nothing absurd lives for ever.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use auth_core::{
    AccessToken, ExpiresIn, Expiry, HeaderMap, HeaderValue, Response, StatusCode,
    expiry::LONGEST_LIFETIME,
};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};

fn at(unix: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(unix).unwrap()
}

fn read(json: &str) -> Expiry {
    Expiry::in_seconds(at(1_000_000), serde_json::from_str(json).unwrap())
}

#[test]
fn seconds_in_every_notation() {
    for (json, expected) in [
        ("300", Expiry::At(at(1_000_300))),
        ("\"300\"", Expiry::At(at(1_000_300))),
        ("\" 300 \"", Expiry::At(at(1_000_300))),
        ("299.9", Expiry::At(at(1_000_299))),
        ("\"299.9\"", Expiry::At(at(1_000_299))),
        ("3e2", Expiry::At(at(1_000_300))),
        ("0", Expiry::At(at(1_000_000))),
        ("-0.5", Expiry::At(at(1_000_000))),
        ("-300", Expiry::At(at(1_000_000))),
        ("-9223372036854775808", Expiry::At(at(1_000_000))),
        ("9223372036854775807", Expiry::Unknown),
        ("18446744073709551615", Expiry::Unknown),
        ("1e300", Expiry::Unknown),
        ("\"Infinity\"", Expiry::Unknown),
        ("\"NaN\"", Expiry::Unknown),
        ("null", Expiry::Unknown),
        ("true", Expiry::Unknown),
        ("\"\"", Expiry::Unknown),
        ("\"soon\"", Expiry::Unknown),
        ("[300]", Expiry::Unknown),
        ("{}", Expiry::Unknown),
    ] {
        assert_eq!(read(json), expected, "{json}");
    }
}

#[test]
fn local_dates_in_a_named_zone() {
    let paris = |text: &str| Expiry::at_local(text, "Europe/Paris");
    assert_eq!(
        paris("2026-07-01 12:00:00"),
        Expiry::at_rfc3339("2026-07-01T10:00:00Z")
    );
    assert_eq!(
        paris("2026-01-01T12:00:00"),
        Expiry::at_rfc3339("2026-01-01T11:00:00Z")
    );
    // The autumn hour that comes twice: the earlier of the two.
    assert_eq!(
        paris("2026-10-25 02:30:00"),
        Expiry::at_rfc3339("2026-10-25T00:30:00Z")
    );
    // The spring hour that does not exist: not later than its neighbour.
    let gap = paris("2026-03-29 02:30:00").instant().unwrap();
    assert!(
        gap <= Expiry::at_rfc3339("2026-03-29T03:30:00+02:00")
            .instant()
            .unwrap()
    );
    for unreadable in [
        "",
        " ",
        "tomorrow",
        "2026-13-01 00:00:00",
        "2026-02-30 00:00:00",
        "0000",
    ] {
        assert_eq!(paris(unreadable), Expiry::Unknown, "{unreadable:?}");
    }
    assert_eq!(
        Expiry::at_local("2026-07-01 12:00:00", "Europe/Atlantis"),
        Expiry::Unknown
    );
}

#[test]
fn absolute_dates_and_tokens_without_a_verdict() {
    assert_eq!(
        Expiry::at_rfc3339("1970-01-12T13:46:40Z"),
        Expiry::At(at(1_000_000))
    );
    assert_eq!(
        Expiry::at_rfc3339("1970-01-12T15:46:40+02:00"),
        Expiry::At(at(1_000_000))
    );
    assert_eq!(Expiry::at_rfc3339("2026-07-01 12:00"), Expiry::Unknown);
    // {"alg":"RS256"}.{"iat":1489155044,"exp":1489241444}
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjE0ODkxNTUwNDQsImV4cCI6MTQ4OTI0MTQ0NH0.c2ln";
    assert_eq!(Expiry::of_jwt(token), Expiry::At(at(1_489_241_444)));
    for opaque in [
        "",
        "abc",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
        "..",
        "é.è.à",
    ] {
        assert_eq!(Expiry::of_jwt(opaque), Expiry::Unknown, "{opaque}");
    }
    assert_eq!(
        Expiry::documented(at(0), LONGEST_LIFETIME * 2),
        Expiry::Unknown
    );
    assert_eq!(
        Expiry::At(at(0) + LONGEST_LIFETIME * 2).plausible(at(0)),
        Expiry::Unknown
    );
    assert_eq!(Expiry::Never.or(Expiry::At(at(0))), Expiry::Never);
    assert_eq!(Expiry::Unknown.or(Expiry::At(at(0))), Expiry::At(at(0)));
}

#[test]
fn a_server_whose_clock_is_wrong_is_read_on_ours() {
    let with_date = |date: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("date", HeaderValue::from_static(date));
        Response::new(StatusCode::OK, headers, "").sent_at(at(784_111_777))
    };
    let exp = Expiry::At(at(784_111_777 + 86_400));
    // Right, a day slow, an hour fast, unreadable.
    assert_eq!(
        exp.on_our_clock(&with_date("Sun, 06 Nov 1994 08:49:38 GMT")),
        exp
    );
    assert_eq!(
        exp.on_our_clock(&with_date("Sat, 05 Nov 1994 08:49:37 GMT")),
        Expiry::At(at(784_111_777 + 2 * 86_400))
    );
    assert_eq!(
        exp.on_our_clock(&with_date("Sun, 06 Nov 1994 09:49:37 GMT")),
        Expiry::At(at(784_111_777 + 86_400 - 3600))
    );
    assert_eq!(exp.on_our_clock(&with_date("yesterday")), exp);
}

proptest! {
    #[test]
    fn any_number_of_seconds_gives_a_bounded_life(sent in -1_000_000_000_000_i64..1_000_000_000_000, seconds: i64) {
        let sent = OffsetDateTime::from_unix_timestamp(sent.clamp(-60_000_000_000, 250_000_000_000)).unwrap();
        match Expiry::in_seconds(sent, ExpiresIn(Some(seconds))) {
            Expiry::At(end) => {
                prop_assert!(end >= sent && end - sent <= Duration::try_from(LONGEST_LIFETIME).unwrap());
                prop_assert!(end - sent <= Duration::seconds(seconds.max(0)));
            }
            other => prop_assert!(other == Expiry::Unknown && seconds > 300_000_000),
        }
    }

    #[test]
    fn any_json_is_a_number_of_seconds_or_unknown(text in "\\PC{0,20}", number: f64) {
        let value = serde_json::json!([text, number, {"a": number}, [null, false]]);
        for value in value.as_array().unwrap() {
            prop_assert!(serde_json::from_value::<ExpiresIn>(value.clone()).is_ok());
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,40}", digits in "[0-9 :TZ+.-]{0,30}") {
        for text in [text, digits] {
            let _ = Expiry::at_local(&text, "Europe/Paris");
            let _ = Expiry::at_rfc3339(&text);
            let _ = Expiry::of_jwt(&text);
            let _ = Expiry::of_jwt(AccessToken::new(format!("{text}.{text}.{text}")).expose());
        }
    }

    #[test]
    fn a_local_date_means_the_earlier_of_its_readings(unix in 0_i64..4_000_000_000) {
        // Whatever instant the provider meant, the reading is it, or the same wall time an hour before.
        let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
        let meant = jiff::Timestamp::from_second(unix).unwrap();
        let text = meant.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let read = Expiry::at_local(&text, "Europe/Paris").instant().unwrap().unix_timestamp();
        prop_assert!(read == unix || read == unix - 3600, "{text}");
    }
}

trait Expose {
    fn expose(&self) -> &str;
}

impl Expose for AccessToken {
    fn expose(&self) -> &str {
        auth_core::ExposeSecret::expose_secret(self)
    }
}
