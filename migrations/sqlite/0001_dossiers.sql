-- Instants are milliseconds since 1970-01-01T00:00:00Z. There are no foreign keys between hot tables: the one writer
-- keeps them together in its transaction. Behind each column stands whether it may be shown to anyone (public) or
-- concerns a person or an unsettled matter (private); schemas/tables.md is made from these words.

-- What this database is for; one row, written at creation.
CREATE TABLE identity (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- public: keeps it at one row
    kind TEXT NOT NULL CHECK (kind IN ('rehearsal', 'production')) -- public: never changes
) STRICT;

-- The last number given under each prefix of dossier codes.
CREATE TABLE numbers (
    prefix TEXT NOT NULL PRIMARY KEY, -- public: agency and day
    last INTEGER NOT NULL -- public: never goes back
) STRICT, WITHOUT ROWID;

-- Dossiers as they stand.
CREATE TABLE dossiers (
    id INTEGER NOT NULL PRIMARY KEY, -- public: its identity in this database
    code TEXT NOT NULL UNIQUE, -- public: what people know it by
    procedure TEXT NOT NULL, -- public: code of the procedure
    program TEXT NOT NULL, -- public: hash of the program it runs under
    agency TEXT NOT NULL, -- public: the competent agency
    receiving TEXT NOT NULL, -- public: the agency that received it
    applicant TEXT NOT NULL, -- private: who filed it
    created_at INTEGER NOT NULL, -- public: instant
    version INTEGER NOT NULL, -- public: number of its last record
    snapshot BLOB NOT NULL, -- private: the marking, with the posts that hold tasks
    status INTEGER NOT NULL, -- public: national status
    ended INTEGER NOT NULL CHECK (ended IN (0, 1)), -- public: whether it is over
    wake_at INTEGER, -- public: instant of the next timer
    head BLOB NOT NULL CHECK (length(head) = 32) -- public: hash of its last record
) STRICT;
CREATE INDEX dossiers_by_wake ON dossiers (wake_at, id) WHERE wake_at IS NOT NULL;
CREATE INDEX dossiers_by_applicant ON dossiers (applicant, id);
CREATE INDEX dossiers_by_agency ON dossiers (agency, id);
CREATE INDEX dossiers_by_receiving ON dossiers (receiving, id);

-- The log; a row is never changed and never deleted.
CREATE TABLE records (
    dossier INTEGER NOT NULL, -- public: whose
    seq INTEGER NOT NULL, -- public: from 1 without gaps
    at INTEGER NOT NULL, -- public: legal time
    recorded_at INTEGER NOT NULL, -- public: time of recording
    author TEXT NOT NULL, -- private: who acted, JSON
    kind TEXT NOT NULL, -- public: kind of the act
    body BLOB NOT NULL, -- private: the events, JSON without form data
    hash BLOB NOT NULL CHECK (length(hash) = 32), -- public: over this record and the hash before it
    PRIMARY KEY (dossier, seq)
) STRICT;

-- Form data, outside the hash chain so that they can be erased.
CREATE TABLE data (
    dossier INTEGER NOT NULL, -- public: whose
    version INTEGER NOT NULL, -- public: number within the dossier
    body BLOB NOT NULL, -- private: what was filled in and written
    PRIMARY KEY (dossier, version)
) STRICT;

-- Open tasks only.
CREATE TABLE tasks (
    dossier INTEGER NOT NULL, -- public: whose
    activation INTEGER NOT NULL, -- public: number within the dossier
    step TEXT NOT NULL, -- public: id of the step
    role TEXT NOT NULL, -- public: id of the role
    agency TEXT NOT NULL, -- public: the agency the role lives in
    applicant TEXT, -- private: the applicant, if he must act
    due INTEGER, -- public: instant, none without a deadline
    opened_at INTEGER NOT NULL, -- public: instant
    PRIMARY KEY (dossier, activation)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_by_role ON tasks (agency, role);
CREATE INDEX tasks_by_applicant ON tasks (applicant) WHERE applicant IS NOT NULL;

-- What is sent outside; dossier/seq/ordinal is the effect's name for ever.
CREATE TABLE outbox (
    position INTEGER NOT NULL PRIMARY KEY, -- public: later effects have higher places
    dossier INTEGER NOT NULL, -- public: whose
    seq INTEGER NOT NULL, -- public: the record that caused it
    ordinal INTEGER NOT NULL, -- public: number among the effects of that record
    target TEXT NOT NULL, -- private: whom it is for
    body BLOB NOT NULL, -- private: what is sent
    UNIQUE (dossier, seq, ordinal)
) STRICT;

-- Answers to be given again to a repeated request.
CREATE TABLE answers (
    client TEXT NOT NULL, -- private: who asked
    key TEXT NOT NULL, -- private: the key he gave
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32), -- public: hash of the request's body
    dossier INTEGER NOT NULL, -- public: whose
    version INTEGER NOT NULL, -- public: its last record at the answer
    body BLOB NOT NULL, -- private: the answer
    PRIMARY KEY (client, key)
) STRICT;

-- Settings of this database.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY, -- public: which
    value TEXT NOT NULL -- private: may open doors
) STRICT, WITHOUT ROWID;

-- Sources of the programs put into force.
CREATE TABLE programs (
    hash TEXT NOT NULL PRIMARY KEY, -- public: hash of the canonical form
    procedure TEXT NOT NULL, -- public: code of the procedure
    source TEXT NOT NULL, -- public: the text it is compiled from
    activated_at INTEGER NOT NULL -- public: instant
) STRICT;
