//! The cases every store must pass. Each takes an empty rehearsal store and knows nothing of how it keeps things.

use engine::{ActivationId, RowChange, TaskRow};
use motcua_store::{
    Broken, Commit, Committed, DataRow, DossierId, DossierKey, DossierQuery, DossierScope, DutyQuery, DutyRow, Kind,
    NewAnswer, NewData, NewDossier, NewEffect, NewLetter, NewUnmatched, OverdueRow, ProgramRow, PublicationRow,
    RecordRow, Settled, Store, StoreError, TaskQuery, TaskScope, TaskView, UnmatchedKey, UnmatchedQuery, verify,
};

use crate::samples::{MORNING, PREFIX, begin, begin_with, go_on, keep, keep_next, letter, new_dossier, record, task};

const MINUTE: i64 = 60_000;

async fn version(store: &dyn Store, id: DossierId) -> u64 {
    store.dossier(DossierKey::Id(id)).await.unwrap().unwrap().version
}

async fn log(store: &dyn Store, id: DossierId) -> Vec<RecordRow> {
    store.records(id, 0, u32::MAX).await.unwrap()
}

pub async fn a_new_dossier_is_read_back_as_written(store: &dyn Store) {
    let mut commit = begin();
    commit.state.wake_at = Some(MORNING + MINUTE);
    let kept = keep(store, commit).await;
    assert_eq!((kept.code.as_str(), kept.version), ("H26.00.01-260608-0001", 1));

    let row = store.dossier(DossierKey::Id(kept.id)).await.unwrap().unwrap();
    assert_eq!(store.dossier(DossierKey::Code(&kept.code)).await.unwrap().unwrap(), row);
    let new = new_dossier();
    assert_eq!(
        (&row.procedure, &row.program, &row.agency, &row.receiving, &row.applicant, row.created_at),
        (&new.procedure, &new.program, &new.agency, &new.receiving, &new.applicant, MORNING)
    );
    assert_eq!((row.id, row.code, row.version), (kept.id, kept.code, 1));
    assert_eq!((row.snapshot.as_slice(), row.status, row.ended), (&b"snapshot 1"[..], 1, false));
    assert_eq!(row.wake_at, Some(MORNING + MINUTE));

    let log = log(store, kept.id).await;
    let written = record("Submit", MORNING);
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].seq, log[0].at, log[0].recorded_at), (1, written.at, written.recorded_at));
    assert_eq!((&log[0].author, &log[0].kind, &log[0].body), (&written.author, &written.kind, &written.body));
    assert_eq!(log[0].hash, row.head);

    assert_eq!(store.dossier(DossierKey::Id(DossierId(kept.id.0 + 1))).await.unwrap(), None);
    assert_eq!(store.dossier(DossierKey::Code("H26.00.01-260608-0002")).await.unwrap(), None);
}

pub async fn a_commit_replaces_the_state(store: &dyn Store) {
    let first = keep(store, begin()).await;
    keep_next(store, &first, |next| {
        next.state.ended = true;
        next.state.status = 10;
        next.state.snapshot = vec![0, 255, 0];
        next.state.wake_at = Some(-1);
    })
    .await;
    let row = store.dossier(DossierKey::Id(first.id)).await.unwrap().unwrap();
    assert_eq!((row.snapshot, row.status, row.ended, row.wake_at), (vec![0, 255, 0], 10, true, Some(-1)));
    assert_eq!(row.code, first.code);
}

pub async fn dossiers_are_read_as_they_stand(store: &dyn Store) {
    let (first, plain) = (keep(store, begin()).await, keep(store, begin()).await);
    let first = keep_next(store, &first, |next| next.data = vec![data(1, "old")]).await;
    let first = keep_next(store, &first, |next| {
        next.data = vec![data(2, "new")];
        next.state.snapshot = b"later".to_vec();
    })
    .await;
    let mut found = store.standing(&[plain.id, DossierId(99), first.id]).await.unwrap();
    found.sort_by_key(|one| one.id);
    let [one, other] = &found[..] else { panic!("{found:?}") };
    assert_eq!((one.id, &one.code, one.version, &one.program), (first.id, &first.code, 3, &new_dossier().program));
    assert_eq!(
        (one.snapshot.as_slice(), &one.data),
        (&b"later"[..], &Some(DataRow { version: 2, body: b"new".to_vec() }))
    );
    assert_eq!(one.recorded_at, log(store, first.id).await[2].recorded_at);
    assert_eq!((other.id, &other.data), (plain.id, &None));
    assert_eq!(store.standing(&[]).await.unwrap(), []);
}

fn data(version: u32, body: &str) -> NewData {
    NewData { version, body: body.into() }
}

pub async fn sequence_numbers_have_no_gap(store: &dyn Store) {
    let mut last = keep(store, begin()).await;
    for records in [3, 1, 2] {
        last = keep_next(store, &last, |next| {
            next.records = (0..records).map(|minute| record("Fire", MORNING + minute * MINUTE)).collect();
        })
        .await;
    }
    assert_eq!(last.version, 7);
    assert_eq!(version(store, last.id).await, 7);
    let numbers: Vec<u64> = log(store, last.id).await.iter().map(|record| record.seq).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
}

