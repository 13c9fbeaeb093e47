//! Every statement of the SQL stores, and nothing else. `$1` works in SQLite and PostgreSQL; what does not work in
//! both says so.

/// Gives the next number of a prefix.
pub(super) const NEXT_NUMBER: &str = "
    INSERT INTO numbers (prefix, last) VALUES ($1, 1)
    ON CONFLICT (prefix) DO UPDATE SET last = numbers.last + 1
    RETURNING last";

pub(super) const BEGIN_DOSSIER: &str = "
    INSERT INTO dossiers (code, procedure, program, agency, receiving, applicant, created_at,
        version, snapshot, status, ended, wake_at, head)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    RETURNING id";

pub(super) const HEAD: &str = "SELECT code, version, head FROM dossiers WHERE id = $1";

pub(super) const MOVE_DOSSIER: &str = "
    UPDATE dossiers SET version = $2, snapshot = $3, status = $4, ended = $5, wake_at = $6, head = $7 WHERE id = $1";

pub(super) const ADD_RECORD: &str = "
    INSERT INTO records (dossier, seq, at, recorded_at, author, kind, body, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const ADD_DATA: &str = "INSERT INTO data (dossier, version, body) VALUES ($1, $2, $3)";

pub(super) const OPEN_TASK: &str = "
    INSERT INTO tasks (dossier, activation, step, role, agency, applicant, due, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const MOVE_TASK: &str = "UPDATE tasks SET role = $3, agency = $4 WHERE dossier = $1 AND activation = $2";

pub(super) const CLOSE_TASK: &str = "DELETE FROM tasks WHERE dossier = $1 AND activation = $2";

pub(super) const ADD_EFFECT: &str =
    "INSERT INTO outbox (dossier, seq, ordinal, target, body) VALUES ($1, $2, $3, $4, $5)";

pub(super) const ADD_ANSWER: &str = "
    INSERT INTO answers (client, key, fingerprint, dossier, version, body) VALUES ($1, $2, $3, $4, $5, $6)";

macro_rules! dossiers {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, procedure, program, agency, receiving, applicant, created_at, version, snapshot, \
             status, ended, wake_at, head FROM dossiers ",
            $rest
        )
    };
}

pub(super) const DOSSIER_BY_ID: &str = dossiers!("WHERE id = $1");
pub(super) const DOSSIER_BY_CODE: &str = dossiers!("WHERE code = $1");
pub(super) const DOSSIERS: &str = dossiers!("WHERE ended <= $1 AND id < $2 ORDER BY id DESC LIMIT $3");
pub(super) const DOSSIERS_OF_APPLICANT: &str =
    dossiers!("WHERE ended <= $1 AND id < $2 AND applicant = $4 ORDER BY id DESC LIMIT $3");
pub(super) const DOSSIERS_OF_AGENCY: &str =
    dossiers!("WHERE ended <= $1 AND id < $2 AND (agency = $4 OR receiving = $4) ORDER BY id DESC LIMIT $3");

pub(super) const DATA: &str = "SELECT version, body FROM data WHERE dossier = $1 AND version = $2";

pub(super) const RECORDS: &str = "
    SELECT seq, at, recorded_at, author, kind, body, hash FROM records
    WHERE dossier = $1 AND seq > $2 ORDER BY seq LIMIT $3";

pub(super) const DUE: &str = "
    SELECT id, wake_at FROM dossiers WHERE wake_at IS NOT NULL AND wake_at <= $1 ORDER BY wake_at, id LIMIT $2";

pub(super) const NEXT_WAKE: &str = "SELECT min(wake_at) FROM dossiers WHERE wake_at IS NOT NULL";

macro_rules! tasks {
    ($rest:literal) => {
        concat!(
            "SELECT t.dossier, d.code, d.procedure, d.program, t.activation, t.step, t.role, t.agency, t.applicant, \
             t.due, t.opened_at FROM tasks t JOIN dossiers d ON d.id = t.dossier WHERE ",
            $rest
        )
    };
    // No due instant counts as the latest there is, where places are compared and where they are ordered.
    (page $scope:literal) => {
        concat!(
            tasks!("(COALESCE(t.due, 9223372036854775807), d.code, t.activation) > ($1, $2, $3) "),
            $scope,
            " ORDER BY COALESCE(t.due, 9223372036854775807), d.code, t.activation LIMIT $4"
        )
    };
}

pub(super) const TASK: &str = tasks!("t.dossier = $1 AND t.activation = $2");
pub(super) const TASKS: &str = tasks!(page "");
pub(super) const TASKS_OF_APPLICANT: &str = tasks!(page "AND t.applicant = $5");
/// SQLite only: the roles are one JSON array.
pub(super) const TASKS_OF_ROLES: &str =
    tasks!(page "AND t.agency = $5 AND t.role IN (SELECT value FROM json_each($6))");

pub(super) const ANSWER: &str = "
    SELECT a.fingerprint, a.dossier, d.code, a.version, a.body
    FROM answers a JOIN dossiers d ON d.id = a.dossier WHERE a.client = $1 AND a.key = $2";

macro_rules! effects {
    ($rest:literal) => {
        concat!(
            "SELECT o.position, o.dossier, d.code, o.seq, o.ordinal, o.target, o.body \
             FROM outbox o JOIN dossiers d ON d.id = o.dossier WHERE ",
            $rest
        )
    };
}

pub(super) const OUTBOX: &str = effects!("o.position > $1 ORDER BY o.position LIMIT $2");
pub(super) const EFFECTS: &str = effects!("o.dossier = $1 ORDER BY o.position");

pub(super) const SETTING: &str = "SELECT value FROM settings WHERE name = $1";

pub(super) const SET_SETTING: &str = "
    INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

pub(super) const PUT_PROGRAM: &str = "
    INSERT INTO programs (hash, procedure, source, activated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (hash) DO NOTHING";

pub(super) const PROGRAMS: &str =
    "SELECT hash, procedure, source, activated_at FROM programs ORDER BY activated_at, hash";

/// SQLite only: the tables that are there before anything is written.
pub(super) const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";

pub(super) const FORMAT: &str = "SELECT max(version) FROM _sqlx_migrations";

pub(super) const SET_KIND: &str = "INSERT INTO identity (one, kind) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";

pub(super) const KIND: &str = "SELECT kind FROM identity";
