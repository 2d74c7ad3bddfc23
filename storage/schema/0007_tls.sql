-- Which TLS keys are the center's, in its own signed words: the newest statement that was verified, exactly as
-- received. At most one row (row = 1).
CREATE TABLE tls_statement (
  row       INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  statement TEXT    NOT NULL
) STRICT;
