//! What commits write, as rows of the tables, kind by kind. It decides nothing.

use std::collections::BTreeMap;

use engine::{Name, RowChange, TaskRow};

use super::script::{Script, Value};
use super::sql;
use crate::chain::Hash;
use crate::commit::{Commit, Committed, NewAnswer, NewDossier, NewLetter, State, Target};

/// A commit with its place.
pub(super) struct Placed<'a> {
    pub commit: &'a Commit,
    pub committed: Committed,
    /// The number a new dossier is given.
    pub number: i64,
    /// Sequence number and hash of each record.
    pub links: Vec<(i64, Hash)>,
}

impl Placed<'_> {
    fn id<'v>(&self) -> Value<'v> {
        self.committed.id.0.into()
    }

    fn version<'v>(&self) -> Value<'v> {
        (self.committed.version as i64).into()
    }
}

/// Puts down all that some commits write.
pub(super) fn of<'a>(placed: &[Placed<'a>]) -> Script<'a> {
    let mut script = Script::default();
    for table in [numbers, begun, moved, records, data, tasks, effects, letters, answers] {
        table(placed, &mut script);
    }
    script
}

/// The last number given under each prefix.
fn numbers<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    let mut last = BTreeMap::new();
    for Placed { commit, number, .. } in placed {
        if let Target::New(new) = &commit.dossier {
            last.insert(new.code_prefix.as_str(), *number);
        }
    }
    for (prefix, number) in last {
        script.row(&sql::GIVE_NUMBER, [prefix.into(), number.into()]);
    }
}

fn begun<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    for one in placed {
        let Target::New(new) = &one.commit.dossier else { continue };
        let NewDossier { procedure, program, agency, receiving, applicant, created_at, .. } = new;
        let [version, snapshot, status, ended, wake_at, due_at, recorded_at, head, id] = state(one);
        script.row(
            &sql::BEGIN_DOSSIER,
            [
                one.committed.code.clone().into(),
                procedure.as_str().into(),
                program.as_str().into(),
                agency.as_str().into(),
                receiving.as_str().into(),
                applicant.as_str().into(),
                (*created_at).into(),
                version,
                snapshot,
                status,
                ended,
                wake_at,
                due_at,
                recorded_at,
                head,
                id,
            ],
        );
    }
}

fn moved<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    let kind = if placed.len() == 1 { &sql::MOVE_DOSSIER } else { &sql::MOVE_DOSSIERS };
    for one in placed.iter().filter(|one| matches!(one.commit.dossier, Target::Existing { .. })) {
        script.row(kind, state(one));
    }
    for one in placed {
        if let Some(program) = &one.commit.program {
            script.row(&sql::CHANGE_PROGRAM, [program.as_str().into(), one.id()]);
        }
    }
}

/// How a dossier stands after a commit, and its id.
fn state<'a>(one: &Placed<'a>) -> [Value<'a>; 9] {
    let State { snapshot, status, ended, wake_at, due_at } = &one.commit.state;
    let head = one.links.last().map_or([0; 32], |(_, hash)| *hash);
    [
        one.version(),
        snapshot[..].into(),
        i64::from(*status).into(),
        i64::from(*ended).into(),
        (*wake_at).into(),
        (*due_at).into(),
        one.commit.records.last().map_or(0, |record| record.recorded_at).into(),
        head.into(),
        one.id(),
    ]
}

fn records<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    for one in placed {
        for (record, (seq, hash)) in one.commit.records.iter().zip(&one.links) {
            script.row(
                &sql::ADD_RECORD,
                [
                    one.id(),
                    (*seq).into(),
                    record.at.into(),
                    record.recorded_at.into(),
                    record.author.as_str().into(),
                    record.kind.as_str().into(),
                    record.body[..].into(),
                    (*hash).into(),
                ],
            );
        }
    }
}

fn data<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    for one in placed {
        for data in &one.commit.data {
            script.row(&sql::ADD_DATA, [one.id(), i64::from(data.version).into(), data.body[..].into()]);
        }
    }
}

/// Those of one commit in its order; those of several, in which each task changes once, kind by kind.
fn tasks<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    if let [one] = placed {
        one.commit.lasting_rows().for_each(|change| task(one, change, script));
        return;
    }
    for kind in [is_closed, is_opened, is_changed] {
        for one in placed {
            one.commit.lasting_rows().filter(|change| kind(change)).for_each(|change| task(one, change, script));
        }
    }
}

fn is_closed(change: &RowChange) -> bool {
    matches!(change, RowChange::TaskClosed { .. })
}

fn is_opened(change: &RowChange) -> bool {
    matches!(change, RowChange::TaskOpened(_))
}

fn is_changed(change: &RowChange) -> bool {
    !is_closed(change) && !is_opened(change)
}

fn task<'a>(one: &Placed<'a>, change: &'a RowChange, script: &mut Script<'a>) {
    match change {
        RowChange::TaskOpened(TaskRow { activation, step, role, agency, applicant, due, opened_at, item, .. }) => {
            script.row(
                &sql::OPEN_TASK,
                [
                    one.id(),
                    (activation.0 as i64).into(),
                    step.as_str().into(),
                    role.as_str().into(),
                    agency.as_str().into(),
                    applicant.as_ref().map(Name::as_str).into(),
                    (*due).into(),
                    (*opened_at).into(),
                    item.as_ref().map(Name::as_str).into(),
                ],
            );
        }
        RowChange::TaskMoved { activation, role, agency } => {
            let (role, agency) = (role.as_str().into(), agency.as_str().into());
            script.row(&sql::MOVE_TASK, [role, agency, one.id(), (activation.0 as i64).into()]);
        }
        RowChange::TaskHeld { activation, holder } => {
            let holder = holder.as_ref().map(Name::as_str).into();
            script.row(&sql::HOLD_TASK, [holder, one.id(), (activation.0 as i64).into()]);
        }
        RowChange::TaskDue { activation, due } => {
            script.row(&sql::TASK_DUE, [(*due).into(), one.id(), (activation.0 as i64).into()]);
        }
        RowChange::TaskClosed { activation } => {
            script.row(&sql::CLOSE_TASK, [one.id(), (activation.0 as i64).into()]);
        }
    }
}

fn effects<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    for one in placed {
        for effect in &one.commit.outbox {
            script.row(
                &sql::ADD_EFFECT,
                [
                    one.id(),
                    (effect.seq as i64).into(),
                    i64::from(effect.ordinal).into(),
                    effect.target.as_str().into(),
                    effect.body[..].into(),
                ],
            );
        }
    }
}

fn letters<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    for one in placed {
        for NewLetter { seq, ordinal, letter, form, legal, signed, sha256, body } in &one.commit.letters {
            script.row(
                &sql::ADD_LETTER,
                [
                    one.id(),
                    (*seq as i64).into(),
                    i64::from(*ordinal).into(),
                    letter.as_str().into(),
                    form.as_deref().into(),
                    legal.as_deref().into(),
                    i64::from(*signed).into(),
                    (*sha256).into(),
                    body[..].into(),
                ],
            );
        }
    }
}

fn answers<'a>(placed: &[Placed<'a>], script: &mut Script<'a>) {
    for one in placed {
        let Some(NewAnswer { client, key, fingerprint, body }) = &one.commit.answer else { continue };
        script.row(
            &sql::ADD_ANSWER,
            [
                client.as_str().into(),
                key.as_str().into(),
                (*fingerprint).into(),
                one.id(),
                one.version(),
                body[..].into(),
            ],
        );
    }
}
