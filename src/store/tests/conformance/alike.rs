//! Whatever is written, the memory store and the SQLite store answer alike.

use engine::{ActivationId, RowChange};
use motcua_store::{
    Commit, DossierId, DossierQuery, DossierScope, Kind, MemoryStore, NewAnswer, NewData, NewDossier, NewEffect,
    SqliteStore, Store, TaskQuery, TaskScope,
};
use proptest::prelude::*;

use crate::samples::{MORNING, TestFile, begin_with, go_on, letter, new_dossier, record, state, task};

/// One commit, sound or not: small numbers make versions, keys and activations meet.
fn commit() -> impl Strategy<Value = Commit> {
    let target = prop_oneof![
        (0..3_u8).prop_map(|day| begin_with(NewDossier { code_prefix: format!("T-{day}-"), ..new_dossier() })),
        (1..4_i64, 1..6_u64).prop_map(|(id, version)| go_on(DossierId(id), version)),
    ];
    let rows = prop::collection::vec(change(), 0..4);
    let parts = (0..4_usize, prop::option::of(0..5_i64), any::<bool>(), rows, 0..12_u32, 0..12_u8);
    (target, parts).prop_map(|(mut commit, (records, wake_at, ended, rows, version, key))| {
        commit.records = vec![record("Fire", MORNING); records];
        commit.state = motcua_store::State { wake_at, due_at: wake_at, ended, ..state(version as u8) };
        commit.rows = rows;
        commit.data = vec![NewData { version, body: vec![key] }];
        commit.outbox = vec![NewEffect { seq: version.into(), ordinal: 0, target: "notice".into(), body: vec![key] }];
        commit.letters = (key < 3).then(|| letter(version.into(), key.into())).into_iter().collect();
        commit.answer = (key < 6).then(|| NewAnswer {
            client: "web".into(),
            key: key.to_string(),
            fingerprint: [key; 32],
            body: vec![key],
        });
        commit
    })
}

fn change() -> impl Strategy<Value = RowChange> {
    let role = prop_oneof![Just("a"), Just("b")];
    (0..6_u64, role, prop::option::of(0..3_i64), 0..4_u8).prop_map(|(number, role, due, what)| {
        let activation = ActivationId(number);
        match what {
            0 => RowChange::TaskClosed { activation },
            1 => RowChange::TaskMoved { activation, role: role.into(), agency: "so-xay-dung".into() },
            _ => RowChange::TaskOpened(task(number, role, due)),
        }
    })
}

/// Everything a store says, as text.
async fn told(store: &dyn Store) -> String {
    let dossiers = DossierQuery { scope: DossierScope::All, open_only: false, limit: 100, after: None };
    let rows = store.dossiers(&dossiers).await.unwrap();
    let mut told = format!("{:?}\n{:?}\n", store.due(9, 100).await, store.next_wake().await);
    for row in &rows {
        let (records, effects) = (store.records(row.id, 0, 100).await, store.effects(row.id).await);
        told += &format!("{row:?}\n{records:?}\n{effects:?}\n{:?}\n", store.verify(row.id).await);
        for version in 0..12 {
            told += &format!("{:?}\n", store.data(row.id, version).await);
            for ordinal in 0..3 {
                told += &format!("{:?}\n", store.letter(row.id, version.into(), ordinal).await);
            }
        }
    }
    let roles = TaskScope::Roles { agency: "so-tai-chinh".into(), roles: vec!["a".into()] };
    for scope in [TaskScope::All, roles] {
        told += &format!("{:?}\n", store.tasks(&TaskQuery { scope, limit: 100, after: None }).await);
    }
    told += &format!("{:?}\n", store.overdue("so-tai-chinh", 3).await);
    for key in 0..6 {
        told += &format!("{:?}\n", store.answer("web", &key.to_string()).await);
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn memory_and_sqlite_answer_alike(batches in prop::collection::vec(prop::collection::vec(commit(), 1..4), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let file = TestFile::new();
            let sqlite = SqliteStore::open(file.path(), Kind::Rehearsal).await.unwrap();
            let memory = MemoryStore::new(Kind::Rehearsal);
            for batch in &batches {
                prop_assert_eq!(memory.commit(batch).await, sqlite.commit(batch).await);
            }
            prop_assert_eq!(told(&memory).await, told(&sqlite).await);
            Ok(())
        })?;
    }
}
