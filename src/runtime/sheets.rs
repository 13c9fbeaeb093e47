//! Sheets that are drawn up whenever they are asked for: the control sheet of a dossier, the register of an agency.
//! They are read from the logs and stored nowhere.

use std::collections::BTreeMap;

use calendar::{Date, Due, Instant, Moment, Zone};
use engine::{Activation, ActivationId, Actor, Author, Event, Instance, LegVerdict, Name, Pass};
use letters::{Applicant, Facts, Leg, Promise, Registered, built_in, general, render};
use procedure::explain::{Teller, account_words, status_name};
use procedure::files::Place;
use program::{NodeIx, RuleIx, Work};
use store::{DossierQuery, DossierScope};

use crate::letter_facts::{Printing, agency_of};
use crate::print;
use crate::{Dossier, Recorded, Refusal, Service, parts};

/// Meaning of the control sheet.
const CONTROL: &str = "kiem_soat";
/// Meaning of the register.
const REGISTER: &str = "so_theo_doi";
/// Dossiers read at a time.
const PAGE: u32 = 200;

impl Service {
    /// Draws up the control sheet of a dossier from its log, for the post that asks.
    ///
    /// # Errors
    /// If the store or a body cannot be read.
    pub async fn control_sheet(&self, dossier: &Dossier, post: Name) -> Result<String, Refusal> {
        let log = self.history(dossier).await?;
        let (now, catalogue) = (self.now(), self.catalogue());
        let asked = Pass {
            at: now,
            recorded_at: now,
            author: Author::Person { actor: Actor::Post(post), on_behalf: None },
            events: Vec::new(),
        };
        let of = Printing {
            teller: print::teller(catalogue, &dossier.compiled),
            before: None,
            after: &dossier.instance,
            data: &dossier.data,
            pass: &asked,
            code: Some(&dossier.row.code),
            number: None,
            activation: None,
            due: dossier.instance.clock(RuleIx(0)).map(|clock| clock.state.due),
            signed: false,
        };
        let of_part = |part: &[Recorded]| {
            let passes: Vec<Pass> = part.iter().map(|record| record.pass.clone()).collect();
            let teller = part.first().map(|first| print::teller(catalogue, &first.compiled));
            teller.map(|teller| legs(&teller, &dossier.instance, &passes)).unwrap_or_default()
        };
        let facts = Facts { legs: parts(&log).flat_map(of_part).collect(), ..print::facts(&of, CONTROL) };
        Ok(print::sheet(catalogue, &dossier.compiled, CONTROL, &facts))
    }

    /// Draws up the register of the agency of a post: what was filed there from the first day to the last.
    ///
    /// # Errors
    /// If the store or a body cannot be read.
    pub async fn register(&self, place: &Place<'_>, (from, to): (Date, Date)) -> Result<String, Refusal> {
        let catalogue = self.catalogue();
        let zone = catalogue.zone();
        let mut query = DossierQuery {
            scope: DossierScope::Agency(place.agency.id.clone()),
            open_only: false,
            limit: PAGE,
            after: None,
        };
        let mut lines = Vec::new();
        loop {
            let page = self.dossiers(&query).await?;
            let filed = |created_at: i64| zone.date(Instant::from_millis(created_at));
            for row in page.iter().filter(|row| (from..=to).contains(&filed(row.created_at))) {
                if let Some(dossier) = self.dossier(&row.code).await? {
                    lines.push(self.registered(&dossier, zone).await?);
                }
            }
            query.after = page.last().filter(|last| filed(last.created_at) >= from).map(|last| last.id);
            if query.after.is_none() || page.len() < PAGE as usize {
                break;
            }
        }
        lines.reverse();
        let made = zone.moment(self.now());
        let facts = Facts {
            form: print::form_of_law(REGISTER, made.date),
            agency: agency_of(catalogue.directory(), Some(*place), &place.agency.id),
            made: Some(made),
            register: lines,
            period: Some((from, to)),
            ..Facts::default()
        };
        Ok(render(built_in(REGISTER).unwrap_or_else(|| general()), &facts))
    }

    /// Makes the line of a dossier.
    async fn registered(&self, dossier: &Dossier, zone: Zone) -> Result<Registered, Refusal> {
        let teller = print::teller(self.catalogue(), &dossier.compiled);
        let instance = &dossier.instance;
        let log = self.history(dossier).await?;
        let returns = |event: &Event| matches!(event, Event::Returned { .. });
        let returned = log.iter().rev().find(|record| record.pass.events.iter().any(returns));
        let clock = instance.clock(RuleIx(0));
        let received = clock.map_or(instance.submitted_at, |clock| clock.started_at);
        Ok(Registered {
            code: dossier.row.code.clone(),
            procedure: dossier.compiled.program.name.clone(),
            sets: None,
            applicant: Applicant {
                name: account_words(instance.filing.applicant.as_str(), teller.lang),
                ..Applicant::default()
            },
            lead: Some(teller.agency(&instance.filing.competent)),
            received: Some(zone.moment(received)),
            due: clock.map(|clock| promise(&teller, clock.state.due, RuleIx(0))),
            returned: returned.map(|record| zone.moment(record.pass.at)),
            channel: None,
            status: Some(status_name(instance.status, teller.lang).to_owned()),
            note: None,
        })
    }
}

