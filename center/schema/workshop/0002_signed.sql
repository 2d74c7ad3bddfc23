-- What this county has signed itself. A file in the repository that is signed well and is not here was signed by
-- somebody else with a stolen key, or this database came back from a backup: either way a person must look. And
-- when a thief has run up the versions, the county goes on from its own.
CREATE TABLE signed_metadata (
  role      TEXT    NOT NULL,  -- "targets", "snapshot" or "timestamp"
  version   INTEGER NOT NULL,
  sha256    TEXT    NOT NULL,  -- of the whole file, in hex
  signed_ms INTEGER NOT NULL,  -- by the wall clock, since 1970
  PRIMARY KEY (role, version)
) STRICT, WITHOUT ROWID;
