-- Counts of a whole catalog by the fields that pages ask for, without reading its wide rows.
DROP INDEX resources_by_grade;
CREATE INDEX resources_by_field
  ON resources (stage, grade, subject, edition, volume, type, held_version, version) WHERE withdrawn = 0;
