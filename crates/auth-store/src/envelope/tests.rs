use auth_core::{ConnectionId, ErrorKind};
use proptest::prelude::*;

use crate::{Key, KeyRing};

fn key(name: &str, byte: u8) -> Key {
    Key::new(name, [byte; 32]).unwrap()
}

fn connection(name: &str) -> ConnectionId {
    ConnectionId::new(name)
}

/// What the ring says about `sealed`, or that it opens.
fn refusal(ring: &KeyRing, connection: &ConnectionId, sealed: &[u8]) -> Option<String> {
    let error = ring.open(connection, sealed).err()?;
    assert_eq!(error.kind(), &ErrorKind::Store);
    assert_ne!(error.advice(), "check the token store", "says what to do");
    Some(error.to_string())
}

fn starts(refusal: Option<String>, with: &str) {
    let refusal = refusal.expect("it is refused");
    assert!(refusal.starts_with(with), "{refusal}");
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let ring = KeyRing::new(key("2026", 1));
    let own = connection("sinao/42");
    let sealed = ring.seal(&own, b"a secret").unwrap();
    assert_eq!(&**ring.open(&own, &sealed).unwrap(), b"a secret");
    for bit in 0..8 * sealed.len() {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(refusal(&ring, &own, &flipped).is_some(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        starts(
            refusal(&ring, &own, &sealed[..length]),
            "a record is cut short",
        );
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    starts(refusal(&ring, &own, &longer), "a record was changed");
}

#[test]
fn what_is_wrong_is_told_apart() {
    let own = connection("sinao/42");
    let sealed = KeyRing::new(key("2026", 1))
        .seal(&own, b"a secret")
        .unwrap();
    let changed_by = |at: usize, to: u8| {
        let mut sealed = sealed.clone();
        sealed[at] = to;
        sealed
    };
    let ring = KeyRing::new(key("2026", 1));
    starts(
        refusal(&ring, &own, &changed_by(0, b'x')),
        "a record is not one of this library",
    );
    starts(
        refusal(&ring, &own, &changed_by(3, 2)),
        "a record was written by a newer version",
    );
    starts(
        refusal(&ring, &own, &changed_by(3, 0)),
        "a record was changed",
    );
    starts(
        refusal(
            &ring,
            &own,
            &changed_by(sealed.len() - 1, !sealed[sealed.len() - 1]),
        ),
        "a record was changed",
    );
    starts(
        refusal(&KeyRing::new(key("2027", 1)), &own, &sealed),
        "a record is sealed with the key `2026`, which is not in the ring",
    );
    starts(
        refusal(&KeyRing::new(key("2026", 2)), &own, &sealed),
        "a record is sealed with another key than the `2026` of the ring",
    );
    starts(refusal(&ring, &own, b""), "a record is cut short");
}

#[test]
fn an_earlier_key_opens_and_the_current_one_seals() {
    let own = connection("sinao/42");
    let before = KeyRing::new(key("2026", 1));
    let sealed = before.seal(&own, b"a secret").unwrap();
    let after = KeyRing::new(key("2027", 2))
        .with_earlier(key("2026", 1))
        .unwrap();
    assert_eq!(&**after.open(&own, &sealed).unwrap(), b"a secret");
    assert!(before.is_current(&sealed) && !after.is_current(&sealed));
    let anew = after.seal(&own, b"a secret").unwrap();
    assert!(after.is_current(&anew));
    assert_eq!(
        &**KeyRing::new(key("2027", 2)).open(&own, &anew).unwrap(),
        b"a secret"
    );
    // The same name for another key is not the same key.
    assert!(!KeyRing::new(key("2027", 3)).is_current(&anew));
}

#[test]
fn the_same_record_is_never_sealed_alike() {
    let ring = KeyRing::new(key("2026", 1));
    let own = connection("sinao/42");
    let nonce_of = |sealed: &[u8]| sealed[3 + 1 + 1 + 4 + 8 + 4..][..24].to_vec();
    let seals = [(); 3].map(|()| ring.seal(&own, b"a secret").unwrap());
    assert_ne!(nonce_of(&seals[0]), nonce_of(&seals[1]));
    assert_ne!(nonce_of(&seals[1]), nonce_of(&seals[2]));
}

proptest! {
    #[test]
    fn a_record_opens_for_its_own_connection_alone(
        clear in proptest::collection::vec(any::<u8>(), 0..2000),
        own in ".{0,40}",
        other in ".{0,40}",
        name in "[A-Za-z0-9._-]{1,32}",
        bytes in any::<[u8; 32]>(),
    ) {
        prop_assume!(own != other);
        let ring = KeyRing::new(Key::new(&name, bytes).unwrap());
        let sealed = ring.seal(&connection(&own), &clear).unwrap();
        prop_assert_eq!(&*ring.open(&connection(&own), &sealed).unwrap(), &clear);
        starts(refusal(&ring, &connection(&other), &sealed), "a record was changed, or belongs to another connection");
        prop_assert!(clear.len() < 8 || !sealed.windows(clear.len()).any(|window| window == clear));
    }

    #[test]
    fn what_stood_behind_one_head_does_not_open_behind_another(
        a in proptest::collection::vec(any::<u8>(), 0..100),
        b in proptest::collection::vec(any::<u8>(), 0..100),
        at in 0_usize..200,
    ) {
        prop_assume!(a != b);
        let ring = KeyRing::new(key("2026", 1));
        let own = connection("sinao/42");
        let (a, b) = (ring.seal(&own, &a).unwrap(), ring.seal(&own, &b).unwrap());
        let at = at % (a.len().min(b.len()) - 1) + 1;
        let mixed = [&a[..at], &b[at..]].concat();
        prop_assume!(mixed != a && mixed != b);
        prop_assert!(refusal(&ring, &own, &mixed).is_some());
    }

    #[test]
    fn bytes_of_chance_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let ring = KeyRing::new(key("2026", 1));
        prop_assert!(refusal(&ring, &connection("sinao/42"), &bytes).is_some());
        let framed = [b"atk\x01".as_slice(), &bytes].concat();
        prop_assert!(refusal(&ring, &connection("sinao/42"), &framed).is_some());
        prop_assert!(!ring.is_current(&framed));
    }
}
