//! The processes of the fleet: started, stopped for a while, killed.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    thread,
    time::Instant,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    said::Said,
    worker::{CALM, Orders},
};

/// A process, in the order of their starts.
pub(crate) type Number = usize;

/// What the run hears.
pub(crate) enum Heard {
    Said(Number, Said),
    /// It says no more.
    Ended(Number),
}

pub(crate) struct Process {
    pub(crate) number: Number,
    child: Child,
    input: Option<ChildStdin>,
    /// Until when it is stopped.
    pub(crate) stopped_until: Option<Instant>,
}

impl Process {
    /// Runs this test program again, with these orders.
    pub(crate) fn start(
        number: Number,
        test: &str,
        orders: &Orders,
        heard: UnboundedSender<Heard>,
    ) -> Self {
        let (name, value) = orders.variable();
        let mut child = Command::new(env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture"])
            .env(name, value)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                if let Ok(said) = serde_json::from_str(&line)
                    && heard.send(Heard::Said(number, said)).is_err()
                {
                    return;
                }
            }
            let _ = heard.send(Heard::Ended(number));
        });
        Self {
            number,
            input: child.stdin.take(),
            child,
            stopped_until: None,
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it as a debugger, a full machine or a closed lid does.
    pub(crate) fn stop(&mut self, until: Instant) {
        self.signal(Signal::STOP);
        self.stopped_until = Some(until);
    }

    pub(crate) fn go_on(&mut self) {
        self.signal(Signal::CONT);
        self.stopped_until = None;
    }

    pub(crate) fn come_to_rest(&mut self) {
        writeln!(self.input.as_mut().unwrap(), "{CALM}").unwrap();
    }

    /// Lets it end by itself.
    pub(crate) fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        self.child.wait().unwrap()
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }
}

/// Nobody is left behind when a run fails.
impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
