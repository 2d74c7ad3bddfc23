-- 联盟来信: questions, answers and lists that go from school to school, written here or come from elsewhere.
CREATE TABLE posts (
  id          TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, drawn by who wrote it
  kind        TEXT    NOT NULL,              -- question, answer, list, withdrawal
  own         INTEGER NOT NULL,              -- 1: written at this school
  account     TEXT    REFERENCES accounts(id) ON DELETE SET NULL,  -- that wrote it here
  list        INTEGER,                       -- of an own list: its number in prep_lists
  about       TEXT    NOT NULL DEFAULT '',   -- the question that is answered, the post that is withdrawn
  post        TEXT    NOT NULL,              -- JSON (formats/post.h); empty: withdrawn, hidden, or a withdrawal
  from_school TEXT    NOT NULL DEFAULT '',   -- of those from elsewhere; empty: the county
  from_name   TEXT    NOT NULL DEFAULT '',
  state       TEXT    NOT NULL,  -- own: waiting, with_county, delivered, refused; else here; any: withdrawn, hidden
  why         TEXT    NOT NULL DEFAULT '',   -- refused or hidden
  written_ms  INTEGER NOT NULL               -- by this box's clock: written or come
) STRICT;
CREATE INDEX posts_by_about ON posts (about);
CREATE INDEX posts_by_account ON posts (account);
CREATE INDEX posts_that_wait ON posts (written_ms) WHERE state = 'waiting';

-- Up to where this box has taken what the county has for it.
CREATE TABLE post_cursor (
  row    INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  device TEXT    NOT NULL,  -- another one begins anew
  after  INTEGER NOT NULL
) STRICT;

-- What somebody wrote goes with the account, wherever it has got to: also what may have gone up unseen.
CREATE TRIGGER posts_of_the_erased BEFORE DELETE ON accounts BEGIN
  INSERT INTO posts (id, kind, own, about, post, state, written_ms)
    SELECT lower(hex(randomblob(16))), 'withdrawal', 1, id, '', 'waiting', written_ms FROM posts
    WHERE account = OLD.id AND kind <> 'withdrawal' AND state IN ('waiting', 'with_county', 'delivered', 'hidden');
  DELETE FROM posts WHERE account = OLD.id AND kind <> 'withdrawal';
END;
-- And a list that was shared is withdrawn with it.
CREATE TRIGGER posts_of_the_list BEFORE DELETE ON prep_lists BEGIN
  INSERT INTO posts (id, kind, own, about, post, state, written_ms)
    SELECT lower(hex(randomblob(16))), 'withdrawal', 1, id, '', 'waiting', written_ms FROM posts
    WHERE kind = 'list' AND own = 1 AND list = OLD.number AND state IN ('waiting', 'with_county', 'delivered', 'hidden');
  UPDATE posts SET state = 'withdrawn', post = '' WHERE kind = 'list' AND own = 1 AND list = OLD.number;
END;
