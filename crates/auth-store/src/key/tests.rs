use auth_core::{ErrorKind, Password};

use super::{Key, KeyRing, passphrase::Cost, text};

const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn counted() -> [u8; 32] {
    std::array::from_fn(|at| u8::try_from(at).unwrap())
}

#[test]
fn a_key_is_read_from_hexadecimal_digits_and_from_base64() {
    for text in [
        HEX,
        &HEX.to_uppercase(),
        BASE64,
        BASE64.trim_end_matches('='),
        &format!(" {BASE64}\n"),
    ] {
        assert_eq!(text::read(text).as_deref(), Some(&counted()), "{text}");
    }
    let (standard, url_safe) = (text::write(&[0xfb; 32]), "-_v7".repeat(10) + "-_s");
    assert_eq!(text::read(&standard).as_deref(), Some(&[0xfb; 32]));
    assert_eq!(text::read(&url_safe).as_deref(), Some(&[0xfb; 32]));
}

#[test]
fn a_text_that_is_no_key_of_32_bytes_is_none() {
    for text in [
        "",
        &HEX[2..],
        &format!("{HEX}00"),
        &format!("+{}", &HEX[1..]),
        &BASE64[4..],
        &format!("AAAA{BASE64}"),
        "correct horse battery staple 123",
        "é",
    ] {
        assert_eq!(text::read(text), None, "{text}");
    }
}

#[test]
fn a_name_is_short_and_plain() {
    for name in ["a", "2026-11", &"x".repeat(32), "A.b_c-9"] {
        assert_eq!(Key::new(name, [1; 32]).unwrap().name(), name);
    }
    for name in ["", &"x".repeat(33), "a b", "é", "a\n", "a/b", "a\0"] {
        let error = Key::new(name, [1; 32]).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Configuration, "{name:?}");
    }
}

#[test]
fn a_ring_takes_no_second_key_of_a_name() {
    let key = |name| Key::new(name, [1; 32]).unwrap();
    let ring = KeyRing::new(key("a")).with_earlier(key("b")).unwrap();
    for name in ["a", "b"] {
        let error = ring.clone().with_earlier(key(name)).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Configuration);
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
    assert!(ring.with_earlier(key("c")).is_ok());
}

#[test]
fn generated_keys_differ() {
    let keys = [(); 3].map(|()| Key::generate("a").unwrap());
    assert_ne!(keys[0].expose(), keys[1].expose());
    assert_ne!(keys[1].expose(), keys[2].expose());
    assert_ne!(keys[0].check(), keys[1].check());
}

#[test]
fn debug_shows_names_alone() {
    let ring = KeyRing::new(Key::new("b", counted()).unwrap())
        .with_earlier(Key::new("a", [0xfb; 32]).unwrap())
        .unwrap();
    assert_eq!(
        format!("{ring:?}"),
        "KeyRing { current: Key(b), earlier: [Key(a)] }"
    );
}

#[test]
fn a_variable_is_named_and_its_value_is_not() {
    // No other test reads it, and this process sets none: cargo does.
    let error = Key::from_env("a", "CARGO_PKG_NAME").unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Configuration);
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("CARGO_PKG_NAME"), "{shown}");
    assert!(
        !shown.contains(&std::env::var("CARGO_PKG_NAME").unwrap()),
        "{shown}"
    );
    let error = Key::from_env("a", "AUTH_STORE_NOBODY_SETS_THIS").unwrap_err();
    assert!(
        error.to_string().contains("AUTH_STORE_NOBODY_SETS_THIS"),
        "{error}"
    );
}

#[test]
fn a_passphrase_makes_the_key_that_argon2id_makes_of_it() {
    const REFERENCE: &str = "dPtrHTEawLtMiR9+/XloAkXZ+EtyrY+bvmHIbiufhk0=";
    // By the reference implementation: `printf 'correct horse' | argon2 0123456789abcdef -id -t 2 -k 64 -p 1 -l 32 -r`.
    let cheap = Cost {
        memory: 64,
        passes: 2,
        lanes: 1,
    };
    let passphrase = Password::new("correct horse");
    let key = Key::derive("a", &passphrase, b"0123456789abcdef", cheap).unwrap();
    assert_eq!(&*text::write(key.expose()), REFERENCE);
    let salted = Key::derive("a", &passphrase, b"0123456789abcdeF", cheap).unwrap();
    assert_ne!(key.expose(), salted.expose());
    let costly = Cost { passes: 3, ..cheap };
    let costly = Key::derive("a", &passphrase, b"0123456789abcdef", costly).unwrap();
    assert_ne!(key.expose(), costly.expose());
}

#[test]
fn the_cost_of_a_guess_is_not_below_what_owasp_asks_for() {
    let Cost {
        memory,
        passes,
        lanes,
    } = Cost::RECOMMENDED;
    assert!(memory >= 19 * 1024 && passes >= 2 && lanes >= 1);
}

#[test]
fn a_short_passphrase_is_refused_and_not_shown() {
    let passphrase = Password::new("hunter2");
    let error = Key::from_passphrase("a", &passphrase, &[0; 16]).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Configuration);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[cfg(unix)]
mod file {
    use std::{
        fs,
        io::{Write, stderr},
        os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
        path::Path,
    };

    use super::*;

    fn refused(path: &Path, saying: &str) {
        let error = Key::from_file("a", path).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Configuration);
        assert!(error.to_string().contains(saying), "{error}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }

    #[test]
    fn a_key_file_is_its_owners_alone_and_gives_the_key_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = Key::create_file("a", &path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
        let read = Key::from_file("b", &path).unwrap();
        assert_eq!((read.name(), read.expose()), ("b", key.expose()));
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "something").unwrap();
        let error = Key::create_file("a", &path).unwrap_err();
        assert!(error.to_string().contains("is there already"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "something");
        let link = folder.path().join("link");
        symlink(folder.path().join("nowhere"), &link).unwrap();
        assert!(Key::create_file("a", &link).is_err());
        assert!(!folder.path().join("nowhere").exists());
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        Key::create_file("a", &path).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o602, 0o610] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            refused(&path, "is open to other users");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(Key::from_file("a", &path).is_ok());
    }

    #[test]
    fn a_link_a_directory_a_pipe_and_a_stranger_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        refused(&path, "is not there");
        Key::create_file("a", &path).unwrap();
        let link = folder.path().join("link");
        symlink(&path, &link).unwrap();
        refused(&link, "is a symbolic link");
        refused(folder.path(), "is no regular file");
        let pipe = folder.path().join("pipe");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
        refused(&pipe, "is no regular file");
        if chown(&path, Some(65534), None).is_err() {
            return drop(writeln!(stderr(), "not run: giving a file away needs root"));
        }
        refused(&path, "belongs to another user");
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        Key::create_file("a", &path).unwrap();
        for content in [b"correct horse".as_slice(), b"", b"\xff\xfe", &[b'A'; 5000]] {
            fs::write(&path, content).unwrap();
            let error = Key::from_file("a", &path).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Configuration);
            assert!(!format!("{error} {error:?}").contains("horse"));
        }
    }
}

#[test]
fn a_key_that_is_named_after_itself_has_a_name_of_its_own() {
    let named = |byte| Key::new("same", [byte; 32]).unwrap().named_after_itself();
    assert_ne!(named(1).name(), named(2).name());
    assert_eq!(named(1).name(), named(1).name());
    assert!(super::is_name(named(1).name().as_bytes()));
    assert_eq!(named(1).expose(), &[1; 32]);
}
