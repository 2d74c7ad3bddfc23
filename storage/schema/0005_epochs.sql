-- A box or its center may be restored from a copy, and a card may be cloned. Then the chain of batches does
-- not fit what the center holds, and what no receipt covers is cut anew in another epoch. Batches are sealed
-- to the center, so their events stay here, as they were recorded, until a receipt covers them. Nothing is
-- written for that: a batch names the first and the last of its events.

ALTER TABLE batches ADD COLUMN first_event INTEGER;  -- events.number; NULL: cut before this step, sealed only
ALTER TABLE batches ADD COLUMN last_event  INTEGER;
ALTER TABLE batches ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;  -- 1: of an ended chain and sealed only

-- The events table itself passes over an event told twice now.
DROP TABLE batched_events;

ALTER TABLE usage_chain ADD COLUMN acked_events INTEGER NOT NULL DEFAULT 0;  -- in its receipted batches
UPDATE usage_chain SET acked_events = (SELECT acknowledged FROM usage_totals);

-- Where earlier chains ended; the next chain tells it to the center, which then knows what it lost.
CREATE TABLE ended_chains (
  number       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  device       TEXT    NOT NULL,
  epoch        TEXT    NOT NULL,
  cut_seq      INTEGER NOT NULL,  -- cut last
  acked_seq    INTEGER NOT NULL,  -- covered by a receipt
  acked_events INTEGER NOT NULL   -- in those
) STRICT;

-- Keys beside the ones in use: the next ones until the center confirmed them, those of an enrolment anew until
-- its grant is here, the previous ones for what was sealed to them before.
CREATE TABLE other_device_keys (
  which       TEXT    NOT NULL PRIMARY KEY CHECK (which IN ('next', 'enrolment', 'previous')),
  sign_seed   BLOB    NOT NULL,
  seal_secret BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- An enrolment by two files waits for its grant: whom it asked, and which request it was.
CREATE TABLE pending_enrolment (
  row       INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  card_json TEXT    NOT NULL,  -- CenterCard that the code vouched for
  request   BLOB    NOT NULL   -- BLAKE2b-256 of the sealed request
) STRICT;
