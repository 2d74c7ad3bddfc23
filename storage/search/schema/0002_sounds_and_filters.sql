-- The index finds by pinyin, understands filters and answers in the order of quality. What the step before
-- held cannot be read so: it is filled anew, while the box goes on serving.
DROP TABLE words;
DROP TABLE docs;
DROP TABLE filled;

CREATE TABLE docs (
  number      INTEGER NOT NULL PRIMARY KEY,  -- the better, the lower: ranking.h
  id          TEXT    NOT NULL UNIQUE,       -- of the resource
  generation  INTEGER NOT NULL,              -- of the filling that saw it last
  here        INTEGER NOT NULL,              -- 1: plays on this box
  opened      INTEGER NOT NULL,              -- times, in this school, when it was last indexed
  quality     INTEGER NOT NULL,              -- 0 部级 … 5 none
  place       TEXT    NOT NULL,              -- tokens of grade, subject, edition
  filters     TEXT    NOT NULL,              -- its filter tokens, with spaces between
  title       TEXT    NOT NULL,
  facts       TEXT    NOT NULL,              -- teacher, unit, keywords …, one a line
  description TEXT    NOT NULL
) STRICT;

-- The words of docs as tokens.h writes them; their text is not stored twice. Results come in the order of
-- the numbers, so what bm25 would need is left out.
CREATE VIRTUAL TABLE words USING fts5 (tokens, content = '', columnsize = 0, tokenize = 'lianxiao');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');

-- Values that lessons have, for understanding them in a query.
CREATE TABLE filters (
  token TEXT    NOT NULL PRIMARY KEY,
  field TEXT    NOT NULL,
  shown TEXT    NOT NULL,
  docs  INTEGER NOT NULL              -- that have it
) STRICT, WITHOUT ROWID;

-- Where this school teaches: grade, subject and edition of what it has here.
CREATE TABLE places (
  place TEXT    NOT NULL PRIMARY KEY,
  here  INTEGER NOT NULL              -- lessons that play
) STRICT, WITHOUT ROWID;

CREATE TABLE filling (
  row        INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  generation INTEGER NOT NULL,        -- of the last filling that was begun
  whole      INTEGER NOT NULL,        -- 1: it came to its end
  analysis   TEXT    NOT NULL         -- how text was made into words; with another way all is filled anew
) STRICT;
INSERT INTO filling (row, generation, whole, analysis) VALUES (1, 0, 0, '');
