//! How a verb ends: what stood in its way is told and becomes its exit code. It knows no verb.

use calendar::Lang;

use crate::ENVIRONMENT;
use crate::files::Trouble;
use crate::output::error;

/// Returns the exit code of a verb; what stood in its way is told.
pub(crate) fn ended(done: Result<u8, Trouble>, lang: Lang) -> u8 {
    done.unwrap_or_else(|trouble| {
        error(&trouble, lang);
        ENVIRONMENT
    })
}

/// Waits for what reads or writes a database, on this thread alone.
pub(crate) fn waited<T>(work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build();
    tokio.map_err(|error| error.to_string())?.block_on(work)
}
