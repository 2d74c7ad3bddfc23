-- The catalog: what the subscribed libraries publish and what of it teachers see here.

-- Verified shards as last taken in, so that an unchanged one is not taken in again.
CREATE TABLE shards (
  name   TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a resource. The words are those of the version a teacher sees: the held one, else the
-- published one; pages filter and sort by them. The lines themselves are long and lie apart.
CREATE TABLE resources (
  id           TEXT    NOT NULL PRIMARY KEY,
  shard        TEXT    NOT NULL,  -- that listed it last; it may be missing from it by now
  version      INTEGER NOT NULL,  -- published
  withdrawn    INTEGER NOT NULL,  -- 1: its line says so, or the line went missing
  held_version INTEGER,           -- all files of it are whole here; NULL: none
  held_order   INTEGER,           -- rises with every Hold: what arrived last has the highest
  sort_key     BLOB    NOT NULL,  -- place in the textbook tree, see textbook_order.h
  stage        TEXT    NOT NULL,
  grade        TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  edition      TEXT    NOT NULL,
  volume       TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  lesson       TEXT    NOT NULL,
  type         TEXT    NOT NULL,
  lesson_type  TEXT    NOT NULL,
  teacher      TEXT    NOT NULL,
  school       TEXT    NOT NULL,
  studio       TEXT    NOT NULL,
  quality      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX resources_by_place ON resources (sort_key, id) WHERE withdrawn = 0;
CREATE INDEX resources_by_grade ON resources (stage, grade, subject) WHERE withdrawn = 0;
CREATE INDEX resources_by_arrival ON resources (held_order) WHERE held_order IS NOT NULL;
CREATE INDEX resources_by_shard ON resources (shard);

-- Signed lines, canonical JSON.
CREATE TABLE resource_lines (
  resource TEXT    NOT NULL REFERENCES resources(id) ON DELETE CASCADE,
  held     INTEGER NOT NULL,  -- 0: as published, 1: as held
  line     TEXT    NOT NULL,
  PRIMARY KEY (resource, held)
) STRICT, WITHOUT ROWID;

-- Which resources, published or held, have this blob as one of their files.
CREATE TABLE blob_uses (
  blob     BLOB NOT NULL,
  resource TEXT NOT NULL REFERENCES resources(id) ON DELETE CASCADE,
  PRIMARY KEY (blob, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_uses_by_resource ON blob_uses (resource);

-- What the county pushes, as signed.
CREATE TABLE bundles (
  id   TEXT NOT NULL PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
