-- 教学进度: which class learns from which book, from which week of the term on; the school's, of no person.
CREATE TABLE class_plans (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  class      TEXT    NOT NULL,  -- "三年级1班"
  stage      TEXT    NOT NULL,  -- these five as in the catalog
  grade      TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  volume     TEXT    NOT NULL,
  first_week INTEGER NOT NULL,  -- of the term, from 1
  weeks_each INTEGER NOT NULL
) STRICT;

-- Units that take another number of weeks than the others of their plan.
CREATE TABLE class_plan_units (
  plan  INTEGER NOT NULL REFERENCES class_plans(number) ON DELETE CASCADE,
  unit  TEXT    NOT NULL,
  weeks INTEGER NOT NULL,       -- 0: left out
  PRIMARY KEY (plan, unit)
) STRICT, WITHOUT ROWID;

-- The first day of a term that begins at another time than the usual; at most one row (row = 1).
CREATE TABLE term (
  row   INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  first TEXT    NOT NULL        -- "2026-09-07"
) STRICT;
