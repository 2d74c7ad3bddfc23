-- The box itself: who it is, whom it trusts, what it has seen.

-- At most one row each (row = 1).
CREATE TABLE device_keys (
  row         INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  sign_seed   BLOB    NOT NULL,  -- Ed25519, 32 bytes
  seal_secret BLOB    NOT NULL   -- X25519, 32 bytes
) STRICT;

CREATE TABLE enrolment (
  row            INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  device         TEXT    NOT NULL,
  school         TEXT    NOT NULL,
  school_name    TEXT    NOT NULL,
  center_name    TEXT    NOT NULL,
  center_address TEXT    NOT NULL,
  root_json      TEXT    NOT NULL,  -- first trusted root, as published
  granted_ms     INTEGER NOT NULL,  -- by the center's clock
  card_json      TEXT    NOT NULL   -- CenterCard
) STRICT;

-- Where the repository can be fetched, best first.
CREATE TABLE mirrors (
  place INTEGER NOT NULL PRIMARY KEY,
  url   TEXT    NOT NULL
) STRICT;

-- Verified TUF metadata, exactly as received.
CREATE TABLE metadata (
  name  TEXT NOT NULL PRIMARY KEY,  -- "root", "timestamp", "snapshot", "targets"
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  name  TEXT    NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wall time, milliseconds since 1970. "trusted_time" never decreases.
CREATE TABLE moments (
  name  TEXT    NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person should know now.
CREATE TABLE problems (
  key      TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (key, subject)
) STRICT, WITHOUT ROWID;
