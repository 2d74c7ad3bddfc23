-- A school without a line for months: its oldest waiting events lie packed, five thousand at a time, in the order
-- of their numbers. All of them are older than those in `events`.
CREATE TABLE event_packs (
  first_event INTEGER NOT NULL PRIMARY KEY,  -- events.number as they had it
  last_event  INTEGER NOT NULL,
  events      INTEGER NOT NULL,
  packed      BLOB    NOT NULL               -- zstd of lines "number json"
) STRICT;

-- Their ids, so that an event told twice is still passed over.
CREATE TABLE packed_event_ids (
  id BLOB NOT NULL PRIMARY KEY  -- 16 bytes
) STRICT, WITHOUT ROWID;
