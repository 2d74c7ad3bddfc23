-- A waiting offer is read whole once; then its pieces are known by these, and each visit reads what it sends.
ALTER TABLE own_offers ADD COLUMN pieces BLOB;  -- 32 bytes of digest for each piece; NULL: not read yet
