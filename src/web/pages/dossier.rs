//! One dossier: for the applicant what he must do and what was promised, for an officer the buttons of the procedure,
//! for an office that is consulted its question. Knowing a code opens nothing.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use engine::{Data, Instance, LegVerdict, Life, Paper, Pass, RemarkKind};
use procedure::draw::{Drawing, Overlay, Row, diagram, table};
use procedure::explain::{Bar, Line, LineKind, Teller, end_words, status_class, status_name};
use runtime::{Dossier, Recorded};
use serde::Deserialize;

use super::blocks::{BlockView, blocks};
use super::clocks::{ClockView, OutlookView, ahead, clocks};
use super::effects::{EffectView, told};
use super::fields::documents;
use super::offers::{ButtonView, Offers, TaskPanel};
use super::operate::{IncidentView, incidents};
use super::others::{OtherView, of_dossier};
use super::reader::{Answer, Door, Page, Reader};
use super::refused::Refused;
use crate::clocks::history_lines;
use crate::reach::{Reach, reach};

/// Form data for reading.
pub(crate) struct Answered {
    /// Answers, by section of the form.
    pub sections: Vec<AnsweredSection>,
    /// Name of a paper, whether it is there, and which of its alternatives.
    pub papers: Vec<(String, bool, String)>,
}

/// Answers of one section.
pub(crate) struct AnsweredSection {
    /// Name of the section.
    pub name: String,
    /// Questions and answers.
    pub lines: Vec<(String, String)>,
}

/// What both pages of a dossier show.
struct Shown {
    code: String,
    name: String,
    status: &'static str,
    status_class: &'static str,
    /// How it ended; empty while it lives.
    end: String,
    /// What was just recorded, if the reader comes from a button.
    just: Option<Line>,
    bar: Option<Bar>,
    /// The dossier's own clock first.
    clocks: Vec<ClockView>,
    /// Why it stands still as a whole, if it does.
    suspended: String,
    tasks: Vec<TaskPanel>,
    rights: Vec<ButtonView>,
    lines: Vec<Line>,
    effects: Vec<EffectView>,
    answers: Answered,
}

#[derive(Template)]
#[template(path = "dossier_applicant.html")]
struct ApplicantPage {
    page: Page,
    shown: Shown,
    /// What the office asked for last.
    request: String,
}

#[derive(Template)]
#[template(path = "dossier_officer.html")]
struct OfficerPage {
    page: Page,
    shown: Shown,
    applicant: String,
    version: String,
    remarks: Vec<(String, String)>,
    why_here: Vec<String>,
    why_due: Vec<String>,
    incidents: Vec<IncidentView>,
    outlook: Option<OutlookView>,
    blocks: Vec<BlockView>,
    late: Vec<TaskPanel>,
    others: Vec<OtherView>,
    drawing: Drawing,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "dossier_asked.html")]
struct AskedPage {
    page: Page,
    code: String,
    name: String,
    applicant: String,
    tasks: Vec<TaskPanel>,
    late: Vec<TaskPanel>,
    answers: Answered,
}

/// The record a button has just written.
#[derive(Deserialize)]
pub(crate) struct Just {
    vua: Option<String>,
}

/// Shows a dossier to its applicant.
pub(crate) async fn applicant(reader: Reader, Path(code): Path<String>, Query(just): Query<Just>) -> Answer {
    let dossier = own(&reader, &code).await?;
    let history = history(&reader, &dossier).await?;
    let mut shown = gather(&reader, &dossier, &history, &just).await?;
    shown.effects.retain(|effect| effect.public);
    shown.tasks.retain(|task| task.mine);
    let asked = dossier.data.remarks.iter().rev().find(|remark| remark.kind == RemarkKind::Content);
    let page = ApplicantPage {
        page: reader.page(),
        request: asked.map(|remark| remark.text.clone()).unwrap_or_default(),
        shown,
    };
    Ok(reader.show(StatusCode::OK, &page))
}

