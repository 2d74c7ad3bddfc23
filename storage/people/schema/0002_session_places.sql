-- Where a session is, so that its owner sees which of them is a stranger's: the browser in two words, and the
-- network address, which the security log has as well.
ALTER TABLE sessions ADD COLUMN device  TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
