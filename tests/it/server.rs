//! The program under test: a server on a database file, started and ended by its handle.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A file of its own, cleared away with all that SQLite puts beside it.
pub struct TestFile(PathBuf);

impl TestFile {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("motcua-it-{}-{number}.db", std::process::id())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        for beside in ["", "-wal", "-shm", ".lock"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(beside);
            // SQLite clears some of them away itself.
            let _ = std::fs::remove_file(name);
        }
    }
}

/// Prepares a call of the program.
pub fn motcua(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.args(arguments).env_remove("MOTCUA_DB").env_remove("MOTCUA_LOG").stdin(Stdio::null());
    command
}

fn serve(db: &Path) -> Command {
    let mut command = motcua(&["serve", "--listen", "127.0.0.1:0", "--db"]);
    command.arg(db);
    command
}

/// Starts a server that is expected to give up; one that serves after all is ended.
pub fn serve_in_vain(db: &Path) -> Output {
    let mut child = serve(db)
        .arg("--demo")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    if let Some(address) = address(&mut child) {
        let _ = child.kill();
        let _ = child.wait();
        panic!("it serves {} at {address}", db.display());
    }
    child.wait_with_output().expect("it has ended")
}

/// Reads until the program tells its address; none if it ends without one.
fn address(child: &mut Child) -> Option<SocketAddr> {
    lines(child).find_map(|line| place(&line))
}

fn lines(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let out = child.stdout.take().expect("it was piped");
    BufReader::new(out).lines().map_while(Result::ok)
}

fn place(line: &str) -> Option<SocketAddr> {
    line.strip_prefix("http://")?.trim_end_matches('/').parse().ok()
}

/// A running server.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(db: &Path) -> Self {
        Self::start_with(db, &[])
    }

    /// Starts it with further arguments.
    pub fn start_with(db: &Path, arguments: &[&str]) -> Self {
        Self::run(serve(db).arg("--demo").args(arguments))
    }

    fn run(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program can be started");
        let Some(address) = address(&mut child) else { panic!("the server told no address: {:?}", child.wait()) };
        Self { child, address }
    }

    /// Starts one for real dossiers; gives the access token with it, if it is printed: at the first start only.
    pub fn production(db: &Path, arguments: &[&str]) -> (Self, Option<String>) {
        let mut command = serve(db);
        command.arg("--json").args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program can be started");
        let mut token = None;
        for line in lines(&mut child) {
            let said: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
            token = said["token"].as_str().map(str::to_owned).or(token);
            let url = said["url"].as_str().and_then(|url| url.strip_prefix("http://"));
            if let Some(address) = url.and_then(|url| url.trim_end_matches('/').parse().ok()) {
                return (Self { child, address }, token);
            }
        }
        panic!("the server told no address: {:?}", child.wait());
    }

    /// Returns the most memory it has had at once, in kB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
        peak.trim().trim_end_matches(" kB").parse().expect("a number of kB")
    }

    /// Ends it as a loss of power would: with SIGKILL, in the middle of whatever it does.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