/// Shows a dossier to a post of an agency that handles it, or its question to an office that is consulted.
pub(crate) async fn officer(reader: Reader, Path(code): Path<String>, Query(just): Query<Just>) -> Answer {
    let dossier = opened(&reader, &code).await?;
    if reach(&reader.actor()?, &dossier, reader.directory()) == Some(Reach::Asked) {
        return asked(&reader, &dossier);
    }
    let history = history(&reader, &dossier).await?;
    let passes = passes(&history);
    let shown = gather(&reader, &dossier, &history, &just).await?;
    let teller = reader.teller(&dossier.compiled);
    let overlay = Overlay::live(&teller, &dossier.instance, &passes, reader.now());
    let program = &dossier.compiled.program;
    let offers = Offers::new(&reader, &dossier, reader.actor()?);
    let page = OfficerPage {
        page: reader.page(),
        applicant: procedure::explain::account_words(&dossier.row.applicant, reader.lang),
        version: program.version(),
        remarks: remarks(&teller, &dossier.data),
        why_here: teller.why_here(&dossier.instance, &passes),
        why_due: teller.why_due(&dossier.instance, &passes),
        incidents: incidents(&reader, &dossier),
        outlook: ahead(&reader, &dossier),
        blocks: blocks(&reader, &dossier, &offers.sight()),
        late: offers.late(),
        others: of_dossier(&reader, &dossier, &offers),
        drawing: diagram(program, &overlay, reader.lang, "h"),
        rows: table(program, reader.lang),
        shown,
    };
    Ok(reader.show(StatusCode::OK, &page))
}

/// Shows an office that is consulted what it is asked: what was filed, its own task, nothing of others (sem 6.11).
fn asked(reader: &Reader, dossier: &Dossier) -> Answer {
    let own = reader.post()?.agency.id.clone();
    let teller = reader.teller(&dossier.compiled);
    let name = teller.agency(&engine::Name::from(own.as_str()));
    let offers = Offers::new(reader, dossier, reader.actor()?);
    let filed = dossier.compiled.program.form.fields.iter().zip(&dossier.data.fields);
    let fields = filed.map(|(field, value)| value.clone().filter(|_| field.by.is_none())).collect();
    let data = Data { fields, papers: dossier.data.papers.clone(), ..Data::default() };
    let page = AskedPage {
        page: reader.page(),
        code: dossier.row.code.clone(),
        name: dossier.compiled.program.name.clone(),
        applicant: procedure::explain::account_words(&dossier.row.applicant, reader.lang),
        tasks: offers.tasks().into_iter().filter(|task| task.item == name).collect(),
        late: offers.late().into_iter().filter(|task| task.item == name).collect(),
        answers: answered(&teller, &data, &dossier.instance),
    };
    Ok(reader.show(StatusCode::OK, &page))
}

/// Loads a dossier of the applicant who reads; another's is answered like one that does not exist.
pub(crate) async fn own(reader: &Reader, code: &str) -> Result<Dossier, Refused> {
    let applicant = reader.applicant()?;
    let found = load(reader, code).await?;
    found.filter(|dossier| dossier.row.applicant == applicant.as_str()).ok_or_else(|| reader.nothing_here())
}

/// Loads a dossier that the agency of the post that reads handles, or in which it is consulted.
async fn handled(reader: &Reader, code: &str) -> Result<Dossier, Refused> {
    reader.post()?;
    let dossier = load(reader, code).await?.ok_or_else(|| reader.nothing_here())?;
    if reach(&reader.actor()?, &dossier, reader.directory()).is_some() {
        return Ok(dossier);
    }
    let competent = reader.teller(&dossier.compiled).agency(&dossier.instance.filing.competent);
    let only = reader
        .say("Hồ sơ này chỉ mở cho cơ quan giải quyết nó:", "This dossier is open only to the agency that settles it:");
    let title = reader.say("Hồ sơ này không mở cho bạn", "This dossier is not open to you");
    Err(reader.refuse(StatusCode::FORBIDDEN, &title, &format!("{only} {competent}.")))
}

/// Loads a dossier through the reader's door.
pub(crate) async fn opened(reader: &Reader, code: &str) -> Result<Dossier, Refused> {
    if reader.door == Door::Staff { handled(reader, code).await } else { own(reader, code).await }
}

/// Loads a dossier that the agency of the post that reads handles as a whole.
pub(crate) async fn whole(reader: &Reader, code: &str) -> Result<Dossier, Refused> {
    let dossier = handled(reader, code).await?;
    let is_whole = reach(&reader.actor()?, &dossier, reader.directory()) == Some(Reach::Whole);
    if is_whole { Ok(dossier) } else { Err(reader.nothing_here()) }
}

async fn load(reader: &Reader, code: &str) -> Result<Option<Dossier>, Refused> {
    reader.app.service.dossier(code).await.map_err(|refusal| reader.failed(&refusal, None))
}

async fn history(reader: &Reader, dossier: &Dossier) -> Result<Vec<Recorded>, Refused> {
    reader.app.service.history(dossier).await.map_err(|refusal| reader.failed(&refusal, None))
}

