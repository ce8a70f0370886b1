//! Ways to get and keep a credential that cannot be, and what is said of them.

use super::refused;

#[test]
fn a_scheme_says_how_its_credential_ends() {
    refused(
        "[scheme.expiry]\nread = \"member\"\nmember = \"expires_in\"\nformat = \"seconds\"\nlifetime = 3600\nsource = [\"guide\"]\n",
        "",
        "id = \"login\"\nkind",
        "scheme `login` has no expiry rule: add [scheme.expiry], `read = \"never\"` if it has no end",
    );
    refused(
        "member = \"expires_in\"\n",
        "",
        "read = \"member\"",
        "where the end is read: write `never`, or `member` or `claim` and its name in `member`",
    );
}

#[test]
fn a_rotating_token_is_not_replayed() {
    refused(
        "replay = \"never\"",
        "replay = \"safe\"",
        "replay",
        "a rotating token cannot be replayed safely: write \"sparingly\" or \"never\"",
    );
}

#[test]
fn a_scheme_has_the_requests_that_it_needs() {
    refused(
        "role = \"obtain\"",
        "role = \"revoke\"",
        "id = \"login\"\nkind",
        "scheme `login` does not say how a token is obtained: add a [[scheme.step]] with role \"obtain\"",
    );
    refused(
        "role = \"renew\"",
        "role = \"revoke\"",
        "how = \"refresh_token\"",
        "`refresh_token` is a request: add a [[scheme.step]] with role \"renew\"",
    );
}

#[test]
fn a_verification_says_what_it_changes() {
    refused(
        "effect = \"none\"\nsource",
        "source",
        "id = \"me\"",
        "verification `me` does not say what it changes: add `effect`, \"none\" if nothing",
    );
}
