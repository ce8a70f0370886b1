//! Bodies on the wire. The only place of this crate where secrets are exposed.

use std::borrow::Cow;

use auth_core::{
    Body, Delivery, Encoding, Error, ErrorKind, ExposeSecret, Field, FieldValue, HeaderMap,
    HeaderValue,
};
use bytes::Bytes;
use http::header;
use reqwest::{
    RequestBuilder,
    multipart::{Form, Part},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use zeroize::Zeroizing;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("auth-rs/", env!("CARGO_PKG_VERSION")));

/// Puts headers and body on a request; says who we are and what we read where `headers` do not.
pub(crate) fn write(
    builder: RequestBuilder,
    mut headers: HeaderMap,
    body: &Body,
) -> Result<RequestBuilder, Error> {
    headers.entry(header::USER_AGENT).or_insert(USER_AGENT);
    headers.entry(header::ACCEPT).or_insert(JSON);
    let (content_type, bytes) = match body {
        Body::Empty => return Ok(builder.headers(headers)),
        Body::Fields(Encoding::Multipart, fields) => {
            // Its own header names the boundary.
            headers.remove(header::CONTENT_TYPE);
            return Ok(builder.headers(headers).multipart(multipart(fields)?));
        }
        Body::Fields(Encoding::Form, fields) => (FORM, form(fields)?),
        Body::Fields(Encoding::Json, fields) => (JSON, json(fields)?),
        Body::Bytes {
            content_type,
            bytes,
        } => (content_type.clone(), bytes.clone()),
        _ => return Err(unknown()),
    };
    headers.insert(header::CONTENT_TYPE, content_type);
    Ok(builder.headers(headers).body(bytes))
}

fn form(fields: &[Field]) -> Result<Bytes, Error> {
    let mut text = Zeroizing::new(String::with_capacity(room(fields)?));
    let mut form = form_urlencoded::Serializer::new(&mut *text);
    for field in fields {
        form.append_pair(&field.name, &expose(&field.value)?);
    }
    form.finish();
    Ok(zeroizing(std::mem::take(&mut *text).into_bytes()))
}

fn json(fields: &[Field]) -> Result<Bytes, Error> {
    let mut text = Zeroizing::new(Vec::with_capacity(room(fields)?));
    let members = fields.iter().map(|field| (&*field.name, &field.value));
    Object(members.collect())
        .serialize(&mut serde_json::Serializer::new(&mut *text))
        .map_err(|_| unknown())?;
    Ok(zeroizing(std::mem::take(&mut *text)))
}

fn multipart(fields: &[Field]) -> Result<Form, Error> {
    fields.iter().try_fold(Form::new(), |form, field| {
        let value = zeroizing(expose(&field.value)?.as_bytes().to_vec());
        Ok(form.part(field.name.clone(), Part::stream(value)))
    })
}

/// Room for the longest encoding, so that no secret is left behind by a buffer that grew.
fn room(fields: &[Field]) -> Result<usize, Error> {
    fields.iter().try_fold(2, |room, field| {
        Ok(room + 6 * (field.name.len() + expose(&field.value)?.len()) + 6)
    })
}

fn zeroizing(bytes: Vec<u8>) -> Bytes {
    Bytes::from_owner(Zeroizing::new(bytes))
}

fn expose(value: &FieldValue) -> Result<Cow<'_, str>, Error> {
    match value {
        FieldValue::Text(text) => Ok(Cow::Borrowed(text)),
        FieldValue::Number(number) => Ok(Cow::Owned(number.to_string())),
        FieldValue::Flag(flag) => Ok(Cow::Borrowed(if *flag { "true" } else { "false" })),
        FieldValue::Secret(secret) => Ok(Cow::Borrowed(secret.expose_secret())),
        _ => Err(unknown()),
    }
}

fn unknown() -> Error {
    Error::new(
        ErrorKind::Internal,
        "a body of a kind that this version cannot encode",
    )
    .delivered(Delivery::NotDelivered)
}

/// Members by their names; those that begin alike up to a dot are one object.
struct Object<'a>(Vec<(&'a str, &'a FieldValue)>);

impl<'a> Serialize for Object<'a> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (at, (name, value)) in self.0.iter().enumerate() {
            let Some((head, _)) = name.split_once('.') else {
                object.serialize_entry(name, &Exposed(value))?;
                continue;
            };
            let within = |(name, value): &(&'a str, &'a FieldValue)| {
                let (first, rest) = name.split_once('.')?;
                (first == head).then_some((rest, *value))
            };
            if !self.0[..at].iter().any(|earlier| within(earlier).is_some()) {
                let members = self.0.iter().filter_map(within).collect();
                object.serialize_entry(head, &Object(members))?;
            }
        }
        object.end()
    }
}

struct Exposed<'a>(&'a FieldValue);

impl Serialize for Exposed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            FieldValue::Number(number) => serializer.serialize_i64(*number),
            FieldValue::Flag(flag) => serializer.serialize_bool(*flag),
            value => serializer.serialize_str(&expose(value).map_err(serde::ser::Error::custom)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use auth_core::{Method, Password, Request};
    use proptest::prelude::*;

    use super::*;

    fn fields(text: &str, number: i64, secret: &str) -> Vec<Field> {
        let request = Request::new(Method::POST, "https://auth.example".parse().unwrap())
            .field("text", text)
            .number("number", number)
            .secret("secret", &Password::new(secret));
        match request.body() {
            Body::Fields(_, fields) => fields.clone(),
            body => panic!("no fields: {body:?}"),
        }
    }

    #[test]
    fn a_dot_in_a_name_leads_into_an_object() {
        let request = Request::new(Method::POST, "https://auth.example".parse().unwrap())
            .field("a.b", "1")
            .field("c", "2")
            .flag("a.d.e", true)
            .secret("a.d.f", &Password::new("\"s"))
            .number("a.g", 3);
        let Body::Fields(_, fields) = request.body() else {
            panic!("no fields");
        };
        let encoded = json(fields).unwrap();
        assert_eq!(
            encoded,
            r#"{"a":{"b":"1","d":{"e":true,"f":"\"s"},"g":3},"c":"2"}"#
        );
        assert!(encoded.len() <= room(fields).unwrap());
        assert_eq!(
            form(fields).unwrap(),
            "a.b=1&c=2&a.d.e=true&a.d.f=%22s&a.g=3"
        );
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back_and_fits_its_room(
            text in ".*",
            number: i64,
            secret in "\\PC*|[\\x00-\\x1f\"\\\\&=+%]*",
        ) {
            let fields = fields(&text, number, &secret);
            let encoded = form(&fields).unwrap();
            let read: Vec<(String, String)> =
                form_urlencoded::parse(&encoded).into_owned().collect();
            let values = [text.clone(), number.to_string(), secret.clone()];
            prop_assert!(read.iter().map(|(_, value)| value).eq(values.iter()));
            prop_assert!(encoded.len() <= room(&fields).unwrap());

            let encoded = json(&fields).unwrap();
            let read: serde_json::Value = serde_json::from_slice(&encoded).unwrap();
            let expected =
                serde_json::json!({"text": text, "number": number, "secret": secret});
            prop_assert_eq!(read, expected);
            prop_assert!(encoded.len() <= room(&fields).unwrap());
        }
    }
}
