//! What a dossier offers a reader: open tasks with their buttons, what may be done with a task beside that, late
//! answers, rights. Each is on, or off with its reason.

use calendar::Instant;
use engine::{Activation, ActivationId, Actor, Closed, Holding, Rejection, Sight};
use procedure::Facts;
use procedure::explain::{Chip, Span, Teller};
use program::{ActionKind, AnytimeIx, NodeIx, Work};
use runtime::Dossier;

use super::deed::Deed;
use super::money::{BillView, bill};
use super::posted::new_key;
use super::reader::{Reader, capital};
use crate::holding::{candidates, tried};

/// An open task with its buttons.
pub(crate) struct TaskPanel {
    /// The step, by number and name.
    pub step: String,
    /// Name of the step alone.
    pub name: String,
    /// Who acts in it, or who owes what it waits for.
    pub role: String,
    /// The agency it is done for, one of a list; empty if it is no item.
    pub item: String,
    /// The branch it stands in; empty on the main level.
    pub branch: String,
    /// True if the reader may act in it.
    pub mine: bool,
    /// Why he may not.
    pub why_not: String,
    /// What is waited for, if it is no person of an office: a message, money, another system.
    pub awaits: String,
    /// What is left of its time.
    pub chip: Option<Chip>,
    /// Its due in words; empty without one.
    pub due: String,
    /// Its grounds.
    pub legal: String,
    /// Its buttons, in file order.
    pub buttons: Vec<ButtonView>,
    /// Who holds it, and who may take or give it.
    pub holding: Option<HoldingView>,
    /// What is to be paid.
    pub bill: Option<BillView>,
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

/// Who holds a task, and what its reader may do about that.
pub(crate) struct HoldingView {
    /// Who holds it; empty for nobody.
    pub holder: String,
    /// Who prepares it for the holder just now; empty for nobody.
    pub preparing: String,
    /// Where it is sent.
    pub href: String,
    /// What may be done: the word that is sent, and what the button says.
    pub acts: Vec<(&'static str, String)>,
    /// Posts it may be given to.
    pub assign: Vec<(String, String)>,
    /// Posts that may prepare it.
    pub delegate: Vec<(String, String)>,
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

    /// Returns the dossier as it is looked at.
    pub fn sight(&self) -> Sight<'_> {
        let Dossier { compiled, instance, data, .. } = self.dossier;
        Sight { program: &compiled.program, world: &self.facts, instance, data, at: self.now }
    }

    /// Lists the open tasks, those of the actor first; what only holds branches or items is none.
    pub fn tasks(&self) -> Vec<TaskPanel> {
        let leaves = self.dossier.instance.open().filter(|one| one.is_leaf());
        let mut tasks: Vec<TaskPanel> = leaves.map(|open| self.task(open)).collect();
        tasks.sort_by_key(|task| !task.mine);
        tasks
    }

    fn task(&self, open: &Activation) -> TaskPanel {
        let program = self.teller.program();
        let tried = self.buttons(open.node, open.id);
        let stranger = tried.iter().find_map(|(_, off)| off.clone().filter(is_about_people));
        let clock = open.clock.as_ref();
        TaskPanel {
            step: capital(&self.teller.step(open.node)),
            name: program.node(open.node).name.clone(),
            role: open.role.map(|role| self.teller.role(role).to_owned()).unwrap_or_default(),
            item: open.item.as_ref().map(|item| self.teller.agency(item)).unwrap_or_default(),
            branch: super::blocks::branch_of(&self.teller, &self.dossier.instance, open).unwrap_or_default(),
            mine: stranger.is_none() && (!tried.is_empty() || self.owes(open)),
            why_not: stranger.map(|rejection| self.teller.refusal(&rejection)).unwrap_or_default(),
            awaits: self.awaits(open),
            chip: clock.and_then(|clock| self.teller.chip(clock.limit, &clock.state, self.now)),
            due: clock.map(|clock| self.teller.due(clock.state.due, clock.limit.rule)).unwrap_or_default(),
            legal: self.teller.citations(&program.node(open.node).legal),
            buttons: tried.into_iter().map(|(button, _)| button).collect(),
            holding: self.holding(open),
            bill: open.bill.as_ref().map(|owed| bill(self.reader, self.dossier, open, owed)),
        }
    }

