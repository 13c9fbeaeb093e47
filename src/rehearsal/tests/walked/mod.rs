//! Whatever is walked by hand is written down as a scenario that passes.

use calendar::{Date, Instant};
use motcua_rehearsal::{Refused, Walk, test};
use procedure::shipped::{DIRECTORIES, PROCEDURES};
use source::SourceFile;

use crate::support::{Theatre, faults};

/// Walks of each procedure.
const WALKS: u64 = 12;
/// Steps of each walk.
const STEPS: usize = 24;

/// Numbers in no order, the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        (self.0 >> 33) as usize % sides
    }
}

/// Does one thing: mostly an offer, else time passes to the next timer or by some hours.
fn step(walk: &mut Walk<'_>, dice: &mut Dice) {
    let offers = walk.offers();
    let now = walk.now();
    let timer = walk.dossier().and_then(|dossier| dossier.instance().wake_at()).filter(|at| *at > now);
    let done = match (dice.throw(4), timer) {
        (0, Some(at)) => walk.pass(at),
        (1, _) => walk.pass(Instant::from_millis(now.millis() + (1 + dice.throw(40)) as i64 * 1_801_000)),
        _ if offers.is_empty() => Ok(()),
        _ => walk.act(&offers[dice.throw(offers.len())].address, None, Vec::new()),
    };
    if let Err(Refused::Unclear(found)) = done {
        panic!("{found:?}");
    }
}

#[test]
fn what_is_walked_is_a_scenario_that_passes() {
    for procedure in PROCEDURES {
        let theatre = Theatre::new(procedure.text, DIRECTORIES[0].text);
        let (mut all, mut text) = (0, String::new());
        for number in 0..WALKS {
            let zone = theatre.stage().zone();
            let day = Date::from_ymd(2026, 9 + (number % 3) as u32, 4 + number as u32).expect("a date");
            let start = zone.at(day, calendar::ClockTime::from_hm(8, 30).expect("a clock time"));
            let mut walk = Walk::new(theatre.stage(), start);
            if let Err(refused) = walk.file(Vec::new()) {
                panic!("{}: {refused:?}", procedure.name);
            }
            let mut dice = Dice(number);
            (0..STEPS).for_each(|_| step(&mut walk, &mut dice));
            if text.is_empty() {
                text = walk.head();
            }
            text.push_str(&walk.scenario(&format!("Đi thử số {number}: “rút”, rồi thôi")));
            all += 1;
        }
        let file = SourceFile::new("di-thu.test.yaml", text.as_str());
        let report = test(theatre.stage(), &file);
        assert!(report.passed(), "{}\n{text}\n{}", procedure.name, faults(&file, &report));
        assert_eq!(report.scenarios.len(), all);
        assert!(text.contains("fired: {") && text.contains("legs: {"), "time passed and work was done: {text}");
    }
}

#[test]
fn a_step_back_is_as_if_it_was_never_taken() {
    let theatre = Theatre::new(PROCEDURES[0].text, DIRECTORIES[0].text);
    let start = Instant::parse_rfc3339("2026-06-09T08:00:00+07:00").expect("an instant");
    let mut walk = Walk::new(theatre.stage(), start);
    assert!(!walk.undo());
    walk.file(Vec::new()).expect("it is filed");
    let before = (walk.scenario("a"), walk.now(), walk.offers());
    walk.act("tiep_nhan.tiep_nhan", None, Vec::new()).expect("it is on");
    assert_ne!(walk.offers(), before.2);
    assert!(walk.undo());
    assert_eq!((walk.scenario("a"), walk.now(), walk.offers()), before);
    assert!(walk.undo() && walk.dossier().is_none());
}
