-- Somebody at one institution is found by the person, never by reading everybody at the institution. An administrator's
-- rows are found by the person too, so that they go with the account.
DROP INDEX affiliation_by_person;
CREATE INDEX affiliation_by_person ON affiliation (person, institution, actor, ended);
DROP INDEX right_grant_by_person;
CREATE INDEX right_grant_by_person ON right_grant (person, institution, ended);
CREATE INDEX administrator_by_person ON administrator (person);
