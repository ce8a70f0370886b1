//! Where tokens are kept between two runs: the session's keyring, a directory of encrypted files, or nowhere.

mod keys;

use std::{env, fmt, path::PathBuf, process::ExitCode};

use auth_all::core::{
    AuthenticatorBuilder, ConnectionId, Error, ErrorKind, Facts, TokenStore,
    store::{Record, Replaced, Stored},
};
use auth_store::{FileStore, KeyringStore, Rewrapped};
use comfy_table::Cell;

use crate::{
    FAILED, WRONG_INPUT,
    args::{Place, StoreCommand},
    check::{Failure, until},
    description::provider,
    explain::Explained,
    screen::{self, Screen},
};

/// The name of this program's entries in a keyring.
const SERVICE: &str = "auth-cli";

/// An open store.
#[derive(Debug)]
pub(crate) enum Store {
    Keyring(KeyringStore),
    Files(FileStore, PathBuf),
    Memory,
}

/// The name of the connection that the environment describes: provider, scheme, API, and every setting that is no secret.
pub(crate) fn connection(facts: &Facts) -> ConnectionId {
    let mut name = format!("{}/{} {}", facts.provider, facts.scheme, facts.api);
    let described = provider(facts.provider);
    let scheme = described.and_then(|provider| provider.scheme(facts.scheme));
    if let (Some(provider), Some(scheme)) = (described, scheme) {
        for variable in scheme.needs.iter().chain(scheme.takes) {
            let mut inputs = provider.inputs.iter();
            let open = inputs.any(|input| input.variable == Some(variable) && !input.secret);
            if let (true, Ok(value)) = (open, env::var(variable)) {
                name.push(' ');
                name.push_str(&value);
            }
        }
    }
    ConnectionId::new(name)
}

/// The store that was asked for, or the best there is: then a note says why tokens are not kept, if so.
pub(crate) async fn open_for(place: Option<&Place>) -> Result<Store, Failure> {
    match Store::open(place).await {
        Ok(Ok(store)) => Ok(store),
        Ok(Err(why)) => {
            eprintln!("note: tokens are not kept: {}", why.advice());
            Ok(Store::Memory)
        }
        Err(error) if *error.kind() == ErrorKind::Configuration => {
            Err(Failure::Configuration(error))
        }
        Err(error) => Err(Failure::Refused(error)),
    }
}

impl Store {
    /// Opens the store at `place`. Where none was named, `Ok(Err(_))` says why there is none.
    async fn open(place: Option<&Place>) -> Result<Result<Self, Error>, Error> {
        let found = match place {
            Some(Place::Memory) => Self::Memory,
            Some(Place::Keyring) => Self::keyring().await?,
            Some(Place::Directory(path)) => Self::files(path.clone()).await?,
            None => match (Self::keyring().await, home()) {
                (Ok(keyring), _) => keyring,
                (Err(none), Some(path)) if *none.kind() == ErrorKind::Configuration => {
                    if !keys::any()? {
                        return Ok(Err(keys::missing()));
                    }
                    Self::files(path).await?
                }
                (Err(why), _) => return Ok(Err(why)),
            },
        };
        Ok(Ok(found))
    }

    async fn keyring() -> Result<Self, Error> {
        let opened = match keys::ring(None).await? {
            Some(ring) => KeyringStore::open(SERVICE, ring).await?,
            None => KeyringStore::open_with_own_key(SERVICE).await?,
        };
        Ok(Self::Keyring(opened))
    }

    async fn files(path: PathBuf) -> Result<Self, Error> {
        let ring = keys::ring(Some(&path)).await?.ok_or_else(keys::missing)?;
        Ok(Self::Files(FileStore::open(&path, ring).await?, path))
    }

    /// Has an authenticator keep its tokens here.
    pub(crate) fn keep(
        &self,
        builder: AuthenticatorBuilder,
        connection: ConnectionId,
    ) -> AuthenticatorBuilder {
        match self {
            Self::Keyring(store) => builder.store(store.clone(), connection),
            Self::Files(store, _) => builder.store(store.clone(), connection),
            Self::Memory => builder,
        }
    }

    /// What is kept of a connection.
    pub(crate) async fn load(&self, connection: &ConnectionId) -> Result<Option<Record>, Error> {
        Ok(self.stored(connection).await?.map(|stored| stored.record))
    }

