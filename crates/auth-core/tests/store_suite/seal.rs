//! A toy of a seal: it hides nothing from anybody who looks closely, but has every property that the suite asks for.

use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};

use auth_core::{ConnectionId, Error, ErrorKind};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::flaw::Flaw;

const WORD: usize = 8;

fn mixed(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part);
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

fn stream(nonce: &[u8], clear: &[u8]) -> Vec<u8> {
    let words = clear.chunks(WORD).zip(0_u64..);
    words
        .flat_map(|(chunk, number)| {
            let key = mixed(&[nonce, &number.to_le_bytes()]).to_le_bytes();
            chunk
                .iter()
                .zip(key)
                .map(|(byte, key)| byte ^ key)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn tag(flaw: Flaw, at: &ConnectionId, nonce: &[u8], clear: &[u8]) -> [u8; WORD] {
    let bound = if flaw == Flaw::SealsForAnyone {
        ""
    } else {
        at.as_str()
    };
    mixed(&[bound.as_bytes(), nonce, clear]).to_le_bytes()
}

/// Nonce, tag, text.
pub(crate) fn seal(flaw: Flaw, at: &ConnectionId, clear: &[u8]) -> Vec<u8> {
    let chance = if flaw == Flaw::SealsAlike {
        7
    } else {
        RandomState::new().hash_one(0)
    };
    let nonce = chance.to_le_bytes();
    let tag = tag(flaw, at, &nonce, clear);
    let text = match flaw {
        Flaw::KeepsClear => clear.to_vec(),
        Flaw::KeepsBase64 => STANDARD.encode(clear).into_bytes(),
        _ => stream(&nonce, clear),
    };
    [&nonce[..], &tag, &text].concat()
}

pub(crate) fn open(flaw: Flaw, at: &ConnectionId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let refused = || Error::new(ErrorKind::Store, "the record was tampered with");
    let (nonce, rest) = sealed.split_at_checked(WORD).ok_or_else(refused)?;
    let (sealed_tag, text) = rest.split_at_checked(WORD).ok_or_else(refused)?;
    let clear = match flaw {
        Flaw::KeepsClear => text.to_vec(),
        Flaw::KeepsBase64 => STANDARD.decode(text).map_err(|_| refused())?,
        _ => stream(nonce, text),
    };
    if flaw == Flaw::SealsWithoutTag || tag(flaw, at, nonce, &clear) == sealed_tag {
        Ok(clear)
    } else {
        Err(refused())
    }
}
