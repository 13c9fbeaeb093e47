//! The runtime against the shipped procedure: what it acknowledges, what it refuses, when it wakes. What decides a
//! dossier is the engine's matter and is tested there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acts;
mod duties;
mod failures;
mod letters;
mod load;
mod notices;
mod stage;
mod timers;
mod versions;
mod watched;

/// Runs the same cases on a store in memory and on a file.
macro_rules! on_both_stores {
    ($module:ident: $($case:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $case() {
                crate::$module::$case(std::sync::Arc::new(store::MemoryStore::new(store::Kind::Rehearsal))).await;
            })*
        }

        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                let file = crate::stage::TestFile::new();
                crate::$module::$case(file.open().await).await;
            })*
        }
    };
}
pub(crate) use on_both_stores;
