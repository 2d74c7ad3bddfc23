-- Which syllables stand in a row in some lesson, so that pinyin with a typing error is repaired only to what
-- can be found. Pairs of lessons that went away stay until all is filled anew.
CREATE TABLE heard (
  pair TEXT NOT NULL PRIMARY KEY      -- "KAN_TU"
) STRICT, WITHOUT ROWID;
