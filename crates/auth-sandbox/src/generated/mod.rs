//! What the imitations take from the descriptions. Written by `cargo xtask codegen`.

pub(crate) mod dossierfacile;
pub(crate) mod keyclic;
pub(crate) mod myunisoft;
pub(crate) mod sinao;

use crate::description::Description;

/// Every provider that is described.
pub(crate) const ALL: &[&Description] = &[
    &dossierfacile::DESCRIPTION,
    &keyclic::DESCRIPTION,
    &myunisoft::DESCRIPTION,
    &sinao::DESCRIPTION,
];
