//! A person in a real browser: headless Chromium, driven by chromedriver.

use std::process::{Command, Stdio};

use fantoccini::{Client, ClientBuilder, Locator, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::{filler::Person, missing, node::Node};

pub(crate) struct Chromium {
    client: Client,
    _driver: Node,
    /// The browser's profile, and what else it leaves.
    _folder: TempDir,
}

impl Chromium {
    /// Starts a browser; `None`, said by name, where there is none.
    pub(crate) async fn start() -> Option<Self> {
        for program in ["chromium", "chromedriver"] {
            if !is_there(program) {
                missing(&format!("{program} not found"));
                return None;
            }
        }
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_str().unwrap();
        let Some((driver, port)) = Node::start("browser.mjs", &[("TMPDIR", path)]) else {
            missing("node not found");
            return None;
        };
        let profile = format!("--user-data-dir={path}/profile");
        let arguments = [
            "--headless",
            "--no-sandbox", // Chromium refuses root otherwise; all it visits is loopback.
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &profile,
        ];
        let mut capabilities = Capabilities::new();
        capabilities.insert(
            "goog:chromeOptions".to_owned(),
            json!({ "args": arguments }),
        );
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", port.trim()))
            .await
            .unwrap();
        Some(Self {
            client,
            _driver: driver,
            _folder: folder,
        })
    }

    /// Types the login and presses the button; the browser then goes to the callback by itself.
    pub(crate) async fn walk(&self, url: &str, person: Person<'_>) {
        self.client.goto(url).await.unwrap();
        let username = self.find("#kc-form-login [name=username]").await;
        let hint = username.prop("value").await.unwrap();
        assert_eq!(
            hint.as_deref(),
            Some(person.username),
            "the hint pre-fills the page"
        );
        username.clear().await.unwrap();
        username.send_keys(person.username).await.unwrap();
        let password = self.find("#kc-form-login [name=password]").await;
        password.send_keys(person.password).await.unwrap();
        self.find("#kc-form-login [name=login]")
            .await
            .click()
            .await
            .unwrap();
        let button = format!("[name={}]", person.button);
        self.find(&button).await.click().await.unwrap();
    }

    async fn find(&self, css: &str) -> fantoccini::elements::Element {
        let wait = self.client.wait();
        wait.for_element(Locator::Css(css)).await.unwrap()
    }

    /// Closes the browser; one that is dropped is killed.
    pub(crate) async fn close(self) {
        self.client.close().await.unwrap();
    }
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    let quiet = command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}
