-- What the school's own teachers brought: files, apart from the county's library, and never evicted.

-- A file on its way into the box. Its bytes are in own/parts/ID.part.
CREATE TABLE own_uploads (
  id       TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, random
  owner    TEXT    NOT NULL,              -- the account's id; the name is in people.db alone
  name     TEXT    NOT NULL,
  size     INTEGER NOT NULL,
  mark     TEXT    NOT NULL,              -- by which a browser knows the file again
  durable  INTEGER NOT NULL DEFAULT 0,    -- bytes from the start that were synced
  blob     BLOB,                          -- whole, about to get its place; NULL: on its way
  used_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE own_items (
  id          TEXT    NOT NULL PRIMARY KEY,  -- 16 hex digits, random
  owner       TEXT    NOT NULL,
  version     INTEGER NOT NULL,              -- the one that is shown
  title       TEXT    NOT NULL,
  description TEXT    NOT NULL,
  stage       TEXT    NOT NULL,
  grade       TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  edition     TEXT    NOT NULL,
  volume      TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  made_ms     INTEGER NOT NULL,              -- by the wall clock, since 1970
  changed_ms  INTEGER NOT NULL,
  deleted_ms  INTEGER                        -- can be restored for some days; NULL: shown
) STRICT, WITHOUT ROWID;

-- The files of an item, the replaced ones for some days too. Identical files are one on the disk.
CREATE TABLE own_versions (
  item        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  upload      TEXT    NOT NULL,  -- it came as, so that a browser that asks again is told what was done
  blob        BLOB    NOT NULL,
  size        INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  media_type  TEXT    NOT NULL,
  added_ms    INTEGER NOT NULL,
  replaced_ms INTEGER,           -- NULL: shown
  PRIMARY KEY (item, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX own_versions_by_blob ON own_versions (blob);
CREATE INDEX own_versions_by_upload ON own_versions (upload);
