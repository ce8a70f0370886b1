//! The process that is killed, and how.

use std::{
    env,
    io::{self, BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio, exit},
};

use super::{connect::connect, one_file::OneFile};
use crate::{careless::Renewal, ways::Way};

/// Set in the process that is to be killed: what it connects to, and where its store lies.
const ROLE: &str = "AUTH_CASES_KILLED";
/// What that process says once it holds the answer.
const HOLDS: &str = "holds the answer";
/// Says so to the process that waits for it, past what keeps the output of tests, and does nothing more until it is killed;
/// or until that process is gone.
pub(super) fn hold_the_answer() -> ! {
    println!("\n{HOLDS}");
    io::stdin().read_line(&mut String::new()).ok();
    exit(1)
}

/// In the process that is to be killed: obtains or renews, and never gets beyond the answer.
pub(super) async fn die_if_told_so(way: Way) {
    let Ok(role) = env::var(ROLE) else {
        return;
    };
    let mut lines = role.lines().map(str::to_owned);
    let (kind, path) = (lines.next().unwrap(), PathBuf::from(lines.next().unwrap()));
    let settings: Vec<_> = lines.collect();
    if kind == "careless" {
        Renewal::read(way, &settings).send().await;
        hold_the_answer();
    }
    let (auth, _) = connect(way, &settings, OneFile { path, hangs: true });
    if matches!(way, Way::DossierFacile | Way::Sinao) {
        auth.headers().await.unwrap();
        auth.invalidate();
    }
    auth.headers().await.unwrap();
    panic!("it went beyond the answer");
}

/// Runs `test` again in another process, and kills that as soon as it holds the answer.
pub(super) fn kill(test: &str, kind: &str, path: &Path, settings: &[String]) {
    let role = format!("{kind}\n{}\n{}", path.display(), settings.join("\n"));
    let mut child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(ROLE, role)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let holds = said.lines().map_while(Result::ok).any(|line| line == HOLDS);
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    assert!(
        holds && !ended.success(),
        "it ended before it had the answer: {ended}"
    );
}