pub async fn records_come_in_pages(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let last = keep_next(store, &first, |next| next.records = vec![record("Fire", MORNING); 4]).await;
    let page = |after, limit| async move {
        let page = store.records(last.id, after, limit).await.unwrap();
        page.iter().map(|record| record.seq).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 2).await, [1, 2]);
    assert_eq!(page(2, 2).await, [3, 4]);
    assert_eq!(page(4, 2).await, [5]);
    assert!(page(5, 2).await.is_empty());
}

pub async fn the_last_record_of_all_is_known(store: &dyn Store) {
    assert_eq!(store.last_recorded().await, Ok(None));
    let first = keep(store, begin()).await;
    let later = record("Fire", MORNING + MINUTE);
    keep_next(store, &first, |next| next.records = vec![record("Fire", MORNING), later.clone()]).await;
    assert_eq!(store.last_recorded().await, Ok(Some(later.recorded_at)));
}

pub async fn a_stale_version_is_a_conflict(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let second = keep_next(store, &first, |_| {}).await;
    for stale in [0, 1, 3] {
        assert_eq!(
            store.commit(&[go_on(first.id, stale)]).await,
            Err(StoreError::Conflict { dossier: first.id, expected: stale, found: 2 })
        );
    }
    assert_eq!(log(store, second.id).await.len(), 2);
}

pub async fn of_writers_with_one_version_one_wins(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let write = || {
        let batch = [go_on(first.id, first.version)];
        async move { store.commit(&batch).await.is_ok() }
    };
    let won = tokio::join!(write(), write(), write(), write());
    let won = [won.0, won.1, won.2, won.3].into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
    assert_eq!(log(store, first.id).await.len(), 2);
}

pub async fn an_unknown_dossier_is_named(store: &dyn Store) {
    let dossier = DossierId(77);
    let unknown = StoreError::NoSuchDossier { dossier };
    assert_eq!(store.commit(&[go_on(dossier, 0)]).await, Err(unknown.clone()));
    assert_eq!(store.verify(dossier).await, Err(unknown));
    assert!(log(store, dossier).await.is_empty());
}

pub async fn a_commit_without_a_record_is_refused(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let mut empty = go_on(first.id, first.version);
    empty.records.clear();
    assert_eq!(store.commit(&[empty]).await, Err(StoreError::NoRecord));
    let mut empty = begin();
    empty.records.clear();
    assert_eq!(store.commit(&[empty]).await, Err(StoreError::NoRecord));
    assert_eq!(store.dossier(DossierKey::Id(first.id)).await.unwrap().unwrap().status, 1);
}

pub async fn commits_of_one_dossier_follow_each_other_in_a_batch(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let batch = [go_on(first.id, 1), begin(), go_on(first.id, 2), go_on(first.id, 3)];
    let kept = store.commit(&batch).await.unwrap();
    let versions: Vec<u64> = kept.iter().map(|kept| kept.version).collect();
    assert_eq!(versions, [2, 1, 3, 4]);
    assert_eq!(kept[1].code, "H26.00.01-260608-0002");
    assert_eq!(store.verify(first.id).await, Ok(Ok(())));
}

pub async fn a_failing_member_undoes_its_batch(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let mut full = go_on(first.id, 1);
    full.data = vec![NewData { version: 1, body: b"{}".to_vec() }];
    full.rows = vec![RowChange::TaskOpened(task(1, "tham_dinh", None))];
    full.outbox = vec![NewEffect { seq: 2, ordinal: 0, target: "notice".into(), body: b"{}".to_vec() }];
    full.answer = Some(answer("web", "k1"));
    full.state.wake_at = Some(MORNING);
    let before = store.dossier(DossierKey::Id(first.id)).await.unwrap();

    let failed = store.commit(&[begin(), full.clone(), go_on(first.id, 9)]).await;
    assert_eq!(failed, Err(StoreError::Conflict { dossier: first.id, expected: 9, found: 2 }));
    assert_eq!(store.dossier(DossierKey::Id(first.id)).await.unwrap(), before);
    assert_eq!(log(store, first.id).await.len(), 1);
    assert_eq!(store.data(first.id, 1).await.unwrap(), None);
    assert_eq!(store.task(first.id, ActivationId(1)).await.unwrap(), None);
    assert!(store.outbox(0, 10).await.unwrap().is_empty());
    assert_eq!(store.answer("web", "k1").await.unwrap(), None);
    assert_eq!(store.next_wake().await.unwrap(), None);
    assert_eq!(store.dossier(DossierKey::Code("H26.00.01-260608-0002")).await.unwrap(), None);

    // Run alone, the sound members succeed.
    keep(store, full).await;
    assert_eq!(keep(store, begin()).await.code, "H26.00.01-260608-0002");
}

pub async fn an_empty_batch_is_nothing(store: &dyn Store) {
    assert_eq!(store.commit(&[]).await, Ok(Vec::new()));
}

fn answer(client: &str, key: &str) -> NewAnswer {
    NewAnswer { client: client.into(), key: key.into(), fingerprint: [7; 32], body: b"{\"ok\":true}".to_vec() }
}

