-- The library: which blobs lie whole on this disk, and how far those on their way have come.

-- A row says: these bytes are on the disk, durable, and their digest was right when they were listed.
CREATE TABLE blobs (
  id         BLOB    NOT NULL PRIMARY KEY,  -- BLAKE2b-256 of the bytes
  size_bytes INTEGER NOT NULL,
  arrived_ms INTEGER NOT NULL,              -- by the wall clock, since 1970
  checked_ms INTEGER NOT NULL               -- when all of it was last read and found right
) STRICT, WITHOUT ROWID;

-- A download that a power cut must not begin anew. A bit is set only after its piece was synced.
CREATE TABLE parts (
  id         BLOB    NOT NULL PRIMARY KEY,  -- of the blob it will be
  size_bytes INTEGER NOT NULL,
  pieces     BLOB    NOT NULL               -- piece n is bit n%8, lowest first, of byte n/8
) STRICT, WITHOUT ROWID;

-- Bytes at the start of a piece that is not whole yet: synced, but checked by nobody.
CREATE TABLE part_hints (
  part  BLOB    NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
  piece INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (part, piece)
) STRICT, WITHOUT ROWID;
