//! Invented providers, one for each way in.

mod acme;
mod bureau;
mod cle;
mod guichet;
mod portail;
mod relais;
mod tour;

pub(super) use acme::ACME;
pub(super) use bureau::BUREAU;
pub(super) use cle::CLE;
pub(super) use guichet::GUICHET;
pub(super) use portail::PORTAIL;
pub(super) use relais::{RELAIS, RELAIS_FIXE};
pub(super) use tour::TOUR;

use crate::description::{
    Answer, Expiry, Field, Form, Format, Header, How, Input, Of, On, Refusal, Renewal, Scope,
};

const AUTHORIZATION: &[Header] = &[header("Authorization", Form::Bearer, &["access_token"])];
const BASIC: &[Header] = &[header(
    "Authorization",
    Form::Basic,
    &["client_id", "client_secret"],
)];

const fn input(id: &'static str, scope: Scope) -> Input {
    Input {
        id,
        secret: false,
        scope,
        example: None,
    }
}

const fn secret(id: &'static str, scope: Scope) -> Input {
    Input {
        secret: true,
        ..input(id, scope)
    }
}

const fn fixed(name: &'static str, text: &'static str) -> Field {
    Field {
        name,
        of: Of::Text(text),
        optional: false,
    }
}

const fn field(name: &'static str, id: &'static str) -> Field {
    Field {
        name,
        of: Of::Id(id),
        optional: false,
    }
}

const fn optional(name: &'static str, id: &'static str) -> Field {
    Field {
        optional: true,
        ..field(name, id)
    }
}

const fn header(name: &'static str, form: Form, of: &'static [&'static str]) -> Header {
    Header {
        name,
        form,
        of,
        optional: false,
    }
}

const fn expiry(member: &'static str, format: Format, lifetime: u64) -> Expiry {
    Expiry {
        member: Some(member),
        format,
        zone: None,
        lifetime: Some(lifetime),
        refresh_member: None,
    }
}

const NO_EXPIRY: Expiry = Expiry {
    member: None,
    format: Format::Never,
    zone: None,
    lifetime: None,
    refresh_member: None,
};

const fn renewal(how: How) -> Renewal {
    Renewal {
        how,
        rotates: false,
        session: None,
    }
}

/// An answer without a token.
const fn plain(status: u16, sample: Option<&'static str>) -> Answer {
    Answer {
        status,
        token: None,
        refresh_token: None,
        sample,
    }
}

const fn token(path: &'static str) -> Answer {
    Answer {
        token: Some(path),
        ..plain(200, Some(r#"{"token_type":"Bearer"}"#))
    }
}

const fn refusal(
    on: On,
    class: &'static str,
    status: u16,
    member: &'static str,
    code: &'static str,
) -> Refusal {
    Refusal {
        class,
        on,
        member: Some(member),
        status,
        code,
    }
}
