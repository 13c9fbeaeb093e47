//! Every statement of the SQL stores, and nothing else. `$1` works in SQLite and PostgreSQL; what does not work in
//! both says so.

pub(super) const LAST_ID: &str = "SELECT COALESCE(max(id), 0) FROM dossiers";

pub(super) const LAST_NUMBER: &str = "SELECT last FROM numbers WHERE prefix = $1";

pub(super) const GIVE_NUMBER: &str = "
    INSERT INTO numbers (prefix, last) VALUES ($1, $2) ON CONFLICT (prefix) DO UPDATE SET last = excluded.last";

/// Its first eight parameters are those of [`MOVE_DOSSIER`].
pub(super) const BEGIN_DOSSIER: &str = "
    INSERT INTO dossiers (id, version, snapshot, status, ended, wake_at, due_at, head,
        code, procedure, program, agency, receiving, applicant, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

pub(super) const HEAD: &str = "SELECT code, version, head FROM dossiers WHERE id = $1";

pub(super) const MOVE_DOSSIER: &str = "
    UPDATE dossiers SET version = $2, snapshot = $3, status = $4, ended = $5, wake_at = $6, due_at = $7, head = $8
    WHERE id = $1";

pub(super) const ADD_RECORD: &str = "
    INSERT INTO records (dossier, seq, at, recorded_at, author, kind, body, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const ADD_DATA: &str = "INSERT INTO data (dossier, version, body) VALUES ($1, $2, $3)";

pub(super) const OPEN_TASK: &str = "
    INSERT INTO tasks (dossier, activation, step, role, agency, applicant, due, opened_at, item)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Whoever held it holds it no more (sem 4.12).
pub(super) const MOVE_TASK: &str =
    "UPDATE tasks SET role = $3, agency = $4, holder = NULL WHERE dossier = $1 AND activation = $2";

pub(super) const HOLD_TASK: &str = "UPDATE tasks SET holder = $3 WHERE dossier = $1 AND activation = $2";

pub(super) const TASK_DUE: &str = "UPDATE tasks SET due = $3 WHERE dossier = $1 AND activation = $2";

pub(super) const CLOSE_TASK: &str = "DELETE FROM tasks WHERE dossier = $1 AND activation = $2";

pub(super) const ADD_EFFECT: &str =
    "INSERT INTO outbox (dossier, seq, ordinal, target, body) VALUES ($1, $2, $3, $4, $5)";

pub(super) const ADD_ANSWER: &str = "
    INSERT INTO answers (client, key, fingerprint, dossier, version, body) VALUES ($1, $2, $3, $4, $5, $6)";

/// SQLite only: the ids are one JSON array.
pub(super) const STANDING: &str = "
    SELECT d.id, d.code, d.program, d.version, r.recorded_at, d.snapshot, x.version, x.body
    FROM json_each($1) i CROSS JOIN dossiers d ON d.id = i.value
    JOIN records r ON r.dossier = d.id AND r.seq = d.version
    LEFT JOIN data x ON x.dossier = d.id AND x.version = (SELECT max(version) FROM data WHERE dossier = d.id)";

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
             t.due, t.opened_at, t.item, t.holder FROM tasks t JOIN dossiers d ON d.id = t.dossier WHERE ",
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

pub(super) const OVERDUE: &str = "
    SELECT code, procedure, due_at AS due, NULL AS step, NULL AS role FROM dossiers
    WHERE agency = $1 AND ended = 0 AND due_at < $2
    UNION ALL
    SELECT d.code, d.procedure, t.due, t.step, t.role FROM tasks t JOIN dossiers d ON d.id = t.dossier
    WHERE t.agency = $1 AND t.applicant IS NULL AND t.due < $2
    ORDER BY due, code, step";

pub(super) const BEGIN_DUTY: &str = "
    INSERT INTO duty_units (duty, unit, since) VALUES ($1, $2, $3) ON CONFLICT (duty, unit) DO NOTHING";

pub(super) const DUTY_DONE: &str = "
    SELECT COALESCE(max(d.slot), u.since) FROM duty_units u
    LEFT JOIN duties d ON d.duty = u.duty AND d.unit = u.unit WHERE u.duty = $1 AND u.unit = $2";

pub(super) const KEEP_DUTY: &str = "
    INSERT INTO duties (duty, unit, slot, as_of, recorded_at, body) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (duty, unit, slot) DO NOTHING";

pub(super) const DUTIES: &str = "
    SELECT duty, unit, slot, as_of, recorded_at, body FROM duties
    WHERE unit = $1 AND slot < $2 ORDER BY slot DESC, duty LIMIT $3";

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
