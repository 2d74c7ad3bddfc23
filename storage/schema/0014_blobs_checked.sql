-- What was read the longest time ago is asked for again and again at quiet hours.
CREATE INDEX blobs_by_check ON blobs (checked_ms);
