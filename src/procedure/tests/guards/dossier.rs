//! One procedure's names and three of its dossiers, by hand: what guards are tried on; its machine stands in `plant`.
//! It asserts nothing.

use std::collections::BTreeMap;

use calendar::{
    Amount, Calendar, CalendarHash, CalendarText, ClockState, ClockTime, Cutoff, Date, Due, Instant, Phase, Rule,
    Session, Year, Zone,
};
use engine::{
    Actor, Data, DataVersion, Extended, Filing, Instance, LegalClock, Life, LimitRef, Name, Outcome, Paper,
    StepHistory, View,
};
use motcua_procedure::guard::{
    AnswerName, ConditionName, DocumentName, FieldName, Guard, Names, SectionName, Stand, StepName, Type, compile_at,
};
use program::{
    ActionIx, BillLine, CaseIx, Channel, Decimal, DocumentIx, ExtensionIx, FeeIx, FieldIx, Form, Level, NodeIx,
    OptionIx, Program, ProgramHash, RuleIx, Source, Subject, Value,
};
use source::Lang;

use crate::plant;

/// The step that awaits a message: what is `tin` in its outcomes.
pub const MESSAGE: usize = 5;

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
        ("co_quan", Type::List(Box::new(Type::Agency))),
    ];
    let fields = (0..).zip(fields).map(|(at, (id, ty))| FieldName { id: id.to_owned(), ix: FieldIx(at), ty });
    let documents =
        [("don", &[][..]), ("to_khai", &[][..]), ("so", &["so_do", "so_hong"][..]), ("uy_quyen", &["goc", "sao"][..])];
    let documents = (0..).zip(documents).map(|(at, (id, one_of))| DocumentName {
        id: id.to_owned(),
        ix: DocumentIx(at),
        one_of: pairs(one_of),
    });
    let steps = plant::STEPS.iter().enumerate();
    let steps = steps.map(|(at, (id, buttons, outcomes))| StepName {
        id: (*id).to_owned(),
        node: NodeIx::new(at),
        actions: pairs(&[*buttons, *outcomes].concat()),
        answers: answers(id),
        silent: if outcomes.is_empty() { 0 } else { (1 << buttons.len()) - 1 },
        each: *id == "hoi",
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
        fees: pairs(&["le_phi", "phi_chup", "phi_gap", "phi_to"]),
        clocks: ["ho_so", "tra_loi"].map(str::to_owned).to_vec(),
        unread: Vec::new(),
        agencies: Some(pairs(&["so_xd", "ubnd_p1"])),
    }
}

/// Lists what the message of `thue` and the job of `gui` tell.
fn answers(step: &str) -> Vec<AnswerName> {
    let told = match step {
        "thue" => vec![
            ("so_tien", Type::Money, false),
            ("ma", Type::Integer, false),
            ("loai", choice(&["dat", "khong"]), false),
            ("ly_do", Type::Text, true),
            ("noi", Type::List(Box::new(Type::Agency)), false),
        ],
        "gui" => vec![("so", Type::Text, false), ("dat", Type::Boolean, false)],
        _ => Vec::new(),
    };
    told.into_iter().map(|(id, ty, optional)| AnswerName { id: id.to_owned(), ty, optional }).collect()
}

/// Holds a dossier.
pub struct Dossier {
    program: Program,
    pub instance: Instance,
    pub data: Data,
    /// What the tax office says while the outcome of its message is chosen.
    pub message: Option<Vec<Option<Value>>>,
    /// Expressions of the fees, by number.
    pub guards: Vec<Guard>,
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
        let message = self.message.as_deref();
        View { program: &self.program, instance: &self.instance, data: &self.data, message, at }
    }

    /// Evaluates a guard on it.
    pub fn evaluate(&self, guard: &Guard) -> Outcome {
        guard.evaluate(&self.view(), self, &self.calendar)
    }

    /// Evaluates an amount on it.
    pub fn amount(&self, guard: &Guard) -> Result<i64, Outcome> {
        guard.amount(&self.view(), self, &self.calendar)
    }

    /// Writes a guard with what it reads of it.
    pub fn explain(&self, guard: &Guard, lang: Lang) -> String {
        guard.explain(&self.view(), self, &self.calendar, lang)
    }
}

fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").expect("a known zone")
}

pub fn instant(text: &str) -> Instant {
    zone().parse_moment(text).expect("a moment")
}

