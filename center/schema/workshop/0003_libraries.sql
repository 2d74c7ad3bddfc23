-- Libraries of studios and paired schools that this county delegates to (storage/formats/library_name.h). A row is
-- never removed: the snapshot names the file of a library for ever, and its version only rises.
CREATE TABLE libraries (
  name      TEXT    NOT NULL PRIMARY KEY,
  title     TEXT    NOT NULL,  -- for people: 陈老师工作室
  threshold INTEGER NOT NULL,  -- how many of its keys sign
  open      INTEGER NOT NULL,  -- 1: the county delegates to it; 0: it was taken back
  listed    INTEGER NOT NULL,  -- 1: what was taken last is for boxes; 0: nothing was since it was opened
  version   INTEGER NOT NULL,  -- of what was taken last; 0: nothing ever was
  metadata  BLOB    NOT NULL,  -- NAME.json as its makers signed it; empty: nothing ever was
  resources INTEGER NOT NULL,  -- in it, without withdrawn ones
  taken_ms  INTEGER NOT NULL   -- by the wall clock, since 1970
) STRICT, WITHOUT ROWID;

CREATE TABLE library_keys (
  public_key TEXT NOT NULL PRIMARY KEY,  -- Ed25519, in hex: no key speaks for two libraries
  library    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX library_keys_by_library ON library_keys(library, public_key);

-- The catalog shards of what was taken last: they are written from here when the repository lost them.
CREATE TABLE library_shards (
  name    TEXT NOT NULL PRIMARY KEY,  -- "catalog/chen-0a1b2c3d-0.ndjson.zst"
  library TEXT NOT NULL,
  packed  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX library_shards_by_library ON library_shards(library, name);
