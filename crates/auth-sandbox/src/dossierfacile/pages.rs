//! The pages a person sees on the way; just enough HTML for a browser or a form reader.

use axum::http::StatusCode;
use axum::response::Response;

use crate::answer;

pub(super) fn login(action: &str, hint: &str, complaint: Option<&str>) -> Response {
    let complaint =
        complaint.map(|text| format!("<span id=\"input-error\">{}</span>", escape(text)));
    page(
        StatusCode::OK,
        "Se connecter",
        &format!(
            "{}<form id=\"kc-form-login\" action=\"{}\" method=\"post\">\
         <input name=\"username\" type=\"text\" value=\"{}\"><input name=\"password\" type=\"password\">\
         <input type=\"submit\" name=\"login\" value=\"Se connecter\"></form>",
            complaint.unwrap_or_default(),
            escape(action),
            escape(hint),
        ),
    )
}

pub(super) fn consent(action: &str) -> Response {
    page(
        StatusCode::OK,
        "Partager mon dossier",
        &format!(
            "<form action=\"{}\" method=\"post\"><p>Partager mon dossier avec ce partenaire&nbsp;?</p>\
         <input type=\"submit\" name=\"accept\" value=\"Oui\"><input type=\"submit\" name=\"cancel\" value=\"Non\"></form>",
            escape(action),
        ),
    )
}

/// Where Keycloak must not redirect, it complains to the person.
pub(super) fn error(complaint: &str) -> Response {
    let body = format!("<p id=\"kc-error-message\">{}</p>", escape(complaint));
    page(StatusCode::BAD_REQUEST, "Nous sommes désolés", &body)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    answer::html(
        status,
        format!(
            "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1>{body}</body></html>"
        ),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
