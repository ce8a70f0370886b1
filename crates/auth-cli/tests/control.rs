//! Every example of docs/sandbox-control.md does what the page says, and no web page gets in.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use serde_json::Value;
use support::{Request, Sandbox, send, variables};

const PAGE: &str = include_str!("../../../docs/sandbox-control.md");

/// Words as a POSIX shell makes them, of the quotes and variables that the page uses.
fn words(line: &str, variables: &BTreeMap<&str, String>) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let word = words.last_mut().unwrap();
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.push(String::new()),
            ('$', None | Some('"')) => {
                let mut name = String::new();
                while let Some(c) = rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                word.push_str(&variables[name.as_str()]);
            }
            (c, _) => word.push(c),
        }
    }
    words
}

/// What curl would send; an option that the page does not use yet is refused.
fn request(line: &str, variables: &BTreeMap<&str, String>) -> Request {
    let mut words = words(line, variables).into_iter();
    assert_eq!(words.next().unwrap(), "curl");
    let mut request = Request {
        method: "GET".to_owned(),
        ..Request::default()
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => {}
            "-H" => request.headers.push(words.next().unwrap()),
            "--json" => {
                "POST".clone_into(&mut request.method);
                request.body = words.next().unwrap();
                request
                    .headers
                    .push("Content-Type: application/json".to_owned());
            }
            url if url.starts_with("http://") => url.clone_into(&mut request.url),
            other => panic!("{other} in {line}"),
        }
    }
    request
}

/// Whether an answer is as the page says; `…` stands for anything, as a name for other members.
fn fits(said: &Value, answer: &Value) -> bool {
    match (said, answer) {
        (Value::String(any), _) if any == "…" => true,
        (Value::Object(said), Value::Object(answer)) => {
            let more = said.contains_key("…");
            let known = said.iter().filter(|(name, _)| *name != "…");
            let mut members = known.clone().map(|(name, said)| (said, answer.get(name)));
            (more || known.count() == answer.len())
                && members.all(|(said, answer)| answer.is_some_and(|answer| fits(said, answer)))
        }
        (Value::Array(said), Value::Array(answer)) => {
            said.len() == answer.len()
                && said
                    .iter()
                    .zip(answer)
                    .all(|(said, answer)| fits(said, answer))
        }
        (said, answer) => said == answer,
    }
}

/// The fenced blocks of the page: their language and text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let fenced = PAGE.split("```").skip(1).step_by(2);
    fenced
        .map(|block| block.split_once('\n').unwrap())
        .collect()
}

/// Says 204 to everything.
fn receiver() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/webhook", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    });
    url
}

