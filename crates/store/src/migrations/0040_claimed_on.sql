-- On what sort of device the user name was typed: the teacher's list says it.
ALTER TABLE reset_window ADD COLUMN claimed_on TEXT;
