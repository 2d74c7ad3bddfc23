-- What the line has carried and how fast it is, so that a power cut renews no quota and unlearns no speed.

-- Bytes of HTTP in both directions, by the billing period's first day.
CREATE TABLE line_months (
  begins  TEXT    NOT NULL PRIMARY KEY,  -- "2026-11-05", local
  content INTEGER NOT NULL,              -- lessons
  other   INTEGER NOT NULL               -- usage, metadata, letters
) STRICT, WITHOUT ROWID;

-- Measured goodput, one row (row = 1).
CREATE TABLE line_speed (
  row              INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  bytes_per_second INTEGER NOT NULL,  -- mean of the spans in which bytes came
  deviation        INTEGER NOT NULL,  -- bytes per second
  spans            INTEGER NOT NULL,  -- behind those two
  there_millionths INTEGER NOT NULL,  -- share of wanted spans in which bytes came
  there_spans      INTEGER NOT NULL
) STRICT;
