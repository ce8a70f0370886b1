//! What the imitation of Sinao takes from its description.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.
#![allow(
    clippy::unreadable_literal,
    dead_code,
    unused_imports,
    reason = "a description is whole, an imitation takes from it what it needs"
)]

use crate::description::{
    Answer, Description, Encoding, Expiry, Field, Form, Format, Header, How, Input, Kind, Of, On,
    Refusal, Renewal, Role, Route, Scheme, Scope,
};

pub(crate) const DESCRIPTION: Description = Description {
    id: "sinao",
    name: "Sinao",
    bases: &["api"],
    inputs: &[
        Input {
            id: "email",
            secret: false,
            scope: Scope::Account,
            example: Some("compta@entreprise.example"),
        },
        Input {
            id: "password",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "api_key",
            secret: true,
            scope: Scope::Application,
            example: None,
        },
        Input {
            id: "api_url",
            secret: false,
            scope: Scope::Application,
            example: Some("https://api.sinao.app/v1"),
        },
        Input {
            id: "code",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "forgotten_password_token",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
    ],
    schemes: &[
        Scheme {
            id: "api_key",
            kind: Kind::StaticKey,
            base: "api",
            carries: &[Header {
                name: "Api-Key",
                form: Form::Plain,
                of: &["api_key"],
                optional: false,
            }],
            expiry: Expiry {
                member: None,
                format: Format::Never,
                zone: None,
                lifetime: None,
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::None,
                rotates: false,
                session: None,
            },
            steps: &[ME_WITH_KEY],
        },
        Scheme {
            id: "login",
            kind: Kind::Login,
            base: "api",
            carries: &[Header {
                name: "Authorization",
                form: Form::Bearer,
                of: &["access_token"],
                optional: false,
            }],
            expiry: Expiry {
                member: Some("expires_in"),
                format: Format::Seconds,
                zone: None,
                lifetime: Some(86400),
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::GetWithOldBearer,
                rotates: true,
                session: Some(1209600),
            },
            steps: &[LOGIN, SEND_SECOND_FACTOR, REFRESH, LOGOUT, ME],
        },
    ],
    calls: &[
        REGISTER,
        SEND_PASSWORD,
        CHANGE_PASSWORD,
        API_KEYS,
        CREATE_API_KEY,
        DELETE_API_KEY,
        API_PARTNERS,
        PARTNER_CLIENT_LOGIN,
        PARTNER_API_KEY,
        SET_WEBHOOK,
        WEBHOOK_EVENTS,
    ],
    refusals: &[
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 401,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 404,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 422,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 400,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 405,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 406,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 409,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 410,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 415,
            code: "",
        },
        Refusal {
            class: "second_factor",
            on: On::Token,
            member: Some("type"),
            status: 403,
            code: "two_factor",
        },
        Refusal {
            class: "second_factor",
            on: On::Token,
            member: Some("type"),
            status: 401,
            code: "two_factor",
        },
        Refusal {
            class: "second_factor",
            on: On::Token,
            member: Some("type"),
            status: 422,
            code: "two_factor",
        },
        Refusal {
            class: "second_factor",
            on: On::Token,
            member: Some("message"),
            status: 422,
            code: "The code field is required*",
        },
        Refusal {
            class: "second_factor",
            on: On::Token,
            member: None,
            status: 200,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 500,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 502,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 503,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 504,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 408,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 425,
            code: "",
        },
        Refusal {
            class: "rate_limited",
            on: On::Token,
            member: None,
            status: 429,
            code: "",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 401,
            code: "",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 400,
            code: "",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 422,
            code: "",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: Some("message"),
            status: 500,
            code: "Token has expired*",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: Some("message"),
            status: 500,
            code: "The token has been blacklisted*",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: Some("message"),
            status: 500,
            code: "Token Signature could not be verified*",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: Some("message"),
            status: 500,
            code: "Token not provided*",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: None,
            status: 401,
            code: "",
        },
        Refusal {
            class: "generate_key",
            on: On::Call,
            member: None,
            status: 401,
            code: "",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("message"),
            status: 500,
            code: "Token has expired*",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("message"),
            status: 500,
            code: "The token has been blacklisted*",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("message"),
            status: 500,
            code: "Token Signature could not be verified*",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("message"),
            status: 500,
            code: "Token not provided*",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "rate_limited",
            on: On::Call,
            member: None,
            status: 429,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 500,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 502,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 503,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 504,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 422,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 400,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 404,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 409,
            code: "",
        },
    ],
};

/// Says whom a key stands for.
pub(crate) const ME_WITH_KEY: Route = Route {
    id: "me_with_key",
    role: Role::Verify,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/me",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Api-Key",
            form: Form::Plain,
            of: &["api_key"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{\"id\":8801,\"email\":\"compta@entreprise.example\"}"),
    },
};

