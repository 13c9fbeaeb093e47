//! A procedure in which nothing may be missing (M045) never reads what is missing, whatever is pressed.
//! Random procedures are judged; those without an error are walked through by the engine, every guard asked at every
//! stop.

use calendar::{Date, Instant};
use engine::{
    Actor, Answers, Command, Data, Filing, IncidentKind, Instance, Now, Outcome, Sight, Submission, View, decide,
    submit,
};
use motcua_procedure::{Compiled, Facts, Library, check};
use program::GuardIx;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use source::SourceFile;

const HEAD: &str = "\
tthc: 1
id: mau_don
name: Thủ tục mẫu
level: xã
calendar: ha_noi
legal: { qd: Quyết định mẫu }
deadline: { within: 3 ngày làm việc, from: s1, legal: qd }
roles: { nguoi_nop: Người nộp, mot_cua: Công chức Một cửa }
form: { tt: { name: Thẩm tra, fields: { f1: { label: Một, type: integer, by: mot_cua }, f2: { label: Hai, type: integer, by: mot_cua } } } }
steps:
  - { startEvent: nop_ho_so, role: nguoi_nop }
";
const STEPS: u8 = 5;

/// Decisions taken from bytes, so that they can be shrunk; behind the last byte all are the first.
struct Dice<'t>(std::slice::Iter<'t, u8>);

impl Dice<'_> {
    fn of(&mut self, sides: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % sides)
    }

    fn step(&mut self) -> u8 {
        1 + self.of(STEPS)
    }
}

fn guard(dice: &mut Dice<'_>, depth: u8) -> String {
    let step = dice.step();
    match dice.of(if depth > 0 { 16 } else { 10 }) {
        0 => format!("s{step}.action == \"a2\""),
        1 => format!("s{step}.action != \"a2\""),
        2 => format!("tt.f{} > 3", 1 + step % 2),
        3 => "bay_gio > ho_so.luc_tiep_nhan".into(),
        4 => format!("s{step}.ever(\"a1\")"),
        5 => format!("!s{step}.ever(\"a1\")"),
        6 => format!("s{step}.done"),
        7 => format!("s{step}.skipped"),
        8 | 9 => format!("s{step}.done && s{step}.action == \"a2\""),
        10 => format!("!({}) || {}", guard(dice, depth - 1), guard(dice, depth - 1)),
        _ => format!("{} && {}", guard(dice, depth - 1), guard(dice, depth - 1)),
    }
}

fn when(dice: &mut Dice<'_>, odds: u8) -> String {
    if dice.of(odds) == 1 { format!(", when: '{}'", guard(dice, 1)) } else { String::new() }
}

/// Writes a procedure of five tasks and a gateway; the last button of a task is never off.
fn definition(dice: &mut Dice<'_>) -> String {
    let mut text = String::from(HEAD);
    for step in 1..=STEPS {
        let skip = when(dice, 4);
        let buttons: String = ["a1", "a2"]
            .iter()
            .map(|id| {
                let off = when(dice, 6);
                let ask =
                    ["", "", ", ask: [tt.f1]", ", ask: [tt.f2]", ", ask: [tt.f1, tt.f2]"][usize::from(dice.of(5))];
                let next = if dice.of(3) == 1 { format!(", next: s{}", dice.step()) } else { String::new() };
                format!("{id}: {{ name: Nút{off}{ask}{next} }}, ")
            })
            .collect();
        text += &format!(
            "  - {{ userTask: s{step}, name: Bước{skip}, role: mot_cua, actions: {{ {buttons}a3: Tiếp }} }}\n"
        );
        if step == 3 && dice.of(2) == 1 {
            let (first, second) = (guard(dice, 1), guard(dice, 1));
            text += &format!(
                "  - {{ exclusiveGateway: chia, branches: [{{ name: A, when: '{first}', next: s{} }}, {{ name: B, when: '{second}', next: s4 }}, {{ name: C, otherwise: s5 }}] }}\n",
                4 + dice.of(2),
            );
        }
    }
    text += "  - { endEvent: xong, name: Xong, result: approved }\n";
    if dice.of(2) == 1 {
        let (off, until) = (when(dice, 2), if dice.of(2) == 1 { ", until: s3.a1" } else { "" });
        text += &format!("anytime: {{ rut: {{ name: Rút, role: nguoi_nop{until}{off}, next: s{} }} }}\n", dice.step());
    }
    text
}

fn compiled(library: &Library, text: &str) -> Option<Compiled> {
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    check(SourceFile::new("mau-don.tthc.yaml", text), library, today).compiled
}

fn answers(dice: &mut Dice<'_>) -> Answers {
    Answers::default().with("tt.f1", dice.of(7).to_string()).with("tt.f2", dice.of(7).to_string())
}

