ALTER TABLE dossiers ADD COLUMN due_at INTEGER; -- public: instant after which it is overdue, none while no time counts

-- Since when a recurring duty is done for a unit.
CREATE TABLE duty_units (
    duty TEXT NOT NULL, -- public: id of the duty
    unit TEXT NOT NULL, -- public: id of the agency
    since INTEGER NOT NULL, -- public: instant; no slot before it is made up
    PRIMARY KEY (duty, unit)
) STRICT, WITHOUT ROWID;

-- What a recurring duty found, one list for each slot; a row is never changed.
CREATE TABLE duties (
    duty TEXT NOT NULL, -- public: id of the duty
    unit TEXT NOT NULL, -- public: id of the agency
    slot INTEGER NOT NULL, -- public: the instant it is for
    as_of INTEGER NOT NULL, -- public: the instant whose state it shows
    recorded_at INTEGER NOT NULL, -- public: time of recording
    body BLOB NOT NULL, -- private: the list, JSON
    PRIMARY KEY (duty, unit, slot)
) STRICT;
