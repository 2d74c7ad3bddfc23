-- The timetable of the county's newest letter: what this school receives, and when.
CREATE TABLE letter_lessons (
  place     INTEGER NOT NULL PRIMARY KEY,
  starts_ms INTEGER NOT NULL,  -- by the wall clock, since 1970
  ends_ms   INTEGER NOT NULL,
  lesson    TEXT    NOT NULL   -- JSON, as in the letter
) STRICT, WITHOUT ROWID;
