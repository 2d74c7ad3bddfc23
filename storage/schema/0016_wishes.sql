-- Lessons that somebody in the classroom asked for. Fetched before subscriptions until they are here; then news
-- for a while, and forgotten.
CREATE TABLE wishes (
  resource  TEXT    NOT NULL PRIMARY KEY,
  wished_ms INTEGER NOT NULL,  -- by the wall clock, since 1970
  came_ms   INTEGER            -- NULL: not here yet
) STRICT, WITHOUT ROWID;
