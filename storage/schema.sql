-- What the steps in schema/ add up to: the journal of a box, for reading. A test builds both and finds
-- the same tables, columns, indexes and triggers. The program is built from the steps, never from this file.

-- The library: which blobs lie whole on this disk, and how far those on their way have come.

-- A row says: these bytes are on the disk, durable, and their digest was right when they were listed.
CREATE TABLE blobs (
  id         BLOB    NOT NULL PRIMARY KEY,  -- BLAKE2b-256 of the bytes
  size_bytes INTEGER NOT NULL,
  arrived_ms INTEGER NOT NULL,              -- by the wall clock, since 1970
  checked_ms INTEGER NOT NULL               -- when all of it was last read and found right
) STRICT, WITHOUT ROWID;
CREATE INDEX blobs_by_check ON blobs (checked_ms);

-- A download that a power cut must not begin anew. A bit is set only after its piece was synced.
CREATE TABLE parts (
  id         BLOB    NOT NULL PRIMARY KEY,  -- of the blob it will be
  size_bytes INTEGER NOT NULL,
  pieces     BLOB    NOT NULL               -- piece n is bit n%8, lowest first, of byte n/8
) STRICT, WITHOUT ROWID;

-- Bytes at the start of a piece that is not whole yet: synced, but checked by nobody.
CREATE TABLE part_hints (
  part  BLOB    NOT NULL REFERENCES parts(id) ON DELETE CASCADE,
  piece INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (part, piece)
) STRICT, WITHOUT ROWID;

