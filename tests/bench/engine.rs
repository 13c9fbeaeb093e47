//! Figures of the engine: a guard, decide and apply in memory, and the same with what the log keeps of it.

use std::hint::black_box;

use calendar::Instant;
use engine::record::v1;
use engine::{
    Actor, Answers, Command, Data, Filing, Instance, Name, Now, Pass, Shape, Submission, View, World, apply, decide,
    submit,
};
use procedure::{Compiled, Facts, Library};
use program::{Channel, Subject};
use sha2::{Digest, Sha256};
use source::SourceFile;

use crate::{seconds, tell};

/// Commands decided.
const COMMANDS: usize = 400_000;
/// Guards evaluated.
const GUARDS: usize = 2_000_000;

/// A plain procedure: two tasks that hand a dossier to one another, with deadlines, a clock, guards and 20 fields.
const PLAIN: &str = include_str!("plain.tthc.yaml");

pub fn run() {
    let stage = Stage::new();
    stage.guard();
    stage.decide();
}

struct Stage {
    library: Library,
    compiled: Compiled,
}

impl Stage {
    fn new() -> Self {
        let (library, _) = Library::shipped();
        let today = calendar::Date::from_ymd(2026, 6, 8).expect("a date");
        let checked = procedure::check(SourceFile::new("do-toc-do.tthc.yaml", PLAIN), &library, today);
        let faults: Vec<String> = checked.diagnostics.iter().map(|one| format!("{one:?}")).collect();
        let compiled = checked.compiled.unwrap_or_else(|| panic!("{}", faults.join("\n")));
        Self { library, compiled }
    }

    fn facts(&self, at: Instant) -> Facts<'_> {
        let directory = self.library.directory().expect("one is shipped");
        Facts::new(&self.compiled, &self.library, directory, Now { at, recorded_at: at })
    }

    fn begin(&self) -> (Instance, Data) {
        let facts = self.facts(start());
        let (instance, decision) = submit(&self.compiled.program, &submission(), &facts).expect("it is filed");
        (instance, decision.data.expect("filing writes data"))
    }

    /// A guard of three terms on a dossier of 20 fields, limits on; and the same written by hand.
    fn guard(&self) {
        let (instance, data) = self.begin();
        let facts = self.facts(start());
        let program = &self.compiled.program;
        let node = program.find("re_nhanh").expect("the gateway");
        let guard = program.flow(program.node(node).out[0]).guard.expect("its first branch has a guard");
        let view = View { program, instance: &instance, data: &data, message: None, at: start() };
        let taken = seconds(|| {
            for _ in 0..GUARDS {
                black_box(facts.guard(black_box(guard), &view));
            }
        });
        tell("guard of three terms, 20 fields", GUARDS, taken);
        let by_hand = |data: &Data| {
            let integer = |at: usize| match &data.fields[at] {
                Some(program::Value::Integer(number)) => *number,
                _ => 0,
            };
            integer(0) > 3 && integer(1) <= 10 || integer(2) == 7
        };
        let bare = seconds(|| {
            for _ in 0..GUARDS {
                black_box(by_hand(black_box(&data)));
            }
        });
        tell("  bare: the same three comparisons in Rust", GUARDS, bare);
        println!("  {:.0} ns a guard; {:.0} times the bare one", taken / GUARDS as f64 * 1e9, taken / bare);
    }

    /// Buttons pressed in turn for ever: in memory; then with record, hash and snapshot; and what each costs bare.
    fn decide(&self) {
        let program = &self.compiled.program;
        let shape = Shape::of(program);
        let mut passes: Vec<Pass> = Vec::new();
        let taken = seconds(|| self.press(|_, _, pass| passes.push(pass.clone())));
        tell("decide and apply, in memory, one core", COMMANDS, taken);
        let (mut folded, _) = self.begin();
        let bare = seconds(|| {
            for pass in &passes {
                for event in &pass.events {
                    apply(&mut folded, black_box(event), pass.at);
                }
            }
        });
        tell("  bare: the same facts folded again", COMMANDS, bare);
        println!("  {:.2} of the bare loop ({} nodes)", bare / taken, shape.nodes);
        let mut written = 0;
        let kept = seconds(|| {
            self.press(|instance, _, pass| {
                let body = v1::encode_events(program, "000000000000", &pass.events);
                let hash = Sha256::digest(&body);
                let snapshot = v1::encode_snapshot(program, instance);
                written += black_box(body.len() + snapshot.len() + hash.len());
            });
        });
        tell("decide and apply, with record, hash and snapshot", COMMANDS, kept);
        let body = vec![0x7b_u8; written / COMMANDS];
        let bare = seconds(|| {
            for _ in 0..COMMANDS {
                black_box(Sha256::digest(black_box(&body)));
            }
        });
        tell("  bare: SHA-256 of as many bytes", COMMANDS, bare);
        println!("  {} bytes a command; {:.2} of the bare hashing", written / COMMANDS, bare / kept);
    }

    /// Presses the two buttons in turn, `COMMANDS` times, on a new dossier whenever one has run long enough.
    fn press(&self, mut seen: impl FnMut(&Instance, &Data, &Pass)) {
        const ROUNDS: usize = 8;
        let program = &self.compiled.program;
        let posts = [Actor::Post(Name::from("p01_mot_cua_01")), Actor::Post(Name::from("p01_ho_tich_01"))];
        let facts = self.facts(start());
        let mut done = 0;
        while done < COMMANDS {
            let (mut instance, data) = self.begin();
            for round in 0..ROUNDS {
                let task = instance.open().next().expect("a task is open").id;
                let action = ["chuyen", "tra_lai"][round % 2].to_owned();
                let (actor, answers) = (posts[round % 2].clone(), Answers::default());
                let command = Command::Act { actor, activation: task, action, answers, received_at: None };
                let (after, decided) = decide(program, instance, &data, &command, &facts);
                let decision = decided.unwrap_or_else(|refused| panic!("{refused:?}"));
                instance = after;
                seen(&instance, &data, &decision.passes[0]);
                done += 1;
            }
        }
    }
}

fn start() -> Instant {
    Instant::parse_rfc3339("2026-06-08T09:00:00+07:00").expect("an instant")
}

fn submission() -> Submission {
    let mut answers = Answers::default();
    for number in 1..=20 {
        answers = answers.with(&format!("to_khai.so_{number:02}"), number.to_string());
    }
    Submission {
        filing: Filing {
            applicant: Name::from("nguoi-nop-0412"),
            channel: Channel::Counter,
            case: None,
            subject: Subject::Citizen,
            competent: Name::from("ubnd_phuong_01"),
            receiving: Name::from("ubnd_phuong_01"),
            assisting: None,
        },
        answers,
    }
}
