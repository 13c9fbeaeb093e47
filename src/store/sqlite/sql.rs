//! Every statement of the SQL stores, and nothing else. `$1` works in SQLite and PostgreSQL; what does not work in
//! both says so, and the kinds of rows a commit writes are SQLite's own.

use super::script::Kind;

pub(super) const LAST_ID: &str = "SELECT COALESCE(max(id), 0) FROM dossiers";

pub(super) const LAST_NUMBER: &str = "SELECT last FROM numbers WHERE prefix = $1";

/// SQLite only, as [`STANDING`].
pub(super) const HEADS: &str = "
    SELECT json_group_array(json_array(d.id, d.code, d.version, hex(d.head)))
    FROM json_each($1) i CROSS JOIN dossiers d ON d.id = i.value";

pub(super) static GIVE_NUMBER: Kind = Kind::Rows {
    before: "INSERT INTO numbers (prefix, last) VALUES ",
    row: "(?, ?)",
    after: " ON CONFLICT (prefix) DO UPDATE SET last = excluded.last",
};

pub(super) static BEGIN_DOSSIER: Kind = Kind::Rows {
    before: "INSERT INTO dossiers (code, procedure, program, agency, receiving, applicant, created_at, \
             version, snapshot, status, ended, wake_at, due_at, recorded_at, head, id) VALUES ",
    row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    after: "",
};

pub(super) static MOVE_DOSSIER: Kind = Kind::Each(
    "UPDATE dossiers SET version = ?, snapshot = ?, status = ?, ended = ?, wake_at = ?, due_at = ?, \
     recorded_at = ?, head = ? WHERE id = ?",
);

/// The same for many at once.
pub(super) static MOVE_DOSSIERS: Kind = Kind::Rows {
    before: "UPDATE dossiers SET version = column1, snapshot = column2, status = column3, ended = column4, \
             wake_at = column5, due_at = column6, recorded_at = column7, head = column8 FROM (VALUES ",
    row: "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
    after: ") WHERE id = column9",
};

/// A dossier goes on under another version (sem 9.2).
pub(super) static CHANGE_PROGRAM: Kind = Kind::Each("UPDATE dossiers SET program = ? WHERE id = ?");

pub(super) static ADD_RECORD: Kind = Kind::Rows {
    before: "INSERT INTO records (dossier, seq, at, recorded_at, author, kind, body, hash) VALUES ",
    row: "(?, ?, ?, ?, ?, ?, ?, ?)",
    after: "",
};

pub(super) static ADD_DATA: Kind =
    Kind::Rows { before: "INSERT INTO data (dossier, version, body) VALUES ", row: "(?, ?, ?)", after: "" };

pub(super) static OPEN_TASK: Kind = Kind::Rows {
    before: "INSERT INTO tasks (dossier, activation, step, role, agency, applicant, due, opened_at, item) VALUES ",
    row: "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
    after: "",
};

/// Whoever held it holds it no more (sem 4.12).
pub(super) static MOVE_TASK: Kind =
    Kind::Each("UPDATE tasks SET role = ?, agency = ?, holder = NULL WHERE dossier = ? AND activation = ?");

pub(super) static HOLD_TASK: Kind = Kind::Each("UPDATE tasks SET holder = ? WHERE dossier = ? AND activation = ?");

pub(super) static TASK_DUE: Kind = Kind::Each("UPDATE tasks SET due = ? WHERE dossier = ? AND activation = ?");

pub(super) static CLOSE_TASK: Kind = Kind::Each("DELETE FROM tasks WHERE dossier = ? AND activation = ?");

pub(super) static ADD_EFFECT: Kind = Kind::Rows {
    before: "INSERT INTO outbox (dossier, seq, ordinal, target, body) VALUES ",
    row: "(?, ?, ?, ?, ?)",
    after: "",
};

pub(super) static ADD_LETTER: Kind = Kind::Rows {
    before: "INSERT INTO letters (dossier, seq, ordinal, letter, form, legal, signed, sha256, body) VALUES ",
    row: "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
    after: "",
};

pub(super) static ADD_ANSWER: Kind = Kind::Rows {
    before: "INSERT INTO answers (client, key, fingerprint, dossier, version, body) VALUES ",
    row: "(?, ?, ?, ?, ?, ?)",
    after: "",
};

