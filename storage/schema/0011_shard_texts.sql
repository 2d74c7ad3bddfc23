-- What shards said when they were last taken in: patches to newer ones start from here. It may lag behind
-- `shards` or be missing, and then costs a whole shard on the line.
CREATE TABLE shard_texts (
  name   TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,  -- of the shard as published, which is packed
  packed BLOB NOT NULL   -- its lines, packed here
) STRICT, WITHOUT ROWID;
