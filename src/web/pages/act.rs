//! Buttons and rights: what each will do, the page of one that asks, and pressing it.
//! The engine's dry run says what happens; nothing is predicted here.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use calendar::Instant;
use engine::{
    Activation, ActivationId, Actor, Command, FieldError, IncidentId, Instance, Name, Pass, Rejection, Sight, preview,
    preview_trigger,
};
use procedure::Facts;
use procedure::explain::{Chip, Span, Teller};
use program::{AnytimeIx, Ask, FlowIx, NodeIx, Program, Work};
use runtime::{Dossier, Refusal};

use super::dossier::{back, opened};
use super::fields::{Control, FieldView, Fields, SectionView, from_data};
use super::posted::{Posted, new_key};
use super::reader::{Answer, Page, Reader, capital};

/// An open task with its buttons.
pub(crate) struct TaskPanel {
    /// The step, by number and name.
    pub step: String,
    /// Name of the step alone.
    pub name: String,
    /// Who acts in it.
    pub role: String,
    /// True if the reader may act in it.
    pub mine: bool,
    /// Why he may not.
    pub why_not: String,
    /// What is left of its time.
    pub chip: Option<Chip>,
    /// Its due in words; empty without one.
    pub due: String,
    /// Its grounds.
    pub legal: String,
    /// Its buttons, in file order.
    pub buttons: Vec<ButtonView>,
}

/// A button, on or off.
pub(crate) struct ButtonView {
    /// Id of its sentence.
    pub id: String,
    /// What its author called it.
    pub name: String,
    /// Where it is asked for and pressed.
    pub href: String,
    /// True if it has a page of its own.
    pub asks: bool,
    /// Its look.
    pub class: &'static str,
    /// What it will do.
    pub says: Vec<Span>,
    /// Why it is off; empty if it is on.
    pub off: String,
    /// The version its reader sees.
    pub version: u64,
    /// Makes a second click harmless.
    pub key: String,
}

/// What a dossier offers an actor.
pub(crate) struct Offers<'a> {
    reader: &'a Reader,
    dossier: &'a Dossier,
    teller: Teller<'a>,
    facts: Facts<'a>,
    actor: Actor,
    now: Instant,
}

impl<'a> Offers<'a> {
    /// Looks at a dossier for an actor, now.
    pub fn new(reader: &'a Reader, dossier: &'a Dossier, actor: Actor) -> Self {
        let compiled = &dossier.compiled;
        let (teller, facts) = (reader.teller(compiled), reader.app.service.facts(compiled));
        Self { reader, dossier, teller, facts, actor, now: reader.now() }
    }