/// SQLite only: the ids are one JSON array, and so is the answer, because a row costs more than what is in it. Bodies
/// may be any bytes, so they are written in hexadecimal digits.
pub(super) const STANDING: &str = "
    SELECT json_group_array(json_array(d.id, d.code, d.program, d.version, d.recorded_at, hex(d.snapshot), x.version,
        CASE WHEN x.version IS NULL THEN NULL ELSE hex(x.body) END))
    FROM json_each($1) i CROSS JOIN dossiers d ON d.id = i.value
    LEFT JOIN data x ON x.dossier = d.id AND x.version = (SELECT max(version) FROM data WHERE dossier = d.id)";

/// SQLite only: rows are numbered as they come.
pub(super) const LAST_RECORDED: &str = "SELECT recorded_at FROM records ORDER BY rowid DESC LIMIT 1";

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

/// SQLite only: no record is ever deleted, so its row id is its place among all, whatever SQLite does with the file.
pub(super) const LOG: &str = "
    SELECT r.rowid, d.code, d.program, r.seq, r.at, r.recorded_at, r.author, r.kind, r.body, r.hash
    FROM records r JOIN dossiers d ON d.id = r.dossier WHERE r.rowid > $1 ORDER BY r.rowid LIMIT $2";

/// SQLite only: one row with an array of pairs, because a row costs more than a pair.
pub(super) const DUE: &str = "
    SELECT json_group_array(json_array(id, wake_at)) FROM (
        SELECT id, wake_at FROM dossiers WHERE wake_at IS NOT NULL AND wake_at <= $1 ORDER BY wake_at, id LIMIT $2)";

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

pub(super) const LETTER: &str = "
    SELECT letter, form, legal, signed, sha256, body FROM letters WHERE dossier = $1 AND seq = $2 AND ordinal = $3";

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

pub(super) const KEEP_UNMATCHED: &str = "
    INSERT INTO unmatched (source, id, fingerprint, agency, name, dossier, key, body, why, received_at, alarm_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (source, id) DO NOTHING";

macro_rules! unmatched {
    ($rest:literal) => {
        concat!(
            "SELECT number, source, id, fingerprint, agency, name, dossier, key, body, why, received_at, alarm_at, \
             settled_at, settled_by, given_to, ground FROM unmatched WHERE ",
            $rest
        )
    };
}

pub(super) const UNMATCHED_BY_NUMBER: &str = unmatched!("number = $1");
pub(super) const UNMATCHED_BY_NAME: &str = unmatched!("source = $1 AND id = $2");
pub(super) const UNMATCHED: &str =
    unmatched!("agency = $1 AND number > $2 AND (settled_at IS NULL OR $3 = 0) ORDER BY number LIMIT $4");

pub(super) const SETTLE_UNMATCHED: &str = "
    UPDATE unmatched SET settled_at = $2, settled_by = $3, given_to = $4, ground = $5
    WHERE number = $1 AND settled_at IS NULL";

pub(super) const ALARMING_UNMATCHED: &str =
    "SELECT count(*) FROM unmatched WHERE settled_at IS NULL AND alarm_at <= $1";

pub(super) const SETTING: &str = "SELECT value FROM settings WHERE name = $1";

pub(super) const SET_SETTING: &str = "
    INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

pub(super) const PUT_PROGRAM: &str = "
    INSERT INTO programs (hash, procedure, source, activated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (hash) DO NOTHING";

pub(super) const PROGRAMS: &str =
    "SELECT hash, procedure, source, activated_at FROM programs ORDER BY activated_at, hash";

pub(super) const PUBLISH: &str = "
    INSERT INTO publications (hash, procedure, first_day, last_day, published_at, published_by)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const PUBLISH_FILE: &str = "
    INSERT INTO publication_files (hash, place, name, body) VALUES ($1, $2, $3, $4)";

pub(super) const CLOSE_VERSION: &str = "INSERT INTO closings (hash, closed_by, last_day) VALUES ($1, $2, $3)";

pub(super) const PUBLICATIONS: &str = "
    SELECT hash, procedure, first_day, last_day, published_at, published_by FROM publications ORDER BY number";

pub(super) const PUBLICATION_FILES: &str = "SELECT hash, name, body FROM publication_files ORDER BY hash, place";

pub(super) const CLOSINGS: &str = "SELECT hash, closed_by, last_day FROM closings ORDER BY hash";

/// SQLite only: the tables that are there before anything is written.
pub(super) const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";

pub(super) const FORMAT: &str = "SELECT max(version) FROM _sqlx_migrations";

pub(super) const COPY: &str = "VACUUM INTO $1";

pub(super) const SET_KIND: &str = "INSERT INTO identity (one, kind) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";

pub(super) const KIND: &str = "SELECT kind FROM identity";
