-- The piece list of a delta larger than one piece; NULL for others, and for those made before this step.
ALTER TABLE deltas ADD COLUMN pieces BLOB;
