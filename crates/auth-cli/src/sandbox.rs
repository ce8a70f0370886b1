//! `auth sandbox`: the imitations for programs in any language.

mod samples;
mod text;

use std::{io, process::ExitCode};

use auth_sandbox::{Origin, Sandbox};
use serde::Serialize;

use self::samples::{Environment, Sample};
use crate::{
    FAILED,
    args::SandboxOptions,
    screen::{self, Screen},
};

const ORIGINS: [Origin; 6] = [
    Origin::MyUnisoftApi,
    Origin::MyUnisoftAuth,
    Origin::DossierFacileSso,
    Origin::DossierFacileApi,
    Origin::Sinao,
    Origin::Keyclic,
];

/// What a client needs to know, as `--json` prints it.
#[derive(Serialize)]
struct Announcement {
    ready: bool,
    control: String,
    origins: Origins,
    samples: Vec<Sample>,
    environment: Vec<Environment>,
}

#[derive(Serialize)]
struct Origins {
    myunisoft_api: String,
    myunisoft_auth: String,
    dossierfacile_sso: String,
    dossierfacile_api: String,
    sinao: String,
    keyclic: String,
}

/// Runs until it is told to stop.
pub(crate) async fn run(options: SandboxOptions) -> ExitCode {
    // Before anything is printed: who reads the output may stop us at once.
    let stop = match stop() {
        Ok(stop) => stop,
        Err(error) => return failed(&format!("no signals: {error}")),
    };
    let sandbox = match start(&options).await {
        Ok(sandbox) => sandbox,
        Err(error) => return failed(&unstartable(&options, &error)),
    };
    let ready = Announcement::of(&sandbox);
    let text = if options.json {
        // Texts only: nothing that JSON cannot say.
        serde_json::to_string(&ready).unwrap_or_default() + "\n"
    } else {
        text::text(&ready, Screen::of_stdout())
    };
    let printed = screen::print(&text);
    if printed != ExitCode::SUCCESS {
        return printed;
    }
    stop.await;
    sandbox.stop().await;
    if options.json {
        ExitCode::SUCCESS
    } else {
        screen::print("\nThe sandbox has stopped. Good-bye.\n")
    }
}

async fn start(options: &SandboxOptions) -> io::Result<Sandbox> {
    let mut builder = Sandbox::builder()
        .seed(options.seed)
        .control(options.control_port.unwrap_or_default());
    if let Some(base) = options.port_base {
        for (origin, port) in ORIGINS.into_iter().zip(base..) {
            builder = builder.port(origin, port);
        }
    }
    builder.start().await
}

fn unstartable(options: &SandboxOptions, error: &io::Error) -> String {
    match options.port_base {
        _ if options.control_port.is_some() => format!(
            "the sandbox cannot listen on all the ports that were asked for: {error}\n\
             what to do: give another --control-port or --port-base, or none for random ports"
        ),
        Some(base) => format!(
            "the sandbox cannot listen on the ports {base} to {}: {error}\n\
             what to do: give another --port-base, or none for random ports",
            base + 5
        ),
        None => format!("the sandbox cannot listen on loopback: {error}"),
    }
}

fn failed(text: &str) -> ExitCode {
    screen::complain(text);
    FAILED.into()
}

/// Ready when Ctrl-C was pressed or the process was told to end. Listens from now on.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ready when Ctrl-C was pressed.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

impl Announcement {
    fn of(sandbox: &Sandbox) -> Self {
        let (myunisoft, dossierfacile) = (sandbox.myunisoft(), sandbox.dossierfacile());
        Self {
            ready: true,
            control: sandbox.control_url().unwrap_or_default(),
            origins: Origins {
                myunisoft_api: myunisoft.api_url(),
                myunisoft_auth: myunisoft.auth_url(),
                dossierfacile_sso: dossierfacile.issuer(),
                dossierfacile_api: dossierfacile.api_url(),
                sinao: sandbox.sinao().api_url(),
                keyclic: sandbox.keyclic().api_url(),
            },
            samples: samples::samples(sandbox),
            environment: samples::environment(sandbox),
        }
    }
}
