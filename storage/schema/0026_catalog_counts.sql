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

INSERT INTO catalog_counts
  SELECT stage, grade, subject, edition, volume, type, count(*), count(held_version),
         count(*) FILTER (WHERE held_version = version)
  FROM resources WHERE withdrawn = 0 GROUP BY 1, 2, 3, 4, 5, 6;

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

-- What is here, in the order of the textbook; and a type's lessons.
CREATE INDEX resources_here ON resources (sort_key, id) WHERE withdrawn = 0 AND held_version IS NOT NULL;
CREATE INDEX resources_by_type ON resources (type, sort_key, id) WHERE withdrawn = 0;
