-- A county that was restored from a copy is sent again what it has forgotten; so withdrawals are kept, too.
ALTER TABLE posts ADD COLUMN again INTEGER NOT NULL DEFAULT 0;  -- 1: the county had it, and is to have it once more
CREATE INDEX posts_to_send_again ON posts (written_ms) WHERE again = 1;
CREATE INDEX posts_by_kind ON posts (kind, own, written_ms);

ALTER TABLE post_cursor ADD COLUMN mark TEXT NOT NULL DEFAULT '';  -- that came with number `after`
ALTER TABLE post_cursor ADD COLUMN turn TEXT NOT NULL DEFAULT '';  -- the newest that the county named, to any device

-- A withdrawal says to whom its post went, of an answer to which question: who forgot that post tells them still.
DROP TRIGGER posts_of_the_erased;
CREATE TRIGGER posts_of_the_erased BEFORE DELETE ON accounts BEGIN
  INSERT INTO posts (id, kind, own, about, post, state, written_ms)
    SELECT lower(hex(randomblob(16))), 'withdrawal', 1, id, CASE WHEN kind = 'answer'
      THEN json_object('to_kind', 'question', 'to', about)
      ELSE json_object('to_kind', json_extract(post, '$.to_kind'), 'to', json_extract(post, '$.to')) END,
      'waiting', written_ms FROM posts
    WHERE account = OLD.id AND kind <> 'withdrawal' AND post <> ''
      AND state IN ('waiting', 'with_county', 'delivered', 'hidden');
  DELETE FROM posts WHERE account = OLD.id AND kind <> 'withdrawal';
END;
DROP TRIGGER posts_of_the_list;
CREATE TRIGGER posts_of_the_list BEFORE DELETE ON prep_lists BEGIN
  INSERT INTO posts (id, kind, own, about, post, state, written_ms)
    SELECT lower(hex(randomblob(16))), 'withdrawal', 1, id,
      json_object('to_kind', json_extract(post, '$.to_kind'), 'to', json_extract(post, '$.to')),
      'waiting', written_ms FROM posts
    WHERE kind = 'list' AND own = 1 AND list = OLD.number AND post <> ''
      AND state IN ('waiting', 'with_county', 'delivered', 'hidden');
  UPDATE posts SET state = 'withdrawn', post = '', again = 0
    WHERE kind = 'list' AND own = 1 AND list = OLD.number;
END;
