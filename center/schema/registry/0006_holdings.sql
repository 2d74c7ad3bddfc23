-- Which lessons a box holds, as it said last by a stick: so that the next stick for it carries what it lacks.
CREATE TABLE holdings (
  device  TEXT    NOT NULL PRIMARY KEY REFERENCES devices(id),
  counter INTEGER NOT NULL,  -- of the box; the highest counts
  packed  BLOB    NOT NULL   -- as storage/formats/holdings.h packs it
) STRICT, WITHOUT ROWID;
