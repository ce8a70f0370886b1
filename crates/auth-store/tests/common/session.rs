//! A session with gnome-keyring and a home directory of its own, in which a test runs itself again.

#![allow(dead_code, reason = "no test takes all of it")]

use std::{
    env, fs,
    io::{self, Write as _},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

/// Set in the session that a test starts to run itself in.
pub(crate) const SESSION: &str = "KEYRING_TEST_HOME";
/// The file that is there once somebody was asked to unlock the keyring.
pub(crate) const ASKED: &str = "asked";

fn is_there(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|directory| directory.join(program).is_file())
}

/// Whether this is the session of `test`. If not, the test is run in one; without the programs that this takes it is not.
pub(crate) fn in_session(test: &str) -> bool {
    if env::var_os(SESSION).is_some() {
        return true;
    }
    for program in ["gnome-keyring-daemon", "dbus-run-session", "dbus-send"] {
        if !is_there(program) {
            assert!(env::var_os("CI").is_none(), "{program} not found");
            // Past the capture of tests that pass: what was left out is to be seen.
            drop(writeln!(io::stderr(), "not run: {program} not found"));
            return false;
        }
    }
    let home = tempfile::tempdir().unwrap();
    let start = "printf %s test | gnome-keyring-daemon --unlock --components=secrets >/dev/null\nexec \"$@\"";
    // What would ask the person, if it were asked to.
    let services = home.path().join("dbus-1/services");
    fs::create_dir_all(&services).unwrap();
    let asked = home.path().join(ASKED);
    let service = format!(
        "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sh -c \"touch {}; exit 1\"\n",
        asked.display()
    );
    fs::write(
        services.join("org.gnome.keyring.SystemPrompter.service"),
        service,
    )
    .unwrap();
    let this = env::current_exe().unwrap();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", start, "sh"]);
    let output = run_again(command.arg(this), test, home.path());
    let told = told(&output);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}"
    );
    false
}

/// Runs one test of this program again in a home directory of its own, by `command`.
pub(crate) fn run_again(command: &mut Command, test: &str, home: &Path) -> Output {
    fs::set_permissions(home, fs::Permissions::from_mode(0o700)).unwrap();
    command
        .args(["--exact", test, "--nocapture"])
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env(SESSION, home)
        .output()
        .unwrap()
}

pub(crate) fn told(output: &Output) -> String {
    let texts = [&output.stdout, &output.stderr];
    texts.map(|text| String::from_utf8_lossy(text)).concat()
}
