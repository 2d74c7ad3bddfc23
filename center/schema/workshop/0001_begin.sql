-- The workshop: what editors handed in and what was published of it. Lines are catalog lines
-- (storage/formats/catalog.h) as text.

-- Checked, its files in the repository, waiting for the next publish.
CREATE TABLE drafts (
  id          TEXT    NOT NULL PRIMARY KEY,
  line        TEXT    NOT NULL,  -- version is the one it will get; published is empty
  imported_ms INTEGER NOT NULL   -- by the wall clock, since 1970
) STRICT, WITHOUT ROWID;

-- The newest version of each resource: what the catalog shards say.
CREATE TABLE resources (
  id      TEXT    NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  shard   TEXT    NOT NULL,  -- which shard it belongs to: 8 hex digits, see center/publish/shards.h
  status  TEXT    NOT NULL,  -- "published" or "withdrawn"
  line    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX resources_by_shard ON resources(shard, id);

-- Every version ever published: boxes may hold an old one, and deltas start from it.
CREATE TABLE versions (
  id           TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  line         TEXT    NOT NULL,
  published_ms INTEGER NOT NULL,
  PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

-- Blobs that some published version names.
CREATE TABLE published_blobs (
  id         BLOB    NOT NULL PRIMARY KEY,
  size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Deltas cost minutes to make, so a publish that was cut short finds those it had made, and also those
-- that were not worth keeping (format is NULL then).
CREATE TABLE deltas (
  from_blob  BLOB    NOT NULL,
  to_blob    BLOB    NOT NULL,
  kept_below INTEGER NOT NULL,  -- per mille of the whole file; another limit means trying again
  format     TEXT,              -- its word in the catalog: "zstd-patch", …
  blob       BLOB,
  size_bytes INTEGER,
  PRIMARY KEY (from_blob, to_blob, kept_below)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundles (
  id   TEXT NOT NULL PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When the county published, for its own book.
CREATE TABLE publications (
  snapshot_version INTEGER NOT NULL PRIMARY KEY,
  resources        INTEGER NOT NULL,
  published_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
