-- This database may be restored from an older copy: then numbers of mail are given a second time. What is drawn
-- with each tells a box's "I have all up to here" of before from one of now.
ALTER TABLE post_mail ADD COLUMN mark TEXT NOT NULL DEFAULT '';  -- 16 hex digits
UPDATE post_mail SET mark = lower(hex(randomblob(8)));

-- And what is drawn whenever something of a school is taken tells whether all is here that was taken until then.
CREATE TABLE post_turns (
  turn   TEXT NOT NULL PRIMARY KEY,  -- 16 hex digits that rise, 16 that are drawn
  school TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX post_turns_by_school ON post_turns(school, turn);

-- A withdrawal is kept as a post of its own kind, without words: it may come before what it is about.
ALTER TABLE posts ADD COLUMN bytes  INTEGER NOT NULL DEFAULT 0;   -- what it takes of its school's room
ALTER TABLE posts ADD COLUMN person TEXT    NOT NULL DEFAULT '';  -- pseudonym, of accounts the county made
UPDATE posts SET bytes = 100 + length(CAST(post AS BLOB));  -- as center/post/post_rows.cpp counts
CREATE INDEX posts_by_room ON posts(school, bytes);
CREATE INDEX posts_by_person ON posts(person) WHERE person <> '';
