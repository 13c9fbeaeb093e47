//! A headless Chromium that runs no script of any page, operated over WebDriver. It knows nothing of our pages.
//!
//! Its driver finds, types and evaluates from outside, so pages can be judged although they may run nothing themselves.
//! The browser ends with the test, however the test ends.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::http::ask;

/// The setting by which a reader forbids scripts everywhere.
const SCRIPTS: &str = "profile.managed_default_content_settings.javascript";
/// The member in which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The tabulator and Enter, as WebDriver writes keys.
pub const TAB: &str = "\u{e004}";
pub const ENTER: &str = "\u{e007}";

/// A browser.
pub struct Browser {
    driver: Child,
    address: SocketAddr,
    session: String,
}

/// An element of the page at hand; gone with the page.
pub struct Element<'a> {
    browser: &'a Browser,
    id: Value,
}

/// A world beside a page; gone with the page.
pub struct World<'a> {
    browser: &'a Browser,
    id: Value,
}

/// How often a driver is started: it looks for a free port and then takes it, and another may be quicker.
const STARTS: usize = 5;

/// Starts a driver; none if it found its port taken.
fn drive() -> Option<(Child, u16)> {
    let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stdin(Stdio::null()).spawn();
    let mut driver = started.unwrap_or_else(|error| {
        panic!("chromedriver cannot be started ({error}): `tools/test` installs the Debian package chromium-driver")
    });
    let out = driver.stdout.take().expect("it was piped");
    let port = BufReader::new(out).lines().map_while(Result::ok).find_map(|line| {
        line.strip_prefix("ChromeDriver was started successfully on port ")?.trim_end_matches('.').parse().ok()
    });
    if port.is_none() {
        driver.wait().expect("it has ended");
    }
    Some((driver, port?))
}

impl Browser {
    /// Starts a browser that runs no script of any page.
    pub fn start() -> Self {
        Self::preferring(&json!({ SCRIPTS: 2 }))
    }

    /// Starts a browser with timers, which tools beside a page wait with; one without scripts has none.
    pub fn start_for_tools() -> Self {
        Self::preferring(&json!({}))
    }

    fn preferring(settings: &Value) -> Self {
        let (driver, port) = (0..STARTS).find_map(|_| drive()).expect("chromedriver finds a port");
        let mut browser =
            Self { driver, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), session: String::new() };
        let options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"],
            "prefs": settings,
        });
        let logs = json!({ "performance": "ALL", "browser": "ALL" });
        let wanted = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": logs });
        let opened = browser.send("POST /session", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        let opened = opened.unwrap_or_else(|told| {
            panic!("chromium cannot be started ({told}): `tools/test` installs the Debian package chromium")
        });
        browser.session = opened["sessionId"].as_str().expect("a session has a name").to_owned();
        browser
    }

    /// Sends a command; what went wrong comes back in the driver's words.
    fn send(&self, line: &str, body: &Value) -> Result<Value, String> {
        let headers = [("Content-Type", "application/json")];
        let answer = ask(self.address, line, &headers, &body.to_string()).expect("the driver answers");
        if answer.status == 200 { Ok(answer.json()["value"].take()) } else { Err(answer.body) }
    }

    fn tell(&self, command: &str, body: Value) -> Value {
        let told = self.send(&format!("POST /session/{}/{command}", self.session), &body);
        told.unwrap_or_else(|error| panic!("{command} of {body}: {error}"))
    }

    pub fn open(&self, address: &str) {
        self.tell("url", json!({ "url": address }));
    }

    /// Evaluates the body of a function in the page.
    pub fn read(&self, script: &str, arguments: &[&str]) -> Value {
        self.tell("execute/sync", json!({ "script": script, "args": arguments }))
    }

    fn protocol(&self, command: &str, params: Value) -> Value {
        self.tell("goog/cdp/execute", json!({ "cmd": command, "params": params }))
    }

    /// Loads a tool beside the page at hand: in a world of its own, which no policy of the page forbids.
    pub fn beside(&self, tool: &str) -> World<'_> {
        let mut tree = self.protocol("Page.getFrameTree", json!({}));
        let frame = tree["frameTree"]["frame"]["id"].take();
        let world = json!({ "frameId": frame, "worldName": "tool" });
        let id = self.protocol("Page.createIsolatedWorld", world)["executionContextId"].take();
        let world = World { browser: self, id };
        world.evaluate(&format!("{tool};null"));
        world
    }

    /// Finds all elements of an XPath.
    pub fn all(&self, path: &str) -> Vec<Element<'_>> {
        let found = self.tell("elements", json!({ "using": "xpath", "value": path }));
        let found = found.as_array().expect("a list of elements").iter();
        found.map(|element| Element { browser: self, id: element[ELEMENT].clone() }).collect()
    }

    /// Presses keys where the focus is.
    pub fn keys(&self, keys: &[&str]) {
        let strokes =
            keys.iter().flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })));
        let strokes: Vec<Value> = strokes.collect();
        self.tell("actions", json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] }));
    }

    /// Makes the page as wide as a screen of this many CSS pixels.
    pub fn width(&self, pixels: u32) {
        let screen = json!({ "width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.protocol("Emulation.setDeviceMetricsOverride", screen);
    }

    /// Shows pages as on this medium, to a reader who prefers this colour scheme.
    pub fn medium(&self, medium: &str, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.protocol("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features }));
    }

    /// Takes what the console has said since it was last asked.
    pub fn console(&self) -> Vec<String> {
        self.log("browser").iter().map(|entry| entry["message"].to_string()).collect()
    }

    /// Takes the kinds and addresses of what pages have loaded since this was last asked.
    pub fn loaded(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let sent = |entry: &Value| {
            let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let event = &event["message"];
            let params = &event["params"];
            (event["method"] == "Network.requestWillBeSent")
                .then(|| (text(&params["type"]), text(&params["request"]["url"])))
        };
        self.log("performance").iter().filter_map(sent).collect()
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        self.tell("se/log", json!({ "type": kind })).as_array().expect("a list of entries").clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium is no child of ours: its driver ends it, if there is a session and the driver still answers.
        let _ = ask(self.address, &format!("DELETE /session/{}", self.session), &[], "");
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl World<'_> {
    /// Evaluates an expression and waits for what it promises.
    pub fn evaluate(&self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression, "contextId": self.id, "awaitPromise": true, "returnByValue": true,
        });
        let mut answer = self.browser.protocol("Runtime.evaluate", asked);
        assert!(answer.get("exceptionDetails").is_none(), "the tool fails: {answer}");
        answer["result"]["value"].take()
    }
}

impl Element<'_> {
    fn tell(&self, command: &str, body: Value) {
        let id = self.id.as_str().expect("an element has a name");
        self.browser.tell(&format!("element/{id}/{command}"), body);
    }

    /// Clicks; what it leads to has loaded when this returns.
    pub fn click(&self) {
        self.tell("click", json!({}));
    }

    /// Types, as on a keyboard, instead of what stood there.
    pub fn write(&self, text: &str) {
        self.tell("clear", json!({}));
        self.tell("value", json!({ "text": text }));
    }
}