/// Nothing answered, nothing done.
pub fn empty() -> Dossier {
    let names = names();
    let guard = |(text, stand): &(&str, Stand)| compile_at(text, &names, *stand).expect(text);
    Dossier {
        program: program(),
        instance: instance(),
        data: Data { fields: vec![None; 12], papers: vec![Paper::Absent; 4], ..Data::default() },
        message: None,
        guards: plant::FEE_GUARDS.iter().map(guard).collect(),
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
    dossier.data.fields[11] = Some(agencies(&["so_xd"]));
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
    // Of three agencies two have agreed and one has not; the tax office wrote, an older letter of it is replaced.
    dossier.instance.steps[4] = StepHistory {
        entries: 1,
        done: true,
        at: Some(received),
        counts: vec![2, 1],
        ever: 0b11,
        ..StepHistory::default()
    };
    dossier.instance.steps[MESSAGE] = done(1, received);
    dossier.data.answers.insert(NodeIx::new(MESSAGE), told());
    dossier.data.answers.insert(NodeIx::new(6), vec![Some(Value::Text("cũ".to_owned())), Some(Value::Boolean(true))]);
    dossier.instance.supplements = 1;
    dossier.instance.extended =
        [(0, 2), (1, 1)].map(|(at, times)| Extended { extension: ExtensionIx(at), times, total: 5 }).to_vec();
    // The tax is assessed and paid in part.
    let tax = BillLine::Amount(Source::Answer(NodeIx::new(MESSAGE), 0));
    dossier.instance.assessed = vec![(tax, 400_000)];
    dossier.instance.paid = vec![(tax, 150_000)];
    let paused = Phase::Paused { since: received, late: false };
    dossier.instance.clocks = vec![Some(clock(0, Phase::Running, received)), Some(clock(1, paused, received))];
    dossier
}

/// What the tax office says; it gives no reason.
pub fn told() -> Vec<Option<Value>> {
    let said = vec![Value::Money(400_000), Value::Integer(4), Value::Choice(OptionIx(0))];
    said.into_iter().map(Some).chain([None, Some(agencies(&["so_xd", "ubnd_p1"]))]).collect()
}

fn agencies(ids: &[&str]) -> Value {
    Value::Agencies(ids.iter().map(|id| (*id).to_owned()).collect())
}

fn done(action: u8, at: Instant) -> StepHistory {
    StepHistory {
        entries: 1,
        action: Some(ActionIx(action)),
        done: true,
        at: Some(at),
        rounds: 1,
        ever: 1 << action,
        counts: vec![1],
        ..StepHistory::default()
    }
}

fn clock(rule: u16, phase: Phase, started_at: Instant) -> LegalClock {
    let due = Due::At(instant("2026-08-24 17:00"));
    LegalClock {
        limit: LimitRef { rule: RuleIx(rule), entry: 0 },
        state: ClockState {
            phase,
            anchor: started_at,
            remaining: Amount::default(),
            nominal: None,
            due,
            calendar: CalendarHash([0; 6]),
        },
        original_due: due,
        started_at,
        stopped_at: None,
        overdue: None,
        verdict: None,
        timers: Vec::new(),
    }
}

/// Every slot has a value.
pub fn complete() -> Dossier {
    let mut dossier = received();
    dossier.data.fields[9] = Some(Value::Integer(0));
    dossier.data.fields[10] = Some(Value::Choice(OptionIx(0)));
    dossier.data.papers = vec![Paper::Given, Paper::Given, Paper::OneOf(OptionIx(0)), Paper::OneOf(OptionIx(1))];
    dossier.instance.filing.assisting = Some(Name::from("ubnd_p1"));
    for step in &mut dossier.instance.steps {
        *step = done(0, instant("2026-08-20 16:00"));
    }
    dossier.instance.steps[MESSAGE] = done(1, instant("2026-08-20 16:00"));
    let mut told = told();
    told[3] = Some(Value::Text("đủ".to_owned()));
    dossier.data.answers.insert(NodeIx::new(MESSAGE), told.clone());
    dossier.message = Some(told);
    dossier.instance.assessed.push((BillLine::Fee(FeeIx(0)), 30_000));
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
        agencies: Vec::new(),
        channels: Channel::ALL.to_vec(),
        cases: Vec::new(),
        effective: (None, None),
        graph: plant::graph(),
        start: NodeIx::new(0),
        blocks: Vec::new(),
        guards: Vec::new(),
        rules: Vec::new(),
        clocks: Vec::new(),
        extensions: Vec::new(),
        fees: plant::fees(),
        axes: Vec::new(),
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
        ending: None,
        suspended: None,
        halted: None,
        activations: Vec::new(),
        closed: Vec::new(),
        steps: vec![StepHistory::default(); plant::STEPS.len()],
        clocks: vec![None, None],
        taken: Vec::new(),
        supplements: 0,
        made: Vec::new(),
        rights: Vec::new(),
        extended: Vec::new(),
        assessed: Vec::new(),
        paid: Vec::new(),
        payments: Vec::new(),
        refunds: 0,
        buffered: Vec::new(),
        reports: Vec::new(),
        incidents: Vec::new(),
        proposals: Vec::new(),
        status: 1,
        axes: Vec::new(),
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
        hash: CalendarHash([0; 6]),
        rule: Rule::EndOfDay,
        cutoff: Cutoff::parse("15:00").expect("a cutoff"),
        week: [day.clone(), day.clone(), day.clone(), day.clone(), day, rest.clone(), rest],
        years,
    })
}