/// One dossier on its way.
struct Walk<'a> {
    compiled: &'a Compiled,
    library: &'a Library,
    at: Instant,
}

impl Walk<'_> {
    fn facts(&self) -> Facts<'_> {
        let directory = self.library.directory().expect("one is shipped");
        Facts::new(self.compiled, self.library, directory, Now { at: self.at, recorded_at: self.at })
    }

    /// Walks until the dossier ends or the steps are used up; tells what was missing.
    fn walk(&self, dice: &mut Dice<'_>) -> Option<String> {
        let filing = Filing {
            applicant: "nguoi_nop_0412".into(),
            channel: program::Channel::Counter,
            case: None,
            subject: program::Subject::Citizen,
            competent: "ubnd_phuong_01".into(),
            receiving: "ubnd_phuong_01".into(),
            assisting: None,
        };
        let submission = Submission { filing, answers: Answers::default() };
        let filed = submit(&self.compiled.program, &submission, &self.facts());
        let (mut instance, decision) = filed.expect("the form is empty");
        let mut data = decision.data.expect("a filing writes data");
        for _ in 0..30 {
            if let Some(missing) = self.missing(&instance, &data) {
                return Some(missing);
            }
            let Some(command) = self.next(&instance, dice) else { break };
            let (after, decision) = decide(&self.compiled.program, instance, &data, &command, &self.facts());
            instance = after;
            if let Ok(decision) = decision {
                data = decision.data.unwrap_or(data);
            }
        }
        None
    }

    fn next(&self, instance: &Instance, dice: &mut Dice<'_>) -> Option<Command> {
        let open = instance.open().next()?;
        if !self.compiled.program.anytime.is_empty() && dice.of(8) == 7 {
            let actor = Actor::Applicant("nguoi_nop_0412".into());
            return Some(Command::Trigger { actor, anytime: program::AnytimeIx(0), answers: Answers::default() });
        }
        let action = ["a1", "a2", "a3"][usize::from(dice.of(3))].into();
        let actor = Actor::Post("p01_mot_cua_01".into());
        Some(Command::Act { actor, activation: open.id, action, answers: answers(dice), received_at: None })
    }

    /// Asks every guard that can be asked now.
    fn missing(&self, instance: &Instance, data: &Data) -> Option<String> {
        let program = &self.compiled.program;
        let mut incidents = instance.incidents.iter();
        if let Some(incident) = incidents.find(|incident| incident.kind == IncidentKind::GuardMissing) {
            return Some(incident.detail.clone());
        }
        let open = instance.open().flat_map(|open| program.actions(open.node));
        let buttons = open.filter_map(|action| action.when);
        let sight = Sight { program, world: &self.facts(), instance, data, at: self.at };
        // Without a condition it is shut for another reason, and its guard is not asked.
        let shut =
            |off: &Option<engine::Rejection>| matches!(off, Some(engine::Rejection::NotAvailable { condition: None }));
        let rights = sight.rights().into_iter().filter(|(_, off)| !shut(off));
        let rights = rights.filter_map(|(ix, _)| program.anytime[ix.at()].when);
        let guards: Vec<GuardIx> = buttons.chain(rights).collect();
        let view = View { program, instance, data, message: None, at: self.at };
        guards.into_iter().find_map(|guard| match engine::World::guard(&self.facts(), guard, &view) {
            Outcome::Missing(name) => Some(format!("{name} in `{}`", program.guards[guard.at()].text)),
            _ => None,
        })
    }
}

fn walk_all(library: &Library, compiled: &Compiled, tape: &[u8]) -> Option<String> {
    let at = library.calendars[0].zone().parse_moment("2026-08-21 09:00").expect("it is a moment");
    let mut dice = Dice(tape.iter());
    (0..6).find_map(|_| Walk { compiled, library, at }.walk(&mut dice))
}

fn tape(length: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), length)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_there((shape, acts) in (tape(120), tape(600))) {
        let (library, _) = Library::shipped();
        let text = definition(&mut Dice(shape.iter()));
        if let Some(compiled) = compiled(&library, &text) {
            prop_assert_eq!(walk_all(&library, &compiled, &acts), None, "\n{}", text);
        }
    }
}

#[test]
fn many_of_them_are_walked() {
    let (library, _) = Library::shipped();
    let mut runner = TestRunner::deterministic();
    let sample = |runner: &mut TestRunner| tape(120).new_tree(runner).expect("bytes are never refused").current();
    let good = (0..100).filter(|_| compiled(&library, &definition(&mut Dice(sample(&mut runner).iter()))).is_some());
    assert!(good.count() >= 10);
}
