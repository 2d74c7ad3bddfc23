-- What the county's newest letter says, but for its accounts, which are in people.db.

CREATE TABLE letter (
  row             INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  number          INTEGER NOT NULL,            -- taken; an older one never comes after it
  at_ms           INTEGER NOT NULL,            -- by the center's clock
  all_libraries   INTEGER NOT NULL,
  classroom_login INTEGER NOT NULL,
  done_command    INTEGER NOT NULL DEFAULT 0,  -- all commands up to this number are done
  rechecked_to    BLOB                         -- the blob a recheck under way came to; NULL: none is
) STRICT;

CREATE TABLE letter_notices (
  place    INTEGER NOT NULL PRIMARY KEY,
  id       TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  at_ms    INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE letter_libraries (
  name TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE letter_commands (
  number INTEGER NOT NULL PRIMARY KEY,
  what   TEXT    NOT NULL
) STRICT;
