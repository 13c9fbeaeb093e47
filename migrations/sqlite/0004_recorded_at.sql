-- Whoever goes on with a dossier needs the time of its last record, and need not read that for it.
ALTER TABLE dossiers ADD COLUMN recorded_at INTEGER NOT NULL DEFAULT 0; -- public: time of recording of its last record
UPDATE dossiers SET recorded_at =
    (SELECT r.recorded_at FROM records r WHERE r.dossier = dossiers.id AND r.seq = dossiers.version);
