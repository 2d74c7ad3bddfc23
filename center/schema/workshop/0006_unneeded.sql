-- Files of the repository that nothing names any more, and since when: they go when boxes that were on their way
-- to them have had time to hear of newer ones.
CREATE TABLE unneeded_files (
  path     TEXT    NOT NULL PRIMARY KEY,  -- below repository/
  since_ms INTEGER NOT NULL               -- by the wall clock, since 1970
) STRICT, WITHOUT ROWID;
