//! What is fixed about MyUnisoft, as data, each with its source.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.
#![allow(
    clippy::enum_variant_names,
    dead_code,
    unreachable_pub,
    reason = "a description is whole, a crate takes from it what it needs"
)]

use std::time::Duration;

use auth_core::{HeaderName, SecretKind};
use serde::{Deserialize, Serialize};

use crate::ErrorClass;

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "myunisoft";

/// The scheme of a key that a customer generates (MyUnisoft: Authentification page).
///
/// No request makes a key: a person generates it on the page of the folder's or the firm's
/// connectors. It waits for its connection until it is activated or used. Some pages write
/// `X-Third-Party`, the header never does.
pub(crate) const KEY_SCHEME: &str = "key";

/// The scheme of an account's mail and password, for firms that bought the API (MyUnisoft: page on
/// changing a firm's authentication; api-partenaires, `authentication/cabinet.md`).
///
/// To be replaced by keys, by appointment with MyUnisoft at `partners.tech@myunisoft.fr`; its side
/// takes a minute.
pub(crate) const FIRM_LOGIN_SCHEME: &str = "firm_login";

/// What a token is taken to be good for when its end cannot be read (api-partenaires,
/// `authentication/cabinet.md`; api-partenaires, what its history shows to have left the documents;
/// assumed: MyUnisoft runs in France; assumed: the shortest lifetime ever documented, until July
/// 2022).
///
/// It names no zone, and was an empty text once. Read in the zone of France, the earlier instant
/// where two are meant. 10 minutes until July 2022.
pub(crate) const FIRM_LOGIN_UNKNOWN_AGE: Duration = Duration::from_secs(600);

/// The scheme of a person's mail and password, whose token makes keys (api-partenaires, what its
/// history shows to have left the documents; MyUnisoft's Postman collection, with recorded answers;
/// types published with the partners SDK).
///
/// Left the documents in July 2023 with what it is for, the making of keys: for development. No
/// variable of the environment tells it from the firm login.
pub(crate) const USER_LOGIN_SCHEME: &str = "user_login";

/// What a token is taken to be good for when its end cannot be read (MyUnisoft's Postman
/// collection, with recorded answers; types published with the partners SDK; assumed: MyUnisoft
/// runs in France; assumed: the shortest lifetime ever documented, until July 2022).
///
/// The member has no `s` and is a date and time. It names no zone: read in the zone of France, the
/// earlier instant where two are meant.
pub(crate) const USER_LOGIN_UNKNOWN_AGE: Duration = Duration::from_secs(600);

/// Base `api` of the environment `production` (api-partenaires, `documentation.md`;
/// api-partenaires, what its history shows to have left the documents).
///
/// Until October 2023 `app.myunisoft.fr/api/v1`.
pub(crate) const API_URL: &str = "https://api.myunisoft.fr/api/v1";

/// Base `auth` of the environment `production` (api-partenaires, `authentication/cabinet.md`;
/// api-partenaires, what its history shows to have left the documents).
///
/// Since August 2025; `app.myunisoft.fr` before. Never both: a password would go to two hosts.
pub(crate) const AUTH_URL: &str = "https://app.prodcomptable.myunisoft.fr";

/// Base `unversioned` of the environment `production` (api-partenaires, `documentation.md`;
/// MyUnisoft's Postman collection, with recorded answers).
pub(crate) const UNVERSIONED_URL: &str = "https://api.myunisoft.fr/api";

/// Lists the routes that the key may use, `GET` (MyUnisoft: Authentification page; api-partenaires,
/// `endpoints/keyinfo.md`; api-partenaires, what its history shows to have left the documents).
///
/// The documents' own sample has misspelled paths. In 2021 they asked for a user's token below
/// `/key`; the key itself will do.
pub(crate) const KEY_INFO_PATH: &str = "/key/info";