    /// Tells whether the actor is who must pay here.
    fn owes(&self, open: &Activation) -> bool {
        let applicants = open.role.is_some_and(|role| self.teller.program().role(role).applicant);
        open.bill.is_some() && applicants && matches!(self.actor, Actor::Applicant(_))
    }

    /// Says what is waited for where no person of an office acts.
    fn awaits(&self, open: &Activation) -> String {
        let program = self.teller.program();
        let (vi, en) = match &program.node(open.node).work {
            Work::Message(_) => ("Đang chờ tin của", "Waits for a message of"),
            Work::Payment(_) => ("Đang chờ tiền của", "Waits for money of"),
            Work::Job(_) => ("Đang chờ hệ thống khác xử lý.", "Waits for another system."),
            Work::Wait(_) => ("Đang chờ hết thời gian.", "Waits for time to pass."),
            Work::None | Work::Submit { .. } | Work::Person(_) | Work::Open(_) | Work::End(_) => return String::new(),
        };
        let whose = program.role_of(open.node).map(|role| self.teller.role(role));
        let said = self.reader.say(vi, en);
        whose.map_or(said.clone(), |role| format!("{said} {role}."))
    }

    fn buttons(&self, node: NodeIx, id: ActivationId) -> Vec<(ButtonView, Option<Rejection>)> {
        let program = self.teller.program();
        let buttons = program.actions(node).iter().filter(|one| matches!(one.kind, ActionKind::Button(_)));
        let deeds = buttons.filter_map(|one| Some((Deed::button(program, node, id, &one.id)?, &one.id)));
        deeds.map(|(deed, action)| self.view(&deed, &format!("viec/{id}/{action}"))).collect()
    }

    /// Lists closed tasks whose late answer would be kept, for those who may still give it (sem 1.21).
    pub fn late(&self) -> Vec<TaskPanel> {
        let kept = |closed: &&Closed| self.teller.program().keeps_late(closed.node) && !closed.answered_late;
        let closed = self.dossier.instance.closed.iter().filter(kept);
        closed.filter_map(|closed| self.late_task(closed)).collect()
    }

