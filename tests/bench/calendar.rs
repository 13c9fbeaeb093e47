//! Figures of legal time: due dates on one core, without and with their arithmetic in words, and `calendar due` on lines.

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::{Command, Stdio};

use ::calendar::{Bearer, Calendar, Counting, Instant, Lang, Length, Limit, Rule, Unit, due_of, explain};

use crate::{seconds, tell};

/// Due dates computed of each limit.
const DUES: usize = 2_000_000;
/// Due dates told in words of each limit.
const TOLD: usize = 100_000;
/// Lines answered.
const LINES: usize = 400_000;
/// Starts that take turns.
const STARTS: usize = 4_096;

pub fn run() {
    let (library, _) = procedure::Library::shipped();
    let calendar = library.calendar("ha_noi").expect("it is shipped");
    let starts = starts();
    for (name, counting) in countings(calendar) {
        let taken = seconds(|| {
            for at in starts.iter().cycle().take(DUES) {
                black_box(due_of(&counting, black_box(*at), &counting.full(), calendar));
            }
        });
        tell(&format!("due dates, one core: {name}"), DUES, taken);
    }
    for (name, counting) in countings(calendar) {
        let taken = seconds(|| {
            for at in starts.iter().cycle().take(TOLD) {
                black_box(explain(&counting, *at, &counting.full(), calendar).words(Lang::Vi));
            }
        });
        tell(&format!("due dates in words, one core: {name}"), TOLD, taken);
    }
    answered("calendar due, lines, told in words", &[], &starts, "");
    answered("calendar due, lines, not told", &["--no-trace"], &starts, "");
    let held = ",\"holds\":[[\"2026-11-03T09:00:00+07:00\",\"2026-11-05T10:30:00+07:00\"]],\"probe\":[\"2026-11-04T09:00:00+07:00\"]";
    answered("calendar due, lines with a hold and a probe, told in words", &[], &starts, held);
}

/// Starts in the announced years, in no order a cache could learn.
fn starts() -> Vec<Instant> {
    let first = Instant::parse_rfc3339("2024-01-02T08:00:00+07:00").expect("an instant").millis();
    let last = Instant::parse_rfc3339("2026-10-30T17:00:00+07:00").expect("an instant").millis();
    let scattered = |number: usize| (number as i64).wrapping_mul(0x5851_F42D_4C95_7F2D).rem_euclid(last - first);
    (0..STARTS).map(|number| Instant::from_millis(first + scattered(number))).collect()
}

/// The limits measured: one of every arithmetic.
fn countings(calendar: &Calendar) -> Vec<(&'static str, Counting)> {
    let of = |count, unit| Counting::of(Limit::Of(Length { count, unit }), Bearer::Office, calendar);
    vec![
        ("2 giờ làm việc", of(2, Unit::WorkingHour)),
        ("7 ngày làm việc", of(7, Unit::WorkingDay)),
        ("7 ngày làm việc, cùng giờ", Counting { rule: Rule::SameTime, ..of(7, Unit::WorkingDay) }),
        ("1,5 ngày làm việc", of(3, Unit::HalfWorkingDay)),
        ("20 ngày", of(20, Unit::Day)),
        ("1 tháng", of(1, Unit::Month)),
        ("cùng ngày làm việc", Counting::of(Limit::SameDay, Bearer::Office, calendar)),
    ]
}

/// Has lines answered by the program, its start and the reading of a file included.
fn answered(name: &str, arguments: &[&str], starts: &[Instant], more: &str) {
    let limits = ["2 giờ làm việc", "7 ngày làm việc", "20 ngày", "1 tháng", "cùng ngày làm việc"];
    let zone = ::calendar::Zone::named("Asia/Ho_Chi_Minh").expect("it is known");
    let mut text = String::new();
    for id in 0..LINES {
        let (within, from) = (limits[id % limits.len()], zone.rfc3339(starts[id % STARTS]));
        writeln!(text, "{{\"id\":{id},\"calendar\":\"ha_noi\",\"within\":\"{within}\",\"rule\":\"cuối ngày\",\"bearer\":\"office\",\"from\":\"{from}\"{more}}}")
            .expect("a string takes everything");
    }
    let path = std::env::temp_dir().join(format!("motcua-bench-{}.jsonl", std::process::id()));
    std::fs::write(&path, text).expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.args(["calendar", "due"]).args(arguments).stdout(Stdio::null());
    command.stdin(std::fs::File::open(&path).expect("it was written"));
    let taken = seconds(|| assert!(command.status().expect("the program can be started").success()));
    std::fs::remove_file(&path).expect("it was written");
    tell(name, LINES, taken);
}
