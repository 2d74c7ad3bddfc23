-- Who used what is told by pseudonym, can be taken back, and does not last for ever (docs/privacy.md).

ALTER TABLE events ADD COLUMN person TEXT NOT NULL DEFAULT '';  -- 16 hex digits; empty: nobody is known
CREATE INDEX events_by_person ON events(person, number) WHERE person <> '';
CREATE INDEX events_by_arrival ON events(received_ms);

-- Pseudonyms that were erased. Their events may still be on the way from a box: those arrive as nobody's.
CREATE TABLE erased_people (
  person TEXT    NOT NULL PRIMARY KEY,
  at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is left of single events after the retention: sums that reports need, and nothing of a person, a
-- device, a viewing or what was typed.
CREATE TABLE event_days (
  day      INTEGER NOT NULL,  -- since 1970-01-01, of the arrival at the center
  school   TEXT    NOT NULL REFERENCES schools(id),
  resource TEXT    NOT NULL,  -- empty: searches
  kind     TEXT    NOT NULL,
  events   INTEGER NOT NULL,
  played_s INTEGER NOT NULL,
  in_vain  INTEGER NOT NULL,  -- searches that found nothing
  PRIMARY KEY (day, school, resource, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_days_by_resource ON event_days(resource, kind);
