-- What a person and the disk policy decided of single lessons.

-- Stay on this box, and are fetched if they are not here, whatever the county asks for.
CREATE TABLE pins (
  resource  TEXT    NOT NULL PRIMARY KEY,
  pinned_ms INTEGER NOT NULL  -- by the wall clock, since 1970
) STRICT, WITHOUT ROWID;

-- Made room for something that ranked higher, and are not here since; without this they would be fetched
-- again for every gap that an update leaves for an hour.
CREATE TABLE evictions (
  resource   TEXT    NOT NULL PRIMARY KEY,
  evicted_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When a lesson was used last, by the number of the lesson that had arrived last by then
-- (resources.held_order): a box without a clock battery still knows what was used before what.
ALTER TABLE opened ADD COLUMN last_arrival INTEGER NOT NULL DEFAULT 0;
