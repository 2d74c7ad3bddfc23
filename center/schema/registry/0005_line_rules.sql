-- When lessons may come to a school's box, by the county's word (storage/formats/line_rules.h).
CREATE TABLE line_rules (
  school TEXT NOT NULL PRIMARY KEY,  -- '': every school without a row of its own
  rules  TEXT NOT NULL               -- JSON
) STRICT, WITHOUT ROWID;