    async fn stored(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        match self {
            Self::Keyring(store) => store.load(connection).await,
            Self::Files(store, _) => store.load(connection).await,
            Self::Memory => Ok(None),
        }
    }

    async fn connections(&self) -> Result<Vec<ConnectionId>, Error> {
        match self {
            Self::Keyring(store) => store.connections().await,
            Self::Files(store, _) => store.connections().await,
            Self::Memory => Ok(Vec::new()),
        }
    }

    async fn rewrap(&self) -> Result<Rewrapped, Error> {
        match self {
            Self::Keyring(store) => store.rewrap().await,
            Self::Files(store, _) => store.rewrap().await,
            Self::Memory => Ok(Rewrapped::default()),
        }
    }

    /// Removes what was read; whether it was there.
    async fn remove(&self, connection: &ConnectionId) -> Result<bool, Error> {
        let mut stored = self.stored(connection).await?;
        while let Some(found) = stored {
            let version = Some(found.version);
            let replaced = match self {
                Self::Keyring(store) => store.replace(connection, version, None).await?,
                Self::Files(store, _) => store.replace(connection, version, None).await?,
                Self::Memory => break,
            };
            match replaced {
                Replaced::Conflict(newer) => stored = newer,
                _ => return Ok(true),
            }
        }
        Ok(false)
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring(_) => f.write_str("the keyring of the session"),
            Self::Files(_, path) => write!(f, "{}", path.display()),
            Self::Memory => f.write_str("memory only"),
        }
    }
}

/// Does what `auth store` was asked for.
pub(crate) async fn run(command: StoreCommand) -> ExitCode {
    match ran(command).await {
        Ok(text) => screen::print(&text),
        Err(error) => {
            let wrong = *error.kind() == ErrorKind::Configuration;
            screen::complain(&Explained::from(&error).to_string());
            if wrong { WRONG_INPUT } else { FAILED }.into()
        }
    }
}

async fn ran(command: StoreCommand) -> Result<String, Error> {
    let (StoreCommand::List(place)
    | StoreCommand::Rewrap(place)
    | StoreCommand::Remove { place, .. }) = &command;
    let store = Store::open(place.place.as_ref()).await??;
    match command {
        StoreCommand::List(_) => list(&store).await,
        StoreCommand::Rewrap(_) => {
            let done = store.rewrap().await?;
            Ok(format!(
                "{store}: {} sealed anew, {} sealed with the present key already\n",
                done.sealed_anew, done.current
            ))
        }
        StoreCommand::Remove { connection, .. } => {
            if store.remove(&ConnectionId::new(&connection)).await? {
                Ok(format!("{connection}: removed from {store}\n"))
            } else {
                Err(Error::configuration("the connection", "is not kept here")
                    .advise("type it as `auth store list` shows it"))
            }
        }
    }
}

async fn list(store: &Store) -> Result<String, Error> {
    let screen = Screen::of_stdout();
    let mut table = screen.table(["connection", "token", "refresh token", "renewal"]);
    let mut count = 0;
    for connection in store.connections().await? {
        let Some(record) = store.load(&connection).await? else {
            continue;
        };
        count += 1;
        let token = match record.tokens.expiry() {
            auth_all::core::Expiry::At(at) => format!("good until {}", until(Some(at))),
            auth_all::core::Expiry::Never => "no end".to_owned(),
            _ => "its end is not known".to_owned(),
        };
        let refresh = record.tokens.refresh_token().map_or("–", |_| "yes");
        let renewal = record.intent.map_or("–", |_| "begun, without a result");
        table.add_row([
            Cell::new(connection.as_str()),
            Cell::new(token),
            Cell::new(refresh),
            Cell::new(renewal),
        ]);
    }
    if count == 0 {
        return Ok(format!("{store}: nothing is kept\n"));
    }
    Ok(format!("{}\n\n{count} in {store}\n", screen::lines(&table)))
}

/// Where this program keeps a directory of encrypted files unless told.
fn home() -> Option<PathBuf> {
    let data = env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.filter(|path| path.is_absolute()).or_else(|| {
        let home = env::home_dir().filter(|home| home.is_absolute())?;
        Some(home.join(".local/share"))
    });
    data.map(|data| data.join("auth-cli").join("tokens"))
}