#[test]
fn every_example_of_the_page_answers_as_the_page_says_and_every_verb_has_one() {
    let (_sandbox, ready) = Sandbox::start_json(&["--control-port", "0"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let key = &variables(&ready, "sinao", "api_key")["SINAO_API_KEY"];
    let variables = BTreeMap::from([
        ("CONTROL", text(&ready["control"])),
        ("RECEIVER", receiver()),
        ("SINAO", text(&ready["origins"]["sinao"])),
        ("SINAO_API_KEY", key.clone()),
    ]);
    let mut told = Vec::new();
    let mut answer = None;
    for (language, block) in blocks() {
        match language {
            "sh" => {
                assert!(
                    answer.is_none(),
                    "an example without an answer before {block}"
                );
                let request = request(block.trim_end(), &variables);
                let path = request.url.replace(&variables["CONTROL"], "");
                told.push(format!("{} {path}", request.method));
                answer = Some((block, send(&request)));
            }
            "json" => {
                let (example, (status, body)) = answer.take().unwrap();
                let said: Value = serde_json::from_str(block).unwrap();
                let got: Value = serde_json::from_str(&body).unwrap();
                assert!(fits(&said, &got), "{example}said {said}\ngot  {got}");
                assert_eq!(
                    status >= 400,
                    got.get("error").is_some(),
                    "{example}{status}"
                );
            }
            other => panic!("a block of {other}"),
        }
    }
    assert!(answer.is_none());

    let (_, page) = send(&request("curl \"$CONTROL/v1\"", &variables));
    let page: Value = serde_json::from_str(&page).unwrap();
    let providers = page["providers"].as_object().unwrap();
    for verb in page["verbs"].as_array().unwrap() {
        let verb = format!("{} {}", text(&verb["method"]), text(&verb["path"]));
        let shown = told.iter().any(|told| {
            let any = |id: &String| verb.replace("{provider}", id) == *told;
            providers.keys().any(any) || told == "GET /" && verb == "GET /v1"
        });
        assert!(shown, "no example of {verb}");
    }
}

#[test]
fn no_web_page_may_tell() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let control = ready["control"].as_str().unwrap();
    let address = &control["http://".len()..];
    let port = address.split_once(':').unwrap().1;
    let status = |headers: &[&str]| {
        send(&Request {
            method: "POST".to_owned(),
            url: format!("{control}/v1/reset"),
            headers: headers.iter().map(|header| (*header).to_owned()).collect(),
            body: String::new(),
        })
        .0
    };
    for headers in [
        &["Origin: https://page.example"][..],
        &["Origin: null"],
        &[&format!("Origin: {control}")],
        &["Sec-Fetch-Site: cross-site"],
        &["Sec-Fetch-Site: same-origin"],
        &[&format!("Host: page.example:{port}")],
        &["Host: 127.0.0.1"],
        &[&format!("Host: {address}"), &format!("Host: {address}")],
    ] {
        assert!((400..404).contains(&status(headers)), "{headers:?}");
    }
    for headers in [
        &[][..],
        &[format!("Host: LOCALHOST:{port}").as_str()],
        &["Sec-Fetch-Site: none"],
    ] {
        assert_eq!(status(headers), 200, "{headers:?}");
    }
}

#[test]
fn what_cannot_be_followed_is_told_what_would_be_right() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let control = ready["control"].as_str().unwrap();
    for (method, path, body, status, expected) in [
        ("GET", "/v2", "", 404, "GET /v1"),
        (
            "POST",
            "/v1/sinao/explode",
            "{}",
            404,
            "/v1/{provider}/expire",
        ),
        (
            "POST",
            "/v1/{provider}/expire",
            "{}",
            404,
            "/v1/{provider}/expire",
        ),
        ("GET", "/v1/sinao/expire", "", 405, "POST"),
        (
            "POST",
            "/v1/sinao/fault",
            r#"{"kind": "boom"}"#,
            400,
            "truncated_json",
        ),
        (
            "POST",
            "/v1/sinao/fault",
            r#"{"kind": "reset", "on": {"path": "/"}}"#,
            400,
            "method",
        ),
        (
            "POST",
            "/v1/sinao/switches",
            r#"{"token_status": 99}"#,
            400,
            "from 400 to 599",
        ),
        (
            "POST",
            "/v1/keyclic/revoke",
            r#"{"credential": "x"}"#,
            400,
            "what",
        ),
        (
            "POST",
            "/v1/keyclic/revoke",
            r#"{"what": "x"}"#,
            400,
            "tokens",
        ),
        (
            "POST",
            "/v1/sinao/send-webhook",
            r#"{"to": "http://127.0.0.1:1/"}"#,
            400,
            "another provider",
        ),
        (
            "POST",
            "/v1/keyclic/send-webhook",
            r#"{"to": "http://192.0.2.1/"}"#,
            400,
            "on this machine",
        ),
        (
            "POST",
            "/v1/keyclic/send-webhook",
            r#"{"to": "http://127.0.0.1:1/"}"#,
            502,
            "on this machine",
        ),
    ] {
        let (got, answer) = send(&Request {
            method: method.to_owned(),
            url: format!("{control}{path}"),
            headers: vec!["Content-Type: application/json".to_owned()],
            body: body.to_owned(),
        });
        assert_eq!(got, status, "{method} {path} {body}: {answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let said = answer["expected"].to_string();
        assert!(said.contains(expected), "{method} {path} {body}: {said}");
    }
    let (status, _) = send(&Request {
        method: "POST".to_owned(),
        url: format!("{control}/v1/reset"),
        headers: vec!["Content-Type: text/plain".to_owned()],
        body: "{}".to_owned(),
    });
    assert_eq!(status, 415);
}