/// Takes the passes of a log that the dossier's present version decided.
fn passes(history: &[Recorded]) -> Vec<Pass> {
    runtime::last_part(history).iter().map(|record| record.pass.clone()).collect()
}

async fn gather(reader: &Reader, dossier: &Dossier, history: &[Recorded], just: &Just) -> Result<Shown, Refused> {
    let teller = reader.teller(&dossier.compiled);
    let instance = &dossier.instance;
    let passes = passes(history);
    let rows = reader.app.service.effects(dossier.row.id).await.map_err(|refusal| reader.failed(&refusal, None))?;
    let lines = history_lines(&teller, history);
    let offers = Offers::new(reader, dossier, reader.actor()?);
    let end = match instance.life {
        Life::Alive => String::new(),
        Life::Ended { result, at, .. } => format!("{}, {}", end_words(result, reader.lang), reader.moment(at)),
    };
    Ok(Shown {
        code: dossier.row.code.clone(),
        name: dossier.compiled.program.name.clone(),
        status: status_name(instance.status, reader.lang),
        status_class: status_class(instance.status),
        end,
        just: lines.iter().find(|line| just.vua.as_deref() == Some(line.seq.to_string().as_str())).cloned(),
        bar: teller.clock_bar(instance, &passes, reader.now(), "d"),
        clocks: clocks(reader, dossier, history).await?,
        suspended: suspended(reader, instance),
        tasks: offers.tasks(),
        rights: offers.rights(),
        effects: told(reader, &teller, &rows, history),
        answers: answered(&teller, &dossier.data, instance),
        lines,
    })
}

/// Puts form data into words, leaving out what is not asked in the dossier's case.
pub(crate) fn answered(teller: &Teller<'_>, data: &Data, instance: &Instance) -> Answered {
    let form = &teller.program().form;
    let of_case =
        |cases: &[program::CaseIx]| cases.is_empty() || instance.filing.case.is_some_and(|case| cases.contains(&case));
    let sections = form.sections.iter().enumerate().filter(|(_, section)| of_case(&section.cases));
    let sections = sections.map(|(at, section)| {
        let own = form.field_ixs().filter(|ix| usize::from(form.fields[ix.at()].section) == at);
        let own = own.filter(|ix| data.field(*ix).is_some() || form.fields[ix.at()].by.is_none());
        let lines = own.map(|ix| {
            let field = &form.fields[ix.at()];
            (field.label.clone(), data.field(ix).map(|value| teller.value(&field.ty, value)).unwrap_or_default())
        });
        AnsweredSection { name: section.name.clone(), lines: lines.collect() }
    });
    let asked = |document: &program::Document| of_case(&document.cases) && document.by.is_none();
    let listed =
        documents(teller.program()).filter(|ix| asked(&form.documents[ix.at()]) || data.paper(*ix) != Paper::Absent);
    let papers = listed.map(|ix| {
        let document = &form.documents[ix.at()];
        let which = match data.paper(ix) {
            Paper::OneOf(option) => document.one_of[option.at()].1.clone(),
            Paper::Absent | Paper::Given => String::new(),
        };
        (document.name.clone(), data.paper(ix) != Paper::Absent, which)
    });
    let sections = sections.filter(|section: &AnsweredSection| !section.lines.is_empty());
    Answered { sections: sections.collect(), papers: papers.collect() }
}

fn remarks(teller: &Teller<'_>, data: &Data) -> Vec<(String, String)> {
    data.remarks.iter().map(|remark| (teller.label(remark.kind.id()), remark.text.clone())).collect()
}

/// Says that everything stands still, by law or for a fault.
fn suspended(reader: &Reader, instance: &Instance) -> String {
    let since = |at, vi: &str, en: &str| {
        let at = reader.moment(at);
        reader.say(&format!("{vi} {at}."), &format!("{en} {at}."))
    };
    match (instance.suspended, instance.halted) {
        (Some(at), _) => since(at, "Hồ sơ tạm dừng giải quyết theo luật từ", "The dossier is suspended by law since"),
        (None, Some(at)) => since(
            at,
            "Hồ sơ tạm ngừng trên hệ thống vì sự cố, thời hạn vẫn chạy, từ",
            "The dossier is halted for a fault, time runs on, since",
        ),
        (None, None) => String::new(),
    }
}

/// Answers with the dossier as it stands after an act.
pub(crate) fn back(reader: &Reader, code: &str, version: u64) -> Response {
    use axum::response::{IntoResponse, Redirect};
    Redirect::to(&format!("{}/{code}?vua={version}", reader.dossiers())).into_response()
}
