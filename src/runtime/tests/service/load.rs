//! Many clients and many dossiers: one writer loses no update and keeps its memory bounded.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use motcua_runtime::{Client, Refusal};
use store::{Kind, MemoryStore, Store};

use crate::stage::{ACCEPT, TestFile, file_many, kinds, next_press, open_step, sound, start};
use crate::watched::Watched;

/// Lets 64 clients press whatever is open on few dossiers, each naming the version it saw.
async fn sixty_four_clients(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file_many(&service, 8).await;
    let clients: Vec<_> = (0..64)
        .map(|number| {
            let (service, done) = (service.clone(), filed[number % filed.len()].clone());
            tokio::spawn(async move {
                let mut versions = Vec::new();
                for _ in 0..20 {
                    let seen = service.dossier(&done.code).await.unwrap().unwrap().row.version;
                    let (step, activation) = open_step(&service, &done.code).await.unwrap();
                    let act = next_press(&step, true).on(activation);
                    match service.command(Client::default(), done.id, Some(seen), act).await {
                        Ok(done) => {
                            assert_eq!(done.version, seen + 1);
                            versions.push((done.code, done.version));
                        }
                        Err(Refusal::Stale { version }) => assert!(version > seen),
                        // It was open a moment after the version was seen.
                        Err(Refusal::Rejected(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                versions
            })
        })
        .collect();
    let mut accepted = Vec::new();
    for client in clients {
        accepted.extend(client.await.unwrap());
    }
    let once: BTreeSet<_> = accepted.iter().collect();
    assert_eq!(once.len(), accepted.len(), "two acts were told the same version");
    let mut written = 0;
    for done in &filed {
        written += kinds(&store, done.id).await.len() - 1;
    }
    assert_eq!(written, accepted.len());
    assert!(written >= 64, "too little was accepted to tell anything: {written}");
    assert_eq!(sound(&store).await, 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_clients_lose_no_update_in_memory() {
    sixty_four_clients(Arc::new(MemoryStore::new(Kind::Rehearsal))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_clients_lose_no_update_on_a_file() {
    let file = TestFile::new();
    sixty_four_clients(file.open().await).await;
}

#[tokio::test]
async fn refusals_do_not_fill_the_memory() {
    /// More dossiers than a writer holds.
    const MANY: usize = 5_000;
    let watched = Watched::new(Arc::new(MemoryStore::new(Kind::Rehearsal)));
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    let service = start(&store).await;
    let filed = file_many(&service, MANY).await;
    let refuse = async |number: usize| {
        let (id, act) = (filed[number].id, ACCEPT.on(engine::ActivationId(1)));
        let refused = service.command(Client::default(), id, Some(9), act).await;
        assert_eq!(refused, Err(Refusal::Stale { version: 1 }));
        watched.read.swap(0, Ordering::SeqCst)
    };
    assert_eq!(refuse(0).await, 1);
    assert_eq!(refuse(0).await, 0, "a dossier just seen is held");
    for number in 1..MANY {
        refuse(number).await;
    }
    assert_eq!(refuse(0).await, 1, "after {MANY} others the first is still held");
}
