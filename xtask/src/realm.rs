//! The certified OpenID provider that the end-to-end test talks to: node packages of its own.

use cargo_metadata::camino::Utf8Path;

use crate::call::Call;

const FOLDER: &str = "crates/auth-dossierfacile/tests/realm";

/// The command that installs exactly what the realm's lock file names, or what is missing for it.
pub(crate) fn install(root: &Utf8Path) -> Result<Call, String> {
    if !root.join(FOLDER).join("package-lock.json").exists() {
        return Err(format!("{FOLDER}/package-lock.json is not there"));
    }
    for program in ["node", "npm"] {
        if !Call::new(program).words("--version").works() {
            return Err(format!("{program} not found: install Node.js 20 or newer"));
        }
    }
    Ok(Call::new("npm")
        .words("ci --no-audit --no-fund")
        .within(FOLDER))
}
