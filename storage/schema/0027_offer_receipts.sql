-- What the county has of an offer comes back by a relay or a stick, too, and an older word after a newer one.
ALTER TABLE own_offers ADD COLUMN told_ms INTEGER NOT NULL DEFAULT 0;  -- of the newest receipt, by its clock