/// Obtains a token.
pub(crate) const LOGIN: Route = Route {
    id: "login",
    role: Role::Obtain,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/login",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
        Field {
            name: "code",
            of: Of::Id("code"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: None,
        sample: Some(
            "{\"access_token\":\"invented-token\",\"expires_in\":86400,\"token_type\":\"bearer\"}",
        ),
    },
};

/// Messages a second factor to the account's owner.
pub(crate) const SEND_SECOND_FACTOR: Route = Route {
    id: "send_second_factor",
    role: Role::SecondFactor,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/login/send/2fa",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Trades a token, expired or not, for the next one.
pub(crate) const REFRESH: Route = Route {
    id: "refresh",
    role: Role::Renew,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/refresh",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["refresh_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: None,
        sample: Some(
            "{\"access_token\":\"invented-token\",\"expires_in\":86400,\"token_type\":\"bearer\"}",
        ),
    },
};

/// Ends a token.
pub(crate) const LOGOUT: Route = Route {
    id: "logout",
    role: Role::Revoke,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/logout",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Says who is calling.
pub(crate) const ME: Route = Route {
    id: "me",
    role: Role::Verify,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/me",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"id\":8801,\"civility\":null,\"firstname\":\"Prénom\",\"lastname\":\"Nom\",\"email\":\"compta@entreprise.example\",\"image\":null,\"establishments\":[],\"metadata\":null,\"created_at\":\"2023-03-01T09:00:00.000000Z\",\"updated_at\":null,\"last_access_at\":null,\"password_is_undefined\":false}",
        ),
    },
};

/// Makes an account.
pub(crate) const REGISTER: Route = Route {
    id: "register",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/register",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
        Field {
            name: "cgu",
            of: Of::Id("terms"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"id\":8802,\"email\":\"compta@entreprise.example\",\"password_is_undefined\":false}",
        ),
    },
};

/// Messages the owner of an account who forgot the password.
pub(crate) const SEND_PASSWORD: Route = Route {
    id: "send_password",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/sendpassword",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: false,
        },
        Field {
            name: "hostname_alias",
            of: Of::Id("hostname_alias"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Sets a new password with what the message brought.
pub(crate) const CHANGE_PASSWORD: Route = Route {
    id: "change_password",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/changepassword",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "forgotten_password_token",
            of: Of::Id("forgotten_password_token"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Lists the keys of an application.
pub(crate) const API_KEYS: Route = Route {
    id: "api_keys",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["login"],
    path: "/apps/{app_id}/apikeys",
    encoding: Encoding::None,
    fields: &[],
    query: &[Field {
        name: "limit",
        of: Of::Id("limit"),
        optional: true,
    }],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("[]"),
    },
};

/// Makes a key of an application.
pub(crate) const CREATE_API_KEY: Route = Route {
    id: "create_api_key",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: false,
    schemes: &["login"],
    path: "/apps/{app_id}/apikeys",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "name",
            of: Of::Id("key_name"),
            optional: true,
        },
        Field {
            name: "api_partner_id",
            of: Of::Id("api_partner_id"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Deletes a key of an application.
pub(crate) const DELETE_API_KEY: Route = Route {
    id: "delete_api_key",
    role: Role::Call,
    method: "DELETE",
    base: "api",
    public: false,
    schemes: &["login"],
    path: "/apps/{app_id}/apikeys/{key_id}",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Lists the partners of an application.
pub(crate) const API_PARTNERS: Route = Route {
    id: "api_partners",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["login"],
    path: "/apps/{app_id}/apipartners",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("[]"),
    },
};

/// Signs a partner's client in, for a key that is made if need be.
pub(crate) const PARTNER_CLIENT_LOGIN: Route = Route {
    id: "partner_client_login",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/partners/{partner_id}/clients/login",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Gives a partner the key of a client's application, which is made if need be.
pub(crate) const PARTNER_API_KEY: Route = Route {
    id: "partner_api_key",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/partners/{partner_id}/apps/{app_id}/apikey",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Sets where an application's webhooks go, and which.
pub(crate) const SET_WEBHOOK: Route = Route {
    id: "set_webhook",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/apps/{app_id}/settings",
    encoding: Encoding::Multipart,
    fields: &[
        Field {
            name: "settings[services.webhook.url]",
            of: Of::Id("webhook_url"),
            optional: false,
        },
        Field {
            name: "settings[services.webhook.events][0]",
            of: Of::Id("webhook_event"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Lists the events that webhooks may be set up for.
pub(crate) const WEBHOOK_EVENTS: Route = Route {
    id: "webhook_events",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/apps/{app_id}/webhooks/events",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("[\"invented.event\"]"),
    },
};

/// Names of headers.
pub(crate) mod header {
    pub(crate) const API_KEY: &str = "api-key";
    pub(crate) const ACCEPT: &str = "accept";
}

/// Codes of refusals.
pub(crate) mod code {
    pub(crate) const TWO_FACTOR: &str = "two_factor";
}

/// Words of members and types of events.
pub(crate) mod word {}
