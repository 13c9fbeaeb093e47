//! The procedures that are drawn and told about, and one dossier on its way.
//! It asserts nothing.

use std::fmt::Write;

use calendar::{Date, Instant, Lang, Zone};
use engine::{Actor, Answers, Command, Data, Filing, Instance, Name, Now, Pass, Rejection, Submission, Until};
use motcua_procedure::explain::Teller;
use motcua_procedure::{Compiled, Facts, Library, check};
use program::{Channel, Subject};
use source::SourceFile;

/// A procedure with what it is judged against.
pub struct Stage {
    pub library: Library,
    pub compiled: Compiled,
}

impl Stage {
    /// Compiles a text; what is wrong with it is shown.
    pub fn of(name: &str, text: &str) -> Self {
        Self::with(Library::shipped().0, name, text)
    }

    /// Compiles the long procedure, with an agency of its own.
    pub fn long() -> Self {
        let mut library = Library::shipped().0;
        library.directories.clear();
        let directory = SourceFile::new("mau.directory.yaml", include_str!("mau.directory.yaml"));
        assert_eq!(library.add(&directory).len(), 0);
        Self::with(library, "dan-dai.tthc.yaml", include_str!("dan-dai.tthc.yaml"))
    }

    fn with(library: Library, name: &str, text: &str) -> Self {
        let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
        let checked = check(SourceFile::new(name, text), &library, today);
        let errors: Vec<String> = checked
            .diagnostics
            .iter()
            .filter(|one| one.code.severity == source::Severity::Error)
            .map(|one| format!("{} {}", one.code.code, checked.file.slice(one.span)))
            .collect();
        Self { library, compiled: checked.compiled.unwrap_or_else(|| panic!("{name}: {errors:?}")) }
    }

    /// Compiles the shipped procedure.
    pub fn shipped() -> Self {
        let file = motcua_procedure::shipped::PROCEDURES[0];
        Self::of(file.name, file.text)
    }

    pub fn teller(&self, lang: Lang) -> Teller<'_> {
        Teller { compiled: &self.compiled, library: &self.library, directory: &self.library.directories[0], lang }
    }

    pub fn facts(&self, at: Instant) -> Facts<'_> {
        Facts::new(&self.compiled, &self.library, &self.library.directories[0], Now { at, recorded_at: at })
    }
}

/// Reads a moment of Hà Nội.
pub fn at(text: &str) -> Instant {
    Zone::named("Asia/Ho_Chi_Minh").expect("a known zone").parse_moment(text).expect("a moment")
}

/// Names a post as an actor.
pub fn post(id: &str) -> Actor {
    Actor::Post(Name::from(id))
}

/// Names the applicant.
pub fn applicant() -> Actor {
    Actor::Applicant(Name::from("nguoi_nop_0412"))
}

/// Answers the shipped procedure's form.
pub fn form() -> Answers {
    Answers::default()
        .with("yeu_cau.ten_giay_to", "Giấy khai sinh")
        .with("yeu_cau.la_ho_tich", "false")
        .with("yeu_cau.so_ban", "2")
        .with("giay_to.giay_to_tuy_than", "true")
}

/// One dossier on its way.
pub struct Play<'a> {
    pub stage: &'a Stage,
    pub instance: Instance,
    pub data: Data,
    pub log: Vec<Pass>,
}

impl<'a> Play<'a> {
    /// Files the dossier online at an agency.
    pub fn file(stage: &'a Stage, agency: &str, answers: Answers, when: &str) -> Self {
        let agency = Name::from(agency);
        let filing = Filing {
            applicant: Name::from("nguoi_nop_0412"),
            channel: Channel::Online,
            case: None,
            subject: Subject::Citizen,
            competent: agency.clone(),
            receiving: agency,
            assisting: None,
        };
        let facts = stage.facts(at(when));
        let submission = Submission { filing, answers };
        let (instance, decision) = engine::submit(&stage.compiled.program, &submission, &facts).expect("it is filed");
        Self { stage, instance, data: decision.data.unwrap_or_default(), log: decision.passes }
    }

