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
        Self::with(Self::sample(), "dan-dai.tthc.yaml", include_str!("dan-dai.tthc.yaml"))
    }

    /// Compiles the procedure with blocks, a list, a message, a job, money, waits and clocks.
    pub fn blocks() -> Self {
        Self::with(Self::sample(), "dong-thoi.tthc.yaml", include_str!("dong-thoi.tthc.yaml"))
    }

    /// Returns the shipped calendars with the agencies of the samples.
    fn sample() -> Library {
        let mut library = Library::shipped().0;
        library.directories.clear();
        let directory = SourceFile::new("mau.directory.yaml", include_str!("mau.directory.yaml"));
        assert_eq!(library.add(&directory).len(), 0);
        library
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

    /// Compiles the shipped procedure that copies are told with.
    pub fn shipped() -> Self {
        Self::named("cap-ban-sao-so-goc.tthc.yaml")
    }

    /// Compiles a shipped procedure.
    pub fn named(name: &str) -> Self {
        let file = motcua_procedure::shipped::PROCEDURES.iter().find(|file| file.name == name).expect("it is shipped");
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
        let actor = actor.clone();
        self.ask(&Command::Act { actor, activation, action: action.to_owned(), answers, received_at: None }, when)
    }

    /// Presses a button of the open task of a step, of one agency if the step asks several.
    pub fn act(&mut self, who: &str, (step, item, action): (&str, &str, &str), answers: Answers, when: &str) {
        self.wait(when);
        let node = self.stage.compiled.program.find(step).expect("a step");
        let is_item =
            |one: &&engine::Activation| item.is_empty() || one.item.as_ref().is_some_and(|own| own.as_str() == item);
        let open: Vec<_> = self.instance.open().filter(|one| one.node == node && one.is_leaf()).collect();
        let found = open.into_iter().find(is_item).map(|one| one.id);
        let activation = found.unwrap_or_else(|| panic!("{step} is open"));
        let actor = if who == "nguoi_nop" { applicant() } else { post(who) };
        let act = Command::Act { actor, activation, action: action.to_owned(), answers, received_at: None };
        self.ask(&act, when).unwrap_or_else(|refused| panic!("{step}.{action}: {refused:?}"));
    }

    /// Uses an `anytime` entry.
    pub fn right(&mut self, who: &str, id: &str, answers: Answers, when: &str) {
        self.wait(when);
        let anytime = self.stage.compiled.program.find_anytime(id).expect("an entry");
        let actor = if who == "nguoi_nop" { applicant() } else { post(who) };
        self.ask(&Command::Trigger { actor, anytime, answers }, when)
            .unwrap_or_else(|refused| panic!("{id}: {refused:?}"));
    }

    /// Finds the open activation of a step.
    pub fn open(&self, step: &str) -> engine::ActivationId {
        let node = self.stage.compiled.program.find(step).expect("a step");
        self.instance.open().find(|one| one.node == node).map(|one| one.id).unwrap_or_else(|| panic!("{step} is open"))
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
