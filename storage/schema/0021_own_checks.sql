-- When each file of own courseware was last read whole, so that what the medium lost is told to who brought it
-- while they still have it elsewhere. A file without a row was read when it was added.
CREATE TABLE own_checks (
  blob       BLOB    NOT NULL PRIMARY KEY,  -- of own_versions
  checked_ms INTEGER NOT NULL,
  damaged_ms INTEGER                        -- it was not what had been saved; it is kept, and not shown
) STRICT, WITHOUT ROWID;
