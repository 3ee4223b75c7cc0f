-- The log of an institution, newest first: two events of one moment stand in the order of their numbers, so that a page is read
-- as it stands in the index.
DROP INDEX event_by_institution;
CREATE INDEX event_by_institution ON event (institution, at, id);
