//! What MyUnisoft's documents state, as data: addresses, names, codes, limits.

use std::time::Duration;

use crate::ErrorClass::{
    self, Business, CredentialsRefused, FolderGone, ForeignToken, IntegrationSuspended,
    Maintenance, PartnerSecret, ProviderFailure, RateLimited, Request, RightMissing, TokenGone,
};

/// api-partenaires, `documentation.md`.
pub(crate) const API_URL: &str = "https://api.myunisoft.fr/api/v1";
/// api-partenaires, `authentication/cabinet.md` since August 2025; `app.myunisoft.fr` before.
pub(crate) const AUTH_URL: &str = "https://app.prodcomptable.myunisoft.fr";
/// api-partenaires, `authentication/cabinet.md`.
pub(crate) const FIRM_LOGIN_PATH: &str = "/api/authenticate/firm";
/// api-partenaires, `endpoints/keyinfo.md`.
pub(crate) const KEY_INFO_PATH: &str = "/key/info";
/// The same with the effect of activating the key: Authentification page.
pub(crate) const KEY_ACTIVATION_PATH: &str = "/key/info?mode=extended";

/// Authentification page: on every call, beside the bearer.
pub(crate) const PARTNER_SECRET_HEADER: &str = "x-third-party-secret";
/// api-partenaires, `endpoints/cabinet.md`.
pub(crate) const SOCIETY_ID_HEADER: &str = "society-id";
/// Seen on every recorded answer of the Postman collection.
pub(crate) const REQUEST_ID_HEADER: &str = "request-id";
/// Members of `error.details` that repeat it: the newer name, the older one (Postman collection).
pub(crate) const REQUEST_ID_MEMBERS: [&str; 2] = ["requestId", "correlationId"];
/// Calls left in the window: `ratelimit.md`.
pub(crate) const RATE_LIMIT_REMAINING_HEADER: &str = "x-rate-limit-remaining";
/// Unix seconds with a fraction, sometimes in the past: Postman collection.
pub(crate) const RATE_LIMIT_RESET_HEADER: &str = "x-rate-limit-reset";
/// The documented window is 10 s (`ratelimit.md`); a reset more than a minute away is a slip.
pub(crate) const LONGEST_RATE_LIMIT_WINDOW: Duration = Duration::from_secs(60);

/// Routes of a firm that are about no single folder, with what lies below them: `endpoints/cabinet.md`,
/// `endpoints/keyinfo.md`, `webhooks.md`. That every other one needs the header is inferred.
pub(crate) const ROUTES_WITHOUT_SOCIETY: &[&str] = &[
    "/society",
    "/users_v2",
    "/pers_physique",
    "/key",
    "/webhook",
];

/// Values of the JWT claim `type`: types published with the partners SDK.
pub(crate) const TYPE_COMPANY: &str = "api";
/// See [`TYPE_COMPANY`].
pub(crate) const TYPE_FIRM: &str = "firm";

/// Zone of the zone-less `expiresIn`; not documented, MyUnisoft runs in France.
pub(crate) const EXPIRES_IN_ZONE: &str = "Europe/Paris";
/// The shortest lifetime ever documented (until July 2022): what an unreadable `expiresIn` is worth.
pub(crate) const SHORTEST_LIFETIME: Duration = Duration::from_secs(600);

/// `status` of a success: types published with the partners SDK.
pub(crate) const STATUS_AUTHENTICATED: &str = "authenticated";
/// `status` of a 200 that is no success: types published with the partners SDK.
pub(crate) const STATUS_FIRM_SELECTION: &str = "firm-selection";
/// See [`STATUS_FIRM_SELECTION`].
pub(crate) const STATUS_REQUIRE_OTP: &str = "require-otp";
/// See [`STATUS_FIRM_SELECTION`].
pub(crate) const STATUS_REQUIRE_TERMS: &str = "require-cgu-approval";
/// See [`STATUS_FIRM_SELECTION`].
pub(crate) const STATUS_UPDATE_PASSWORD: &str = "update-password";

