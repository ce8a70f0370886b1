//! MyUnisoft, DossierFacile Connect, Sinao and Keyclic imitated on loopback, strict and with faults, for tests without a network.
