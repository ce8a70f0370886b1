//! The compact spelling of a JSON text, as `JSON.stringify` leaves it.

/// `json` without the white space between its tokens (RFC 8259 §2); the tokens stay as they are spelt, and in order.
///
/// Writing values anew would lose what was signed: `1.0`, integers beyond 2⁵³ and escapes have several spellings.
pub(super) fn compact(json: &[u8]) -> Vec<u8> {
    let (mut in_text, mut escaped) = (false, false);
    let mut compact = Vec::with_capacity(json.len());
    compact.extend(json.iter().filter(|byte| {
        if in_text {
            in_text = escaped || **byte != b'"';
            escaped = !escaped && **byte == b'\\';
            return true;
        }
        in_text = **byte == b'"';
        !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
    }));
    compact
}
