-- 联盟来信: what boxes hand in for other schools: questions, answers, lists for an alliance.
CREATE TABLE posts (
  id           TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, drawn by who wrote it
  school       TEXT    NOT NULL,              -- that wrote it; empty: the county
  kind         TEXT    NOT NULL,              -- question, answer, list
  about        TEXT    NOT NULL,              -- the question that is answered
  answers      TEXT    NOT NULL DEFAULT '',   -- of a question: the school that is to answer; empty: the county
  post         TEXT    NOT NULL,              -- JSON (formats/post.h); empty once it was withdrawn
  state        TEXT    NOT NULL,              -- here, withdrawn, hidden
  why          TEXT    NOT NULL DEFAULT '',   -- hidden; the schools read it
  received_ms  INTEGER NOT NULL,              -- by the center's clock, since 1970
  delivered_ms INTEGER NOT NULL DEFAULT 0     -- a box of the other school has it; 0: not yet
) STRICT, WITHOUT ROWID;
CREATE INDEX posts_by_school ON posts(school, received_ms);
CREATE INDEX posts_by_about ON posts(about);
CREATE INDEX posts_by_arrival ON posts(kind, received_ms);

-- What each school is told, in an order that only grows: a box says up to where it has taken it.
CREATE TABLE post_mail (
  school TEXT    NOT NULL,
  number INTEGER NOT NULL,  -- 1, 2, …
  what   TEXT    NOT NULL,  -- post, delivered, withdrawn, hidden
  post   TEXT    NOT NULL,
  PRIMARY KEY (school, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_mail_by_post ON post_mail(post, what);

CREATE TABLE post_cursors (
  device TEXT    NOT NULL PRIMARY KEY,
  after  INTEGER NOT NULL  -- the box has everything up to here
) STRICT, WITHOUT ROWID;
