-- The county may give its center new keys without a visit: its roots name them. Up to which root this box has
-- listened; 0: none has named any yet, and those of the enrolment count.
ALTER TABLE enrolment ADD COLUMN center_root INTEGER NOT NULL DEFAULT 0;