/// Tells what the key reaches, and activates it, `GET` (MyUnisoft: Authentification page;
/// api-partenaires, `endpoints/keyinfo.md`; types published with the partners SDK; assumed: a
/// firm's key opens no single folder, and the published type says otherwise).
///
/// Identifiers come as numbers here and as text in the key. The type makes `societyId` mandatory; a
/// firm has none. Keep `schemaId`: events name it.
pub(crate) const KEY_ACTIVATION_PATH: &str = "/key/info?mode=extended";

/// Obtains a token, `POST` (MyUnisoft: page on changing a firm's authentication; api-partenaires,
/// `authentication/cabinet.md`; types published with the partners SDK).
///
/// The firm is one field, `firm`, for either its id, a number, or its name. No bearer token, no
/// partner secret and no cookie goes along. Until April 2021 `/api/v1/firm/token` did this for a
/// user's token.
pub(crate) const FIRM_LOGIN_PATH: &str = "/api/authenticate/firm";

/// Obtains a user's token, `POST` (api-partenaires, what its history shows to have left the
/// documents; MyUnisoft's Postman collection, with recorded answers; types published with the
/// partners SDK).
///
/// Older answers have `firmId` in place of `firm`, and `id` comes as number or text. Until April
/// 2021 `/api/auth/token` with `member_group_id` and `grant_type`, after `/api/group?mail=`.
pub(crate) const USER_LOGIN_PATH: &str = "/api/authenticate";

/// Makes a key for one folder with a user's token, `POST` (api-partenaires, what its history shows
/// to have left the documents; MyUnisoft's Postman collection, with recorded answers; the partners
/// SDK itself).
///
/// Left the documents in July 2023: for development. Until June 2022 it also took `grantedFor`,
/// which `/key/granted-for` told for a `secret`.
pub(crate) const KEY_CREATE_PATH: &str = "/key/create";

/// Lists the folders that the credential reaches, `GET` (MyUnisoft: Authentification page;
/// api-partenaires, `endpoints/cabinet.md`; assumed: the API's other successes, all of them 200
/// with JSON).
///
/// With a key it carries the key.
pub(crate) const SOCIETIES_PATH: &str = "/society";

/// Tells whether the API works, without a credential, `GET` (api-partenaires, `documentation.md`;
/// assumed: the API's other successes, all of them 200 with JSON).
pub(crate) const HEALTH_PATH: &str = "/partners/health";

/// Lists the webhooks of one tenant, `GET` (api-partenaires, `webhooks.md`; MyUnisoft's Postman
/// collection, with recorded answers; assumed: the API's other successes, all of them 200 with
/// JSON).
///
/// Not for customers with the offer of the firm login; a key for a firm will do.
pub(crate) const WEBHOOKS_PATH: &str = "/webhook";

/// Makes a webhook of one tenant, `POST` (api-partenaires, `webhooks.md`; MyUnisoft's Postman
/// collection, with recorded answers; assumed: the API's other successes, all of them 200 with
/// JSON).
pub(crate) const WEBHOOK_CREATE_PATH: &str = "/webhook";

/// Changes a webhook of one tenant, `PATCH` (api-partenaires, `webhooks.md`; MyUnisoft's Postman
/// collection, with recorded answers; assumed: the API's other successes, all of them 200 with
/// JSON).
///
/// The body is an array of operations (RFC 6902) on the members that make a webhook.
pub(crate) const WEBHOOK_CHANGE_PATH: &str = "/webhook";

/// Removes a webhook of one tenant, `DELETE` (api-partenaires, `webhooks.md`; MyUnisoft's Postman
/// collection, with recorded answers; assumed: the API's other successes, all of them 200 with
/// JSON).
pub(crate) const WEBHOOK_DELETE_PATH: &str = "/webhook";

