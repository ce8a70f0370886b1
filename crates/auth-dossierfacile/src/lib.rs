//! Authentication to DossierFacile Connect: authorization code with PKCE, refresh, client credentials.
