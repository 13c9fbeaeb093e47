//! Runs `dated.txt`: each line is a clock, its acts, and the due worked out by hand. It must not
//! compute a date.

use calendar::{
    Act, Amount, Bearer, Calendar, ClockAct, ClockState, Counting, Cutoff, DayEnd, Due, Holidays, Length, Limit,
    OutsideHours, Rule, Unit, step,
};

use crate::calendars;

const UNITS: [(&str, Unit); 8] = [
    ("ngày liên tục", Unit::ConsecutiveDay),
    ("phút làm việc", Unit::WorkingMinute),
    ("giờ làm việc", Unit::WorkingHour),
    ("ngày làm việc", Unit::WorkingDay),
    ("phút", Unit::Minute),
    ("giờ", Unit::Hour),
    ("ngày", Unit::Day),
    ("tháng", Unit::Month),
];

struct Case {
    counting: Counting,
    before: Calendar,
    after: Calendar,
}

fn limit(text: &str) -> Limit {
    match text {
        "cùng ngày làm việc" => return Limit::SameDay,
        "không quy định" => return Limit::None,
        _ => {}
    }
    let (count, unit) = text.split_once(' ').unwrap();
    if let Some(whole) = count.strip_suffix(",5") {
        let count = whole.parse::<u32>().unwrap() * 2 + 1;
        return Limit::Of(Length { count, unit: Unit::HalfWorkingDay });
    }
    let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit).unwrap();
    Limit::Of(Length { count: count.parse().unwrap(), unit: *unit })
}

fn case(text: &str) -> Case {
    let mut parts = text.split("; ");
    let calendar = calendars::announced();
    let counting = Counting::of(limit(parts.next().unwrap()), Bearer::Office, &calendar);
    let mut case = Case { counting, before: calendar.clone(), after: calendar };
    for option in parts {
        match option.split(' ').collect::<Vec<_>>()[..] {
            ["cùng", "giờ"] => case.counting.rule = Rule::SameTime,
            ["cuối", "buổi"] => case.counting.rule = Rule::EndOfSession,
            ["giờ", "mở", "cửa"] => case.counting.outside_hours = OutsideHours::NextOpening,
            ["midnight"] => case.counting.day_end = DayEnd::Midnight,
            ["skip"] => case.counting.holidays = Holidays::Skip,
            ["sau", _] => case.counting.cutoff = Cutoff::parse(option).unwrap(),
            ["morning"] => case.before = calendars::worked_in_the_morning(),
            ["swap", off, worked] => case.before = calendars::before_swap(off, worked),
            _ => panic!("no such option: {option}"),
        }
    }
    case
}

/// Reads "3 d 120 min", either part alone too.
fn amount(words: &[&str]) -> Amount {
    let mut amount = Amount::default();
    for pair in words.chunks(2) {
        match pair {
            [count, "d"] => amount.days = count.parse().unwrap(),
            [count, "min"] => amount.minutes = count.parse().unwrap(),
            _ => panic!("no amount: {words:?}"),
        }
    }
    amount
}

fn act(text: &str, full: Amount) -> ClockAct {
    let words: Vec<&str> = text.split(' ').collect();
    let (kind, rest) = words.split_first().unwrap();
    let (given, moment) = rest.split_at(rest.len() - 2);
    let act = match *kind {
        "start" => Act::Started { full, held: false },
        "start_held" => Act::Started { full, held: true },
        "hold" => Act::Held,
        "release" => Act::Released,
        "restart" => Act::Restarted { full, held: false },
        "restart_held" => Act::Restarted { full, held: true },
        "extend" => Act::Extended { by: amount(given) },
        "recompute" => Act::Recomputed,
        "case" => Act::CaseChanged { full: amount(given) },
        "stop" => Act::Stopped,
        "reopen" => Act::Reopened,
        _ => panic!("no such act: {text}"),
    };
    ClockAct { at: calendars::at(&moment.join(" ")), act }
}

fn run(case: &Case, acts: &str) -> ClockState {
    let mut state = None;
    let mut calendar = &case.before;
    for text in acts.split(" > ") {
        let act = act(text, case.counting.full());
        if act.act == Act::Recomputed {
            calendar = &case.after;
        }
        state = Some(step(&case.counting, state.as_ref(), &act, calendar));
    }
    state.unwrap()
}

/// Names the first expectation that fails.
fn failure(state: &ClockState, expected: &str) -> Option<String> {
    let found = |text: String, want: &str| (text != want).then(|| format!("{text}, not {want}"));
    expected.split("; ").find_map(|want| match want.split(' ').collect::<Vec<_>>()[..] {
        ["nominal", date] => found(state.nominal.unwrap().to_string(), date),
        ["kept", ref words @ ..] => {
            let want = amount(words);
            (state.remaining != want).then(|| format!("{:?}, not {want:?}", state.remaining))
        }
        _ => found(
            match state.due {
                Due::At(due) => {
                    let moment = calendars::zone().moment(due);
                    format!("{} {}", moment.date, moment.time)
                }
                Due::Undetermined(year) => format!("undetermined {year}"),
                Due::NoLimit => "none".into(),
            },
            want,
        ),
    })
}

#[test]
fn dated_examples() {
    let lines = include_str!("dated.txt").lines().filter(|line| !line.is_empty());
    let mut failures = Vec::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let [_, deadline, acts, expected] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        let state = run(&case(deadline), acts);
        failures.extend(failure(&state, expected).map(|why| format!("{line}\n    {why}")));
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn due_is_always_that_of_anchor_and_amount() {
    // Invariant 19, on every clock of the table that runs at the end.
    let lines = include_str!("dated.txt").lines().filter(|line| line.contains('|'));
    for line in lines.filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let case = case(columns[1]);
        let state = run(&case, columns[2]);
        let calendar = if state.calendar == case.before.hash() { &case.before } else { &case.after };
        if state.phase == calendar::Phase::Running {
            let (due, nominal) = calendar::due_of(&case.counting, state.anchor, &state.remaining, calendar);
            assert_eq!((due, nominal), (state.due, state.nominal), "{line}");
        }
    }
}