/// The webhook of all tenants of the partner, `GET` (MyUnisoft's Postman collection, with recorded
/// answers; assumed: the API's other successes, all of them 200 with JSON; assumed: a webhook of
/// all tenants belongs to the partner, whose secret it is signed with).
///
/// Without the version in its path. That it is read like the other, and needs no key, is inferred.
pub(crate) const WEBHOOK_GLOBAL_PATH: &str = "/webhook/global";

/// What `key_info` changes at the provider.
pub(crate) const KEY_INFO_CHANGES: Option<&str> = Some("activates the key, as any use does");

/// What `key_activation` changes at the provider.
pub(crate) const KEY_ACTIVATION_CHANGES: Option<&str> = Some("activates the key");

/// What `key_create` changes at the provider.
pub(crate) const KEY_CREATE_CHANGES: Option<&str> = Some("makes a key");

/// What `societies` changes at the provider.
pub(crate) const SOCIETIES_CHANGES: Option<&str> = Some("activates a key, as any use does");

/// What `health` changes at the provider.
pub(crate) const HEALTH_CHANGES: Option<&str> = None;

/// What `webhooks` changes at the provider.
pub(crate) const WEBHOOKS_CHANGES: Option<&str> = Some("activates the key, as any use does");

/// What `webhook_create` changes at the provider.
pub(crate) const WEBHOOK_CREATE_CHANGES: Option<&str> = Some("makes a webhook");

/// What `webhook_change` changes at the provider.
pub(crate) const WEBHOOK_CHANGE_CHANGES: Option<&str> = Some("changes a webhook");

/// What `webhook_delete` changes at the provider.
pub(crate) const WEBHOOK_DELETE_CHANGES: Option<&str> = Some("removes a webhook");

/// What `webhook_global` changes at the provider.
pub(crate) const WEBHOOK_GLOBAL_CHANGES: Option<&str> = None;

/// Field of a request that holds `mail`.
pub(crate) const MAIL_FIELD: &str = "mail";

/// Field of a request that holds `password`.
pub(crate) const PASSWORD_FIELD: &str = "password";

/// Field of a request that holds `firm_id`.
pub(crate) const FIRM_ID_FIELD: &str = "firm";

/// Field of a request that holds `firm_name`.
pub(crate) const FIRM_NAME_FIELD: &str = "firm";

/// Field of a request that holds `key_target`.
pub(crate) const KEY_TARGET_FIELD: &str = "target";

/// Field of a request that holds `webhook_url`.
pub(crate) const WEBHOOK_URL_FIELD: &str = "postUrl";

/// Field of a request that holds `webhook_events`.
pub(crate) const WEBHOOK_EVENTS_FIELD: &str = "onEvents";

/// Field of a request that holds `webhook_folders`.
pub(crate) const WEBHOOK_FOLDERS_FIELD: &str = "accountingFolderId";

/// Carries `partner_secret` (MyUnisoft: Authentification page).
///
/// No request makes a key: a person generates it on the page of the folder's or the firm's
/// connectors. It waits for its connection until it is activated or used. Some pages write
/// `X-Third-Party`, the header never does.
pub(crate) const PARTNER_SECRET_HEADER: HeaderName =
    HeaderName::from_static("x-third-party-secret");

/// `society-id`: number above zero, never empty and never `undefined`; with access to a firm, on
/// the routes that are about one folder (api-partenaires, `endpoints/cabinet.md`).
///
/// A key for one folder needs none. `/society` takes it as a filter.
pub(crate) const SOCIETY_ID_HEADER: HeaderName = HeaderName::from_static("society-id");

/// `request-id`: what support asks for: `req-` and an identifier; on every recorded answer
/// (MyUnisoft's Postman collection, with recorded answers).
pub(crate) const REQUEST_ID_HEADER: &str = "request-id";

/// `X-Rate-Limit-Remaining`: calls left in the window; on answers (api-partenaires, `ratelimit.md`;
/// MyUnisoft's Postman collection, with recorded answers).
pub(crate) const RATE_LIMIT_REMAINING_HEADER: &str = "X-Rate-Limit-Remaining";