    fn sight(&self) -> Sight<'_> {
        let Dossier { compiled, instance, data, .. } = self.dossier;
        Sight { program: &compiled.program, world: &self.facts, instance, data, at: self.now }
    }

    /// Lists the open tasks, those of the actor first.
    pub fn tasks(&self) -> Vec<TaskPanel> {
        let mut tasks: Vec<TaskPanel> = self.dossier.instance.open().filter_map(|open| self.task(open)).collect();
        tasks.sort_by_key(|task| !task.mine);
        tasks
    }

    fn task(&self, open: &Activation) -> Option<TaskPanel> {
        let program = self.teller.program();
        let person = program.person(open.node)?;
        let tried: Vec<(ButtonView, Option<Rejection>)> =
            person.actions.iter().map(|action| self.button(open, &action.id)).collect();
        let stranger = tried.iter().find_map(|(_, off)| off.clone().filter(is_about_people));
        let clock = open.clock.as_ref();
        Some(TaskPanel {
            step: capital(&self.teller.step(open.node)),
            name: program.node(open.node).name.clone(),
            role: open.role.map(|role| self.teller.role(role).to_owned()).unwrap_or_default(),
            mine: stranger.is_none(),
            why_not: stranger.map(|rejection| self.teller.refusal(&rejection)).unwrap_or_default(),
            chip: clock.and_then(|clock| self.teller.chip(clock.limit, &clock.state, self.now)),
            due: clock.map(|clock| self.teller.due(clock.state.due, clock.limit.rule)).unwrap_or_default(),
            legal: self.teller.citations(&program.node(open.node).legal),
            buttons: tried.into_iter().map(|(button, _)| button).collect(),
        })
    }

    fn button(&self, open: &Activation, action: &str) -> (ButtonView, Option<Rejection>) {
        let deed = Deed::Button { node: open.node, activation: open.id, action: action.to_owned() };
        self.view(&deed, &format!("viec/{}/{action}", open.id))
    }

    /// Lists the `anytime` entries that the actor may use, those that are off with the reason.
    pub fn rights(&self) -> Vec<ButtonView> {
        if !self.dossier.instance.is_alive() {
            return Vec::new();
        }
        let program = self.teller.program();
        let all = (0..program.anytime.len()).filter_map(|at| u8::try_from(at).ok().map(AnytimeIx));
        let views = all.map(|ix| self.view(&Deed::Right(ix), &format!("quyen/{}", program.anytime[ix.at()].id)));
        views.filter(|(_, off)| !off.as_ref().is_some_and(is_about_people)).map(|(view, _)| view).collect()
    }

    fn view(&self, deed: &Deed, path: &str) -> (ButtonView, Option<Rejection>) {
        let (says, off) = match deed.preview(&self.sight(), &self.actor) {
            Ok(result) => (self.teller.consequence(&self.dossier.instance, &result), None),
            Err(rejection) => (Vec::new(), Some(rejection)),
        };
        let program = self.teller.program();
        let row = &self.dossier.row;
        let view = ButtonView {
            id: format!("n-{}", path.replace('/', "-")),
            name: deed.name(program).unwrap_or_default(),
            href: format!("{}/{}/{path}", self.reader.dossiers(), row.code),
            asks: deed.has_page(program),
            class: deed.class(program),
            says,
            off: off.as_ref().map(|rejection| self.teller.refusal(rejection)).unwrap_or_default(),
            version: row.version,
            key: new_key(self.reader, &format!("{path} {}", row.version)),
        };
        (view, off)
    }
}

/// Tells whether a refusal is about who acts, not about what is done.
fn is_about_people(rejection: &Rejection) -> bool {
    matches!(rejection, Rejection::NotInRole { .. } | Rejection::SamePerson { .. })
}

/// Something that can be done to a dossier.
enum Deed {
    Button { node: NodeIx, activation: ActivationId, action: String },
    Right(AnytimeIx),
}

impl Deed {
    fn button<'a>(&self, program: &'a Program) -> Option<&'a program::Action> {
        let Self::Button { node, action, .. } = self else { return None };
        let person = program.person(*node)?;
        person.action(action).map(|ix| &person.actions[ix.at()])
    }

    fn name(&self, program: &Program) -> Option<String> {
        match self {
            Self::Button { .. } => self.button(program).map(|action| action.name.clone()),
            Self::Right(ix) => Some(program.anytime[ix.at()].name.clone()),
        }
    }

    fn ask<'a>(&self, program: &'a Program) -> &'a [Ask] {
        match self {
            Self::Button { .. } => self.button(program).map_or(&[], |action| &action.ask),
            Self::Right(ix) => &program.anytime[ix.at()].ask,
        }
    }

    /// Tells whether the whole form is offered again.
    fn supplements(&self, program: &Program) -> bool {
        let Self::Button { node, .. } = self else { return false };
        program.person(*node).is_some_and(|person| person.supplement.is_some())
    }

    /// Tells whether it has a page of its own: it asks, or it interrupts everything.
    fn has_page(&self, program: &Program) -> bool {
        matches!(self, Self::Right(_)) || !self.ask(program).is_empty() || self.supplements(program)
    }

    /// Returns the look of its button: the only one is filled, one that ends the dossier is marked.
    fn class(&self, program: &Program) -> &'static str {
        let Self::Button { node, .. } = self else { return "stop" };
        let only = program.person(*node).is_some_and(|person| person.actions.len() == 1);
        let ends = |flow: FlowIx| matches!(program.node(program.target(flow)).work, Work::End(_));
        match self.button(program) {
            _ if only => "",
            Some(action) if !action.proceeds && ends(action.flow) => "stop",
            _ => "alt",
        }
    }

    fn preview(&self, sight: &Sight<'_>, actor: &Actor) -> Result<(Instance, Pass), Rejection> {
        match self {
            Self::Button { activation, action, .. } => preview(sight, actor, *activation, action),
            Self::Right(ix) => preview_trigger(sight, actor, *ix),
        }
    }

    fn command(&self, actor: Actor, posted: &Posted, program: &Program) -> Command {
        let answers = posted.answers(program);
        match self {
            Self::Button { activation, action, .. } => {
                Command::Act { actor, activation: *activation, action: action.clone(), answers }
            }
            Self::Right(ix) => Command::Trigger { actor, anytime: *ix, answers },
        }
    }
}

