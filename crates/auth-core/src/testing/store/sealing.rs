//! Whoever reads or writes what a store keeps learns no secret, and passes no record off for another.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{Fault, Ground, Needs, Rule, ensure, sample};
use crate::{AccessToken, ConnectionId, Error, ErrorKind, RefreshToken, store::TransactionId};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "secrets_are_sealed",
        text: "what a store keeps shows neither tokens nor attributes, in no encoding",
        needs: Needs::Seal,
        run: |ground| Box::pin(secrets_are_sealed(ground)),
    },
    Rule {
        name: "sealed_afresh",
        text: "the same record is sealed differently each time, so that nobody sees that it is the same",
        needs: Needs::Seal,
        run: |ground| Box::pin(sealed_afresh(ground)),
    },
    Rule {
        name: "sealed_to_its_connection",
        text: "the sealed record of another connection is refused, and its own still reads",
        needs: Needs::Seal,
        run: |ground| Box::pin(sealed_to_its_connection(ground)),
    },
    Rule {
        name: "tampering_is_refused",
        text: "a sealed record that was changed or cut short is refused as a failure of the store, not read and not none",
        needs: Needs::Seal,
        run: |ground| Box::pin(tampering_is_refused(ground)),
    },
];

/// So many places of a sealed record are changed, one at a time.
const PLACES: usize = 32;

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// How a text looks in what others would take for bytes.
fn disguises(canary: &str) -> Vec<(&'static str, Vec<u8>)> {
    let nibbles = canary.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    let hex: String = nibbles
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect();
    let wide = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = vec![
        ("in clear", canary.as_bytes().to_vec()),
        ("in upper hexadecimal", hex.to_uppercase().into_bytes()),
        ("in hexadecimal", hex.into_bytes()),
        ("in UTF-16", wide),
    ];
    for shift in 0..3 {
        let bytes = [&[0; 2][..shift], canary.as_bytes()].concat();
        let text = STANDARD_NO_PAD.encode(bytes);
        // The outermost letters depend on what stands next to it.
        let inner = &text.as_bytes()[(8 * shift).div_ceil(6)..text.len() - 2];
        all.push(("in base64", inner.to_vec()));
    }
    all
}

async fn secrets_are_sealed(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, beneath) = (ground.open().await?, ground.beneath()?);
    let at = ground.connection();
    let canaries = [(); 3].map(|()| TransactionId::random().to_string());
    let mut record = sample::record("");
    record.tokens = crate::TokenSet::new(AccessToken::new(&*canaries[0]), record.tokens.expiry())
        .with_refresh_token(RefreshToken::new(&*canaries[1]), None)
        .with_attribute("firm", &*canaries[2]);
    let before = beneath.everything_erased().await;
    let version = handle.put(&at, None, &record).await?;
    let lease = handle.lease(&at, TransactionId::random(), super::handle::SHORT);
    lease.await?;
    let written = beneath.everything_erased().await;
    ensure!(
        written != before,
        "nothing new beneath it after a write: does `Beneath` reach it?"
    );
    handle.remove(&at, version).await?;
    let removed = beneath.everything_erased().await;
    let names = ["the access token", "the refresh token", "an attribute"];
    for (canary, name) in canaries.iter().zip(names) {
        for (disguise, bytes) in disguises(canary) {
            let shown = [&written, &removed].map(|kept| contains(kept, &bytes));
            ensure!(shown == [false, false], "{name} {disguise}");
        }
    }
    Ok(())
}

async fn sealed_afresh(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, beneath) = (ground.open().await?, ground.beneath()?);
    let at = ground.connection();
    let record = sample::record("same");
    let version = handle.put(&at, None, &record).await?;
    let first = beneath.raw_erased(&at).await;
    handle.put(&at, Some(version), &record).await?;
    let second = beneath.raw_erased(&at).await;
    let length = first.len().min(second.len());
    let alike = first.iter().zip(&second).filter(|(a, b)| a == b).count();
    // A head may be the same, and some bytes are by chance.
    ensure!(
        2 * alike < length,
        "{alike} of {length} bytes are the same in their places"
    );
    Ok(())
}

async fn sealed_to_its_connection(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, beneath) = (ground.open().await?, ground.beneath()?);
    let (one, other) = (ground.connection(), ground.connection());
    // Of one version, and of one writer.
    handle.put(&one, None, &sample::record("1")).await?;
    handle.put(&other, None, &sample::record("2")).await?;
    let (own, foreign) = (
        beneath.raw_erased(&one).await,
        beneath.raw_erased(&other).await,
    );
    beneath.plant_erased(&one, &foreign).await;
    refused(ground, &one, "the record of another connection").await?;
    beneath.plant_erased(&one, &own).await;
    let read = sample::mark(ground.open().await?.load(&one).await?.as_ref());
    ensure!(read == "access-1", "{read} in its own place again");
    Ok(())
}

/// What stands at `at` must not read as a record, nor as none: that would end the login.
async fn refused(ground: &Ground<'_>, at: &ConnectionId, what: &str) -> Result<(), Fault> {
    let read: Result<_, Error> = ground.open().await?.try_load(at).await;
    match read {
        Err(error) if error.kind() == &ErrorKind::Store => Ok(()),
        Err(error) => Err(Fault(format!("{what} is {:?}", error.kind()))),
        Ok(stored) => Err(Fault(format!(
            "{what} reads as {}",
            sample::mark(stored.as_ref())
        ))),
    }
}

async fn tampering_is_refused(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, beneath) = (ground.open().await?, ground.beneath()?);
    let at = ground.connection();
    handle.put(&at, None, &sample::record("1")).await?;
    let sealed = beneath.raw_erased(&at).await;
    ensure!(!sealed.is_empty(), "nothing beneath it after a write");
    for number in 0..PLACES {
        let place = number * (sealed.len() - 1) / (PLACES - 1);
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        beneath.plant_erased(&at, &changed).await;
        let what = format!("a record changed at byte {place} of {}", sealed.len());
        refused(ground, &at, &what).await?;
    }
    for length in [sealed.len() - 1, sealed.len() / 2, 8, 1, 0] {
        beneath.plant_erased(&at, &sealed[..length]).await;
        let what = format!("a record cut to {length} of {} bytes", sealed.len());
        refused(ground, &at, &what).await?;
    }
    beneath
        .plant_erased(&at, &[&sealed[..], b"\0"].concat())
        .await;
    refused(ground, &at, "a record with a byte more").await?;
    beneath.plant_erased(&at, &sealed).await;
    let read = sample::mark(ground.open().await?.load(&at).await?.as_ref());
    ensure!(read == "access-1", "{read} after it was put right");
    Ok(())
}
