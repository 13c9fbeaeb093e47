-- Letters as they were printed, by the name of their effect; outside the hash chain so that they can be erased.
CREATE TABLE letters (
    dossier INTEGER NOT NULL, -- public: whose
    seq INTEGER NOT NULL, -- public: the record that printed it
    ordinal INTEGER NOT NULL, -- public: number among the effects of that record
    letter TEXT NOT NULL, -- public: its meaning
    form TEXT, -- public: number of the form, none for a letter without one
    legal TEXT, -- public: the text that issued the form
    signed INTEGER NOT NULL CHECK (signed IN (0, 1)), -- public: whether it was signed digitally
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32), -- public: over the body
    body BLOB NOT NULL, -- private: the page
    PRIMARY KEY (dossier, seq, ordinal)
) STRICT;