pub async fn an_answer_is_given_again_with_its_place(store: &dyn Store) {
    let mut commit = begin();
    commit.answer = Some(answer("web", "k1"));
    let kept = keep(store, commit).await;
    keep_next(store, &kept, |_| {}).await;
    for _ in 0..2 {
        let found = store.answer("web", "k1").await.unwrap().unwrap();
        assert_eq!(found.fingerprint, [7; 32]);
        assert_eq!(found.body, b"{\"ok\":true}");
        assert_eq!(found.committed, kept);
    }
    assert_eq!(store.answer("web", "k2").await.unwrap(), None);
}

pub async fn a_key_answers_once_per_client(store: &dyn Store) {
    let with = |mut commit: Commit, client| {
        commit.answer = Some(answer(client, "k1"));
        commit
    };
    let first = keep(store, with(begin(), "web")).await;
    let again = StoreError::AlreadyAnswered { client: "web".into(), key: "k1".into() };
    assert_eq!(store.commit(&[with(go_on(first.id, 1), "web")]).await, Err(again.clone()));
    assert_eq!(version(store, first.id).await, 1);
    keep(store, with(go_on(first.id, 1), "vneid")).await;
    let both = [with(begin(), "kiosk"), with(begin(), "kiosk")];
    let again = StoreError::AlreadyAnswered { client: "kiosk".into(), key: "k1".into() };
    assert_eq!(store.commit(&both).await, Err(again));
}

pub async fn codes_count_up_by_prefix(store: &dyn Store) {
    let other = NewDossier { code_prefix: "H26.00.01-260609-".into(), ..new_dossier() };
    for batch in 0..10 {
        let kept = store.commit(&vec![begin(); 25]).await.unwrap();
        for (place, kept) in kept.iter().enumerate() {
            assert_eq!(kept.code, format!("{PREFIX}{:04}", batch * 25 + place + 1));
        }
        let next_day = keep(store, begin_with(other.clone())).await;
        assert_eq!(next_day.code, format!("H26.00.01-260609-{:04}", batch + 1));
    }
}

pub async fn a_number_of_a_failed_commit_is_given_to_the_next(store: &dyn Store) {
    assert!(store.commit(&[begin(), go_on(DossierId(9), 1)]).await.is_err());
    assert_eq!(keep(store, begin()).await.code, "H26.00.01-260608-0001");
}

async fn open(store: &dyn Store, tasks: Vec<engine::TaskRow>) -> Committed {
    let mut commit = begin();
    commit.rows = tasks.into_iter().map(RowChange::TaskOpened).collect();
    keep(store, commit).await
}

pub async fn a_task_opens_moves_and_closes(store: &dyn Store) {
    let opened = task(1, "tham_dinh", Some(MORNING + MINUTE));
    let kept = open(store, vec![opened.clone(), task(2, "lanh_dao", None)]).await;
    let view = store.task(kept.id, ActivationId(1)).await.unwrap().unwrap();
    let expected = TaskView {
        dossier: kept.id,
        code: kept.code.clone(),
        procedure: "2.001610".into(),
        program: "9f".repeat(32),
        task: opened.clone(),
    };
    assert_eq!(view, expected);

    let moved = keep_next(store, &kept, |next| {
        next.rows = vec![RowChange::TaskMoved {
            activation: ActivationId(1),
            role: "lanh_dao".into(),
            agency: "so-xay-dung".into(),
        }];
    })
    .await;
    let view = store.task(kept.id, ActivationId(1)).await.unwrap().unwrap();
    assert_eq!((view.task.role.as_str(), view.task.agency.as_str()), ("lanh_dao", "so-xay-dung"));
    assert_eq!((view.task.due, view.task.step), (opened.due, opened.step));

    keep_next(store, &moved, |next| {
        next.rows = vec![RowChange::TaskClosed { activation: ActivationId(1) }];
    })
    .await;
    assert_eq!(store.task(kept.id, ActivationId(1)).await.unwrap(), None);
    assert_eq!(activations(store, TaskScope::All).await, [2]);
}

pub async fn a_task_that_only_passes_leaves_nothing(store: &dyn Store) {
    let mut commit = begin();
    let (passing, staying) = (ActivationId(1), ActivationId(2));
    commit.rows = vec![
        RowChange::TaskOpened(task(1, "tham_dinh", None)),
        RowChange::TaskMoved { activation: passing, role: "lanh_dao".into(), agency: "so-xay-dung".into() },
        RowChange::TaskClosed { activation: passing },
        RowChange::TaskOpened(task(2, "tham_dinh", None)),
        RowChange::TaskMoved { activation: staying, role: "lanh_dao".into(), agency: "so-xay-dung".into() },
    ];
    let kept = keep(store, commit).await;
    assert_eq!(activations(store, TaskScope::All).await, [2]);
    assert_eq!(store.task(kept.id, staying).await.unwrap().unwrap().task.role, "lanh_dao");
}

pub async fn a_task_opens_once(store: &dyn Store) {
    let kept = open(store, vec![task(1, "tham_dinh", None)]).await;
    let mut again = go_on(kept.id, kept.version);
    again.rows = vec![RowChange::TaskOpened(task(1, "tham_dinh", None))];
    assert_eq!(store.commit(&[again]).await, Err(StoreError::Duplicate { table: "tasks" }));
}

async fn activations(store: &dyn Store, scope: TaskScope) -> Vec<u64> {
    let query = TaskQuery { scope, limit: 100, after: None };
    store.tasks(&query).await.unwrap().iter().map(|view| view.task.activation.0).collect()
}

