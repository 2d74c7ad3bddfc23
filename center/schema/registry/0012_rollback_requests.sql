-- What people of the county asked on the console to be taken back. The person who holds the signing keys does it
-- with one command, and only if it would still do what was shown (`plan`).
CREATE TABLE rollback_requests (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL,  -- "bundle" or "lesson"
  id         TEXT    NOT NULL,
  plan       TEXT    NOT NULL,  -- in hex: center/publish/rollback.h, NameOf
  who        TEXT    NOT NULL,  -- login name
  why        TEXT    NOT NULL,
  asked_ms   INTEGER NOT NULL,  -- by the wall clock, since 1970
  state      TEXT    NOT NULL,  -- "waiting", "done", "dropped"
  decided_by TEXT    NOT NULL DEFAULT '',
  decided_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
