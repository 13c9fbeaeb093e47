//! Waits until files change: their times and lengths are looked at twice a second.
//!
//! It reads no content and tells nothing.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use calendar::Lang;

use crate::files;

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(500);

/// What files looked like: name, time of the last change, length.
pub(crate) type Seen = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// Looks at the files that are named and those in the folders beside them that they are judged with.
pub(crate) fn seen(paths: &[PathBuf], processes: Option<&Path>, lang: Lang) -> Seen {
    let beside = processes.map(|folder| files::under(folder, lang).unwrap_or_default()).unwrap_or_default();
    let named = files::list(paths, lang).unwrap_or_default();
    let look = |path: PathBuf| {
        let about = std::fs::metadata(&path).ok();
        let time = about.as_ref().and_then(|about| about.modified().ok());
        (path, time, about.map_or(0, |about| about.len()))
    };
    named.into_iter().chain(beside).map(look).collect()
}

/// Runs `judge` once, and again after every change, for ever.
pub(crate) fn each_change(look: impl Fn() -> Seen, judge: impl Fn()) -> std::io::Result<()> {
    let clock = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    loop {
        // Looked at first, so that a change while judging is not lost.
        let before = look();
        judge();
        while look() == before {
            // Made inside, where the timer is.
            clock.block_on(async { tokio::time::sleep(EVERY).await });
        }
    }
}