pub async fn tasks_are_listed_by_due_then_code(store: &dyn Store) {
    let at = |minute: i64| Some(MORNING + minute * MINUTE);
    open(store, vec![task(1, "a", None), task(2, "a", at(9)), task(3, "a", at(5))]).await;
    open(store, vec![task(4, "a", at(5)), task(5, "a", None), task(6, "a", at(1))]).await;
    let expected = [6, 3, 4, 2, 1, 5];
    assert_eq!(activations(store, TaskScope::All).await, expected);

    let roles = TaskScope::Roles { agency: "so-tai-chinh".into(), roles: vec!["a".into()] };
    for scope in [TaskScope::All, roles] {
        for limit in 1..=7 {
            let mut query = TaskQuery { scope: scope.clone(), limit, after: None };
            let mut paged = Vec::new();
            loop {
                let page = store.tasks(&query).await.unwrap();
                let Some(last) = page.last() else { break };
                query.after = Some(last.place());
                paged.extend(page.iter().map(|view| view.task.activation.0));
            }
            assert_eq!(paged, expected, "pages of {limit}");
        }
    }
}

pub async fn tasks_are_found_by_role_and_by_applicant(store: &dyn Store) {
    let mut elsewhere = task(3, "tham_dinh", None);
    elsewhere.agency = "so-xay-dung".into();
    let mut his = task(4, "nguoi_nop", None);
    his.applicant = Some("Người nộp 0412".into());
    open(store, vec![task(1, "tham_dinh", None), task(2, "lanh_dao", None), elsewhere, his]).await;

    let roles = |agency: &str, roles: &[&str]| TaskScope::Roles {
        agency: agency.into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    };
    for (scope, expected) in [
        (roles("so-tai-chinh", &["tham_dinh"]), vec![1]),
        (roles("so-tai-chinh", &["lanh_dao", "tham_dinh"]), vec![1, 2]),
        (roles("so-xay-dung", &["lanh_dao", "tham_dinh"]), vec![3]),
        (roles("so-tai-chinh", &["\"]; DROP TABLE tasks; --"]), vec![]),
        (roles("so-tai-chinh", &[]), vec![]),
        (TaskScope::Applicant("Người nộp 0412".into()), vec![4]),
        (TaskScope::Applicant("Người nộp 0413".into()), vec![]),
        (TaskScope::All, vec![1, 2, 3, 4]),
    ] {
        assert_eq!(activations(store, scope.clone()).await, expected, "{scope:?}");
    }
}

pub async fn dossiers_are_listed_newest_first(store: &dyn Store) {
    let of = |applicant: &str, agency: &str, receiving: &str| {
        begin_with(NewDossier {
            applicant: applicant.into(),
            agency: agency.into(),
            receiving: receiving.into(),
            ..new_dossier()
        })
    };
    let batch = [of("n1", "tc", "mc"), of("n2", "tc", "mc"), of("n1", "xd", "tc"), of("n1", "xd", "mc")];
    let kept = store.commit(&batch).await.unwrap();
    keep_next(store, &kept[0], |next| next.state.ended = true).await;

    let ask = |scope: DossierScope, open_only, limit, after: Option<usize>| {
        let kept = &kept;
        async move {
            let after = after.map(|place| kept[place].id);
            let rows = store.dossiers(&DossierQuery { scope, open_only, limit, after }).await.unwrap();
            let place = |code: &str| kept.iter().position(|kept| kept.code == code).unwrap();
            rows.iter().map(|row| place(&row.code)).collect::<Vec<_>>()
        }
    };
    let applicant = |name: &str| DossierScope::Applicant(name.into());
    let agency = |name: &str| DossierScope::Agency(name.into());
    assert_eq!(ask(DossierScope::All, false, 10, None).await, [3, 2, 1, 0]);
    assert_eq!(ask(DossierScope::All, true, 10, None).await, [3, 2, 1]);
    assert_eq!(ask(DossierScope::All, false, 2, None).await, [3, 2]);
    assert_eq!(ask(DossierScope::All, false, 2, Some(2)).await, [1, 0]);
    assert_eq!(ask(applicant("n1"), false, 10, None).await, [3, 2, 0]);
    assert_eq!(ask(applicant("n1"), true, 10, Some(3)).await, [2]);
    assert_eq!(ask(agency("tc"), false, 10, None).await, [2, 1, 0]);
    assert_eq!(ask(agency("tc"), true, 1, None).await, [2]);
    assert!(ask(agency("yt"), false, 10, None).await.is_empty());
}

pub async fn wake_ups_come_in_order(store: &dyn Store) {
    assert_eq!(store.next_wake().await.unwrap(), None);
    let mut kept = Vec::new();
    for wake_at in [Some(30), None, Some(10), Some(30), Some(20)] {
        let mut commit = begin();
        commit.state.wake_at = wake_at;
        kept.push(keep(store, commit).await);
    }
    let due = |now, limit| {
        let kept = &kept;
        async move {
            let due = store.due(now, limit).await.unwrap();
            let place = |id| kept.iter().position(|kept| kept.id == id).unwrap();
            due.into_iter().map(|(id, at)| (place(id), at)).collect::<Vec<_>>()
        }
    };
    assert_eq!(store.next_wake().await.unwrap(), Some(10));
    assert!(due(9, 10).await.is_empty());
    assert_eq!(due(10, 10).await, [(2, 10)]);
    assert_eq!(due(30, 10).await, [(2, 10), (4, 20), (0, 30), (3, 30)]);
    assert_eq!(due(30, 2).await, [(2, 10), (4, 20)]);
    keep_next(store, &kept[2], |next| next.state.wake_at = None).await;
    assert_eq!(store.next_wake().await.unwrap(), Some(20));
    assert_eq!(due(29, 10).await, [(4, 20)]);
}

