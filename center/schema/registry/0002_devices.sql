-- Boxes over the years: restored from copies, cloned, lost, given new keys.

-- The epoch whose new batch came last, and how often it went back to one that was left before: two boxes that
-- speak as one device take turns. See center/registry/twins.h.
ALTER TABLE devices ADD COLUMN chain       TEXT    NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN returns     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN returned_ms INTEGER NOT NULL DEFAULT 0;

-- A lost box is shut out; what it sent before stays.
ALTER TABLE devices ADD COLUMN revoked_ms  INTEGER;  -- NULL: it is not
ALTER TABLE devices ADD COLUMN revoked_why TEXT NOT NULL DEFAULT '';

-- Where boxes say that chains ended which they gave up. Receipts that the box had and batches that are not
-- here differ when this database was restored from an older copy: that use is lost, and said so.
CREATE TABLE chain_ends (
  device       TEXT    NOT NULL REFERENCES devices(id),
  epoch        TEXT    NOT NULL,
  cut_seq      INTEGER NOT NULL,  -- the last batch cut
  acked_seq    INTEGER NOT NULL,  -- the last batch we receipted
  acked_events INTEGER NOT NULL,  -- in all of those
  told_ms      INTEGER NOT NULL,
  PRIMARY KEY (device, epoch)
) STRICT, WITHOUT ROWID;

-- Keys that boxes have replaced. A batch cut under one may still be on its way by another road.
CREATE TABLE old_device_keys (
  sign_key    BLOB    NOT NULL PRIMARY KEY,  -- Ed25519, public
  device      TEXT    NOT NULL REFERENCES devices(id),
  epoch       TEXT    NOT NULL,              -- of the chain cut with it; empty: none
  through_seq INTEGER NOT NULL,              -- up to this batch it may sign
  replaced_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX old_device_keys_by_device ON old_device_keys (device, replaced_ms);
