-- The search index. Nothing in it that the catalog does not know: it may be thrown away at any time.

CREATE TABLE docs (
  number      INTEGER NOT NULL PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,  -- of the resource
  title       TEXT    NOT NULL,
  facts       TEXT    NOT NULL,         -- teacher, subject, grade, keywords …, one a line
  description TEXT    NOT NULL
) STRICT;

-- The words of docs, whose text is not stored twice. Single Chinese characters are asked for as prefixes
-- of bigrams, so those of length 1 have an index of their own.
CREATE VIRTUAL TABLE words USING fts5 (
  title, facts, description,
  content = 'docs', content_rowid = 'number', tokenize = 'lianxiao', prefix = '1'
);

-- Whether PutAll has ever been through (row = 1).
CREATE TABLE filled (
  row INTEGER NOT NULL PRIMARY KEY CHECK (row = 1)
) STRICT;