    fn late_task(&self, closed: &Closed) -> Option<TaskPanel> {
        let buttons: Vec<(ButtonView, Option<Rejection>)> = self.buttons(closed.node, closed.id);
        buttons.iter().any(|(_, off)| off.is_none()).then(|| TaskPanel {
            step: capital(&self.teller.step(closed.node)),
            name: self.teller.program().node(closed.node).name.clone(),
            role: String::new(),
            item: closed.item.as_ref().map(|item| self.teller.agency(item)).unwrap_or_default(),
            branch: String::new(),
            mine: true,
            why_not: String::new(),
            awaits: String::new(),
            chip: None,
            due: String::new(),
            legal: String::new(),
            buttons: buttons.into_iter().map(|(button, _)| button).collect(),
            holding: None,
            bill: None,
        })
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

    /// Shows a button or a right, with the reason if it is off.
    pub fn view(&self, deed: &Deed, path: &str) -> (ButtonView, Option<Rejection>) {
        let program = self.teller.program();
        let (says, off) = match deed.preview(&self.sight(), &self.actor) {
            Ok(_) if deed.enters_message(program) => (self.by_content(), None),
            Ok(result) => match self.teller.consequence(&self.dossier.instance, &result) {
                says if says.is_empty() => (self.alone(), None),
                says => (says, None),
            },
            // A late answer is read whole even when it is only tried; what it asks is asked on its page.
            Err(Rejection::FormInvalid(_)) => (self.kept_beside(), None),
            Err(rejection) => (Vec::new(), Some(rejection)),
        };
        let row = &self.dossier.row;
        let dated = deed.may_be_dated(program, self.dossier.instance.filing.channel);
        let view = ButtonView {
            id: format!("n-{}", path.replace('/', "-")),
            name: deed.name(program).to_owned(),
            href: format!("{}/{}/{path}", self.reader.dossiers(), row.code),
            asks: deed.has_page(program) || dated,
            class: deed.class(program),
            says,
            off: off.as_ref().map(|rejection| self.teller.refusal(rejection)).unwrap_or_default(),
            version: row.version,
            key: new_key(self.reader, &format!("{path} {}", row.version)),
        };
        (view, off)
    }

    /// Says that what is entered decides: nobody knows yet where that leads.
    fn by_content(&self) -> Vec<Span> {
        let text = self.reader.say(
            "Nhập nội dung tin bằng tay; nội dung đó quyết định bước tiếp theo.",
            "Enter the message by hand; what it says decides where the dossier goes.",
        );
        vec![Span { text, strong: false }]
    }

    /// Says that an act is recorded and moves nothing yet: others of a list are still awaited.
    fn alone(&self) -> Vec<Span> {
        let text =
            self.reader.say("Được ghi lại; hồ sơ chưa chuyển bước.", "It is recorded; the dossier does not move yet.");
        vec![Span { text, strong: false }]
    }

    fn kept_beside(&self) -> Vec<Span> {
        let text = self.reader.say(
            "Trả lời được lưu vào hồ sơ, không đổi kết quả.",
            "The answer is kept in the file and changes nothing.",
        );
        vec![Span { text, strong: false }]
    }

    /// Shows who holds a task of an office, and what the actor may do about that.
    fn holding(&self, open: &Activation) -> Option<HoldingView> {
        let program = self.teller.program();
        program.person(open.node)?;
        let (sight, row) = (self.sight(), &self.dossier.row);
        let Actor::Post(_) = self.actor else { return None };
        let words = [
            ("nhan", Holding::Claim, ("Nhận việc", "Claim")),
            ("tra-lai", Holding::Release, ("Trả lại", "Give back")),
            ("da-chuan-bi", Holding::Prepared, ("Đã chuẩn bị xong", "Prepared")),
            ("thu-hoi", Holding::Recall, ("Thu hồi", "Take back")),
        ];
        let held = open.holder.as_ref() == Some(&self.actor);
        let possible = words.into_iter().filter(|(_, how, _)| {
            let pointless = held && *how == Holding::Claim;
            !pointless && tried(&sight, &self.actor, open, how.clone()).is_ok()
        });
        let to = |how: fn(Actor) -> Holding| {
            let names = candidates(&sight, self.teller.directory, (&self.actor, open), how);
            names.into_iter().map(|name| (name.to_string(), self.teller.post(&name))).collect()
        };
        let preparing = open.delegates.last().filter(|_| open.delegated);
        Some(HoldingView {
            holder: open.holder.as_ref().map(|holder| self.teller.actor(holder)).unwrap_or_default(),
            preparing: preparing.map(|one| self.teller.actor(one)).unwrap_or_default(),
            href: format!("{}/{}/giu/{}", self.reader.dossiers(), row.code, open.id),
            acts: possible.map(|(word, _, (vi, en))| (word, self.reader.say(vi, en))).collect(),
            assign: to(Holding::Assign),
            delegate: to(Holding::Delegate),
            version: row.version,
            key: new_key(self.reader, &format!("giu/{} {}", open.id, row.version)),
        })
    }
}

/// Tells whether a refusal is about who acts, not about what is done.
fn is_about_people(rejection: &Rejection) -> bool {
    matches!(rejection, Rejection::NotInRole { .. } | Rejection::SamePerson { .. } | Rejection::ClaimedBy { .. })
}