    /// Files the shipped procedure.
    pub fn copy(stage: &'a Stage, when: &str) -> Self {
        Self::file(stage, "ubnd_phuong_01", form(), when)
    }

    /// Tells what the only open task's button would do, strong words between stars; or why it is off.
    pub fn told(&self, actor: &Actor, action: &str, when: &str, lang: Lang) -> String {
        let (teller, facts) = (self.stage.teller(lang), self.stage.facts(at(when)));
        let program = &self.stage.compiled.program;
        let sight = engine::Sight { program, world: &facts, instance: &self.instance, data: &self.data, at: at(when) };
        let open = self.instance.open().next().expect("a task is open");
        match engine::preview(&sight, actor, open.id, action) {
            Ok(result) => {
                let spans = teller.consequence(&self.instance, &result);
                let shown =
                    spans.iter().map(|span| if span.strong { format!("*{}*", span.text) } else { span.text.clone() });
                shown.collect::<String>().replace('\u{a0}', " ")
            }
            Err(refusal) => teller.refusal(&refusal).replace('\u{a0}', " "),
        }
    }

    /// Presses a button of the only open task; what was due before fires first.
    pub fn press(&mut self, actor: &Actor, action: &str, answers: Answers, when: &str) -> Result<(), Rejection> {
        self.wait(when);
        let activation = self.instance.open().next().map_or(engine::ActivationId(0), |one| one.id);
        self.ask(&Command::Act { actor: actor.clone(), activation, action: action.to_owned(), answers }, when)
    }

    /// Lets time pass up to a moment.
    pub fn wait(&mut self, when: &str) {
        self.ask(&Command::FireDue(Until::Before(at(when))), when).expect("timers are never refused");
    }

    /// Does something.
    pub fn ask(&mut self, command: &Command, when: &str) -> Result<(), Rejection> {
        let facts = self.stage.facts(at(when));
        let (instance, decided) =
            engine::decide(&self.stage.compiled.program, self.instance.clone(), &self.data, command, &facts);
        self.instance = instance;
        let decision = decided?;
        self.log.extend(decision.passes);
        self.data = decision.data.unwrap_or_else(|| self.data.clone());
        Ok(())
    }
}

/// Writes a definition of so many steps: each of `jumps` adds a button from a step to another.
pub fn definition(steps: usize, jumps: &[(usize, usize)], gateways: &[usize]) -> String {
    let mut text = String::from(
        "tthc: 1\nid: mau\nname: Thủ tục mẫu\nlevel: xã\ncalendar: ha_noi\nlegal: { qd: Quyết định mẫu }\n\
         deadline: { within: 30 ngày, from: b1, legal: qd }\n\
         roles: { nguoi_nop: Người nộp, can_bo: Công chức chuyên môn }\nsteps:\n  - { startEvent: nop, role: nguoi_nop }\n",
    );
    for step in 1..=steps {
        let _ = write!(
            text,
            "  - userTask: b{step}\n    name: Việc thứ {step} của quy trình mẫu\n    role: can_bo\n    deadline: 2 ngày làm việc\n    actions:\n      xong: Xong\n"
        );
        for (n, (_, to)) in jumps.iter().filter(|(from, to)| *from == step && from != to).enumerate() {
            let _ = writeln!(text, "      nhay_{n}: {{ name: Chuyển đến việc {to}, next: b{to} }}");
        }
        if gateways.contains(&step) {
            let to = steps;
            let _ = write!(
                text,
                "  - exclusiveGateway: c{step}\n    name: Xét việc {step}\n    branches:\n      - {{ name: Đi thẳng, when: 'b{step}.rounds > 1', next: b{to} }}\n      - {{ name: Đi tiếp, otherwise: {} }}\n",
                if step == steps { "xong".to_owned() } else { format!("b{}", step + 1) }
            );
        }
    }
    text.push_str("  - { endEvent: xong, name: Đã giải quyết, result: approved }\n");
    text
}
