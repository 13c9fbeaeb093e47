-- Versions of procedures that were put into force, in the order of their publication; a row is never changed.
CREATE TABLE publications (
    number INTEGER NOT NULL PRIMARY KEY, -- public: its place in that order
    hash TEXT NOT NULL UNIQUE, -- public: hash of the canonical form
    procedure TEXT NOT NULL, -- public: code of the procedure
    first_day TEXT NOT NULL, -- public: first day on which it applies
    last_day TEXT, -- public: last day by its own text, none if it is open
    published_at INTEGER NOT NULL, -- public: instant
    published_by TEXT NOT NULL -- private: the post that published it
) STRICT;

-- The files of a publication, each as it was given: the procedure, and the templates of its letters.
CREATE TABLE publication_files (
    hash TEXT NOT NULL, -- public: of which publication
    place INTEGER NOT NULL, -- public: the procedure is 0
    name TEXT NOT NULL, -- public: name of the file
    body BLOB NOT NULL, -- public: its bytes
    PRIMARY KEY (hash, place)
) STRICT;

-- What a publication closed; a version closed twice ends on the earliest day.
CREATE TABLE closings (
    hash TEXT NOT NULL, -- public: the version that is closed
    closed_by TEXT NOT NULL, -- public: the publication that closes it
    last_day TEXT NOT NULL, -- public: last day on which it applies from then on
    PRIMARY KEY (hash, closed_by)
) STRICT;
