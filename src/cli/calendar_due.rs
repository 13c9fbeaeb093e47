//! `motcua calendar due`: one due with its arithmetic in words, or many, line by line.
//!
//! It computes no date.

use std::io::IsTerminal as _;

use calendar::{Due, Instant, Lang, Limit};
use serde_json::Value;

use crate::args::CalendarDueArgs;
use crate::calendar_answer::{Answer, answer, write, write_fault};
use crate::calendar_ask::{Ask, Calendars, Fault, Manner, instant};
use crate::calendar_lines::{self, Answering};
use crate::output::{error, line, say};
use crate::{ENVIRONMENT, FOUND, OK, USAGE};

pub(crate) fn run(args: &CalendarDueArgs) -> u8 {
    let lang = args.common.lang();
    let fail = |code, trouble: &str| {
        error(trouble, lang);
        code
    };
    let calendars = match Calendars::at_hand(args.processes.as_deref(), lang) {
        Ok(calendars) => calendars,
        Err(trouble) => return fail(ENVIRONMENT, &trouble),
    };
    let manner = Manner {
        calendar: args.calendar.clone(),
        rule: args.rule,
        cutoff: args.cutoff,
        bearer: args.bearer,
        untold: args.no_trace,
    };
    match args.within {
        Some(limit) => one(args, limit, &manner, &calendars).unwrap_or_else(|fault| match &fault {
            Fault::NotAnnounced(_) if args.common.json => {
                print(|out| write_fault(out, &Value::Null, None, &fault, lang));
                FOUND
            }
            Fault::NotAnnounced(_) => fail(FOUND, &fault.words(lang)),
            Fault::BadCalendar(_) => fail(ENVIRONMENT, &fault.words(lang)),
            _ => fail(USAGE, &fault.words(lang)),
        }),
        None if !args.lines && std::io::stdin().is_terminal() => fail(
            USAGE,
            &say(
                lang,
                "thiếu [THỜI HẠN]\nXem: motcua calendar due --help",
                "[THỜI HẠN] is missing\nSee: motcua calendar due --help",
            ),
        ),
        None => {
            let answering = Answering { calendars: &calendars, manner: &manner, lang };
            match calendar_lines::run(&answering, &mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
                Ok(true) => OK,
                Ok(false) => FOUND,
                // A reader that has gone away is no error.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => OK,
                Err(error) => fail(ENVIRONMENT, &error.to_string()),
            }
        }
    }
}

fn one(args: &CalendarDueArgs, limit: Limit, manner: &Manner, calendars: &Calendars) -> Result<u8, Fault> {
    let lang = args.common.lang();
    let calendar = calendars.find(manner.calendar.as_deref())?;
    let from = match &args.from {
        None => runtime::Clock::real().now(),
        Some(text) => moment(text, calendar.zone())?,
    };
    let counting = manner.counting(limit, &calendar);
    let (holds, extensions, probes) = Default::default();
    let ask = Ask { calendar, counting, from, holds, extensions, probes, trace: !args.no_trace };
    let found = answer(&ask, lang)?;
    if args.common.json {
        print(|out| write(out, &Value::Null, &found, lang));
    } else {
        show(&found, lang);
    }
    Ok(OK)
}

fn moment(text: &str, zone: calendar::Zone) -> Result<Instant, Fault> {
    let write = "'2026-06-08 09:30'";
    instant(text, zone).ok_or_else(|| Fault::BadValue { key: "--from", found: text.to_owned(), write })
}

fn print(write: impl FnOnce(&mut Vec<u8>)) {
    let mut out = Vec::new();
    write(&mut out);
    line(String::from_utf8_lossy(&out).trim_end());
}

/// Prints a due and how it was found, a clause a line.
fn show(found: &Answer, lang: Lang) {
    match found.due {
        Due::At(due) => {
            let end = found.zone.moment(due);
            let date = end.date.words(lang);
            line(&say(lang, format!("Hết hạn: {} {date}", end.time), format!("Due: {} {date}", end.time)));
        }
        Due::NoLimit | Due::Undetermined(_) => line(&say(lang, "Không có hạn", "No due")),
    }
    for clause in found.trace.iter().flatten() {
        line(&format!("  - {clause}"));
    }
}
