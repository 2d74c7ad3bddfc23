-- What the county tells its schools, and the letters made of it (center/registry/mailbox.h).
-- Times are milliseconds since 1970 by the center's clock.

CREATE TABLE notices (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
  school   TEXT REFERENCES schools(id),        -- NULL: every school
  text     TEXT    NOT NULL,
  at_ms    INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;

-- Things for boxes to do once.
CREATE TABLE commands (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  school TEXT REFERENCES schools(id),  -- NULL: every school
  what   TEXT    NOT NULL,
  at_ms  INTEGER NOT NULL
) STRICT;

-- Where a school differs from the rest. No row: all libraries, no login.
CREATE TABLE school_rules (
  school          TEXT    NOT NULL PRIMARY KEY REFERENCES schools(id),
  all_libraries   INTEGER NOT NULL DEFAULT 1,
  classroom_login INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The libraries of a school that does not follow all.
CREATE TABLE followed (
  school  TEXT NOT NULL REFERENCES schools(id),
  library TEXT NOT NULL,
  PRIMARY KEY (school, library)
) STRICT, WITHOUT ROWID;

-- The newest letter to each box, as sealed, so that it is made once and fetched as often as needed.
CREATE TABLE letters (
  device  TEXT    NOT NULL PRIMARY KEY REFERENCES devices(id),
  number  INTEGER NOT NULL,
  content BLOB    NOT NULL,  -- BLAKE2b-256 of what it says and for which key, without number and time
  made_ms INTEGER NOT NULL,
  sealed  BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Which letter the box said it holds.
ALTER TABLE reports ADD COLUMN letter INTEGER NOT NULL DEFAULT 0;
