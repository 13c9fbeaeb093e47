//! One procedure's names and three of its dossiers, by hand: what guards are tried on.
//! It asserts nothing.

use std::collections::BTreeMap;

use calendar::{
    Amount, Calendar, CalendarHash, CalendarText, ClockState, ClockTime, Cutoff, Date, Due, Instant, Phase, Rule,
    Session, Year, Zone,
};
use engine::{Actor, Data, DataVersion, Filing, Instance, LegalClock, Life, LimitRef, Name, Paper, StepHistory, View};
use motcua_procedure::guard::{ConditionName, DocumentName, FieldName, Names, SectionName, StepName, Type};
use program::{
    ActionIx, CaseIx, Channel, Decimal, DocumentIx, FieldIx, Form, Level, NodeIx, OptionIx, Program, ProgramHash,
    RuleIx, Subject, Value,
};

fn pairs(words: &[&str]) -> Vec<(String, String)> {
    words.iter().map(|word| ((*word).to_owned(), format!("Nhãn {word}"))).collect()
}

fn choice(words: &[&str]) -> Type {
    Type::Choice(pairs(words).into())
}

/// Lists what guards may name.
pub fn names() -> Names {
    let nhu_cau = ["chep", "tra", "luu"];
    let fields = [
        ("la_ho_tich", Type::Boolean),
        ("so_ban", Type::Integer),
        ("dien_tich", Type::Decimal),
        ("gia", Type::Money),
        ("ngay_sinh", Type::Date),
        ("loai", choice(&["moi", "sua_chua", "co_thoi_han"])),
        ("nhu_cau", Type::List(Box::new(choice(&nhu_cau)))),
        ("ghi", Type::Text),
        ("noi", Type::Agency),
        ("so_to", Type::Integer),
        ("cach", choice(&["gap", "thuong"])),
    ];
    let fields = (0..).zip(fields).map(|(at, (id, ty))| FieldName { id: id.to_owned(), ix: FieldIx(at), ty });
    let documents =
        [("don", &[][..]), ("to_khai", &[][..]), ("so", &["so_do", "so_hong"][..]), ("uy_quyen", &["goc", "sao"][..])];
    let documents = (0..).zip(documents).map(|(at, (id, one_of))| DocumentName {
        id: id.to_owned(),
        ix: DocumentIx(at),
        one_of: pairs(one_of),
    });
    let steps = [
        ("nop", &[][..]),
        ("tiep_nhan", &["nhan", "bo_sung", "tu_choi"][..]),
        ("tham_dinh", &["dat", "khong_dat"][..]),
        ("hop", &["xong"][..]),
    ];
    let steps = (0..).zip(steps).map(|(at, (id, actions))| StepName {
        id: id.to_owned(),
        node: NodeIx::new(at),
        actions: pairs(actions),
    });
    let conditions = [
        ("ho_tich", "yeu_cau.la_ho_tich"),
        ("khac", "!ho_tich"),
        ("nhieu_ban", "yeu_cau.so_ban > 2"),
        ("da_dat", "tham_dinh.action == \"dat\""),
        ("vong_a", "vong_b"),
        ("vong_b", "vong_a"),
        ("hong", "1 +"),
    ];
    let conditions = conditions.map(|(id, text)| ConditionName {
        id: id.to_owned(),
        name: format!("Tên {id}"),
        text: text.to_owned(),
    });
    Names {
        sections: vec![SectionName { id: "yeu_cau".to_owned(), fields: fields.collect() }],
        documents: documents.collect(),
        steps: steps.collect(),
        conditions: conditions.to_vec(),
        cases: pairs(&["lan_dau", "cap_lai"]),
        unread: Vec::new(),
        agencies: Some(pairs(&["so_xd", "ubnd_p1"])),
    }
}

/// Holds a dossier.
pub struct Dossier {
    program: Program,
    instance: Instance,
    data: Data,
    /// The calendar it is counted by.
    pub calendar: Calendar,
}

impl Dossier {
    /// Answers a field, or leaves it without an answer.
    pub fn fill(&mut self, field: usize, value: impl Into<Option<Value>>) {
        self.data.fields[field] = value.into();
    }

    /// Gives a step another past.
    pub fn relive(&mut self, step: usize, past: StepHistory) {
        self.instance.steps[step] = past;
    }

    /// Shows it to a guard at 14:00 on Friday 21 August 2026.
    pub fn view(&self) -> View<'_> {
        let at = instant("2026-08-21 14:00");
        View { program: &self.program, instance: &self.instance, data: &self.data, at }
    }
}

fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").expect("a known zone")
}

fn instant(text: &str) -> Instant {
    zone().parse_moment(text).expect("a moment")
}

/// Nothing answered, nothing done.
pub fn empty() -> Dossier {
    Dossier {
        program: program(),
        instance: instance(),
        data: Data { fields: vec![None; 11], papers: vec![Paper::Absent; 4], remarks: Vec::new() },
        calendar: calendar(),
    }
}

