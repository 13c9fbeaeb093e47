//! A reader before a running server: opens pages, presses what can be pressed, and judges every page it comes to.

use std::path::Path;

use serde_json::{Value, json};

use super::desk::Desk;
use super::driver::Browser;
use crate::server::{Server, TestFile};

/// What is wrong with a page, as far as it can be told without knowing which page it is.
const FAULTS: &str = include_str!("faults.js");

/// The words of the first element of a selector that a reader sees.
const WORDS: &str = "const one = document.querySelector(arguments[0]); \
    return one && one.innerText.replace(/[\\s\\u00a0]+/g, ' ').trim()";

/// How often a page is looked for before it is given up; one look takes some milliseconds.
const PATIENCE: u32 = 2_000;

/// A reader.
pub struct Reader {
    pub browser: Browser,
    pub desk: Desk,
    server: Server,
    _file: TestFile,
}

impl Reader {
    /// Sits down before a rehearsal that has just begun.
    pub fn new() -> Self {
        Self::before(Server::start)
    }

    /// Sits down before a server started in this way.
    pub fn before(start: impl FnOnce(&Path) -> Server) -> Self {
        Self::at(Browser::start(), start)
    }

    /// Sits down at a browser before a server started in this way.
    pub fn at(browser: Browser, start: impl FnOnce(&Path) -> Server) -> Self {
        let file = TestFile::new();
        let server = start(file.path());
        Self { browser, desk: Desk::of(server.address), server, _file: file }
    }

    /// Opens a page of the server.
    pub fn open(&self, path: &str) {
        self.look_at(path);
        self.judge();
    }

    /// Opens a sheet of the server, of which less is asked than of a page.
    pub fn look_at(&self, path: &str) {
        self.browser.open(&format!("http://{}{path}", self.server.address));
    }

    /// Becomes somebody of the rehearsal and goes where this one begins.
    pub fn be(&self, who: &str) {
        self.open("/vai");
        self.press_at(&format!("//button[@value='{who}']"));
    }

    /// Presses the only link or button with this label in the main part.
    pub fn press(&self, label: &str) {
        self.press_at(&format!("//main//*[self::a or self::button][normalize-space()='{label}']"));
    }

    /// Presses the only element of an XPath and comes to another page.
    pub fn press_at(&self, path: &str) {
        self.leave_by(|| self.touch(path));
        self.judge();
    }

    /// Does what leads to another page, and waits for it.
    pub fn leave_by(&self, act: impl FnOnce()) {
        self.browser.read("window.left = true", &[]);
        act();
        let arrived = "return !window.left && document.readyState === 'complete'";
        let there = (0..PATIENCE).any(|_| self.browser.read(arrived, &[]) == json!(true));
        assert!(there, "nothing comes after {}: {}", self.path(), self.whole());
    }

    /// Presses the only element of an XPath and stays on the page.
    pub fn touch(&self, path: &str) {
        let found = self.browser.all(path);
        let [one] = found.as_slice() else { panic!("{} of {path} on {}", found.len(), self.whole()) };
        one.click();
    }

    /// Types into the box of a name.
    pub fn write(&self, name: &str, text: &str) {
        let found = self.browser.all(&format!("//*[@name='{name}' and not(@type='hidden')]"));
        let [one] = found.as_slice() else { panic!("{} boxes of {name} on {}", found.len(), self.whole()) };
        one.write(text);
    }

    /// Ticks the box of a name.
    pub fn tick(&self, name: &str) {
        self.touch(&format!("//input[@type='checkbox' and @name='{name}']"));
    }

    fn judge(&self) {
        let wrong = self.browser.read(FAULTS, &[]);
        assert_eq!(wrong, json!([]), "{}", self.path());
    }

    /// Returns the path of the page.
    pub fn path(&self) -> String {
        self.text("return location.pathname")
    }

    /// Returns the title of the page.
    pub fn title(&self) -> String {
        self.text("return document.title")
    }

    /// Returns the words of the main part.
    pub fn whole(&self) -> String {
        self.words("main")
    }

    /// Returns the words of the first element of a selector.
    pub fn words(&self, selector: &str) -> String {
        let words = self.browser.read(WORDS, &[selector]);
        words.as_str().unwrap_or_else(|| panic!("no {selector} on {}: {}", self.path(), self.whole())).to_owned()
    }

    /// Returns the words that describe a button or link of the main part, of whose label these are the first.
    pub fn consequence(&self, label: &str) -> String {
        let script = "const one = [...document.querySelectorAll('main .btn')].find(one => \
            one.innerText.replace(/[\\s\\u00a0]+/g, ' ').trim().startsWith(arguments[0])); \
            return one && document.getElementById(one.getAttribute('aria-describedby')).innerText.replace(/[\\s\\u00a0]+/g, ' ')";
        let told = self.browser.read(script, &[label]);
        told.as_str().unwrap_or_else(|| panic!("no button {label} on {}", self.whole())).to_owned()
    }

    /// Returns what stands in the box of a name.
    pub fn written(&self, name: &str) -> String {
        let value =
            self.browser.read("return document.querySelector(arguments[0]).value", &[&format!("[name='{name}']")]);
        value.as_str().expect("a box holds text").to_owned()
    }

    /// Evaluates a script that returns text.
    pub fn text(&self, script: &str) -> String {
        self.browser.read(script, &[]).as_str().unwrap_or_else(|| panic!("{script} gives no text")).to_owned()
    }

    /// Asserts that the main part says something.
    pub fn sees(&self, words: &str) {
        let whole = self.whole();
        assert!(whole.contains(words), "{} does not say “{words}”: {whole}", self.path());
    }

    /// Reads from the API as somebody.
    pub fn api(&self, path: &str, who: &str) -> Value {
        self.desk.read(path, who)
    }

    /// Files a dossier over the API, for scenes that begin after that.
    pub fn file(&self, who: &str, what: &str) -> String {
        let answers = json!({
            "yeu_cau.ten_giay_to": what, "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        });
        self.desk.file(
            who,
            &json!({
                "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
                "subject": "cong_dan", "answers": answers,
            }),
        )
    }
}