pub async fn versions_of_form_data_stand_side_by_side(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let data = |version, body: &str| NewData { version, body: body.as_bytes().to_vec() };
    let second = keep_next(store, &first, |next| next.data = vec![data(1, "một"), data(2, "hai")]).await;
    for (version, body) in [(1, "một"), (2, "hai")] {
        let row = store.data(first.id, version).await.unwrap().unwrap();
        assert_eq!((row.version, row.body.as_slice()), (version, body.as_bytes()));
    }
    assert_eq!(store.data(first.id, 3).await.unwrap(), None);
    let mut again = go_on(second.id, second.version);
    again.data = vec![data(2, "khác")];
    assert_eq!(store.commit(&[again]).await, Err(StoreError::Duplicate { table: "data" }));
    assert_eq!(store.data(first.id, 2).await.unwrap().unwrap().body, "hai".as_bytes());
}

fn effect(seq: u64, ordinal: u32, target: &str) -> NewEffect {
    NewEffect { seq, ordinal, target: target.into(), body: b"{}".to_vec() }
}

pub async fn the_log_of_all_keeps_the_order_of_writing(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let second = keep(store, begin()).await;
    let first = keep_next(store, &first, |_| {}).await;
    // Of a batch, each dossier's records keep their order, and nothing comes before what was there.
    store.commit(&[go_on(second.id, 1), go_on(first.id, 2), go_on(second.id, 2)]).await.unwrap();

    let all = store.log(0, 10).await.unwrap();
    let places: Vec<i64> = all.iter().map(|row| row.position).collect();
    assert_eq!(places, [1, 2, 3, 4, 5, 6]);
    let of = |code: &str| all.iter().filter(|row| row.code == code).map(|row| row.record.clone()).collect::<Vec<_>>();
    assert_eq!(of(&first.code), log(store, first.id).await);
    assert_eq!(of(&second.code), log(store, second.id).await);
    let begun: Vec<(&str, u64)> = all[..3].iter().map(|row| (row.code.as_str(), row.record.seq)).collect();
    assert_eq!(begun, [(first.code.as_str(), 1), (&second.code, 1), (&first.code, 2)]);
    assert_eq!(store.log(2, 3).await.unwrap(), all[2..5]);
    assert_eq!(store.log(6, 3).await.unwrap(), []);
    let program = store.dossier(DossierKey::Id(first.id)).await.unwrap().unwrap().program;
    assert!(all.iter().all(|row| row.program == program));
}

pub async fn effects_keep_their_order(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let second = keep(store, begin()).await;
    keep_next(store, &first, |next| next.outbox = vec![effect(2, 1, "a"), effect(2, 0, "b")]).await;
    keep_next(store, &second, |next| next.outbox = vec![effect(2, 0, "c")]).await;

    let all = store.outbox(0, 10).await.unwrap();
    let targets: Vec<_> = all.iter().map(|row| (row.target.as_str(), row.code.as_str())).collect();
    assert_eq!(targets, [("a", first.code.as_str()), ("b", &first.code), ("c", &second.code)]);
    assert!(all.is_sorted_by(|a, b| a.position < b.position) && all[0].position > 0);
    assert_eq!(store.outbox(0, 2).await.unwrap(), all[..2]);
    assert_eq!(store.outbox(all[0].position, 10).await.unwrap(), all[1..]);
    assert_eq!(store.effects(first.id).await.unwrap(), all[..2]);
    assert_eq!((all[0].dossier, all[0].seq, all[0].ordinal, all[0].body.as_slice()), (first.id, 2, 1, &b"{}"[..]));
}

pub async fn an_effect_is_written_once(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let second = keep_next(store, &first, |next| next.outbox = vec![effect(2, 0, "a")]).await;
    let mut again = go_on(second.id, second.version);
    again.outbox = vec![effect(2, 0, "a")];
    assert_eq!(store.commit(&[again]).await, Err(StoreError::Duplicate { table: "outbox" }));
}

pub async fn a_letter_is_kept_as_it_was_printed(store: &dyn Store) {
    let mut commit = begin();
    let without_form = NewLetter { form: None, signed: false, ..letter(1, 2) };
    commit.letters = vec![letter(1, 0), without_form.clone()];
    let first = keep(store, commit).await;
    let later = keep_next(store, &first, |next| next.letters = vec![letter(2, 0)]).await;
    let other = keep(store, begin()).await;

    assert_eq!(store.letter(first.id, 1, 0).await.unwrap(), Some(letter(1, 0)));
    assert_eq!(store.letter(first.id, 1, 2).await.unwrap(), Some(without_form));
    assert_eq!(store.letter(later.id, 2, 0).await.unwrap(), Some(letter(2, 0)));
    assert_eq!(store.letter(first.id, 1, 1).await.unwrap(), None, "the ordinal is that of its effect");
    assert_eq!(store.letter(other.id, 1, 0).await.unwrap(), None, "of another dossier");
}

