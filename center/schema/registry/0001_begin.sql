-- The register: schools, the boxes that speak for them, what they used and what they lack.
-- Times are milliseconds since 1970 by the center's clock unless a comment says otherwise.

CREATE TABLE schools (
  id     TEXT    NOT NULL PRIMARY KEY,
  name   TEXT    NOT NULL,
  events INTEGER NOT NULL DEFAULT 0  -- how many rows of it are in events
) STRICT, WITHOUT ROWID;

-- Every box that ever enrolled. An old box of a school stays known, so that its last batches still count.
CREATE TABLE devices (
  id              TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits
  school          TEXT    NOT NULL REFERENCES schools(id),
  sign_key        BLOB    NOT NULL UNIQUE,       -- Ed25519, public
  seal_key        BLOB    NOT NULL,              -- X25519, public
  program         TEXT    NOT NULL,
  hardware        TEXT    NOT NULL,
  enrolled_ms     INTEGER NOT NULL,              -- last time
  last_contact_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_by_school ON devices(school, enrolled_ms);

-- Enrolment codes. Of the secret only digests are here. Its first half, hashed, finds the row; so a wrong
-- second half is a try at this code and is counted here. See center/registry/enrolment_codes.h.
CREATE TABLE codes (
  finder     BLOB    NOT NULL PRIMARY KEY,
  secret     BLOB    NOT NULL,  -- BLAKE2b-256
  school     TEXT    NOT NULL REFERENCES schools(id),
  address    TEXT    NOT NULL,
  made_ms    INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  wrong      INTEGER NOT NULL DEFAULT 0,
  device     TEXT REFERENCES devices(id)  -- that used it; NULL: unused
) STRICT, WITHOUT ROWID;

-- Tries at codes that do not exist, by hour: somebody at the door.
CREATE TABLE wrong_codes (
  hour  INTEGER NOT NULL PRIMARY KEY,  -- since 1970
  tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each chain of batches is here without a gap.
CREATE TABLE watermarks (
  device      TEXT    NOT NULL REFERENCES devices(id),
  epoch       TEXT    NOT NULL,  -- 16 hex digits
  through_seq INTEGER NOT NULL,
  PRIMARY KEY (device, epoch)
) STRICT, WITHOUT ROWID;

-- Digests of the sealed batches. A batch that comes again with another digest is from a box that was
-- restored or cloned; believing it held would lose its events.
CREATE TABLE batches (
  device      TEXT    NOT NULL REFERENCES devices(id),
  epoch       TEXT    NOT NULL,
  seq         INTEGER NOT NULL,
  digest      BLOB    NOT NULL,
  events      INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  PRIMARY KEY (device, epoch, seq)
) STRICT, WITHOUT ROWID;

-- Use, as the boxes told it; never rewritten. Wall times are the box's own belief and may be 1970: reports
-- correct them with received_ms, boot and uptime_ms.
CREATE TABLE events (
  number      INTEGER PRIMARY KEY,   -- in the order of arrival
  id          TEXT    NOT NULL UNIQUE,
  device      TEXT    NOT NULL REFERENCES devices(id),
  school      TEXT    NOT NULL REFERENCES schools(id),  -- where the box stood when this arrived
  epoch       TEXT    NOT NULL,
  seq         INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  resource    TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  file        TEXT    NOT NULL,
  position_s  INTEGER NOT NULL,
  played_s    INTEGER NOT NULL,
  query       TEXT    NOT NULL,
  results     INTEGER NOT NULL,
  session     TEXT    NOT NULL,
  face        TEXT    NOT NULL,      -- "desktop", "phone", "projector" or empty
  wall_ms     INTEGER NOT NULL,      -- by the box's clock
  boot        TEXT    NOT NULL,
  uptime_ms   INTEGER NOT NULL,      -- since that boot
  clock       TEXT    NOT NULL       -- how good the box's clock was
) STRICT;
CREATE INDEX events_by_device ON events(device, number);
CREATE INDEX events_by_resource ON events(resource, kind);

-- The newest status report of each box.
CREATE TABLE reports (
  device           TEXT    NOT NULL PRIMARY KEY REFERENCES devices(id),
  counter          INTEGER NOT NULL,
  received_ms      INTEGER NOT NULL,
  program          TEXT    NOT NULL,
  catalog_version  INTEGER NOT NULL,
  resources        INTEGER NOT NULL,
  resources_cached INTEGER NOT NULL,
  bytes_cached     INTEGER NOT NULL,
  bytes_missing    INTEGER NOT NULL,
  usage_pending    INTEGER NOT NULL,
  bytes_received   INTEGER NOT NULL,
  bytes_sent       INTEGER NOT NULL,
  disk_free_bytes  INTEGER NOT NULL,
  uptime_s         INTEGER NOT NULL,
  starts           INTEGER NOT NULL,
  at_ms            INTEGER NOT NULL  -- by the box's clock
) STRICT, WITHOUT ROWID;

-- What that report says a person should know.
CREATE TABLE report_problems (
  device   TEXT    NOT NULL REFERENCES reports(device),
  position INTEGER NOT NULL,
  key      TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  since_ms INTEGER NOT NULL,  -- by the box's clock
  PRIMARY KEY (device, position)
) STRICT, WITHOUT ROWID;
