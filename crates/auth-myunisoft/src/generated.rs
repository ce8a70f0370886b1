//! What is fixed about MyUnisoft, as data, each with its source.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.

use std::time::Duration;

use auth_core::{HeaderName, SecretKind};

use crate::ErrorClass;

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "myunisoft";

/// The scheme of a key that a customer generates (MyUnisoft: Authentification page).
pub(crate) const KEY_SCHEME: &str = "key";

/// The scheme of an account's mail and password, for firms that bought the API (api-partenaires,
/// `authentication/cabinet.md`).
///
/// To be replaced by keys, by appointment with MyUnisoft.
pub(crate) const FIRM_LOGIN_SCHEME: &str = "firm_login";

/// What a token is taken to be good for when its end cannot be read (api-partenaires,
/// `authentication/cabinet.md`; api-partenaires, what its history shows to have left the documents;
/// assumed: the shortest lifetime ever documented, until July 2022).
///
/// Read in the zone of France, the earlier instant where two are meant.
pub(crate) const FIRM_LOGIN_UNKNOWN_AGE: Duration = Duration::from_secs(600);

/// Base `api` of the environment `production` (api-partenaires, `documentation.md`).
pub(crate) const API_URL: &str = "https://api.myunisoft.fr/api/v1";

/// Base `auth` of the environment `production` (api-partenaires, `authentication/cabinet.md`).
///
/// Since August 2025; `app.myunisoft.fr` before. Never both: a password would go to two hosts.
pub(crate) const AUTH_URL: &str = "https://app.prodcomptable.myunisoft.fr";

/// Lists the routes that the key may use, `GET` (api-partenaires, `endpoints/keyinfo.md`;
/// MyUnisoft: Authentification page).
pub(crate) const KEY_INFO_PATH: &str = "/key/info";

/// Tells what the key reaches, and activates it, `GET` (MyUnisoft: Authentification page;
/// api-partenaires, `endpoints/keyinfo.md`).
pub(crate) const KEY_ACTIVATION_PATH: &str = "/key/info?mode=extended";

/// Obtains a token, `POST` (api-partenaires, `authentication/cabinet.md`; types published with the
/// partners SDK).
///
/// The firm is one field, `firm`, for either its id or its name.
pub(crate) const FIRM_LOGIN_PATH: &str = "/api/authenticate/firm";

/// Field of a request: mail of the account, for a firm's login in place of a key (api-partenaires,
/// `authentication/cabinet.md`).
pub(crate) const MAIL_FIELD: &str = "mail";

/// Field of a request: password of the account (api-partenaires, `authentication/cabinet.md`).
pub(crate) const PASSWORD_FIELD: &str = "password";

/// Field of a request: schema id of the firm, if the account reaches several (api-partenaires,
/// `authentication/cabinet.md`).
pub(crate) const FIRM_ID_FIELD: &str = "firm";

/// Carries `partner_secret` (MyUnisoft: Authentification page).
pub(crate) const PARTNER_SECRET_HEADER: HeaderName =
    HeaderName::from_static("x-third-party-secret");

/// `society-id`: number above zero, never empty and never `undefined`; with access to a firm, on
/// the routes that are about one folder (api-partenaires, `endpoints/cabinet.md`).
pub(crate) const SOCIETY_ID_HEADER: HeaderName = HeaderName::from_static("society-id");

/// `request-id`: what support asks for; on every recorded answer (MyUnisoft's Postman collection,
/// with recorded answers).
pub(crate) const REQUEST_ID_HEADER: &str = "request-id";

/// `X-Rate-Limit-Remaining`: calls left in the window; on answers (api-partenaires,
/// `ratelimit.md`).
pub(crate) const RATE_LIMIT_REMAINING_HEADER: &str = "X-Rate-Limit-Remaining";

/// `X-Rate-Limit-Reset`: Unix seconds with a fraction, sometimes in the past; on answers
/// (api-partenaires, `ratelimit.md`; MyUnisoft's Postman collection, with recorded answers).
pub(crate) const RATE_LIMIT_RESET_HEADER: &str = "X-Rate-Limit-Reset";

/// What `api` may receive (MyUnisoft: Authentification page; api-partenaires, `documentation.md`).
pub(crate) const API_SECRETS: &[SecretKind] = &[SecretKind::AccessToken, SecretKind::PartnerSecret];

/// What `auth` may receive (api-partenaires, `authentication/cabinet.md`).
///
/// No cookie is kept and no bearer token is sent there.
pub(crate) const AUTH_SECRETS: &[SecretKind] = &[SecretKind::Password];

