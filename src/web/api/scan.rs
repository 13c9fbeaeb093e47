//! Walks over the open dossiers a post's agency has to do with, a bounded stretch at a time.
//! The store keeps no table of jobs, incidents or keys of messages; whoever asks for them looks into the dossiers.

use engine::Actor;
use procedure::Compiled;
use runtime::Dossier;
use store::{DossierId, DossierQuery, DossierScope};

use crate::App;
use crate::fault::Fault;

/// Rows read at a time, and looked at by one request that goes on page by page.
const STRETCH: u32 = 500;

/// A walk over open dossiers, the newest first.
pub(super) struct Scan<'a> {
    app: &'a App,
    scope: DossierScope,
    after: Option<DossierId>,
}

impl<'a> Scan<'a> {
    /// Starts behind a dossier, or at the newest, for the agency of a post.
    ///
    /// # Errors
    /// [`Fault::PostsOnly`] for anybody else.
    pub fn new(app: &'a App, actor: &Actor, after: Option<i64>) -> Result<Self, Fault> {
        let Actor::Post(post) = actor else { return Err(Fault::PostsOnly) };
        let place = app.service.catalogue().directory().post(post.as_str()).ok_or(Fault::Nothing)?;
        let scope = DossierScope::Agency(place.agency.id.clone());
        Ok(Self { app, scope, after: after.map(DossierId) })
    }

    /// Returns the next stretch of dossiers whose procedure is wanted, and whether more may follow.
    ///
    /// # Errors
    /// What the store says.
    pub async fn stretch(&mut self, wanted: impl Fn(&Compiled) -> bool) -> Result<(Vec<Dossier>, bool), Fault> {
        let (service, scope) = (&self.app.service, self.scope.clone());
        let query = DossierQuery { scope, open_only: true, limit: STRETCH, after: self.after };
        let rows = service.dossiers(&query).await?;
        self.after = rows.last().map(|row| row.id).or(self.after);
        let mut found = Vec::new();
        for row in &rows {
            // A version that cannot be loaded is the operator's matter, not that of a list.
            let Some(compiled) = service.catalogue().version(&row.program) else { continue };
            if wanted(&compiled) {
                found.extend(service.dossier(&row.code).await?);
            }
        }
        Ok((found, rows.len() == STRETCH as usize))
    }

    /// Returns where the next request goes on.
    pub fn place(&self) -> Option<i64> {
        self.after.map(|id| id.0)
    }
}