/// Received; two fields and some papers are missing, the appraisal has not been done.
pub fn received() -> Dossier {
    let mut dossier = empty();
    let answers = [
        Value::Boolean(true),
        Value::Integer(3),
        Value::Decimal(Decimal::parse("12.5").expect("a decimal")),
        Value::Money(75_000),
        Value::Date(Date::from_ymd(2008, 2, 29).expect("a date")),
        Value::Choice(OptionIx(1)),
        Value::Choices(vec![OptionIx(0), OptionIx(2)]),
        Value::Text("Số 12 Ngõ Huế".to_owned()),
        Value::Text("so_xd".to_owned()),
    ];
    for (slot, value) in dossier.data.fields.iter_mut().zip(answers) {
        *slot = Some(value);
    }
    dossier.data.papers = vec![Paper::Given, Paper::Absent, Paper::OneOf(OptionIx(1)), Paper::Absent];
    let received = instant("2026-08-20 15:30");
    dossier.instance.steps[0] =
        StepHistory { done: true, rounds: 1, at: Some(instant("2026-08-19 23:59")), ..StepHistory::default() };
    dossier.instance.steps[1] = StepHistory {
        entries: 2,
        action: Some(ActionIx(0)),
        done: true,
        at: Some(received),
        rounds: 2,
        ever: 0b011,
        actors: vec![Actor::Post(Name::from("mot_cua_03"))],
        ..StepHistory::default()
    };
    dossier.instance.steps[3].skipped = true;
    dossier.instance.supplements = 1;
    dossier.instance.clocks = vec![Some(LegalClock {
        limit: LimitRef { rule: RuleIx(0), entry: 0 },
        state: ClockState {
            phase: Phase::Running,
            anchor: received,
            remaining: Amount::default(),
            nominal: None,
            due: Due::At(instant("2026-08-24 17:00")),
            calendar: CalendarHash([0; 32]),
        },
        original_due: Due::At(instant("2026-08-24 17:00")),
        started_at: received,
        stopped_at: None,
        overdue: None,
        verdict: None,
        timers: Vec::new(),
    })];
    dossier
}

/// Every slot has a value.
pub fn complete() -> Dossier {
    let mut dossier = received();
    dossier.data.fields[9] = Some(Value::Integer(0));
    dossier.data.fields[10] = Some(Value::Choice(OptionIx(0)));
    dossier.data.papers = vec![Paper::Given, Paper::Given, Paper::OneOf(OptionIx(0)), Paper::OneOf(OptionIx(1))];
    dossier.instance.filing.assisting = Some(Name::from("ubnd_p1"));
    for step in &mut dossier.instance.steps {
        *step = StepHistory {
            action: Some(ActionIx(0)),
            done: true,
            at: Some(instant("2026-08-20 16:00")),
            rounds: 1,
            ever: 1,
            ..StepHistory::default()
        };
    }
    dossier
}

fn program() -> Program {
    Program {
        hash: ProgramHash([0; 32]),
        id: "thu".to_owned(),
        code: None,
        name: "Thử".to_owned(),
        level: Level::Province,
        subjects: Subject::ALL.to_vec(),
        channels: Channel::ALL.to_vec(),
        cases: Vec::new(),
        effective: (None, None),
        graph: Default::default(),
        start: NodeIx::new(0),
        blocks: Vec::new(),
        guards: Vec::new(),
        rules: Vec::new(),
        form: Form::default(),
        roles: Vec::new(),
        letters: Vec::new(),
        results: Vec::new(),
        citations: Vec::new(),
        anytime: Vec::new(),
    }
}

fn instance() -> Instance {
    let filed = instant("2026-08-19 23:59");
    Instance {
        life: Life::Alive,
        filing: Filing {
            applicant: Name::from("nguoi_nop_0412"),
            channel: Channel::Counter,
            case: Some(CaseIx(1)),
            subject: Subject::Enterprise,
            competent: Name::from("so_xd"),
            receiving: Name::from("ubnd_p1"),
            assisting: None,
        },
        submitted_at: filed,
        activations: Vec::new(),
        closed: Vec::new(),
        steps: vec![StepHistory::default(); 4],
        clocks: vec![None],
        taken: Vec::new(),
        supplements: 0,
        made: Vec::new(),
        rights: Vec::new(),
        incidents: Vec::new(),
        status: 1,
        interrupted_at: None,
        next_id: 1,
        data: DataVersion(1),
        last_at: filed,
    }
}

/// Monday to Friday; the years 2008 to 2026 are announced without a holiday but 2 September 2026.
fn calendar() -> Calendar {
    let day = vec![Session {
        open: ClockTime::from_hm(8, 0).expect("a time"),
        close: ClockTime::from_hm(17, 0).expect("a time"),
    }];
    let rest = Vec::new();
    let mut years: BTreeMap<i32, Year> = (2008..=2026).map(|year| (year, Year::default())).collect();
    let holiday = Date::from_ymd(2026, 9, 2).expect("a date");
    years.get_mut(&2026).expect("announced").off.insert(holiday, "Quốc khánh".to_owned());
    Calendar::new(CalendarText {
        id: "thu".to_owned(),
        name: "Thử".to_owned(),
        zone: zone(),
        hash: CalendarHash([0; 32]),
        rule: Rule::EndOfDay,
        cutoff: Cutoff::parse("15:00").expect("a cutoff"),
        week: [day.clone(), day.clone(), day.clone(), day.clone(), day, rest.clone(), rest],
        years,
    })
}
