//! A private authority, and certificates of it and of another one.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tempfile::TempDir;

type Authority = CertifiedIssuer<'static, KeyPair>;

/// `authority.pem`, and `NAME.pem` with `NAME.key` for each certificate; only `trusted` is what it should be.
pub(crate) fn create() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    // The server may run as somebody else.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (ours, theirs, namesake) = (authority("ours"), authority("theirs"), authority("ours"));
    write(
        &folder.path().join("authority.pem"),
        "CERTIFICATE",
        ours.der(),
    );
    let here = || CertificateParams::new(["localhost".into(), "127.0.0.1".into()]).unwrap();
    let elsewhere = CertificateParams::new(["db.example".into()]).unwrap();
    let mut expired = here();
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2020, 2, 1);
    for (name, params, authority) in [
        ("trusted", here(), &ours),
        ("stranger", here(), &theirs),
        ("namesake", here(), &namesake),
        ("elsewhere", elsewhere, &ours),
        ("expired", expired, &ours),
    ] {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, authority).unwrap();
        let at = folder.path().join(name);
        write(&at.with_extension("pem"), "CERTIFICATE", certificate.der());
        write_key(&at.with_extension("key"), &key);
    }
    folder
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// PostgreSQL takes one that is its user's alone, and does not run as root.
fn write_key(path: &Path, key: &KeyPair) {
    write(path, "PRIVATE KEY", &key.serialize_der());
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    if rustix::process::geteuid().is_root() {
        chown(path, Some(65534), Some(65534)).unwrap();
    }
}

fn write(path: &Path, what: &str, bytes: &[u8]) {
    let text = STANDARD.encode(bytes);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    fs::write(
        path,
        format!("-----BEGIN {what}-----\n{lines}\n-----END {what}-----\n"),
    )
    .unwrap();
}
