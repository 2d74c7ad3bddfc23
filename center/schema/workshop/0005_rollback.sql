-- What a bundle asked for, each time that was changed: the county can go back to it.
CREATE TABLE bundle_versions (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id     TEXT    NOT NULL,
  json   TEXT    NOT NULL,  -- empty: it was taken away
  set_ms INTEGER NOT NULL   -- by the wall clock, since 1970
) STRICT;
CREATE INDEX bundle_versions_by_id ON bundle_versions (id, number);
INSERT INTO bundle_versions (id, json, set_ms) SELECT id, json, 0 FROM bundles;

-- What was taken back, when and by whom, for the county's own book.
CREATE TABLE rollbacks (
  number  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at_ms   INTEGER NOT NULL,
  what    TEXT    NOT NULL,  -- "bundle autumn", "lesson sx-3-1"
  by_whom TEXT    NOT NULL,
  lessons INTEGER NOT NULL
) STRICT;
