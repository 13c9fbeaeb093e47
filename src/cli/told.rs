//! A stored dossier, to be told in words: with the version of the procedure that is stored beside it.
//!
//! It opens no store and prints nothing. Calendars and posts are the shipped ones: a database keeps none.

use calendar::{Instant, Lang};
use engine::record::v1;
use engine::{Instance, Pass};
use procedure::draw::{Drawing, Overlay, diagram};
use procedure::explain::{Teller, status_name};
use procedure::files::Directory;
use procedure::{Compiled, Library};
use store::{DossierRow, RecordRow, SqliteStore, Store, StoreError};

/// Records read at a time.
const PAGE: u32 = 500;

/// Reads the whole log of a dossier.
pub(crate) async fn log(store: &SqliteStore, row: &DossierRow) -> Result<Vec<RecordRow>, StoreError> {
    let mut all: Vec<RecordRow> = Vec::new();
    loop {
        let page = store.records(row.id, all.last().map_or(0, |one| one.seq), PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// What a dossier's words are made of.
pub(crate) struct Told {
    compiled: Compiled,
    library: Library,
    directory: Directory,
    instance: Instance,
    /// The log by the version that decided it, each with the number of its first record.
    parts: Vec<(Compiled, u64, Vec<Pass>)>,
    lang: Lang,
}

impl Told {
    /// Prepares a dossier; none if this program cannot read its version of the procedure, or its records.
    pub async fn new(
        store: &SqliteStore,
        row: &DossierRow,
        log: &[RecordRow],
        lang: Lang,
    ) -> Result<Option<Self>, StoreError> {
        let stored = store.programs().await?;
        let (library, _) = Library::shipped();
        let compile = |hash: &str| {
            let found = stored.iter().find(|one| one.procedure == row.procedure && one.hash.starts_with(hash));
            procedure::trusted(&found?.source, &library)
        };
        let read = || {
            let compiled = compile(&row.program)?;
            let instance = v1::decode_snapshot(&compiled.program, &row.snapshot).ok()?;
            let mut parts: Vec<(Compiled, u64, Vec<Pass>)> = Vec::new();
            for same in log.chunk_by(|one, next| v1::version_of(&one.body) == v1::version_of(&next.body)) {
                let first = same.first()?;
                let compiled = compile(v1::version_of(&first.body)?)?;
                let passes = same.iter().map(|record| pass(&compiled, record)).collect::<Option<_>>()?;
                parts.push((compiled, first.seq, passes));
            }
            Some((compiled, instance, parts))
        };
        let Some((compiled, instance, parts)) = read() else { return Ok(None) };
        let directory = library.directories.first().cloned();
        Ok(directory.map(|directory| Self { compiled, library, directory, instance, parts, lang }))
    }

    fn teller(&self) -> Teller<'_> {
        Teller { compiled: &self.compiled, library: &self.library, directory: &self.directory, lang: self.lang }
    }

    /// Returns what its present version decided.
    fn passes(&self) -> &[Pass] {
        self.parts.last().map(|(_, _, passes)| passes.as_slice()).unwrap_or_default()
    }

    /// Draws it as it stands at an instant.
    pub fn drawing(&self, now: Instant) -> Drawing {
        let overlay = Overlay::live(&self.teller(), &self.instance, self.passes(), now);
        diagram(&self.compiled.program, &overlay, self.lang, "d")
    }

    /// Tells where it stands, why it is there and why it is due then.
    pub fn state(&self) -> Vec<String> {
        let (teller, instance) = (self.teller(), &self.instance);
        let passes = self.passes();
        let title = |vi: &'static str, en: &'static str| crate::output::say(self.lang, vi, en);
        let mut lines = vec![
            format!("{}: {}", title("Thủ tục", "Procedure"), self.compiled.program.name),
            format!("{}: {}", title("Cơ quan giải quyết", "Agency"), teller.agency(&instance.filing.competent)),
            format!("{}: {}", title("Nộp lúc", "Filed"), teller.moment(instance.submitted_at)),
            format!("{}: {}", title("Trạng thái", "Status"), status_name(instance.status, self.lang)),
        ];
        lines.extend(instance.open().map(|one| {
            let due = one.clock.as_ref().map(|clock| format!(", {}", teller.due(clock.state.due, clock.limit.rule)));
            let role = one.role.map(|role| format!(" ({})", teller.role(role)));
            let task = title("Việc đang mở", "Open task");
            format!("{task}: {}{}{}", teller.step(one.node), role.unwrap_or_default(), due.unwrap_or_default())
        }));
        let sections = [
            (title("Vì sao ở đây", "Why it is here"), teller.why_here(instance, passes)),
            (title("Vì sao hạn như vậy", "Why it is due then"), teller.why_due(instance, passes)),
        ];
        for (heading, told) in sections.into_iter().filter(|(_, told)| !told.is_empty()) {
            lines.push(format!("{heading}:"));
            lines.extend(told.into_iter().map(|one| format!("  {one}")));
        }
        lines
    }

    /// Tells what was done, by whom, and what followed.
    pub fn history(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let told = self
            .parts
            .iter()
            .flat_map(|(compiled, first, passes)| Teller { compiled, ..self.teller() }.history_from(*first, passes));
        for one in told {
            lines.push(format!("{:>4}  {}  {}: {}", one.seq, one.when, one.who, one.what));
            lines.extend(one.detail.into_iter().map(|detail| format!("                        {detail}")));
        }
        lines
    }
}

fn pass(compiled: &Compiled, record: &RecordRow) -> Option<Pass> {
    Some(Pass {
        at: Instant::from_millis(record.at),
        recorded_at: Instant::from_millis(record.recorded_at),
        author: serde_json::from_str(&record.author).ok()?,
        events: v1::decode_events(&compiled.program, &record.body).ok()?,
    })
}
