//! Work side by side: the branches of an open block, the agencies of an open list, each with where it stands.
//! It follows no token; the instance says everything.

use engine::{Activation, ActivationId, Closed, Instance, Place, Sight, Slot};
use procedure::explain::{Chip, Teller};
use program::{FlowIx, FlowKind, Program, Quorum};
use runtime::Dossier;

use super::reader::{Reader, capital};

/// An open block or list.
pub(crate) struct BlockView {
    /// Its id, for links into the page.
    pub id: ActivationId,
    /// The step, by number and name.
    pub name: String,
    /// When it is over.
    pub over: String,
    /// Its branches or agencies, in order.
    pub branches: Vec<BranchView>,
    /// Where agencies are added; empty for a block, or for whoever may not.
    pub add: String,
    /// Where agencies are taken off; empty likewise.
    pub drop: String,
}

/// One branch, or one agency.
pub(crate) struct BranchView {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: String,
    /// Class of the tag.
    pub class: &'static str,
    /// Open steps of it, each with what is left.
    pub steps: Vec<(String, Option<Chip>)>,
    /// Where a paper answer of an agency is entered; empty where there is nothing to enter.
    pub paper: String,
}

/// Lists the open blocks and lists of a dossier, outermost first.
pub(crate) fn blocks(reader: &Reader, dossier: &Dossier, sight: &Sight<'_>) -> Vec<BlockView> {
    let open = dossier.instance.open().filter(|one| !one.is_leaf());
    open.map(|one| Look { reader, dossier, sight, teller: reader.teller(&dossier.compiled) }.block(one)).collect()
}

/// Names the branch an activation stands in, through whatever holds it.
pub(crate) fn branch_of(teller: &Teller<'_>, instance: &Instance, one: &Activation) -> Option<String> {
    let mut place = one.place;
    loop {
        let outer = instance.activation(place.parent)?;
        if outer.scope.as_ref().is_some_and(|scope| scope.items.is_empty()) {
            return named(teller.program(), outer, place.branch);
        }
        place = outer.place;
    }
}

fn named(program: &Program, block: &Activation, branch: u16) -> Option<String> {
    let of_branch = |flow: &FlowIx| program.flow(*flow).kind == FlowKind::Branch;
    let flow = program.node(block.node).out.iter().copied().filter(of_branch).nth(usize::from(branch))?;
    let own = &program.flow(flow).name;
    Some(if own.is_empty() { program.node(program.target(flow)).name.clone() } else { own.clone() })
}

struct Look<'a> {
    reader: &'a Reader,
    dossier: &'a Dossier,
    sight: &'a Sight<'a>,
    teller: Teller<'a>,
}

impl Look<'_> {
    fn block(&self, one: &Activation) -> BlockView {
        let scope = one.scope.as_deref();
        let items = scope.map_or(&[][..], |scope| &scope.items);
        let slots = scope.map_or(&[][..], |scope| &scope.slots);
        let is_list = !items.is_empty();
        let may_change = is_list && self.may_change(one);
        let branches = (0_u16..).zip(slots).map(|(branch, slot)| {
            let place = Place { parent: one.id, branch };
            let item = items.get(usize::from(branch));
            let name = match item {
                Some(item) => self.teller.agency(item),
                None => named(self.teller.program(), one, branch).unwrap_or_default(),
            };
            BranchView { name, ..self.branch(place, *slot, item.is_some(), may_change) }
        });
        BlockView {
            id: one.id,
            name: capital(&self.teller.step(one.node)),
            over: self.over(one, is_list),
            branches: branches.collect(),
            add: if may_change { self.href(&format!("them-co-quan/{}", one.id)) } else { String::new() },
            drop: if may_change { self.href(&format!("bot-co-quan/{}", one.id)) } else { String::new() },
        }
    }

    /// Says when it is over.
    fn over(&self, one: &Activation, is_list: bool) -> String {
        let program = self.teller.program();
        let quorum = match (program.person(one.node).and_then(|person| person.each), &program.node(one.node).work) {
            (Some(each), _) => each.quorum,
            (None, program::Work::Open(block)) => program.blocks[block.at()].quorum,
            _ => Quorum::All,
        };
        match (quorum, is_list) {
            (Quorum::All, true) => self.reader.say("Xong khi mọi cơ quan đã trả lời.", "Over when all have answered."),
            (Quorum::All, false) => self.reader.say("Xong khi mọi nhánh đã xong.", "Over when every branch is done."),
            (Quorum::AtLeast(count), true) => self
                .reader
                .say(&format!("Xong khi đủ {count} cơ quan trả lời."), &format!("Over when {count} have answered.")),
            (Quorum::AtLeast(count), false) => self
                .reader
                .say(&format!("Xong khi đủ {count} nhánh xong."), &format!("Over when {count} branches are done.")),
        }
    }

    fn branch(&self, place: Place, slot: Slot, is_item: bool, may_change: bool) -> BranchView {
        let instance = &self.dossier.instance;
        let inside = || instance.open().filter(move |one| one.place == place);
        let closed = instance.closed.iter().rev().find(|closed| closed.place == place);
        let step = |one: &Activation| {
            let clock = one.clock.as_ref();
            let chip = clock.and_then(|clock| self.teller.chip(clock.limit, &clock.state, self.reader.now()));
            (self.teller.step(one.node), chip)
        };
        let (state, class) = self.state(slot, closed.filter(|_| is_item));
        let task = inside().next().map(|one| one.id);
        let silent = closed.filter(|closed| closed.silent && !closed.answered_late).map(|closed| closed.id);
        let paper = task.or(silent).filter(|_| may_change).map(|id| self.href(&format!("tra-loi-giay/{id}")));
        BranchView {
            name: String::new(),
            state,
            class,
            steps: inside().map(step).collect(),
            paper: paper.unwrap_or_default(),
        }
    }

    /// Says where a branch stands; of an agency that has answered, what it said.
    fn state(&self, slot: Slot, answered: Option<&Closed>) -> (String, &'static str) {
        let answer = answered.and_then(|closed| Some((closed, closed.action?)));
        if let (Slot::Arrived, Some((closed, action))) = (slot, answer) {
            let name = &self.teller.program().action(closed.node, action).name;
            let silence = self.reader.say("hết hạn không trả lời, coi như", "did not answer, which counts as");
            return if closed.silent { (format!("{silence} “{name}”"), "none") } else { (name.clone(), "ok") };
        }
        let (vi, en, class) = match slot {
            Slot::Untouched => ("Chưa mở", "Not open yet", "none"),
            Slot::Touched => ("Đang làm", "Under way", "run"),
            Slot::Arrived => ("Đã xong", "Done", "ok"),
            Slot::Dead => ("Không phải làm", "Not needed", "none no"),
        };
        (self.reader.say(vi, en), class)
    }

    /// Tells whether the reader may change the list: he serves the role that filled it.
    fn may_change(&self, list: &Activation) -> bool {
        let Ok(actor) = self.reader.actor() else { return false };
        let (program, item) = (self.sight.program, engine::Name::from("-"));
        let ground = String::new();
        let command = engine::Command::ChangeItem { actor, activation: list.id, item, add: true, ground };
        engine::decide(program, self.sight.instance.clone(), self.sight.data, &command, self.sight.world).1.is_ok()
    }

    fn href(&self, path: &str) -> String {
        format!("{}/{}/khac/{path}", self.reader.dossiers(), self.dossier.row.code)
    }
}