/// What `error.code` means; `*` ends a prefix.
pub(crate) const ERROR_CODES: &[(&str, ErrorClass)] = &[
    // The partner secret is missing, wrong, or not set up at MyUnisoft yet: keys stay good
    // (api-partenaires, `erreurs.md`).
    ("ERR-SECRET-HEADER-NOT-SET", ErrorClass::PartnerSecret),
    ("ERR-INVALID-SECRET", ErrorClass::PartnerSecret),
    ("ERR-SECRET-NOT-CONFIGURED", ErrorClass::PartnerSecret),
    // The partner is unknown (api-partenaires, what its history shows to have left the documents).
    ("ERR-THIRD-PARTY-DOESNT-EXIST", ErrorClass::PartnerSecret),
    // The bearer token or a numeric `society-id` is missing (api-partenaires, `erreurs.md`;
    // api-partenaires, `endpoints/cabinet.md`).
    ("ERR-INVALID-AUTH-HEADER", ErrorClass::Request),
    ("GBL10", ErrorClass::Request),
    // The token is of another environment or of the wrong kind (api-partenaires, `erreurs.md`).
    ("ERR-INVALID-JWT", ErrorClass::ForeignToken),
    ("ERR-INVALID-API-JWT", ErrorClass::ForeignToken),
    ("ERR-INVALID-FIRM-JWT", ErrorClass::ForeignToken),
    ("ERR-INVALID-USER-JWT", ErrorClass::ForeignToken),
    // The token is of the wrong kind (api-partenaires, what its history shows to have left the
    // documents).
    ("ERR-USER-UNEXPECTED-TYPE", ErrorClass::ForeignToken),
    // Something is wrong with the token, as the other codes of its family say (codes of MyUnisoft's
    // older core service; assumed: the other codes of the family).
    ("TOKEN3", ErrorClass::ForeignToken),
    // The key is unknown, disconnected or revoked (api-partenaires, `erreurs.md`; api-partenaires, what
    // its history shows to have left the documents).
    ("ERR-API-TOKEN-NOT-FOUND", ErrorClass::TokenGone),
    ("ERR-FIRM-TOKEN-NOT-FOUND", ErrorClass::TokenGone),
    ("ERR-USER-TOKEN-NOT-FOUND", ErrorClass::TokenGone),
    ("ERR-SCHEMA-NOT-FOUND", ErrorClass::TokenGone),
    // The token is invalid or has expired, also with 400 (codes of MyUnisoft's older core service).
    ("TOKEN1", ErrorClass::TokenGone),
    ("TOKEN2", ErrorClass::TokenGone),
    ("USER7", ErrorClass::TokenGone),
    // No active folder stands behind the key (api-partenaires, `erreurs.md`).
    //
    // With access to a firm it is the call that names the folder, and the credential stays good for the
    // others.
    ("ERR-FOLDER-NOT-FOUND", ErrorClass::FolderGone),
    // Authentication failed; that it is about mail and password is assumed (codes of MyUnisoft's older
    // core service; assumed: the firm login, the one route that takes a password).
    ("DROIT5", ErrorClass::CredentialsRefused),
    // The key is good, the right is missing (api-partenaires, `erreurs.md`).
    ("ERR-FORBIDDEN-ROUTE", ErrorClass::RightMissing),
    ("ERR-FORBIDDEN-ACCESS", ErrorClass::RightMissing),
    ("ERR-MISSING-RULE", ErrorClass::RightMissing),
    // The token is good, the right is missing (codes of MyUnisoft's older core service).
    ("DROIT1", ErrorClass::RightMissing),
    ("DROIT2", ErrorClass::RightMissing),
    ("DROIT3", ErrorClass::RightMissing),
    ("DROIT12", ErrorClass::RightMissing),
    ("IMPORT1", ErrorClass::RightMissing),
    ("IMPORT2", ErrorClass::RightMissing),
    // Codes of the family that are not documented (assumed: the other codes of the family).
    ("DROIT*", ErrorClass::RightMissing),
    // Refusals of the business, also with 401 (codes of MyUnisoft's older core service).
    ("DADP7", ErrorClass::Business),
    ("PROFIL1", ErrorClass::Business),
    ("PROFIL2", ErrorClass::Business),
    // Codes of the family that are not documented (assumed: the other codes of the family).
    ("PROFIL*", ErrorClass::Business),
    // The folder is unknown (api-partenaires, what its history shows to have left the documents).
    ("ERR-SOCIETY-DOESNT-EXIST", ErrorClass::Business),
    // MyUnisoft has cut off the whole integration (api-partenaires, `erreurs.md`).
    (
        "ERR-THIRD-PARTY-DISCONNECTED",
        ErrorClass::IntegrationSuspended,
    ),
    // The API is under maintenance (api-partenaires, `erreurs.md`).
    ("ERR-API-UNDER-MAINTENANCE", ErrorClass::Maintenance),
    // Too many calls, or too many at once, which two pages spell differently (api-partenaires,
    // `erreurs.md`; api-partenaires, `ratelimit.md`).
    ("ERR-TOO-MANY-REQUEST", ErrorClass::RateLimited),
    ("ERR-TOO-MANY-CONCURRENT-REQUESTS", ErrorClass::RateLimited),
    ("ERR-TOO-MANY-CONCURRENT-REQUEST", ErrorClass::RateLimited),
    // Codes of the family that are not documented (assumed: the other codes of the family).
    ("ERR-TOO-MANY-*", ErrorClass::RateLimited),
    // MyUnisoft failed (api-partenaires, `erreurs.md`).
    ("ERR-HTTP", ErrorClass::ProviderFailure),
    ("ERR-INTERNAL", ErrorClass::ProviderFailure),
    // MyUnisoft failed to make or activate a key (api-partenaires, what its history shows to have left
    // the documents).
    (
        "ERR-API-TOKEN-GENERATION-FAILED",
        ErrorClass::ProviderFailure,
    ),
    ("ERR-TOKEN-ACTIVATION-FAILURE", ErrorClass::ProviderFailure),
];

