-- Own courseware that was offered to the county, on its way up and until there is an answer.
CREATE TABLE own_offers (
  id         TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, random
  item       TEXT    NOT NULL,
  version    INTEGER NOT NULL,              -- of the item, as it was when it was offered
  author     TEXT    NOT NULL,              -- as its maker agreed to be named
  device     TEXT    NOT NULL DEFAULT '',   -- the box's id when it went up; another one begins anew
  next       INTEGER NOT NULL DEFAULT 0,    -- pieces that the county has
  state      TEXT    NOT NULL,              -- waiting, sent, refused, gone
  why        TEXT    NOT NULL DEFAULT '',   -- of a refusal
  offered_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX own_offers_by_item ON own_offers (item);

-- What the county's newest letter says of offers.
CREATE TABLE letter_offers (
  id       TEXT NOT NULL PRIMARY KEY,
  state    TEXT NOT NULL,
  why      TEXT NOT NULL,
  resource TEXT NOT NULL
) STRICT, WITHOUT ROWID;