/// `X-Rate-Limit-Reset`: Unix seconds with a fraction, sometimes in the past; on answers
/// (api-partenaires, `ratelimit.md`; MyUnisoft's Postman collection, with recorded answers).
///
/// Recorded about 1 s after `Date`, and 2 s and 27 s before it: the difference to `Date` is what
/// counts.
pub(crate) const RATE_LIMIT_RESET_HEADER: &str = "X-Rate-Limit-Reset";

/// `X-Rate-Limit-Total`: calls that the window allows; on answers (api-partenaires, `ratelimit.md`;
/// MyUnisoft's Postman collection, with recorded answers).
///
/// 10 in the recorded answers.
pub(crate) const RATE_LIMIT_TOTAL_HEADER: &str = "X-Rate-Limit-Total";

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
    //
    // No page gives the status of a code that begins with `ERR-`, but for too many requests: the code
    // decides.
    ("ERR-INVALID-SECRET", ErrorClass::PartnerSecret),
    ("ERR-SECRET-HEADER-NOT-SET", ErrorClass::PartnerSecret),
    ("ERR-SECRET-NOT-CONFIGURED", ErrorClass::PartnerSecret),
    // The partner is unknown (api-partenaires, what its history shows to have left the documents).
    ("ERR-THIRD-PARTY-DOESNT-EXIST", ErrorClass::PartnerSecret),
    // The bearer token or a numeric `society-id` is missing (api-partenaires, `endpoints/cabinet.md`;
    // api-partenaires, `erreurs.md`).
    ("ERR-INVALID-AUTH-HEADER", ErrorClass::Request),
    ("GBL10", ErrorClass::Request),
    // The token is of another environment or of the wrong kind (api-partenaires, `erreurs.md`).
    ("ERR-INVALID-JWT", ErrorClass::ForeignToken),
    // The token is no valid one of a folder or a firm (api-partenaires, `erreurs.md`).
    //
    // About a user's token it says that the call wants another kind, and the credential stays good.
    ("ERR-INVALID-API-JWT", ErrorClass::NotKeyToken),
    ("ERR-INVALID-FIRM-JWT", ErrorClass::NotKeyToken),
    // The token is no valid one of a user (api-partenaires, `erreurs.md`).
    //
    // About any other token it says that the call wants another kind, and the credential stays good.
    ("ERR-INVALID-USER-JWT", ErrorClass::NotUserToken),
    // The user who makes a key has not the right to (api-partenaires, what its history shows to have
    // left the documents).
    ("ERR-USER-UNEXPECTED-TYPE", ErrorClass::RightMissing),
    // The token is for worksheets only, as the other codes of its family are about the token (codes of
    // MyUnisoft's older core service; assumed: the other codes of the family).
    ("TOKEN3", ErrorClass::ForeignToken),
    // The key is unknown, disconnected or revoked (MyUnisoft: Authentification page; api-partenaires,
    // `erreurs.md`; api-partenaires, what its history shows to have left the documents).
    //
    // The message speaks of an end that keys do not have. A token of the firm login is obtained again.
    ("ERR-API-TOKEN-NOT-FOUND", ErrorClass::TokenGone),
    ("ERR-FIRM-TOKEN-NOT-FOUND", ErrorClass::TokenGone),
    ("ERR-USER-TOKEN-NOT-FOUND", ErrorClass::TokenGone),
    ("ERR-SCHEMA-NOT-FOUND", ErrorClass::TokenGone),
    // The token is invalid or has expired, although the status is 400 (codes of MyUnisoft's older core
    // service).
    //
    // A key has no next one: a person generates it.
    ("TOKEN2", ErrorClass::TokenGone),
    ("TOKEN1", ErrorClass::TokenGone),
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
    // The token is good, the right is missing, such as that to one folder (codes of MyUnisoft's older
    // core service).
    ("DROIT1", ErrorClass::RightMissing),
    ("DROIT2", ErrorClass::RightMissing),
    ("DROIT3", ErrorClass::RightMissing),
    ("DROIT12", ErrorClass::RightMissing),
    ("IMPORT1", ErrorClass::RightMissing),
    ("IMPORT2", ErrorClass::RightMissing),
    // Codes of the family that are not documented (assumed: the other codes of the family).
    ("DROIT*", ErrorClass::RightMissing),
    // Refusals of the business, although the status is 401 (codes of MyUnisoft's older core service).
    ("DADP7", ErrorClass::Business),
    ("PROFIL1", ErrorClass::Business),
    ("PROFIL2", ErrorClass::Business),
    // Codes of the family that are not documented (assumed: the other codes of the family).
    ("PROFIL*", ErrorClass::Business),
    // The folder is unknown (api-partenaires, what its history shows to have left the documents).
    ("ERR-SOCIETY-DOESNT-EXIST", ErrorClass::Business),
    // MyUnisoft has cut off the whole integration (api-partenaires, `erreurs.md`).
    //
    // The message says why.
    (
        "ERR-THIRD-PARTY-DISCONNECTED",
        ErrorClass::IntegrationSuspended,
    ),
    // The API is under maintenance (api-partenaires, `erreurs.md`).
    ("ERR-API-UNDER-MAINTENANCE", ErrorClass::Maintenance),
    // Too many calls in the window (api-partenaires, `erreurs.md`; api-partenaires, `ratelimit.md`).
    ("ERR-TOO-MANY-REQUEST", ErrorClass::RateLimited),
    // Too many calls at once, which two pages spell differently (api-partenaires, `erreurs.md`;
    // api-partenaires, `ratelimit.md`).
    //
    // No page gives the status.
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
///
/// `details` has a `member_group_id` and a `label` for each.
pub(crate) const STATUS_FIRM_SELECTION: &str = "firm-selection";

