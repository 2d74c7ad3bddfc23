-- Usage: recorded, cut into batches, sent, receipted, gone.

CREATE TABLE events (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- order of recording, never used twice
  id     TEXT    NOT NULL UNIQUE,
  json   TEXT    NOT NULL
) STRICT;

-- The chain that is being cut, one row (row = 1); a new epoch starts a new chain.
CREATE TABLE usage_chain (
  row         INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  device      TEXT    NOT NULL,
  epoch       TEXT    NOT NULL,
  last_seq    INTEGER NOT NULL,  -- cut last; 0: none yet
  last_batch  BLOB    NOT NULL,  -- BLAKE2b-256 of its sealed bytes; zero before the first
  acked_seq   INTEGER NOT NULL,  -- covered by a receipt
  acked_batch BLOB    NOT NULL
) STRICT;

-- Cut and not yet receipted; the bytes never change.
CREATE TABLE batches (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- order of cutting, over all epochs
  device TEXT    NOT NULL,
  epoch  TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  digest BLOB    NOT NULL,  -- BLAKE2b-256 of `sealed`
  events INTEGER NOT NULL,
  UNIQUE (device, epoch, seq)
) STRICT;

-- Ids of the events in those batches, so that an event told twice is still passed over.
CREATE TABLE batched_events (
  id    TEXT    NOT NULL PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches(number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX batched_events_by_batch ON batched_events (batch);

CREATE TABLE usage_totals (
  row          INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  acknowledged INTEGER NOT NULL  -- events, since the box began
) STRICT;
INSERT INTO usage_totals (row, acknowledged) VALUES (1, 0);

-- For "opened 12 times" on the pages; outlives the events.
CREATE TABLE opened (
  resource TEXT    NOT NULL PRIMARY KEY,
  times    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
