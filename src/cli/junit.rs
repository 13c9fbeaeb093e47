//! JUnit XML, as build servers read it: suites of cases, each with its failures.
//!
//! It knows nothing of what was tested.

use std::fmt::Write as _;

/// The cases of one file.
pub(crate) struct Suite {
    /// Its name.
    pub name: String,
    /// Its cases, in order.
    pub cases: Vec<Case>,
    /// What else there is to say.
    pub out: String,
}

/// One case.
pub(crate) struct Case {
    /// Its name.
    pub name: String,
    /// What failed in it.
    pub failures: Vec<Failure>,
}

/// One failure.
pub(crate) struct Failure {
    /// Its code.
    pub code: &'static str,
    /// Its sentence.
    pub message: String,
    /// All there is to say about it.
    pub text: String,
}

/// Writes a document.
pub(crate) fn document(suites: &[Suite]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let failed = suites.iter().map(Suite::failed).sum::<usize>();
    let tests = suites.iter().map(|suite| suite.cases.len()).sum::<usize>();
    put(&mut out, format_args!("<testsuites tests=\"{tests}\" failures=\"{failed}\">\n"));
    suites.iter().for_each(|suite| suite.write(&mut out));
    out + "</testsuites>\n"
}

impl Suite {
    fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.failures.is_empty()).count()
    }

    fn write(&self, out: &mut String) {
        let (name, tests, failed) = (xml(&self.name), self.cases.len(), self.failed());
        put(out, format_args!("<testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\">\n"));
        for case in &self.cases {
            put(out, format_args!("<testcase classname=\"{name}\" name=\"{}\">", xml(&case.name)));
            for failure in &case.failures {
                let (code, message, text) = (failure.code, xml(&failure.message), xml(&failure.text));
                put(out, format_args!("<failure type=\"{code}\" message=\"{message}\">{text}</failure>"));
            }
            out.push_str("</testcase>\n");
        }
        if !self.out.is_empty() {
            put(out, format_args!("<system-out>{}</system-out>\n", xml(&self.out)));
        }
        out.push_str("</testsuite>\n");
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes all");
}

/// Escapes a text for XML 1.0, which knows no control characters.
fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