#[derive(Template)]
#[template(path = "act.html")]
struct ActPage {
    page: Page,
    /// Path of the dossier.
    dossier: String,
    code: String,
    procedure: String,
    name: String,
    class: &'static str,
    says: Vec<Span>,
    off: String,
    notice: Option<(String, String)>,
    errors: Vec<(String, String)>,
    sections: Vec<SectionView>,
    asked: Vec<FieldView>,
    /// What was typed, for when the form is gone.
    typed: Vec<String>,
    status: &'static str,
    version: u64,
    key: String,
}

/// What stands above a form that came back.
#[derive(Default)]
struct Came {
    errors: Vec<FieldError>,
    notice: Option<(String, String)>,
    status: Option<StatusCode>,
}

/// Shows the page of a button.
pub(crate) async fn show(reader: Reader, Path((code, activation, action)): Path<(String, String, String)>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = task_deed(&reader, &dossier, &activation, action)?;
    let typed = if deed.supplements(&dossier.compiled.program) {
        from_data(&dossier.compiled.program, &dossier.data)
    } else {
        Posted::default()
    };
    render(&reader, &dossier, &deed, &typed, Came::default())
}

/// Presses a button.
pub(crate) async fn press(
    reader: Reader,
    Path((code, activation, action)): Path<(String, String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = task_deed(&reader, &dossier, &activation, action)?;
    carry_out(&reader, dossier, &deed, posted).await
}

/// Shows the page of an `anytime` entry.
pub(crate) async fn show_right(reader: Reader, Path((code, anytime)): Path<(String, String)>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = right_deed(&reader, &dossier, &anytime)?;
    render(&reader, &dossier, &deed, &Posted::default(), Came::default())
}

/// Uses an `anytime` entry.
pub(crate) async fn trigger(
    reader: Reader,
    Path((code, anytime)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let deed = right_deed(&reader, &dossier, &anytime)?;
    carry_out(&reader, dossier, &deed, posted).await
}

/// Tries a parked token again, as the operator of the demo.
pub(crate) async fn retry(
    reader: Reader,
    Path((code, incident)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let posted = Posted::read(&reader, posted)?;
    if !reader.page().demo {
        return Err(reader.nothing_here());
    }
    let incident = incident.parse().map_err(|_| reader.nothing_here())?;
    let command = Command::Retry { incident: IncidentId(incident), operator: Name::from("chay_thu") };
    let expected = posted.one("phien_ban").parse().ok();
    match reader.app.service.command(posted.client(&reader), dossier.row.id, expected, command).await {
        Ok(done) => Ok(back(&reader, &code, done.version)),
        Err(refusal) => Err(reader.failed(&refusal, Some(&reader.teller(&dossier.compiled)))),
    }
}

fn task_deed(
    reader: &Reader,
    dossier: &Dossier,
    activation: &str,
    action: String,
) -> Result<Deed, super::refused::Refused> {
    let activation = ActivationId(activation.parse().map_err(|_| reader.nothing_here())?);
    let instance = &dossier.instance;
    let closed = || instance.closed.iter().find(|closed| closed.id == activation).map(|closed| closed.node);
    let node = instance.activation(activation).map(|open| open.node).or_else(closed);
    let deed = node.map(|node| Deed::Button { node, activation, action });
    deed.filter(|deed| deed.name(&dossier.compiled.program).is_some()).ok_or_else(|| reader.nothing_here())
}

fn right_deed(reader: &Reader, dossier: &Dossier, id: &str) -> Result<Deed, super::refused::Refused> {
    dossier.compiled.program.find_anytime(id).map(Deed::Right).ok_or_else(|| reader.nothing_here())
}

async fn carry_out(
    reader: &Reader,
    dossier: Dossier,
    deed: &Deed,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let posted = Posted::read(reader, posted)?;
    let (Ok(version), false) = (posted.one("phien_ban").parse(), posted.one("khoa").is_empty()) else {
        return Err(reader.refuse(
            StatusCode::BAD_REQUEST,
            &reader.say("Trang gửi thiếu thông tin", "The page sent is incomplete"),
            &reader.say("Hãy mở lại hồ sơ và bấm nút ở đó.", "Open the dossier again and press its button there."),
        ));
    };
    let command = deed.command(reader.actor()?, &posted, &dossier.compiled.program);
    match reader.app.service.command(posted.client(reader), dossier.row.id, Some(version), command).await {
        Ok(done) => Ok(back(reader, &done.code, done.version)),
        Err(Refusal::Rejected(Rejection::FormInvalid(errors))) => {
            let came = Came { errors, status: Some(StatusCode::UNPROCESSABLE_ENTITY), notice: None };
            render(reader, &dossier, deed, &posted, came)
        }
        Err(refusal @ (Refusal::Stale { .. } | Refusal::Rejected(_))) => {
            let dossier = opened(reader, &dossier.row.code).await?;
            let (status, title, what) = reader.words(&refusal, Some(&reader.teller(&dossier.compiled)));
            render(
                reader,
                &dossier,
                deed,
                &posted,
                Came { errors: Vec::new(), notice: Some((title, what)), status: Some(status) },
            )
        }
        Err(refusal) => Err(reader.failed(&refusal, None)),
    }
}

fn render(reader: &Reader, dossier: &Dossier, deed: &Deed, typed: &Posted, came: Came) -> Answer {
    let offers = Offers::new(reader, dossier, reader.actor()?);
    let program = &dossier.compiled.program;
    let teller = reader.teller(&dossier.compiled);
    let (view, off) = offers.view(deed, "gui");
    let refused = off.map(|rejection| reader.words(&Refusal::Rejected(rejection), Some(&teller)).0);
    let fields = Fields { teller, typed, errors: &came.errors };
    let sections = if deed.supplements(program) { fields.whole_form() } else { Vec::new() };
    let asked = fields.asked(deed.ask(program));
    let places: Vec<(String, String)> = sections
        .iter()
        .flat_map(|section| &section.fields)
        .chain(&asked)
        .map(|field| (field.name.clone(), field.id.clone()))
        .collect();
    let place = |name: &str| places.iter().find(|(known, _)| known == name).map_or("nd", |(_, id)| id).to_owned();
    let page = ActPage {
        page: reader.page(),
        dossier: format!("{}/{}", reader.dossiers(), dossier.row.code),
        code: dossier.row.code.clone(),
        procedure: program.name.clone(),
        name: view.name,
        class: if view.class == "stop" { "stop" } else { "" },
        says: view.says,
        off: view.off,
        notice: came.notice,
        errors: came.errors.iter().map(|error| (place(&error.field), teller.field_error(error))).collect(),
        sections,
        asked,
        typed: typed.answers_only().map(|(_, text)| text.clone()).filter(|text| text.chars().count() > 5).collect(),
        status: procedure::explain::status_name(dossier.instance.status, reader.lang),
        version: dossier.row.version,
        key: view.key,
    };
    Ok(reader.show(came.status.or(refused).unwrap_or(StatusCode::OK), &page))
}
