-- Timetables of delivered lessons as the county hands them in, by the name it gives them (2026-w49). Putting
-- one of a name again replaces it.
CREATE TABLE timetables (
  name   TEXT    NOT NULL PRIMARY KEY,
  put_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who receives its lessons. No row: every school.
CREATE TABLE timetable_schools (
  timetable TEXT NOT NULL REFERENCES timetables(name) ON DELETE CASCADE,
  school    TEXT NOT NULL REFERENCES schools(id),
  PRIMARY KEY (timetable, school)
) STRICT, WITHOUT ROWID;

CREATE TABLE timetable_lessons (
  timetable TEXT    NOT NULL REFERENCES timetables(name) ON DELETE CASCADE,
  place     INTEGER NOT NULL,
  starts_ms INTEGER NOT NULL,
  ends_ms   INTEGER NOT NULL,
  lesson    TEXT    NOT NULL,  -- JSON as in a letter (storage/formats/timetable_json.h)
  area      TEXT    NOT NULL,
  organiser TEXT    NOT NULL,  -- these two stay at the county
  contact   TEXT    NOT NULL,
  PRIMARY KEY (timetable, place)
) STRICT, WITHOUT ROWID;
