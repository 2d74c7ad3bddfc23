-- What a teacher keeps for teaching. Every row belongs to an account and goes with it. An item is a kind and an
-- id of that kind: ('lesson', id in the catalog); other kinds may come.
CREATE TABLE favourites (
  number  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- the highest is the newest
  account TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  kind    TEXT    NOT NULL,
  item    TEXT    NOT NULL,
  title   TEXT    NOT NULL,  -- as it was called then: shown when there is no more
  at_ms   INTEGER NOT NULL,  -- by the wall clock, since 1970
  UNIQUE (account, kind, item)
) STRICT;

CREATE TABLE lesson_notes (
  account    TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  kind       TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  note       TEXT    NOT NULL,
  changed_ms INTEGER NOT NULL,
  PRIMARY KEY (account, kind, item)
) STRICT, WITHOUT ROWID;

-- What was opened, and where in it the teacher stopped.
CREATE TABLE opened (
  number  INTEGER NOT NULL PRIMARY KEY,  -- the highest was opened last, whatever the clock says
  account TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  kind    TEXT    NOT NULL,
  item    TEXT    NOT NULL,
  at_ms   INTEGER NOT NULL,
  at_s    INTEGER NOT NULL,              -- seconds into it; 0: not begun, or played to its end
  UNIQUE (account, kind, item)
) STRICT;

-- 备课: what a class is to see, in this order.
CREATE TABLE prep_lists (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account    TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  name       TEXT    NOT NULL,
  class      TEXT    NOT NULL,           -- "三年级1班", or empty
  day        TEXT    NOT NULL,           -- "2026-12-10", or empty
  shared     INTEGER NOT NULL,           -- 1: everybody logged in at this box sees it
  changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX prep_lists_by_account ON prep_lists (account);

CREATE TABLE prep_items (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  list   INTEGER NOT NULL REFERENCES prep_lists(number) ON DELETE CASCADE,
  place  INTEGER NOT NULL,               -- in the list, ascending
  kind   TEXT    NOT NULL,
  item   TEXT    NOT NULL,
  title  TEXT    NOT NULL,               -- as it was called then
  note   TEXT    NOT NULL,
  UNIQUE (list, kind, item)
) STRICT;
