-- Tasks that are done for one of several agencies, and tasks that somebody holds.
ALTER TABLE tasks ADD COLUMN item TEXT; -- public: the agency it is done for, one of a list
ALTER TABLE tasks ADD COLUMN holder TEXT; -- private: the post that has claimed it
