//! A key as text: in an environment variable or in a key file.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

const EITHER_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Reads 32 bytes from 64 hexadecimal digits or from base64, of either alphabet, padded or not.
pub(super) fn read(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let text = text.trim();
    let mut bytes = Zeroizing::new([0; 32]);
    // One byte more than a key has, so that a longer text is seen to be longer.
    let mut room = Zeroizing::new([0; 33]);
    let read = if text.len() == 64 {
        base16ct::mixed::decode(text, &mut *room).ok()?.len()
    } else {
        [STANDARD, URL_SAFE].iter().find_map(|alphabet| {
            GeneralPurpose::new(alphabet, EITHER_PADDING)
                .decode_slice(text, &mut *room)
                .ok()
        })?
    };
    bytes.copy_from_slice(&room[..32]);
    (read == 32).then_some(bytes)
}

/// The text that [`read`] reads back.
pub(super) fn write(bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64));
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new()).encode_string(bytes, &mut text);
    text
}
