-- Whom the school works with, of the county's newest letter: pairings and studios…
CREATE TABLE letter_partners (
  place    INTEGER NOT NULL PRIMARY KEY,
  role     TEXT    NOT NULL,  -- helper, helped, studio
  id       TEXT    NOT NULL,  -- of the school; of a studio its library's name
  name     TEXT    NOT NULL,
  from_ms  INTEGER NOT NULL,  -- by the wall clock, since 1970
  until_ms INTEGER NOT NULL   -- 0: nobody said
) STRICT, WITHOUT ROWID;

-- …and the alliances it is in.
CREATE TABLE letter_alliances (
  id       TEXT NOT NULL PRIMARY KEY,
  alliance TEXT NOT NULL  -- JSON, as in the letter
) STRICT, WITHOUT ROWID;

-- What they sent last stands on the first page: lessons of one school or studio by their day, without a look at
-- every line of the catalog.
ALTER TABLE resources ADD COLUMN published TEXT NOT NULL DEFAULT '';  -- RFC 3339, of the published version
UPDATE resources SET published = coalesce((SELECT json_extract(line, '$.published') FROM resource_lines
  WHERE resource = id AND held = 0), '');
CREATE INDEX resources_by_school ON resources (school, published) WHERE withdrawn = 0 AND school <> '';
CREATE INDEX resources_by_studio ON resources (studio, published) WHERE withdrawn = 0 AND studio <> '';