pub async fn a_letter_is_printed_once(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let mut twice = go_on(first.id, first.version);
    twice.letters = vec![letter(2, 0), letter(2, 0)];
    assert_eq!(store.commit(&[twice]).await, Err(StoreError::Duplicate { table: "letters" }));
    assert_eq!((version(store, first.id).await, store.letter(first.id, 2, 0).await.unwrap()), (1, None));
}

pub async fn a_setting_is_replaced(store: &dyn Store) {
    assert_eq!(store.setting("clock").await.unwrap(), None);
    for value in ["1780880400000", ""] {
        store.set_setting("clock", value).await.unwrap();
        assert_eq!(store.setting("clock").await.unwrap().as_deref(), Some(value));
    }
}

pub async fn a_program_stays_as_it_was_first_kept(store: &dyn Store) {
    let program = |hash: &str, activated_at| ProgramRow {
        hash: hash.into(),
        procedure: "2.001610".into(),
        source: "tthc: 1\nten: Đăng ký\n".into(),
        activated_at,
    };
    let (late, early) = (program("aa", 20), program("bb", 10));
    for kept in [&late, &early, &program("aa", 5)] {
        store.put_program(kept).await.unwrap();
    }
    assert_eq!(store.programs().await.unwrap(), [early, late]);
}

pub async fn a_dossier_goes_on_under_another_program(store: &dyn Store) {
    let kept = open(store, vec![task(1, "tham_dinh", None)]).await;
    let next = keep_next(store, &kept, |next| next.program = Some("ab".repeat(32))).await;
    keep_next(store, &next, |_| {}).await;
    let row = store.dossier(DossierKey::Id(kept.id)).await.unwrap().unwrap();
    assert_eq!(row.program, "ab".repeat(32));
    assert_eq!(store.standing(&[kept.id]).await.unwrap()[0].program, row.program);
    assert_eq!(store.task(kept.id, ActivationId(1)).await.unwrap().unwrap().program, row.program, "tasks go with it");
    let other = keep(store, begin()).await;
    let both = [go_on(other.id, 1), Commit { program: Some("cd".repeat(32)), ..go_on(kept.id, 3) }];
    store.commit(&both).await.unwrap();
    let of = async |id| store.dossier(DossierKey::Id(id)).await.unwrap().unwrap().program;
    assert_eq!((of(other.id).await, of(kept.id).await), (new_dossier().program, "cd".repeat(32)));
}

fn publication(hash: &str) -> PublicationRow {
    PublicationRow {
        hash: hash.repeat(32),
        procedure: "khai_sinh".into(),
        first_day: "2026-07-01".into(),
        last_day: None,
        published_at: MORNING,
        published_by: "p01_lanh_dao".into(),
        files: vec![("khai-sinh.tthc.yaml".into(), b"tthc: 1\r\n".to_vec())],
        closes: Vec::new(),
    }
}

pub async fn publications_are_read_back_as_written(store: &dyn Store) {
    assert_eq!(store.publications().await.unwrap(), []);
    let first = PublicationRow { last_day: Some("2027-02-28".into()), ..publication("bb") };
    let letter = ("khai-sinh.tiep_nhan.letter.html".to_owned(), vec![0xef, 0xbb, 0xbf, 0, 255]);
    let second = PublicationRow {
        files: vec![publication("aa").files.remove(0), letter],
        closes: vec![("0f".repeat(32), "2026-06-30".into()), ("bb".repeat(32), "2026-06-30".into())],
        ..publication("aa")
    };
    store.publish(&[first.clone(), second.clone()]).await.unwrap();
    let third = publication("cc");
    store.publish(std::slice::from_ref(&third)).await.unwrap();
    store.publish(&[]).await.unwrap();
    assert_eq!(store.publications().await.unwrap(), [first, second, third], "in the order of their publication");
}

pub async fn a_version_is_published_once(store: &dyn Store) {
    let first = publication("aa");
    store.publish(std::slice::from_ref(&first)).await.unwrap();
    let later = PublicationRow { published_at: MORNING + MINUTE, ..publication("aa") };
    let refused = Err(StoreError::Duplicate { table: "publications" });
    assert_eq!(store.publish(&[publication("bb"), later]).await, refused);
    assert_eq!(store.publish(&[publication("bb"), publication("bb")]).await, refused);
    assert_eq!(store.publications().await.unwrap(), [first], "all of them or none");
}

pub async fn the_chain_verifies(store: &dyn Store) {
    let first = keep(store, begin()).await;
    let other = keep(store, begin()).await;
    let second = keep_next(store, &first, |next| next.records = vec![record("Fire", MORNING); 2]).await;
    let row = store.dossier(DossierKey::Id(first.id)).await.unwrap().unwrap();
    let log = log(store, second.id).await;
    assert_eq!(verify(&row.code, &log, &row.head), Ok(()));
    assert_eq!(verify(&other.code, &log, &row.head), Err(Broken { seq: 1 }), "the chain belongs to its dossier");
    assert_eq!(store.verify(first.id).await, Ok(Ok(())));
    assert_eq!(store.verify(other.id).await, Ok(Ok(())));
}

