-- Messages that matched no dossier, or more than one. A row is kept for ever; what became of it is written once.
CREATE TABLE unmatched (
    number INTEGER NOT NULL PRIMARY KEY, -- public: its place in the queue
    source TEXT NOT NULL, -- public: who sent it
    id TEXT NOT NULL, -- public: what its source calls it
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32), -- private: hash of the request that brought it
    agency TEXT NOT NULL, -- public: the agency of the post that brought it
    name TEXT NOT NULL, -- public: name of the message
    dossier TEXT, -- public: the code it names
    key TEXT, -- private: the value it gives for the key
    body BLOB NOT NULL, -- private: what it says, JSON
    why TEXT NOT NULL, -- public: why it matched nothing, as a word
    received_at INTEGER NOT NULL, -- public: instant
    alarm_at INTEGER NOT NULL, -- public: instant at which it has waited too long
    settled_at INTEGER, -- public: instant, none while it waits
    settled_by TEXT, -- private: the post that decided it
    given_to TEXT, -- public: code of the dossier it was given to, none if it was left aside
    ground TEXT, -- private: why it was left aside
    UNIQUE (source, id)
) STRICT;
CREATE INDEX unmatched_by_agency ON unmatched (agency, number);
CREATE INDEX unmatched_by_alarm ON unmatched (alarm_at) WHERE settled_at IS NULL;
