//! The time sum: worked cases with their arithmetic, and every acyclic path of random procedures walked one by one.
//!
//! The calendar `ha_noi` has 249 working days in 2026, its last year: 261 from Monday to Friday, less 14 off, and two
//! Saturdays worked. Day n below is the n-th of them: day 1 is Monday 05/01, day 249 Thursday 31/12. There are 5 starts
//! on each, 1,245 in all.

use std::fmt::Write;

use calendar::{Bearer, Calendar, Counting, Date, Instant, Lang, Length, Limit, Unit, start};
use motcua_procedure::compiler::{Outline, Sum, Tally, Via, sums};
use motcua_procedure::{Library, check, files};
use proptest::prelude::*;
use source::{ReadLimits, SourceFile};

const SHIPPED: &str = include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml");
const HOURS: &str = include_str!("../../../processes/calendars/ha_noi.calendar.yaml");

fn hours() -> Calendar {
    calendar_of(HOURS)
}

fn calendar_of(text: &str) -> Calendar {
    let file = SourceFile::new("ha_noi.calendar.yaml", text);
    let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML");
    files::calendar(&file, &tree).0.expect("it is a calendar")
}

/// Gives a procedure whose clock runs from `tiep_nhan` to the button `ky.ky`; `more` stands among its top keys.
fn procedure(within: &str, more: &str, steps: &str) -> String {
    format!(
        "tthc: 1\nid: mau_don\nname: Thủ tục mẫu\nlevel: xã\ncalendar: ha_noi\n{more}\
         legal: {{ qd_mau: Quyết định phê duyệt quy trình nội bộ (mẫu) }}\n\
         deadline: {{ within: {within}, from: tiep_nhan, to: ky.ky, legal: qd_mau }}\n\
         roles: {{ nguoi_nop: Người nộp hồ sơ, mot_cua: Công chức Một cửa }}\n\
         steps:\n  - {{ startEvent: nop_ho_so, role: nguoi_nop }}\n\
         \x20 - {{ userTask: tiep_nhan, name: Tiếp nhận, role: mot_cua, actions: {{ tiep_nhan: Tiếp nhận }} }}\n\
         {steps}\
         \x20 - {{ endEvent: xong, name: Đã giải quyết, result: approved }}\n"
    )
}

/// Writes one line of the table: a step of the office with its deadline; the last is `ky`.
fn line(id: &str, deadline: &str) -> String {
    format!(
        "  - {{ userTask: {id}, name: Bước mẫu, role: mot_cua, deadline: {deadline}, actions: {{ {id}: Xong }} }}\n"
    )
}

