//! Reading bytes from the front, never beyond their end.

use auth_core::Error;

use crate::refusal::cut;

/// The next `N` bytes.
pub(crate) fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Error> {
    let (first, others) = rest.split_first_chunk().ok_or_else(cut)?;
    *rest = others;
    Ok(*first)
}

/// The next `length` bytes.
pub(crate) fn split<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Error> {
    let (first, others) = rest.split_at_checked(length).ok_or_else(cut)?;
    *rest = others;
    Ok(first)
}

/// The next bytes, after the four that say how many.
pub(crate) fn counted<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Error> {
    let length = u32::from_be_bytes(take(rest)?);
    split(rest, usize::try_from(length).map_err(|_| cut())?)
}
