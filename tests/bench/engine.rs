//! Figures of the engine: a guard, decide and apply in memory, and the same with what the log keeps of it.

use std::hint::black_box;

use calendar::Instant;
use engine::record::v1;
use engine::{
    Actor, Answers, Command, Data, Filing, Instance, Name, Now, Pass, Shape, Submission, View, World, decide, fold,
    submit,
};
use procedure::{Compiled, Facts, Library};
use program::{Channel, Subject};
use sha2::{Digest, Sha256};
use source::SourceFile;

use crate::{seconds, tell};

/// Commands decided.
const COMMANDS: usize = 400_000;
/// Those of one dossier: it is handed to and fro.
const EACH: usize = 8;
/// Dossiers filed.
const FILINGS: usize = 100_000;
/// Guards evaluated.
const GUARDS: usize = 2_000_000;

/// A plain procedure: two tasks that hand a dossier to one another, with deadlines, a clock, guards and 20 fields.
const PLAIN: &str = include_str!("plain.tthc.yaml");

pub fn run() {
    let stage = Stage::new();
    stage.guard();
    stage.decide();
    stage.file();
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

    /// Dossiers handed to and fro: in memory; then with record, hash and snapshot; and what each costs bare.
    fn decide(&self) {
        let program = &self.compiled.program;
        let taken = seconds(|| {
            self.settle(COMMANDS, |_, pass| {
                black_box(pass);
            });
        });
        tell("decide and apply, in memory, one core", COMMANDS, taken);
        let (_, mut filed) = submit(program, &submission(), &self.facts(start())).expect("it is filed");
        let mut dossier: Vec<Pass> = vec![filed.passes.remove(0)];
        self.settle(EACH, |_, pass| dossier.push(pass));
        let bare = seconds(|| {
            for _ in 0..COMMANDS / EACH {
                black_box(fold(Shape::of(program), black_box(&dossier)));
            }
        });
        tell("  bare: the same facts folded again", COMMANDS, bare);
        println!("  {:.2} of the bare loop", bare / taken);
        let mut written = 0;
        let kept = seconds(|| {
            self.settle(COMMANDS, |instance, pass| {
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

    /// Presses two buttons in turn, so many times in all, on a new dossier whenever one has run long enough.
    fn settle(&self, commands: usize, mut seen: impl FnMut(&Instance, Pass)) {
        let program = &self.compiled.program;
        let posts = [Actor::Post(Name::from("p01_mot_cua_01")), Actor::Post(Name::from("p01_ho_tich_01"))];
        let (filed, data) = self.begin();
        for _ in 0..commands / EACH {
            let mut instance = filed.clone();
            for round in 0..EACH {
                let task = instance.open().next().expect("a task is open").id;
                let action = ["chuyen", "tra_lai"][round % 2].to_owned();
                let (actor, answers) = (posts[round % 2].clone(), Answers::default());
                let command = Command::Act { actor, activation: task, action, answers, received_at: None };
                let facts = self.facts(start().plus_millis(60_000 * (round as i64 + 1)));
                let (after, decided) = decide(program, instance, &data, &command, &facts);
                let mut decision = decided.unwrap_or_else(|refused| panic!("{refused:?}"));
                instance = after;
                seen(&instance, decision.passes.remove(0));
            }
        }
    }

    /// Dossiers filed with a form of 20 fields.
    fn file(&self) {
        let (submission, facts) = (submission(), self.facts(start()));
        let taken = seconds(|| {
            for _ in 0..FILINGS {
                black_box(submit(&self.compiled.program, &submission, &facts).expect("it is filed"));
            }
        });
        tell("filing with a form of 20 fields", FILINGS, taken);
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
