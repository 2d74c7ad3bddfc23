-- Accounts, sessions and the security log of one place. A database of its own: the learning log knows a
-- person only by the pseudonym, and each log has a retention of its own.
--
-- Three columns together say when something began so that a jump of the wall clock does not matter: *_boot,
-- *_up_ms (the Instant within that boot) and *_ms (by the wall clock, since 1970).

CREATE TABLE accounts (
  id              TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits
  person          TEXT    NOT NULL UNIQUE,       -- the pseudonym, 16 hex digits
  login           TEXT    NOT NULL,              -- as shown
  folded          TEXT    NOT NULL UNIQUE,       -- as compared, see login_name.h
  name            TEXT    NOT NULL,
  role            TEXT    NOT NULL,
  school          TEXT    NOT NULL,              -- at the county, of a school's account; else empty
  from_county     INTEGER NOT NULL,              -- 1: came in the county's letter
  revision        INTEGER NOT NULL,              -- rises with each code
  disabled        INTEGER NOT NULL,
  password        TEXT    NOT NULL,              -- Argon2id as libsodium writes it; empty: none set
  code_digest     TEXT    NOT NULL,              -- hex; empty: no code is open
  code_boot       TEXT    NOT NULL,              -- empty: made elsewhere
  code_up_ms      INTEGER NOT NULL,
  code_ms         INTEGER NOT NULL,
  code_expires_ms INTEGER NOT NULL,
  totp_secret     BLOB,                          -- in force
  totp_offered    BLOB,                          -- shown, not confirmed yet
  totp_step       INTEGER NOT NULL,              -- the last 30 s step whose digits were used
  made_ms         INTEGER NOT NULL,
  last_login_ms   INTEGER,
  first_audit     INTEGER NOT NULL               -- no audit row before this one is about this account
) STRICT, WITHOUT ROWID;

-- A row is a cookie somewhere. Only the digest is here: who reads the database cannot log in with it.
CREATE TABLE sessions (
  number  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  digest  BLOB    NOT NULL UNIQUE,               -- BLAKE2b-256 of the token
  account TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  boot    TEXT    NOT NULL,
  made_up_ms INTEGER NOT NULL,
  used_up_ms INTEGER NOT NULL,                   -- noted now and then
  made_ms    INTEGER NOT NULL                    -- to show
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account);

-- Between the two steps of a login: the first was right.
CREATE TABLE tickets (
  digest  BLOB    NOT NULL PRIMARY KEY,
  account TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  kind    TEXT    NOT NULL,                      -- "password": set one; "second": give the digits
  boot    TEXT    NOT NULL,
  made_up_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_by_account ON tickets (account);

-- Wrong tries, by keyed digest of a name, an address or both: what somebody typed into the name's field is
-- kept nowhere, for it may be a password.
CREATE TABLE tries (
  key     BLOB    NOT NULL PRIMARY KEY,
  wrong   INTEGER NOT NULL,                      -- since the last rest
  rests   INTEGER NOT NULL,                      -- how often it had to rest
  boot    TEXT    NOT NULL,                      -- the last wrong try
  up_ms   INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where an account has logged in well from: strangers' tries do not lock it out there.
CREATE TABLE known_addresses (
  number  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- the lowest of an account was used longest ago
  account TEXT    NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  address BLOB    NOT NULL,                      -- keyed digest
  UNIQUE (account, address)
) STRICT;

-- The key of those digests, made once.
CREATE TABLE digest_key (
  row   INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  bytes BLOB    NOT NULL
) STRICT;

-- The audit log. Rows are only added at the end and forgotten from the front.
CREATE TABLE audit (
  number  INTEGER NOT NULL PRIMARY KEY,
  at_ms   INTEGER NOT NULL,
  who     TEXT    NOT NULL,
  address TEXT    NOT NULL,
  act     TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  detail  TEXT    NOT NULL,
  hash    BLOB    NOT NULL                       -- over the hash before and this row, see audit_log.h
) STRICT;

-- The two ends of the chain: what was forgotten ended with `forgotten_hash`, the newest row has `newest_hash`.
CREATE TABLE audit_ends (
  row              INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  forgotten_number INTEGER NOT NULL,
  forgotten_hash   BLOB    NOT NULL,
  newest_number    INTEGER NOT NULL,
  newest_hash      BLOB    NOT NULL
) STRICT;
INSERT INTO audit_ends VALUES (1, 0, zeroblob(32), 0, zeroblob(32));

-- One row a day: which row was the newest then, and how much time had gone by that can be believed.
CREATE TABLE audit_days (
  day      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  number   INTEGER NOT NULL,                     -- of the audit row
  wall_ms  INTEGER NOT NULL,
  lived_ms INTEGER NOT NULL
) STRICT;