/// The account asks for a second factor, which the firm login cannot give (types published with the
/// partners SDK; assumed: the user's login, whose statuses the firm login is taken to share).
///
/// `details` is null.
pub(crate) const STATUS_REQUIRE_OTP: &str = "require-otp";

/// The account has not accepted the terms (types published with the partners SDK; assumed: the
/// user's login, whose statuses the firm login is taken to share).
///
/// `details` is null.
pub(crate) const STATUS_REQUIRE_TERMS: &str = "require-cgu-approval";

/// The account must have a new password (types published with the partners SDK; assumed: the user's
/// login, whose statuses the firm login is taken to share).
///
/// `details` has one `member_group_id` and its `label`.
pub(crate) const STATUS_UPDATE_PASSWORD: &str = "update-password";

/// Client errors that say nothing of a login: too slow, too early (RFC 9110 §15.5.9; RFC 8470
/// §5.2).
///
/// Client errors that say nothing of a login: too often (RFC 6585 §4).
pub(crate) const NO_VERDICT: &[u16] = &[408, 425, 429];

/// Requests of the limit `window`: calls with one token; some bulk routes cost several
/// (api-partenaires, `erreurs.md`; api-partenaires, `ratelimit.md`; api-partenaires, what its
/// history shows to have left the documents; MyUnisoft's Postman collection, with recorded answers;
/// the partners SDK itself).
///
/// 100 in 60 s until 2021, and in the SDK still. `Retry-After` is neither documented nor recorded.
pub(crate) const WINDOW_LIMIT_REQUESTS: u32 = 20;

/// Window of the limit `window` (api-partenaires, `erreurs.md`; api-partenaires, `ratelimit.md`;
/// api-partenaires, what its history shows to have left the documents; MyUnisoft's Postman
/// collection, with recorded answers; the partners SDK itself).
pub(crate) const WINDOW_LIMIT_WINDOW: Duration = Duration::from_secs(10);

