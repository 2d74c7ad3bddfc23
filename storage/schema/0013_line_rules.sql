-- The county may say in its letter when lessons come and how many bytes. JSON, see storage/formats/line_rules.h;
-- NULL: it says nothing.
ALTER TABLE letter ADD COLUMN line TEXT;