/// The account reaches several firms (types published with the partners SDK).
pub(crate) const STATUS_FIRM_SELECTION: &str = "firm-selection";

/// The account asks for a second factor, which the firm login cannot give (types published with the
/// partners SDK).
pub(crate) const STATUS_REQUIRE_OTP: &str = "require-otp";

/// The account has not accepted the terms (types published with the partners SDK).
pub(crate) const STATUS_REQUIRE_TERMS: &str = "require-cgu-approval";

/// The account must have a new password (types published with the partners SDK).
pub(crate) const STATUS_UPDATE_PASSWORD: &str = "update-password";

/// Members of `error.details` that repeat it: the newer name, the older one (MyUnisoft:
/// Authentification page; MyUnisoft's Postman collection, with recorded answers).
pub(crate) const REQUEST_ID_MEMBERS: &[&str] = &["requestId", "correlationId"];

/// The documented window is 10 s; a reset further away than this is a slip (api-partenaires,
/// `ratelimit.md`; assumed: six times the documented window).
pub(crate) const LONGEST_RATE_LIMIT_WINDOW: Duration = Duration::from_secs(60);

/// Routes of a firm that are about no single folder, with what lies below them (api-partenaires,
/// `endpoints/cabinet.md`; api-partenaires, `endpoints/keyinfo.md`; api-partenaires, `webhooks.md`;
/// assumed: the routes that the documents exempt).
///
/// That every other one needs the header is inferred.
pub(crate) const ROUTES_WITHOUT_SOCIETY: &[&str] = &[
    "/society",
    "/users_v2",
    "/pers_physique",
    "/key",
    "/webhook",
];

/// `status` of a login that succeeded (types published with the partners SDK).
pub(crate) const STATUS_AUTHENTICATED: &str = "authenticated";

/// Value of the JWT claim `type`: a key for one folder (types published with the partners SDK).
pub(crate) const TYPE_COMPANY: &str = "api";

/// Value of the JWT claim `type`: a key for all folders of a firm (types published with the
/// partners SDK).
pub(crate) const TYPE_FIRM: &str = "firm";

/// Zone of the zone-less `expiresIn` (assumed: MyUnisoft runs in France).
pub(crate) const EXPIRES_IN_ZONE: &str = "Europe/Paris";

/// Environment variables.
pub(crate) mod variable {
    /// Secret of the partner, the same for all customers (MyUnisoft: Authentification page).
    pub(crate) const PARTNER_SECRET: &str = "MYUNISOFT_PARTNER_SECRET";

    /// Key that a customer generated (MyUnisoft: Authentification page).
    ///
    /// Shown once, when it is generated.
    pub(crate) const KEY: &str = "MYUNISOFT_KEY";

    /// Mail of the account, for a firm's login in place of a key (api-partenaires,
    /// `authentication/cabinet.md`).
    pub(crate) const MAIL: &str = "MYUNISOFT_MAIL";

    /// Password of the account (api-partenaires, `authentication/cabinet.md`).
    ///
    /// Kept in memory; without it a person signs in.
    pub(crate) const PASSWORD: &str = "MYUNISOFT_PASSWORD";

    /// Schema id of the firm, if the account reaches several (api-partenaires,
    /// `authentication/cabinet.md`).
    pub(crate) const FIRM_ID: &str = "MYUNISOFT_FIRM_ID";

    /// Name of the firm, in place of its id (api-partenaires, `authentication/cabinet.md`).
    pub(crate) const FIRM_NAME: &str = "MYUNISOFT_FIRM_NAME";

    /// Base of the API (api-partenaires, `documentation.md`).
    pub(crate) const API_URL: &str = "MYUNISOFT_API_URL";

    /// Base of the firm login (api-partenaires, `authentication/cabinet.md`).
    pub(crate) const AUTH_URL: &str = "MYUNISOFT_AUTH_URL";
}