pub async fn a_long_chain_verifies(store: &dyn Store) {
    let first = keep(store, begin()).await;
    keep_next(store, &first, |next| next.records = vec![record("Fire", MORNING); 1_200]).await;
    assert_eq!(store.verify(first.id).await, Ok(Ok(())));
}

pub async fn every_alteration_breaks_the_chain(store: &dyn Store) {
    let first = keep(store, begin()).await;
    keep_next(store, &first, |next| next.records = vec![record("Fire", MORNING); 3]).await;
    let row = store.dossier(DossierKey::Id(first.id)).await.unwrap().unwrap();
    let sound = log(store, first.id).await;
    let alterations: [fn(&mut RecordRow); 7] = [
        |record| record.at += 1,
        |record| record.recorded_at -= 1,
        |record| record.author.push(' '),
        |record| record.kind.insert(0, 'x'),
        |record| record.body[0] ^= 1,
        |record| record.hash[31] ^= 1,
        // Bytes that move from one part to the next change nothing but the lengths.
        |record| record.body.insert(0, record.kind.pop().unwrap() as u8),
    ];
    for alter in alterations {
        for place in 0..sound.len() {
            let mut log = sound.clone();
            alter(&mut log[place]);
            assert_eq!(verify(&row.code, &log, &row.head), Err(Broken { seq: place as u64 + 1 }));
        }
    }
    let mut gap = sound.clone();
    gap.remove(1);
    assert_eq!(verify(&row.code, &gap, &row.head), Err(Broken { seq: 2 }));
    assert_eq!(verify(&row.code, &sound[..3], &row.head), Err(Broken { seq: 3 }), "the end is cut off");
}

pub async fn the_kind_is_told(store: &dyn Store) {
    assert_eq!(store.kind(), Kind::Rehearsal);
}

pub async fn what_is_overdue_is_found(store: &dyn Store) {
    let with = |due_at, ended, agency: &str| {
        let mut commit = begin_with(NewDossier { agency: agency.into(), ..new_dossier() });
        (commit.state.due_at, commit.state.ended) = (due_at, ended);
        commit
    };
    let late = keep(store, with(Some(MORNING - MINUTE), false, "so-tai-chinh")).await;
    keep(store, with(Some(MORNING), false, "so-tai-chinh")).await;
    keep(store, with(Some(MORNING - MINUTE), true, "so-tai-chinh")).await;
    keep(store, with(Some(MORNING - MINUTE), false, "so-xay-dung")).await;
    let mut tasks = with(None, false, "so-xay-dung");
    let applicant =
        TaskRow { applicant: Some("Người nộp 0412".into()), ..task(3, "nguoi_nop", Some(MORNING - MINUTE)) };
    let open = [task(1, "chuyen_vien", Some(MORNING - 2 * MINUTE)), task(2, "truong_phong", None), applicant];
    tasks.rows = open.map(RowChange::TaskOpened).into();
    let tasks = keep(store, tasks).await;

    let row = |code: &str, due, step: Option<(&str, &str)>| OverdueRow {
        code: code.into(),
        procedure: "2.001610".into(),
        due,
        step: step.map(|(step, role)| (step.into(), role.into())),
    };
    let step = row(&tasks.code, MORNING - 2 * MINUTE, Some(("tham_dinh", "chuyen_vien")));
    let dossier = row(&late.code, MORNING - MINUTE, None);
    assert_eq!(store.overdue("so-tai-chinh", MORNING).await.unwrap(), [step.clone(), dossier]);
    assert_eq!(store.overdue("so-tai-chinh", MORNING - MINUTE).await.unwrap(), [step]);
    assert_eq!(store.overdue("so-y-te", MORNING).await.unwrap(), []);

    // Settled, it is overdue no more.
    keep_next(store, &late, |next| next.state.due_at = None).await;
    assert_eq!(store.overdue("so-tai-chinh", MORNING).await.unwrap().len(), 1);
}

fn found(unit: &str, slot: i64, list: &str) -> DutyRow {
    let (duty, unit) = ("ra_soat".into(), unit.into());
    DutyRow { duty, unit, slot, as_of: slot - MINUTE, recorded_at: slot + 5, body: list.into() }
}

async fn duties(store: &dyn Store, unit: &str, limit: u32, before: Option<i64>) -> Vec<DutyRow> {
    store.duties(&DutyQuery { unit: unit.into(), limit, before }).await.unwrap()
}

pub async fn a_duty_goes_on_behind_its_last_slot(store: &dyn Store) {
    assert_eq!(store.begin_duty("ra_soat", "a", MORNING).await, Ok(MORNING));
    assert_eq!(store.begin_duty("ra_soat", "a", MORNING + MINUTE).await, Ok(MORNING), "it began once");
    assert_eq!(store.begin_duty("ra_soat", "b", MORNING + MINUTE).await, Ok(MORNING + MINUTE));
    let both = [found("a", MORNING + 3 * MINUTE, "[]"), found("a", MORNING + 2 * MINUTE, "[]")];
    store.keep_duties(&both).await.unwrap();
    assert_eq!(store.begin_duty("ra_soat", "a", MORNING).await, Ok(MORNING + 3 * MINUTE));
    assert_eq!(store.begin_duty("kiem_ke", "a", MORNING).await, Ok(MORNING));
}

