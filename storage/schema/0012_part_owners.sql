-- For which file a part was begun: when a newer version of it is published, the old part is left over, or of use
-- as the beginning of the new file, and the catalog no longer names it.
CREATE TABLE part_owners (
  part     BLOB NOT NULL PRIMARY KEY,  -- parts.id; may be written before that row
  resource TEXT NOT NULL,
  path     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