/// `error.code` and its class: `erreurs.md`, `ratelimit.md` (the two spell the concurrency code differently), the legacy
/// codes of the core service, and the codes that left the documents in December 2024. `*` ends a prefix.
pub(crate) const ERROR_CODES: &[(&str, ErrorClass)] = &[
    ("ERR-SECRET-HEADER-NOT-SET", PartnerSecret),
    ("ERR-INVALID-SECRET", PartnerSecret),
    ("ERR-SECRET-NOT-CONFIGURED", PartnerSecret),
    ("ERR-THIRD-PARTY-DOESNT-EXIST", PartnerSecret),
    ("ERR-INVALID-AUTH-HEADER", Request),
    ("GBL10", Request),
    ("ERR-INVALID-JWT", ForeignToken),
    ("ERR-INVALID-API-JWT", ForeignToken),
    ("ERR-INVALID-FIRM-JWT", ForeignToken),
    ("ERR-INVALID-USER-JWT", ForeignToken),
    ("ERR-USER-UNEXPECTED-TYPE", ForeignToken),
    ("TOKEN3", ForeignToken),
    ("ERR-API-TOKEN-NOT-FOUND", TokenGone),
    ("ERR-FIRM-TOKEN-NOT-FOUND", TokenGone),
    ("ERR-USER-TOKEN-NOT-FOUND", TokenGone),
    ("ERR-SCHEMA-NOT-FOUND", TokenGone),
    ("TOKEN1", TokenGone),
    ("TOKEN2", TokenGone),
    ("USER7", TokenGone),
    ("ERR-FOLDER-NOT-FOUND", FolderGone),
    ("DROIT5", CredentialsRefused),
    ("ERR-FORBIDDEN-ROUTE", RightMissing),
    ("ERR-FORBIDDEN-ACCESS", RightMissing),
    ("ERR-MISSING-RULE", RightMissing),
    ("DROIT1", RightMissing),
    ("DROIT2", RightMissing),
    ("DROIT3", RightMissing),
    ("DROIT12", RightMissing),
    ("IMPORT1", RightMissing),
    ("IMPORT2", RightMissing),
    ("DROIT*", RightMissing),
    ("DADP7", Business),
    ("PROFIL1", Business),
    ("PROFIL2", Business),
    ("PROFIL*", Business),
    ("ERR-SOCIETY-DOESNT-EXIST", Business),
    ("ERR-THIRD-PARTY-DISCONNECTED", IntegrationSuspended),
    ("ERR-API-UNDER-MAINTENANCE", Maintenance),
    ("ERR-TOO-MANY-REQUEST", RateLimited),
    ("ERR-TOO-MANY-CONCURRENT-REQUESTS", RateLimited),
    ("ERR-TOO-MANY-CONCURRENT-REQUEST", RateLimited),
    ("ERR-TOO-MANY-*", RateLimited),
    ("ERR-HTTP", ProviderFailure),
    ("ERR-INTERNAL", ProviderFailure),
    ("ERR-API-TOKEN-GENERATION-FAILED", ProviderFailure),
    ("ERR-TOKEN-ACTIVATION-FAILURE", ProviderFailure),
];

/// Environment variables read by `from_env`.
pub(crate) mod variable {
    pub(crate) const PARTNER_SECRET: &str = "MYUNISOFT_PARTNER_SECRET";
    pub(crate) const KEY: &str = "MYUNISOFT_KEY";
    pub(crate) const MAIL: &str = "MYUNISOFT_MAIL";
    pub(crate) const PASSWORD: &str = "MYUNISOFT_PASSWORD";
    pub(crate) const FIRM_ID: &str = "MYUNISOFT_FIRM_ID";
    pub(crate) const FIRM_NAME: &str = "MYUNISOFT_FIRM_NAME";
    pub(crate) const API_URL: &str = "MYUNISOFT_API_URL";
    pub(crate) const AUTH_URL: &str = "MYUNISOFT_AUTH_URL";
}