pub async fn a_slot_is_kept_once(store: &dyn Store) {
    let first = found("a", MORNING, "[1]");
    store.keep_duties(std::slice::from_ref(&first)).await.unwrap();
    store.keep_duties(&[found("b", MORNING, "[2]"), found("a", MORNING, "[3]")]).await.unwrap();
    assert_eq!(duties(store, "a", 10, None).await, [first]);
    assert_eq!(duties(store, "b", 10, None).await, [found("b", MORNING, "[2]")]);
}

pub async fn duties_come_in_pages(store: &dyn Store) {
    let slots = [1, 4, 2, 3].map(|minute| found("a", MORNING + minute * MINUTE, "[]"));
    store.keep_duties(&slots).await.unwrap();
    let page = |limit, before| async move {
        let page = duties(store, "a", limit, before).await;
        page.iter().map(|row| (row.slot - MORNING) / MINUTE).collect::<Vec<_>>()
    };
    assert_eq!(page(3, None).await, [4, 3, 2]);
    assert_eq!(page(3, Some(MORNING + 2 * MINUTE)).await, [1]);
    assert!(duties(store, "b", 9, None).await.is_empty());
}

fn stray(source: &str, id: &str, agency: &str) -> NewUnmatched {
    NewUnmatched {
        source: source.into(),
        id: id.into(),
        fingerprint: [7; 32],
        agency: agency.into(),
        name: "ket_qua".into(),
        dossier: Some("T-0001".into()),
        key: None,
        body: b"{}".to_vec(),
        why: "nothing".into(),
        received_at: MORNING,
        alarm_at: MORNING + 10 * MINUTE,
    }
}

async fn strays(store: &dyn Store, agency: &str, open_only: bool, limit: u32, after: i64) -> Vec<String> {
    let query = UnmatchedQuery { agency: agency.into(), open_only, limit, after };
    store.list_unmatched(&query).await.unwrap().into_iter().map(|row| row.message.id).collect()
}

pub async fn a_message_that_matches_nothing_is_kept_once(store: &dyn Store) {
    let first = store.keep_unmatched(&stray("thue", "1", "a")).await.unwrap();
    assert_eq!((&first.message, &first.settled), (&stray("thue", "1", "a"), &None));
    let other = NewUnmatched { fingerprint: [8; 32], body: b"[]".to_vec(), ..stray("thue", "1", "b") };
    assert_eq!(store.keep_unmatched(&other).await, Ok(first.clone()), "it stays as it was");
    let second = store.keep_unmatched(&stray("ho_tich", "1", "a")).await.unwrap();
    assert!(second.number > first.number, "names are those of a source");
    let by_name = UnmatchedKey::Name { source: "thue", id: "1" };
    assert_eq!(store.unmatched(by_name).await, Ok(Some(first.clone())));
    assert_eq!(store.unmatched(UnmatchedKey::Number(first.number)).await, Ok(Some(first)));
    assert_eq!(store.unmatched(UnmatchedKey::Name { source: "thue", id: "2" }).await, Ok(None));
    assert_eq!(store.unmatched(UnmatchedKey::Number(second.number + 1)).await, Ok(None));
}

pub async fn what_matches_nothing_is_settled_once(store: &dyn Store) {
    let mut numbers = Vec::new();
    for id in ["1", "2", "3"] {
        numbers.push(store.keep_unmatched(&stray("thue", id, "a")).await.unwrap().number);
    }
    store.keep_unmatched(&stray("thue", "4", "b")).await.unwrap();
    let given = Settled { at: MORNING + MINUTE, by: "p01".into(), dossier: Some("T-0002".into()), ground: None };
    let dropped =
        Settled { at: MORNING + MINUTE, by: "p02".into(), dossier: None, ground: Some("Gửi nhầm".into()) };
    assert_eq!(store.settle_unmatched(numbers[0], &given).await, Ok(true));
    assert_eq!(store.settle_unmatched(numbers[0], &dropped).await, Ok(false), "it is settled");
    assert_eq!(store.settle_unmatched(numbers[1], &dropped).await, Ok(true));
    assert_eq!(store.settle_unmatched(99, &dropped).await, Ok(false), "there is none");
    for (number, settled) in [(numbers[0], Some(given)), (numbers[1], Some(dropped)), (numbers[2], None)] {
        let row = store.unmatched(UnmatchedKey::Number(number)).await.unwrap().unwrap();
        assert_eq!(row.settled, settled);
    }
    assert_eq!(strays(store, "a", true, 9, 0).await, ["3"]);
    assert_eq!(strays(store, "a", false, 2, 0).await, ["1", "2"], "nothing is ever taken out");
    assert_eq!(strays(store, "a", false, 2, numbers[1]).await, ["3"]);
    assert_eq!(strays(store, "b", true, 9, 0).await, ["4"]);
    let alarm = MORNING + 10 * MINUTE;
    let counts = (store.alarming_unmatched(alarm - 1).await, store.alarming_unmatched(alarm).await);
    assert_eq!(counts, (Ok(0), Ok(2)), "those that wait, of all agencies");
}