/// A task of the log, as far as a hand-over needs it.
struct Task {
    node: NodeIx,
    due: Option<(Due, RuleIx)>,
}

impl Task {
    fn of(activation: &Activation) -> Self {
        let due = activation.clock.as_ref().map(|clock| (clock.state.due, clock.limit.rule));
        Self { node: activation.node, due }
    }
}

/// Lists the hand-overs of a log, oldest first: a later log only adds to them.
fn legs(teller: &Teller<'_>, instance: &Instance, log: &[Pass]) -> Vec<Leg> {
    let mut tasks: BTreeMap<ActivationId, Task> = BTreeMap::new();
    let mut legs = Vec::new();
    for pass in log {
        let to = receivers(teller, instance, pass);
        for event in &pass.events {
            match event {
                Event::Opened { activation, .. } => {
                    tasks.insert(activation.id, Task::of(activation));
                }
                Event::VersionChanged { state, .. } => {
                    tasks.extend(state.activations.iter().map(|open| (open.id, Task::of(open))));
                }
                Event::StepClockChanged { id, state, .. } => {
                    if let Some((due, _)) = tasks.get_mut(id).and_then(|task| task.due.as_mut()) {
                        *due = state.due;
                    }
                }
                Event::Completed { id, people, verdict, .. } => {
                    if let Some(task) = tasks.get(id).filter(|task| is_handed_over(teller, task.node)) {
                        let from = people.iter().map(|one| teller.actor(one)).collect::<Vec<_>>().join(", ");
                        let from = if from.is_empty() { teller.author(&pass.author) } else { from };
                        legs.push(leg(teller, pass, task, (from, to.clone()), *verdict));
                    }
                }
                Event::Cancelled { id, verdict: Some(verdict), .. } => {
                    if let Some(task) = tasks.get(id).filter(|task| is_handed_over(teller, task.node)) {
                        let from = teller.author(&pass.author);
                        legs.push(leg(teller, pass, task, (from, to.clone()), Some(*verdict)));
                    }
                }
                _ => {}
            }
        }
    }
    legs
}

fn leg(
    teller: &Teller<'_>,
    pass: &Pass,
    task: &Task,
    (from, to): (String, String),
    verdict: Option<LegVerdict>,
) -> Leg {
    let step = &teller.program().node(task.node).name;
    let silent = verdict == Some(LegVerdict::Silent);
    Leg {
        from,
        to,
        at: Some(moment(teller, pass.at)),
        due: task.due.map(|(due, rule)| promise(teller, due, rule)),
        verdict: verdict.and_then(LegVerdict::judged),
        note: Some(if silent { format!("{step}; không trả lời") } else { step.clone() }),
    }
}

/// Tells whether a step is somebody's work that is handed on.
fn is_handed_over(teller: &Teller<'_>, node: NodeIx) -> bool {
    matches!(teller.program().node(node).work, Work::Person(_) | Work::Submit { .. })
}

/// Names who gets the dossier by a pass: the roles of the tasks it opens and leaves open.
fn receivers(teller: &Teller<'_>, instance: &Instance, pass: &Pass) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut ended = false;
    for event in &pass.events {
        match event {
            Event::Opened { activation, .. } if activation.is_leaf() && !completes(pass, activation.id) => {
                names.extend(receiver(teller, instance, activation).filter(|name| !names.contains(name)));
            }
            Event::Ended { .. } => ended = true,
            _ => {}
        }
    }
    match (names.is_empty(), ended) {
        (false, _) => names.join("; "),
        (true, true) => "Lưu hồ sơ".to_owned(),
        (true, false) => "Chờ các việc còn lại".to_owned(),
    }
}

fn completes(pass: &Pass, task: ActivationId) -> bool {
    pass.events.iter().any(|event| matches!(event, Event::Completed { id, .. } if *id == task))
}

fn receiver(teller: &Teller<'_>, instance: &Instance, task: &Activation) -> Option<String> {
    let role = task.role?;
    let described = teller.program().role(role);
    if described.applicant {
        return Some(teller.role(role).to_owned());
    }
    let agency = task.agency.as_ref().unwrap_or_else(|| instance.agency(&described.at));
    Some(format!("{} ({})", teller.role(role), teller.agency(agency)))
}

fn moment(teller: &Teller<'_>, at: Instant) -> Moment {
    teller.calendar(RuleIx(0)).zone().moment(at)
}

fn promise(teller: &Teller<'_>, due: Due, rule: RuleIx) -> Promise {
    match due {
        Due::At(at) => Promise::At(teller.calendar(rule).zone().moment(at)),
        due @ (Due::Undetermined(_) | Due::NoLimit) => Promise::Words(teller.due(due, rule)),
    }
}