/// Requests at once of the limit `concurrency`: calls at once to one route (api-partenaires,
/// `ratelimit.md`).
///
/// By another page for each folder, whatever the route: it is safe to keep to 10 for each key.
pub(crate) const CONCURRENCY_LIMIT_IN_FLIGHT: u32 = 10;

/// Requests at once of the limit `folder_concurrency`: calls at once about one folder, as the page
/// on errors has it (api-partenaires, `erreurs.md`).
///
/// Counted for each folder, whichever credential calls.
pub(crate) const FOLDER_CONCURRENCY_LIMIT_IN_FLIGHT: u32 = 10;

/// Members of `error.details` that repeat it: the newer name, the older one (MyUnisoft:
/// Authentification page; MyUnisoft's Postman collection, with recorded answers).
pub(crate) const REQUEST_ID_MEMBERS: &[&str] = &["requestId", "correlationId"];

/// Members of an error below `error`, or at the top of one recorded 400 (api-partenaires,
/// `erreurs.md`; MyUnisoft's Postman collection, with recorded answers).
///
/// Nobody should read anything into `message`.
pub(crate) const ERROR_MEMBERS: &[&str] = &["code", "message", "details"];

/// Members of `error.details`, which may also be an empty text (MyUnisoft: Authentification page;
/// api-partenaires, `erreurs.md`).
///
/// `requestedAt` is written as `07 Jul 2023, 17:58:18`.
pub(crate) const ERROR_DETAILS_MEMBERS: &[&str] = &["url", "method", "requestedAt", "requestId"];

/// The documented window is 10 s; a reset further away than this is a slip (api-partenaires,
/// `ratelimit.md`; assumed: six times the documented window).
pub(crate) const LONGEST_RATE_LIMIT_WINDOW: Duration = Duration::from_secs(60);

/// Routes of a firm that are about no single folder, with what lies below them (api-partenaires,
/// `endpoints/keyinfo.md`; api-partenaires, `endpoints/cabinet.md`; api-partenaires, `webhooks.md`;
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

/// Where a firm generates and disconnects its keys (MyUnisoft: page on changing a firm's
/// authentication).
///
/// The page for one folder is found in the settings, as its connectors.
pub(crate) const CONNECTORS_PAGE: &str = "https://app.myunisoft.fr/tab/collab/connectors";

/// `status` of a login that succeeded (types published with the partners SDK).
pub(crate) const STATUS_AUTHENTICATED: &str = "authenticated";

/// Value of the JWT claim `type`: a key for one folder (types published with the partners SDK).
pub(crate) const TYPE_COMPANY: &str = "api";

/// Value of the JWT claim `type`: a key for all folders of a firm (types published with the
/// partners SDK).
pub(crate) const TYPE_FIRM: &str = "firm";

/// `alg` of the JWT's header: only MyUnisoft can verify it (api-partenaires,
/// `docs/images/connector_society_token.png`, where the start of a key is seen).
pub(crate) const KEY_ALGORITHM: &str = "HS256";

/// Claims of a key for one folder: `m` the firm as a number, `t` the partner and `s` the folder as
/// text (types published with the partners SDK).
///
/// `t`, `s` and `p` were numbers until January 2023; all of it is a hint, and an opaque key is good
/// too.
pub(crate) const COMPANY_KEY_CLAIMS: &[&str] = &["type", "m", "t", "s", "iat", "exp"];

/// Claims of a key for a firm, and of a person's: `m` the firm as a number, `p` the person and `t`
/// the partner as text (types published with the partners SDK).
pub(crate) const FIRM_KEY_CLAIMS: &[&str] = &["type", "m", "p", "t", "iat", "exp"];

/// The names of `m`, `t` and `s` until July 2022, all of them numbers (api-partenaires, what its
/// history shows to have left the documents; types published with the partners SDK).
pub(crate) const OLDER_KEY_CLAIMS: &[&str] = &["member_group_id", "third_party_id", "society_id"];

