-- Courseware that schools offer to the county: apart from all else, in offers/ beside the database, until somebody
-- looked at it.
CREATE TABLE offers (
  id         TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, drawn by the box
  device     TEXT    NOT NULL,
  school     TEXT    NOT NULL,
  statement  TEXT    NOT NULL,              -- JSON, as the box signed it (formats/offer.h)
  size       INTEGER NOT NULL,
  next       INTEGER NOT NULL,              -- pieces from the start that are synced here
  state      TEXT    NOT NULL,              -- coming, here, accepted, declined, published
  why        TEXT    NOT NULL DEFAULT '',   -- of a decline; the school reads it
  resource   TEXT    NOT NULL DEFAULT '',   -- its id in the county's library, once accepted
  begun_ms   INTEGER NOT NULL,              -- by the center's clock, since 1970
  changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX offers_by_school ON offers (school, state);