-- For which file a part was begun: when a newer version of it is published, the old part is left over, or of use
-- as the beginning of the new file, and the catalog no longer names it.
CREATE TABLE part_owners (
  part     BLOB NOT NULL PRIMARY KEY,  -- parts.id; may be written before that row
  resource TEXT NOT NULL,
  path     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The catalog: what the subscribed libraries publish and what of it teachers see here.

-- Verified shards as last taken in, so that an unchanged one is not taken in again.
CREATE TABLE shards (
  name   TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a resource. The words are those of the version a teacher sees: the held one, else the
-- published one; pages filter and sort by them. The lines themselves are long and lie apart.
CREATE TABLE resources (
  id           TEXT    NOT NULL PRIMARY KEY,
  shard        TEXT    NOT NULL,  -- that listed it last; it may be missing from it by now
  version      INTEGER NOT NULL,  -- published
  withdrawn    INTEGER NOT NULL,  -- 1: its line says so, or the line went missing
  held_version INTEGER,           -- all files of it are whole here; NULL: none
  held_order   INTEGER,           -- rises with every Hold: what arrived last has the highest
  sort_key     BLOB    NOT NULL,  -- place in the textbook tree, see textbook_order.h
  stage        TEXT    NOT NULL,
  grade        TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  edition      TEXT    NOT NULL,
  volume       TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  lesson       TEXT    NOT NULL,
  type         TEXT    NOT NULL,
  lesson_type  TEXT    NOT NULL,
  teacher      TEXT    NOT NULL,
  school       TEXT    NOT NULL,
  studio       TEXT    NOT NULL,
  quality      TEXT    NOT NULL,
  published    TEXT    NOT NULL DEFAULT ''  -- RFC 3339, of the published version
) STRICT, WITHOUT ROWID;

CREATE INDEX resources_by_place ON resources (sort_key, id) WHERE withdrawn = 0;
CREATE INDEX resources_by_field
  ON resources (stage, grade, subject, edition, volume, type, held_version, version) WHERE withdrawn = 0;
CREATE INDEX resources_by_arrival ON resources (held_order) WHERE held_order IS NOT NULL;
CREATE INDEX resources_by_shard ON resources (shard);
CREATE INDEX resources_by_school ON resources (school, published) WHERE withdrawn = 0 AND school <> '';
CREATE INDEX resources_by_studio ON resources (studio, published) WHERE withdrawn = 0 AND studio <> '';
-- What is here, in the order of the textbook; and a type's lessons.
CREATE INDEX resources_here ON resources (sort_key, id) WHERE withdrawn = 0 AND held_version IS NOT NULL;
CREATE INDEX resources_by_type ON resources (type, sort_key, id) WHERE withdrawn = 0;

-- How many lessons stand at each place of the textbook tree, by type; kept by every change of a lesson, for a
-- county's hundred thousand take a second to count on a small box, and each that comes changes the numbers.
CREATE TABLE catalog_counts (
  stage     TEXT    NOT NULL,
  grade     TEXT    NOT NULL,
  subject   TEXT    NOT NULL,
  edition   TEXT    NOT NULL,
  volume    TEXT    NOT NULL,
  type      TEXT    NOT NULL,
  resources INTEGER NOT NULL,  -- not withdrawn; a row may come down to 0
  held      INTEGER NOT NULL,  -- of them, in any version
  latest    INTEGER NOT NULL,  -- and in the published one
  PRIMARY KEY (stage, grade, subject, edition, volume, type)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER resource_counted AFTER INSERT ON resources WHEN NEW.withdrawn = 0 BEGIN
  INSERT INTO catalog_counts
    VALUES (NEW.stage, NEW.grade, NEW.subject, NEW.edition, NEW.volume, NEW.type,
            1, NEW.held_version IS NOT NULL, NEW.held_version IS NEW.version)
    ON CONFLICT DO UPDATE SET resources = resources + 1, held = held + excluded.held,
      latest = latest + excluded.latest;
END;

CREATE TRIGGER resource_uncounted AFTER DELETE ON resources WHEN OLD.withdrawn = 0 BEGIN
  UPDATE catalog_counts
    SET resources = resources - 1, held = held - (OLD.held_version IS NOT NULL),
        latest = latest - (OLD.held_version IS OLD.version)
    WHERE stage = OLD.stage AND grade = OLD.grade AND subject = OLD.subject AND edition = OLD.edition
      AND volume = OLD.volume AND type = OLD.type;
END;

CREATE TRIGGER resource_counted_anew
AFTER UPDATE OF withdrawn, version, held_version, stage, grade, subject, edition, volume, type ON resources
BEGIN
  UPDATE catalog_counts
    SET resources = resources - 1, held = held - (OLD.held_version IS NOT NULL),
        latest = latest - (OLD.held_version IS OLD.version)
    WHERE OLD.withdrawn = 0 AND stage = OLD.stage AND grade = OLD.grade AND subject = OLD.subject
      AND edition = OLD.edition AND volume = OLD.volume AND type = OLD.type;
  INSERT INTO catalog_counts
    SELECT NEW.stage, NEW.grade, NEW.subject, NEW.edition, NEW.volume, NEW.type,
           1, NEW.held_version IS NOT NULL, NEW.held_version IS NEW.version
    WHERE NEW.withdrawn = 0
    ON CONFLICT DO UPDATE SET resources = resources + 1, held = held + excluded.held,
      latest = latest + excluded.latest;
END;

-- Signed lines, canonical JSON.
CREATE TABLE resource_lines (
  resource TEXT    NOT NULL REFERENCES resources(id) ON DELETE CASCADE,
  held     INTEGER NOT NULL,  -- 0: as published, 1: as held
  line     TEXT    NOT NULL,
  PRIMARY KEY (resource, held)
) STRICT, WITHOUT ROWID;

-- Which resources, published or held, have this blob as one of their files.
CREATE TABLE blob_uses (
  blob     BLOB NOT NULL,
  resource TEXT NOT NULL REFERENCES resources(id) ON DELETE CASCADE,
  PRIMARY KEY (blob, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_uses_by_resource ON blob_uses (resource);

-- What shards said when they were last taken in: patches to newer ones start from here. It may lag behind
-- `shards` or be missing, and then costs a whole shard on the line.
CREATE TABLE shard_texts (
  name   TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,  -- of the shard as published, which is packed
  packed BLOB NOT NULL   -- its lines, packed here
) STRICT, WITHOUT ROWID;

-- What the county pushes, as signed.
CREATE TABLE bundles (
  id   TEXT NOT NULL PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Stay on this box, and are fetched if they are not here, whatever the county asks for.
CREATE TABLE pins (
  resource  TEXT    NOT NULL PRIMARY KEY,
  pinned_ms INTEGER NOT NULL  -- by the wall clock, since 1970
) STRICT, WITHOUT ROWID;

-- Lessons that somebody in the classroom asked for. Fetched before subscriptions until they are here; then news
-- for a while, and forgotten.
CREATE TABLE wishes (
  resource  TEXT    NOT NULL PRIMARY KEY,
  wished_ms INTEGER NOT NULL,  -- by the wall clock, since 1970
  came_ms   INTEGER            -- NULL: not here yet
) STRICT, WITHOUT ROWID;

-- Made room for something that ranked higher, and are not here since; without this they would be fetched
-- again for every gap that an update leaves for an hour.
CREATE TABLE evictions (
  resource   TEXT    NOT NULL PRIMARY KEY,
  evicted_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The box itself: who it is, whom it trusts, what it has seen.

-- At most one row each (row = 1).
CREATE TABLE device_keys (
  row         INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  sign_seed   BLOB    NOT NULL,  -- Ed25519, 32 bytes
  seal_secret BLOB    NOT NULL   -- X25519, 32 bytes
) STRICT;

-- The next keys until the center confirmed them, those of an enrolment anew until its grant is here, the
-- previous ones for what was sealed to them before.
CREATE TABLE other_device_keys (
  which       TEXT    NOT NULL PRIMARY KEY CHECK (which IN ('next', 'enrolment', 'previous')),
  sign_seed   BLOB    NOT NULL,
  seal_secret BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- An enrolment by two files waits for its grant: whom it asked, and which request it was.
CREATE TABLE pending_enrolment (
  row       INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  card_json TEXT    NOT NULL,  -- CenterCard that the code vouched for
  request   BLOB    NOT NULL   -- BLAKE2b-256 of the sealed request
) STRICT;

CREATE TABLE enrolment (
  row            INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  device         TEXT    NOT NULL,
  school         TEXT    NOT NULL,
  school_name    TEXT    NOT NULL,
  center_name    TEXT    NOT NULL,
  center_address TEXT    NOT NULL,
  root_json      TEXT    NOT NULL,  -- first trusted root, as published
  granted_ms     INTEGER NOT NULL,  -- by the center's clock
  card_json      TEXT    NOT NULL,  -- CenterCard, with the keys that count now
  center_root    INTEGER NOT NULL DEFAULT 0  -- version of the root that named them; 0: the enrolment did
) STRICT;

-- Where the repository can be fetched, best first.
CREATE TABLE mirrors (
  place INTEGER NOT NULL PRIMARY KEY,
  url   TEXT    NOT NULL
) STRICT;

-- Verified TUF metadata, exactly as received.
CREATE TABLE metadata (
  name  TEXT NOT NULL PRIMARY KEY,  -- "root", "timestamp", "snapshot", "targets"
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  name  TEXT    NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wall time, milliseconds since 1970. "trusted_time" never decreases.
CREATE TABLE moments (
  name  TEXT    NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person should know now.
CREATE TABLE problems (
  key      TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (key, subject)
) STRICT, WITHOUT ROWID;

-- Usage: recorded, cut into batches, sent, receipted, gone.

CREATE TABLE events (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- order of recording, never used twice
  id     TEXT    NOT NULL UNIQUE,
  json   TEXT    NOT NULL
) STRICT;

-- The chain that is being cut, one row (row = 1); a new epoch starts a new chain.
CREATE TABLE usage_chain (
  row         INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  device      TEXT    NOT NULL,
  epoch       TEXT    NOT NULL,
  last_seq    INTEGER NOT NULL,  -- cut last; 0: none yet
  last_batch  BLOB    NOT NULL,  -- BLAKE2b-256 of its sealed bytes; zero before the first
  acked_seq   INTEGER NOT NULL,  -- covered by a receipt
  acked_batch BLOB    NOT NULL,
  acked_events INTEGER NOT NULL DEFAULT 0  -- in its receipted batches
) STRICT;

-- Where earlier chains ended; the next chain tells it to the center, which then knows what it lost.
CREATE TABLE ended_chains (
  number       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  device       TEXT    NOT NULL,
  epoch        TEXT    NOT NULL,
  cut_seq      INTEGER NOT NULL,  -- cut last
  acked_seq    INTEGER NOT NULL,  -- covered by a receipt
  acked_events INTEGER NOT NULL   -- in those
) STRICT;

-- Cut and not yet receipted; the bytes never change. Their events stay in `events` until a receipt covers
-- them, for a chain that does not fit what the center holds is ended and cut anew.
CREATE TABLE batches (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- order of cutting, over all epochs
  device TEXT    NOT NULL,
  epoch  TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  digest BLOB    NOT NULL,  -- BLAKE2b-256 of `sealed`
  events INTEGER NOT NULL,
  first_event INTEGER,  -- events.number; NULL: cut before step 5, sealed only
  last_event  INTEGER,
  aside INTEGER NOT NULL DEFAULT 0,  -- 1: of an ended chain and sealed only
  UNIQUE (device, epoch, seq)
) STRICT;

CREATE TABLE usage_totals (
  row          INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  acknowledged INTEGER NOT NULL  -- events, since the box began
) STRICT;
INSERT INTO usage_totals (row, acknowledged) VALUES (1, 0);

-- For "opened 12 times" on the pages; outlives the events.
CREATE TABLE opened (
  resource     TEXT    NOT NULL PRIMARY KEY,
  times        INTEGER NOT NULL,
  -- When last, by the number of the lesson that had arrived last by then (resources.held_order): a box
  -- without a clock battery still knows what was used before what.
  last_arrival INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What the county's newest letter says, but for its accounts, which are in people.db.

CREATE TABLE letter (
  row             INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  number          INTEGER NOT NULL,            -- taken; an older one never comes after it
  at_ms           INTEGER NOT NULL,            -- by the center's clock
  all_libraries   INTEGER NOT NULL,
  classroom_login INTEGER NOT NULL,
  done_command    INTEGER NOT NULL DEFAULT 0,  -- all commands up to this number are done
  rechecked_to    BLOB,                        -- the blob a recheck under way came to; NULL: none is
  line            TEXT                         -- rules of the line, JSON (line_rules.h); NULL: none
) STRICT;

CREATE TABLE letter_notices (
  place    INTEGER NOT NULL PRIMARY KEY,
  id       TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  at_ms    INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE letter_libraries (
  name TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE letter_commands (
  number INTEGER NOT NULL PRIMARY KEY,
  what   TEXT    NOT NULL
) STRICT;

-- The timetable of the county's newest letter: what this school receives, and when.
CREATE TABLE letter_lessons (
  place     INTEGER NOT NULL PRIMARY KEY,
  starts_ms INTEGER NOT NULL,  -- by the wall clock, since 1970
  ends_ms   INTEGER NOT NULL,
  lesson    TEXT    NOT NULL   -- JSON, as in the letter
) STRICT, WITHOUT ROWID;

-- Which TLS keys are the center's, in its own signed words; at most one row (row = 1).
CREATE TABLE tls_statement (
  row       INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  statement TEXT    NOT NULL
) STRICT;

-- Bytes of HTTP in both directions, by the billing period's first day.
CREATE TABLE line_months (
  begins  TEXT    NOT NULL PRIMARY KEY,  -- "2026-11-05", local
  content INTEGER NOT NULL,              -- lessons
  other   INTEGER NOT NULL               -- usage, metadata, letters
) STRICT, WITHOUT ROWID;

-- Measured goodput, one row (row = 1).
CREATE TABLE line_speed (
  row              INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  bytes_per_second INTEGER NOT NULL,  -- mean of the spans in which bytes came
  deviation        INTEGER NOT NULL,  -- bytes per second
  spans            INTEGER NOT NULL,  -- behind those two
  there_millionths INTEGER NOT NULL,  -- share of wanted spans in which bytes came
  there_spans      INTEGER NOT NULL
) STRICT;

-- What the school's own teachers brought: files, apart from the county's library, and never evicted.

-- A file on its way into the box. Its bytes are in own/parts/ID.part.
CREATE TABLE own_uploads (
  id       TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, random
  owner    TEXT    NOT NULL,              -- the account's id; the name is in people.db alone
  name     TEXT    NOT NULL,
  size     INTEGER NOT NULL,
  mark     TEXT    NOT NULL,              -- by which a browser knows the file again
  durable  INTEGER NOT NULL DEFAULT 0,    -- bytes from the start that were synced
  blob     BLOB,                          -- whole, about to get its place; NULL: on its way
  used_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE own_items (
  id          TEXT    NOT NULL PRIMARY KEY,  -- 16 hex digits, random
  owner       TEXT    NOT NULL,
  version     INTEGER NOT NULL,              -- the one that is shown
  title       TEXT    NOT NULL,
  description TEXT    NOT NULL,
  stage       TEXT    NOT NULL,
  grade       TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  edition     TEXT    NOT NULL,
  volume      TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  made_ms     INTEGER NOT NULL,              -- by the wall clock, since 1970
  changed_ms  INTEGER NOT NULL,
  deleted_ms  INTEGER                        -- can be restored for some days; NULL: shown
) STRICT, WITHOUT ROWID;

-- The files of an item, the replaced ones for some days too. Identical files are one on the disk.
CREATE TABLE own_versions (
  item        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  upload      TEXT    NOT NULL,  -- it came as, so that a browser that asks again is told what was done
  blob        BLOB    NOT NULL,
  size        INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  media_type  TEXT    NOT NULL,
  added_ms    INTEGER NOT NULL,
  replaced_ms INTEGER,           -- NULL: shown
  PRIMARY KEY (item, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX own_versions_by_blob ON own_versions (blob);
CREATE INDEX own_versions_by_upload ON own_versions (upload);

-- Own courseware that was offered to the county, on its way up and until there is an answer.
CREATE TABLE own_offers (
  id         TEXT    NOT NULL PRIMARY KEY,  -- 32 hex digits, random
  item       TEXT    NOT NULL,
  version    INTEGER NOT NULL,              -- of the item, as it was when it was offered
  author     TEXT    NOT NULL,              -- as its maker agreed to be named
  device     TEXT    NOT NULL DEFAULT '',   -- the box's id when it went up; another one begins anew
  next       INTEGER NOT NULL DEFAULT 0,    -- pieces that the county has
  state      TEXT    NOT NULL,              -- waiting, sent, refused, gone
  why        TEXT    NOT NULL DEFAULT '',   -- of a refusal
  offered_ms INTEGER NOT NULL,
  pieces     BLOB,  -- 32 bytes of digest for each piece, from when the file was read whole and was right
  told_ms    INTEGER NOT NULL DEFAULT 0  -- when the county signed the newest receipt, by its clock; 0: none
) STRICT, WITHOUT ROWID;

CREATE INDEX own_offers_by_item ON own_offers (item);

-- What the county's newest letter says of offers.
CREATE TABLE letter_offers (
  id       TEXT NOT NULL PRIMARY KEY,
  state    TEXT NOT NULL,
  why      TEXT NOT NULL,
  resource TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 教学进度: which class learns from which book, from which week of the term on; the school's, of no person.
CREATE TABLE class_plans (
  number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  class      TEXT    NOT NULL,  -- "三年级1班"
  stage      TEXT    NOT NULL,  -- these five as in the catalog
  grade      TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  volume     TEXT    NOT NULL,
  first_week INTEGER NOT NULL,  -- of the term, from 1
  weeks_each INTEGER NOT NULL
) STRICT;

-- Units that take another number of weeks than the others of their plan.
CREATE TABLE class_plan_units (
  plan  INTEGER NOT NULL REFERENCES class_plans(number) ON DELETE CASCADE,
  unit  TEXT    NOT NULL,
  weeks INTEGER NOT NULL,       -- 0: left out
  PRIMARY KEY (plan, unit)
) STRICT, WITHOUT ROWID;

-- The first day of a term that begins at another time than the usual; at most one row (row = 1).
CREATE TABLE term (
  row   INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
  first TEXT    NOT NULL        -- "2026-09-07"
) STRICT;

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

-- When each file of own courseware was last read whole, so that what the medium lost is told to who brought it
-- while they still have it elsewhere. A file without a row was read when it was added.
CREATE TABLE own_checks (
  blob       BLOB    NOT NULL PRIMARY KEY,  -- of own_versions
  checked_ms INTEGER NOT NULL,
  damaged_ms INTEGER                        -- it was not what had been saved; it is kept, and not shown
) STRICT, WITHOUT ROWID;

-- A school without a line for months: its oldest waiting events lie packed, five thousand at a time, in the order
-- of their numbers. All of them are older than those in `events`.
CREATE TABLE event_packs (
  first_event INTEGER NOT NULL PRIMARY KEY,  -- events.number as they had it
  last_event  INTEGER NOT NULL,
  events      INTEGER NOT NULL,
  packed      BLOB    NOT NULL               -- zstd of lines "number json"
) STRICT;

-- Their ids, so that an event told twice is still passed over.
CREATE TABLE packed_event_ids (
  id BLOB NOT NULL PRIMARY KEY  -- 16 bytes
) STRICT, WITHOUT ROWID;