/// Claims of a user's token: `member_group_id` is a number, `isPlatformAdministrator` and `scope`
/// may be missing (types published with the partners SDK).
pub(crate) const USER_TOKEN_CLAIMS: &[&str] = &[
    "member_group_id",
    "pers_physique_id",
    "email",
    "profilType",
    "profilId",
    "profilCode",
    "profilName",
    "isPlatformAdministrator",
    "scope",
    "iat",
    "exp",
];

/// Members of the claim `scope` of a user's token, whose `name` is `excel_worksheet` (types
/// published with the partners SDK).
pub(crate) const USER_SCOPE_CLAIM_MEMBERS: &[&str] =
    &["name", "accountingFirmId", "accountingFolderId"];

/// Members of an event (api-partenaires, `webhooks.md`).
pub(crate) const EVENT_MEMBERS: &[&str] = &[
    "name",
    "operation",
    "scope",
    "data",
    "webhookId",
    "createdAt",
];

/// Members of an event's `scope`: only `schemaId` is always there (api-partenaires, `webhooks.md`;
/// MyUnisoft's own example of a receiver of events).
///
/// The SIRET numbers are text in the sample and numbers in the schema.
pub(crate) const EVENT_SCOPE_MEMBERS: &[&str] = &[
    "schemaId",
    "firmId",
    "firmSIRET",
    "accountingFolderId",
    "accountingFolderRef",
    "accountingFolderSIRET",
    "persPhysiqueId",
];

/// How far the date of a webhook may be from now, either way, since no page says (api-partenaires,
/// `webhooks.md`; assumed: what is usual for signed webhooks, long enough for two clocks and a slow
/// network).
pub(crate) const WEBHOOK_FRESHNESS: Duration = Duration::from_secs(300);

/// Zone of the zone-less `expiresIn` (assumed: MyUnisoft runs in France).
pub(crate) const EXPIRES_IN_ZONE: &str = "Europe/Paris";

/// Header of the webhook `partner`: lower-case hex over the body as it was sent, compact JSON,
/// followed by the date, epoch milliseconds as text and no date of HTTP; a stale one is refused,
/// the window is not given (api-partenaires, `webhooks.md`; MyUnisoft's Postman collection, with
/// recorded answers; types published with the partners SDK; MyUnisoft's own example of a receiver
/// of events; types of events that MyUnisoft publishes; assumed: `JSON.stringify`, by which the
/// documents describe what is signed: what it writes is what is sent).
pub(crate) const PARTNER_WEBHOOK_HEADER: &str = "signature";

/// Header of the webhook `partner`: lower-case hex over the body as it was sent, compact JSON,
/// followed by the date, epoch milliseconds as text and no date of HTTP; a stale one is refused,
/// the window is not given (api-partenaires, `webhooks.md`; MyUnisoft's Postman collection, with
/// recorded answers; types published with the partners SDK; MyUnisoft's own example of a receiver
/// of events; types of events that MyUnisoft publishes; assumed: `JSON.stringify`, by which the
/// documents describe what is signed: what it writes is what is sent).
pub(crate) const PARTNER_WEBHOOK_DATE_HEADER: &str = "date";