fn with_sums<T>(text: &str, calendar: &Calendar, ask: impl FnOnce(&files::Definition, &[Sum<'_>]) -> T) -> T {
    let file = SourceFile::new("mau-don.tthc.yaml", text);
    let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML");
    let definition = files::definition(&file, &tree).0.expect("it is a definition");
    let outline = Outline::new(&definition);
    ask(&definition, &sums(&definition, &outline, std::slice::from_ref(calendar)))
}

/// Gives starts summed, left out and late, and the worst in words.
fn summed(text: &str) -> (u32, u32, u32, String) {
    summed_by(text, &hours())
}

fn summed_by(text: &str, calendar: &Calendar) -> (u32, u32, u32, String) {
    with_sums(text, calendar, |definition, sums| {
        let [Sum { tally: Tally { starts, left_out, late, worst }, .. }] = sums else { panic!("one clock: {sums:?}") };
        let worst = worst.map_or_else(String::new, |worst| {
            let step = &definition.steps[worst.first_over].id.value;
            format!("{} > {} > {} {step}", worst.start.digits(), worst.due.digits(), worst.end.digits())
        });
        (*starts, *left_out, *late, worst)
    })
}

/// The lines of TINH-20 (`language.md` c1), in half days: 1 + 3 + 1 + 2 + 1 and 1 + 4 + 1 + 1 + 1 are 16 sessions, and
/// 16 sessions are 8 days. The payment between them is the applicant's and paused.
fn land(by_session: &str) -> String {
    let half = "nửa ngày làm việc";
    let whole = |days: u32| format!("{{ within: {days} ngày làm việc{by_session} }}");
    let pay = "  - { userTask: nop_tien, name: Nộp tiền, role: nguoi_nop, deadline: 30 ngày, clock: pause, \
               legal: qd_mau, actions: { nop: Đã nộp } }\n";
    let steps = [
        line("chuyen_ho_so", half),
        line("tham_dinh", "\"1,5 ngày làm việc\""),
        line("kiem_tra", half),
        line("ky_phieu", &whole(1)),
        line("chuyen_thue", half),
        pay.to_owned(),
        line("nhan_chung_tu", half),
        line("du_thao", &whole(2)),
        line("kiem_tra_hai", half),
        line("trinh_ky", half),
        line("ky", half),
    ];
    procedure("8 ngày làm việc", "", &steps.concat())
}

#[test]
fn half_days_by_sessions_fit_from_every_start() {
    // From the session s of day n the chain ends with s + 16, a session of day n + 8; the clock at 17:00 of day n + 8.
    // Days 242 to 249 lack an eighth day after them: 8 × 5 = 40 left out, 1,245 − 40 = 1,205 summed.
    assert_eq!(summed(&land(", rule: cuối buổi")), (1_205, 40, 0, String::new()));
}

#[test]
fn whole_days_to_the_evening_lose_half_days_in_the_afternoon() {
    // From 13:00, 14:59 and 16:59 of day n, the second session, by days and sessions (1, 2) after it:
    // 0,5 (n+1, 1) · 1,5 (n+2, 2) · 0,5 (n+3, 1) · 1 day (n+4, 2), by sessions (n+4, 1) · 0,5 (n+5, 1) · 0,5 (n+5, 2)
    // · 2 days (n+7, 2) · 0,5 (n+8, 1) · 0,5 (n+8, 2) · 0,5 (n+9, 1) 12:00: late. From 08:00 and 11:59 it ends (n+8, 1).
    // Day 241 has day n + 8, but no n + 9: 3 more are left out, 43; 1,202 summed; late on days 1 to 240: 3 × 240 = 720.
    // Day 1 is Monday 05/01; days 6 and 7 are Saturday 10/01 (worked) and Monday 12/01; day 9 + 0 is Wednesday 14/01.
    let worst = "05/01/2026 13:00 > 14/01/2026 17:00 > 15/01/2026 12:00 ky";
    assert_eq!(summed(&land("")), (1_202, 43, 720, worst.to_owned()));
}

#[test]
fn hours_before_days_cost_a_day_at_the_end_of_the_afternoon() {
    let steps = [line("chuyen", "2 giờ làm việc"), line("ky", "2 ngày làm việc")].concat();
    // 08:00, 11:59, 13:00 and 14:59 of day n plus 2 hours stay on day n (14:59 gives 16:59): 17:00 of day n + 2.
    // 16:59 gives 09:59 of day n + 1, and 17:00 of day n + 3: never after the third day.
    // Left out: days 247 to 249, 3 × 5 = 15.
    assert_eq!(summed(&procedure("3 ngày làm việc", "", &steps)), (1_230, 15, 0, String::new()));
    // Within 2 days the start 16:59 is late, on days 1 to 246. Left out: days 248 and 249, and 16:59 of day 247: 11.
    // Day 1 is Monday 05/01: due Wednesday 07/01; 2 hours to Tuesday 06/01 09:59, 2 days to Thursday 08/01.
    let worst = "05/01/2026 16:59 > 07/01/2026 17:00 > 08/01/2026 17:00 ky";
    assert_eq!(summed(&procedure("2 ngày làm việc", "", &steps)), (1_234, 11, 246, worst.to_owned()));
}

#[test]
fn the_shipped_procedure_is_late_in_the_middle_of_the_day() {
    // 3 + 2 + 1 hours of work against 17:00 of the same day, of the next from 15:00 on:
    // 08:00: 11:00, 14:00, 15:00. 11:59: 15:59, 08:59 next day: late. 13:00: 16:00, 09:00 next day: late.
    // 14:59: 08:59 next day, 10:59, 11:59: late. 16:59: 10:59 next day, 13:59, 14:59; due 17:00 next day.
    // On day 249 only 08:00 is known: 4 left out, 1,241 summed, 3 × 248 = 744 late. Worst is 14:59, 239 minutes of work.
    let worst = "05/01/2026 14:59 > 05/01/2026 17:00 > 06/01/2026 11:59 tham_tra";
    assert_eq!(summed(SHIPPED), (1_241, 4, 744, worst.to_owned()));
}

#[test]
fn calendar_days_are_late_around_holidays() {
    // 5 working days are 7 days unless a holiday lies between; a due on a day off rolls behind it.
    // Tết, 16–20/02: from 09/02 both end on 23/02; from 10, 11, 12, 13/02 the due is 23/02, the sum 24, 25, 26, 27/02.
    // 27/04, 30/04, 01/05: from 20/04 both end on 28/04; late from 21, 22, 23, 24, 28, 29/04.
    // 31/08–02/09: from 24/08 both end on 03/09; late from 25, 26, 27, 28/08.
    // 24/11: from 17/11 both end on 25/11; late from 18, 19, 20, 23/11.
    // 4 + 6 + 4 + 4 = 18 days, 90 starts. From 25/12 on the due lies in 2027: 5 days, 25 starts left out.
    // By most working minutes, four days: Friday 13/02 gives Monday 23/02 against Friday 27/02.
    let worst = "13/02/2026 08:00 > 23/02/2026 17:00 > 27/02/2026 17:00 ky";
    let steps = line("ky", "5 ngày làm việc");
    assert_eq!(summed(&procedure("7 ngày", "", &steps)), (1_220, 25, 90, worst.to_owned()));
}

#[test]
fn holding_steps_take_no_time_and_a_restart_counts_anew() {
    let wait = |clock: &str| {
        format!(
            "  - {{ userTask: bo_sung, name: Bổ sung, role: nguoi_nop, {clock}legal: qd_mau, deadline: 30 ngày, \
             actions: {{ gui: Đã gửi }} }}\n"
        )
    };
    let late = |clock: &str| {
        let steps = [line("xem", "1 ngày làm việc"), wait(clock), line("ky", "3 ngày làm việc")].concat();
        summed(&procedure("3 ngày làm việc", "", &steps))
    };
    // 1 + 3 days, held or not, end on day n + 4, the clock on day n + 3; days 246 to 249 are left out.
    let worst = "05/01/2026 08:00 > 08/01/2026 17:00 > 09/01/2026 17:00 ky";
    assert_eq!(late(""), (1_225, 20, 1_225, worst.to_owned()));
    assert_eq!(late("clock: pause, "), late(""));
    // Counted anew behind it: 1 day, then 3 days, each against 3.
    assert_eq!(late("clock: restart, "), (1_230, 15, 0, String::new()));
    // An office's step that holds the clock takes none.
    let held = line("xem", "9 ngày làm việc").replace("role:", "clock: pause, legal: qd_mau, role:");
    let steps = [held, line("ky", "3 ngày làm việc")].concat();
    assert_eq!(summed(&procedure("3 ngày làm việc", "", &steps)), (1_230, 15, 0, String::new()));
}

#[test]
fn only_paths_to_the_stop_count() {
    let refusing = line("xem", "1 ngày làm việc").replace("xem: Xong", "xem: Xong, bo: { name: Bỏ, next: ky_bo }");
    let side = "  - { userTask: ky_bo, name: Bước mẫu, role: mot_cua, deadline: 9 ngày làm việc, \
                actions: { ky: { name: Ký, next: bo } } }\n  - { endEvent: bo, name: Bỏ, result: rejected }\n";
    let text = procedure("3 ngày làm việc", "", &[refusing, line("ky", "1 ngày làm việc")].concat()) + side;
    assert_eq!(summed(&text), (1_230, 15, 0, String::new()));
    // Without `to` the clock stops at any end: 1 + 9 days of 3, late from all of days 1 to 239. 239 × 5 = 1,195.
    // Day 1 is Monday 05/01, day 4 Thursday 08/01; Saturday 10/01 is day 6, Friday 16/01 day 11.
    let worst = "05/01/2026 08:00 > 08/01/2026 17:00 > 16/01/2026 17:00 ky_bo";
    assert_eq!(summed(&text.replace(", to: ky.ky", "")), (1_195, 50, 1_195, worst.to_owned()));
}

#[test]
fn a_step_that_times_out_is_over_at_its_due() {
    let silent = line("xem", "2 ngày làm việc").replace("actions:", "timeout: { next: nhac }, actions:");
    let side = "  - { userTask: nhac, name: Bước mẫu, role: mot_cua, deadline: 1 ngày làm việc, \
                actions: { nhac: { name: Nhắc, next: ky } } }\n";
    let text = procedure("3 ngày làm việc", "", &[silent, line("ky", "1 ngày làm việc")].concat()) + side;
    // 2 + 1 days fit; 2 + 1 + 1 past the timeout do not, from any of days 1 to 245.
    let worst = "05/01/2026 08:00 > 08/01/2026 17:00 > 09/01/2026 17:00 ky";
    assert_eq!(summed(&text), (1_225, 20, 1_225, worst.to_owned()));
}

#[test]
fn a_table_is_judged_by_its_worst_line() {
    let cases = "cases: { mot: Một, hai: Hai, ba: Ba }\n";
    let steps = line("ky", "{ within: { hai: 4 ngày làm việc, otherwise: 2 ngày làm việc } }");
    let whose = |within: &str| {
        with_sums(&procedure(within, cases, &steps), &hours(), |_, sums| {
            let [Sum { variant, tally, .. }] = sums else { panic!("one clock: {sums:?}") };
            (variant.case.map(str::to_owned), variant.channel.map(str::to_owned), tally.late)
        })
    };
    let named = |id: &str| Some(id.to_owned());
    // `hai` needs 4 days of 3: late from all of days 1 to 245.
    assert_eq!(whose("3 ngày làm việc"), (named("hai"), None, 1_225));
    // `mot` stands for `ba`, which no table names: 2 days of 1, late from all of days 1 to 247.
    assert_eq!(whose("{ hai: 4 ngày làm việc, otherwise: 1 ngày làm việc }"), (named("mot"), None, 1_235));
    // `hai` is late by post, which stands for all channels but the counter.
    let by_channel = "{ truc_tiep: 4 ngày làm việc, otherwise: 3 ngày làm việc }";
    assert_eq!(whose(by_channel), (named("hai"), named("buu_chinh"), 1_225));
}

/// Gives what `check` says of the time sum: code, address, message and label.
fn told(text: &str, lang: Lang) -> Vec<String> {
    let library = Library { calendars: vec![hours()], ..Library::default() };
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let found = check(SourceFile::new("mau-don.tthc.yaml", text), &library, today).diagnostics;
    let found = found.iter().filter(|one| ["M054", "M164"].contains(&one.code.code));
    found
        .map(|one| {
            let label = one.label.as_ref().map_or("", |label| label.pick(lang));
            format!("{} {}: {}\n{label}", one.code.code, one.at.as_deref().unwrap_or_default(), one.message.pick(lang))
        })
        .collect()
}

#[test]
fn it_is_told_in_two_lines() {
    let steps = [line("chuyen", "2 giờ làm việc"), line("ky", "2 ngày làm việc")].concat();
    let text = procedure("2 ngày làm việc", "", &steps);
    assert_eq!(
        told(&text, Lang::Vi),
        ["M054 deadline: cộng thời hạn các bước: 246 trong 1.234 thời điểm bắt đầu (20 %) vượt hạn 2 ngày làm việc; \
          chưa tính 11 thời điểm vì sang năm chưa có lịch\n\
          vượt đầu tiên ở bước `ky`; xấu nhất: bắt đầu 16:59 thứ Hai 05/01/2026, hạn 17:00 thứ Tư 07/01/2026, \
          cộng lại 17:00 thứ Năm 08/01/2026"]
    );
    assert_eq!(
        told(&text, Lang::En),
        ["M054 deadline: the deadlines of the steps add up: 246 of 1,234 starts (20 %) end after 2 working days; \
          11 left out: they reach a year without a calendar\n\
          first over at step `ky`; worst: starts 16:59 Monday 5 January 2026, due 17:00 Wednesday 7 January 2026, \
          adds up to 17:00 Thursday 8 January 2026"]
    );
    let note = told(&procedure("7 ngày", "", &line("ky", "5 ngày làm việc")), Lang::Vi).concat();
    assert!(note.starts_with("M164 deadline: cộng thời hạn các bước: 90 trong 1.220"), "{note}");
    let cases = "cases: { mot: Một, hai: Hai }\n";
    let table = line("ky", "{ within: { hai: 4 ngày làm việc, otherwise: 2 ngày làm việc } }");
    let told = told(&procedure("3 ngày làm việc", cases, &table), Lang::Vi).concat();
    assert!(told.contains("(100 %) vượt hạn 3 ngày làm việc, trường hợp `hai`; "), "{told}");
}

#[test]
fn exactly_a_tenth_is_a_note() {
    let tally = |late| Tally { starts: 1_230, late, ..Tally::default() };
    assert!(!tally(123).is_often_late());
    assert!(tally(124).is_often_late());
}

/// Lengths that random steps take.
const LENGTHS: [(&str, (u32, Unit)); 5] = [
    ("2 giờ làm việc", (2, Unit::WorkingHour)),
    ("1 ngày làm việc", (1, Unit::WorkingDay)),
    ("nửa ngày làm việc", (1, Unit::HalfWorkingDay)),
    ("3 ngày", (3, Unit::Day)),
    ("5 giờ", (5, Unit::Hour)),
];

/// A random step: its length, whether it can be skipped, and where its buttons lead.
type Drawn = (usize, bool, Vec<usize>);

fn drawn_text(steps: &[Drawn]) -> String {
    let mut text = String::new();
    for (n, (length, skipped, buttons)) in steps.iter().enumerate() {
        let when = if *skipped { "when: ho_so.qua_han, " } else { "" };
        let buttons: Vec<String> =
            buttons.iter().enumerate().map(|(b, to)| format!("b{b}: {{ name: Nút, next: s{to} }}")).collect();
        writeln!(
            text,
            "  - {{ userTask: s{n}, name: Bước, role: mot_cua, {when}deadline: {}, actions: {{ tiep: Tiếp, {} }} }}",
            LENGTHS[*length].0,
            buttons.join(", ")
        )
        .expect("a string takes all");
    }
    [text, line("ky", "1 giờ làm việc")].concat()
}

/// One step of a path and whether its time is over on it.
type Walked = (usize, bool);

/// Lists every path from the last step behind to `ky` that meets no step twice.
fn paths(outline: &Outline, last: usize, behind: &mut Vec<usize>) -> Vec<Vec<Walked>> {
    let step = behind[behind.len() - 1];
    if step == last {
        return vec![vec![(step, true)]];
    }
    let mut found = Vec::new();
    for edge in outline.out(step) {
        if !behind.contains(&edge.to) {
            behind.push(edge.to);
            for mut path in paths(outline, last, behind) {
                path.insert(0, (step, edge.via != Via::Skip));
                found.push(path);
            }
            behind.pop();
        }
    }
    found
}

fn due(length: (u32, Unit), from: Option<Instant>, calendar: &Calendar) -> Option<Instant> {
    let limit = Limit::Of(Length { count: length.0, unit: length.1 });
    start(&Counting::of(limit, Bearer::Office, calendar), from?, calendar).instant()
}

/// Counts starts summed, left out and late, path by path.
fn by_paths(text: &str, steps: &[Drawn], calendar: &Calendar) -> (u32, u32, u32) {
    let file = SourceFile::new("mau-don.tthc.yaml", text);
    let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML");
    let definition = files::definition(&file, &tree).0.expect("it is a definition");
    let paths = paths(&Outline::new(&definition), steps.len() + 2, &mut vec![2]);
    let length = |step: usize| steps.get(step - 2).map_or((1, Unit::WorkingHour), |drawn| LENGTHS[drawn.0].1);
    let first = Date::from_ymd(2026, 1, 1).expect("it is a date");
    let days = (0..365).map(|day| first.plus_days(day));
    let worked = days.filter(|date| calendar.sessions(*date).is_some_and(|sessions| !sessions.is_empty()));
    let times = ["08:00", "11:59", "13:00", "14:59", "16:59"];
    let (mut starts, mut left_out, mut late) = (0, 0, 0);
    for at in worked.flat_map(|date| times.map(|time| calendar.zone().parse_moment(&format!("{date} {time}")))) {
        let end = |path: &Vec<Walked>| {
            path.iter().fold(at, |at, (step, timed)| if *timed { due(length(*step), at, calendar) } else { at })
        };
        let ends: Option<Vec<Instant>> = paths.iter().map(end).collect();
        match (due((2, Unit::WorkingDay), at, calendar), ends) {
            (Some(due), Some(ends)) => {
                starts += 1;
                late += u32::from(ends.iter().any(|end| *end > due));
            }
            _ => left_out += 1,
        }
    }
    (starts, left_out, late)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_the_latest_of_all_acyclic_paths(
        steps in (2_usize..6).prop_flat_map(|len| {
            let buttons = proptest::collection::vec(0..len, 0..3);
            proptest::collection::vec((0..LENGTHS.len(), any::<bool>(), buttons), len)
        }),
    ) {
        // Work on one day of the week keeps the starts few.
        let calendar = calendar_of(&HOURS.replace("thứ 2 - thứ 6", "thứ 4"));
        let text = procedure("2 ngày làm việc", "", &drawn_text(&steps));
        let (starts, left_out, late, _) = summed_by(&text, &calendar);
        prop_assert_eq!((starts, left_out, late), by_paths(&text, &steps, &calendar), "{}", text);
    }
}

#[test]
fn many_ways_back_and_forth_come_to_an_end() {
    // Twelve steps, each with a button to every other: far more paths than are told apart.
    let steps: Vec<Drawn> = (0..12).map(|n| (1, true, (0..12).filter(|to| *to != n).collect())).collect();
    let (starts, left_out, late, _) = summed(&procedure("2 ngày làm việc", "", &drawn_text(&steps)));
    assert_eq!(starts + left_out, 1_245);
    assert_eq!(late, starts);
}
