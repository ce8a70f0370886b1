//! Proxies from the environment, which only a process of its own can be given.

use std::{process::Output, time::Duration};

use auth_core::{Method, Request, Transport};
use tokio::process::Command;

use crate::{
    server::{Server, Step, answer},
    transport::patient,
};

const TARGET: &str = "AUTH_REQWEST_TEST_TARGET";

/// Sends one request when this binary is run again by the tests below.
#[tokio::test]
async fn in_a_process_of_its_own() {
    let Ok(target) = std::env::var(TARGET) else {
        return;
    };
    let answer = patient()
        .send(Request::new(Method::GET, target.parse().unwrap()))
        .await;
    assert!(answer.is_ok(), "{}", answer.unwrap_err());
}

async fn through(proxy: &Server, target: &str) -> Output {
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "proxy::in_a_process_of_its_own", "--nocapture"])
        .env_clear()
        .env(TARGET, target)
        .env("HTTP_PROXY", proxy.url(""))
        .env("HTTPS_PROXY", proxy.url(""))
        .kill_on_drop(true)
        .output();
    tokio::time::timeout(Duration::from_secs(20), run)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn https_goes_through_the_proxy() {
    let proxy = Server::answering(vec![answer(403, &[], "")]).await;
    let output = through(&proxy, "https://provider.example/token?a=b").await;
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("no connection"),
        "{output:?}"
    );
    assert!(proxy.seen()[0].starts_with("CONNECT provider.example:443 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn loopback_http_does_not() {
    let proxy = Server::start(|_| vec![Step::Reset]).await;
    let server = Server::answering(vec![answer(200, &[], "{}")]).await;
    let output = through(&proxy, &server.url("/token")).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!((server.connections(), proxy.connections()), (1, 0));
}