/// Type of an event of the webhook `partner`, at `name` (api-partenaires, `webhooks.md`;
/// MyUnisoft's Postman collection, with recorded answers; types published with the partners SDK;
/// MyUnisoft's own example of a receiver of events; types of events that MyUnisoft publishes;
/// assumed: `JSON.stringify`, by which the documents describe what is signed: what it writes is
/// what is sent).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PartnerEvent {
    /// A partner's integration was made, changed or removed (types of events that MyUnisoft publishes).
    #[serde(rename = "connector")]
    Connector,
    /// A folder was made or changed (types of events that MyUnisoft publishes).
    #[serde(rename = "accountingFolder")]
    AccountingFolder,
    /// A document was added (types of events that MyUnisoft publishes).
    #[serde(rename = "document")]
    Document,
    /// A portfolio, which opens folders to people, was made or removed (types of events that MyUnisoft
    /// publishes).
    #[serde(rename = "portfolio")]
    Portfolio,
    /// A line was entered in the accounts (types of events that MyUnisoft publishes).
    #[serde(rename = "accountingLineEntry")]
    AccountingLineEntry,
    /// MyUnisoft's administrators have something to say (types of events that MyUnisoft publishes).
    #[serde(rename = "adminMessage")]
    AdminMessage,
    /// A customer or supplier in the accounts was made, changed or removed (types of events that
    /// MyUnisoft publishes).
    #[serde(rename = "thirdParty")]
    ThirdParty,
    /// Entries were matched, or no longer are (types of events that MyUnisoft publishes).
    #[serde(rename = "accountingEntryLettering")]
    AccountingEntryLettering,
    /// A document was completed or rejected (types of events that MyUnisoft publishes).
    #[serde(rename = "cloudDocument")]
    CloudDocument,
    /// A financial year was made, changed or removed (types of events that MyUnisoft publishes).
    #[serde(rename = "exercice")]
    Exercice,
    /// Somebody opened a page (types of events that MyUnisoft publishes).
    #[serde(rename = "visitedPage")]
    VisitedPage,
    /// Something happened to a signature at Yousign (types of events that MyUnisoft publishes).
    #[serde(rename = "yousignSignature")]
    YousignSignature,
    /// A tax return was sent (types of events that MyUnisoft publishes).
    #[serde(rename = "taxReturnSent")]
    TaxReturnSent,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What happened to what an event is about, at `operation` (api-partenaires, `webhooks.md`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Operation {
    /// It was made.
    #[serde(rename = "CREATE")]
    Create,
    /// It was changed.
    #[serde(rename = "UPDATE")]
    Update,
    /// It was removed.
    #[serde(rename = "DELETE")]
    Delete,
    /// No page explains it.
    #[serde(rename = "VOID")]
    Void,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What a key reaches, in its claim `type` and in `target.type` (MyUnisoft: Authentification page;
/// api-partenaires, `endpoints/keyinfo.md`; types published with the partners SDK).
///
/// `target.type` knows the first two. A user's token has no `type`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AccessType {
    /// One folder.
    #[serde(rename = "api")]
    Api,
    /// All folders of a firm.
    #[serde(rename = "firm")]
    Firm,
    /// One person, whom the claim `p` names.
    #[serde(rename = "b2c")]
    B2c,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How a login ended, at `status` of an answer with 200 (types published with the partners SDK).
///
/// The firm login has none in a success.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LoginStatus {
    /// With a token.
    #[serde(rename = "authenticated")]
    Authenticated,
    /// The account reaches several firms.
    #[serde(rename = "firm-selection")]
    FirmSelection,
    /// A second factor is wanted.
    #[serde(rename = "require-otp")]
    RequireOtp,
    /// The terms are not accepted.
    #[serde(rename = "require-cgu-approval")]
    RequireCguApproval,
    /// A new password is wanted.
    #[serde(rename = "update-password")]
    UpdatePassword,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// Whose a user's token is, in its claim `profilType` (types published with the partners SDK).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ProfileType {
    /// Somebody of the firm.
    #[serde(rename = "Cabinet")]
    Cabinet,
    /// Somebody of a customer.
    #[serde(rename = "Client")]
    Client,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// Environment variables.
pub(crate) mod variable {
    /// Secret of the partner, the same for all customers (MyUnisoft: Authentification page; MyUnisoft's
    /// Postman collection, with recorded answers; assumed: the signing key is the partner secret, so a
    /// new one replaces both).
    ///
    /// A new one is unknown until MyUnisoft sets it up. It signs events too: in a change both are
    /// accepted.
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
