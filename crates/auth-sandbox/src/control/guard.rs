//! Programs on this machine may tell, web pages may not.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::HeaderName;
use axum::http::header::{HOST, ORIGIN};

use super::wrong::Wrong;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what a browser sends for a page: by `Origin` and `Sec-Fetch-Site` what it says so of, by `Host` what reached this
/// address under another name (DNS rebinding).
pub(super) fn check(request: &Request, address: SocketAddr) -> Result<(), Wrong> {
    let headers = request.headers();
    let port = address.port();
    let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none());
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
        return Err(Wrong::new(
            403,
            "the Host header names another server",
            names[0].as_str(),
        ));
    }
    // A person who types the address is no page: the browser says `none`.
    let site = headers.get(FETCH_SITE);
    if headers.contains_key(ORIGIN) || site.is_some_and(|site| site != "none") {
        return Err(Wrong::new(
            403,
            "web pages may not tell the sandbox anything",
            "a request of a program, without Origin",
        ));
    }
    Ok(())
}
