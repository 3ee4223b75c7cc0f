-- Brugeradministration: who came in last and when, and the Danish order of names.

-- When an administrator last came into Brugeradministration, at each institution.
CREATE TABLE administrator_entry (
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  first_entered BIGINT NOT NULL,
  last_entered BIGINT NOT NULL,
  PRIMARY KEY (person, institution)
);
CREATE INDEX administrator_entry_by_institution ON administrator_entry (institution, last_entered);

-- The shown name's place in Danish order, and the version of that order; a job fills what is older.
ALTER TABLE person ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN sort_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX person_by_sort_version ON person (sort_version, id);

-- When the person last logged in, by whatever way; none: never.
ALTER TABLE person ADD COLUMN last_login BIGINT;

-- Whose user names were retired when: a new one is given once a year.
CREATE INDEX username_by_person ON username (person, retired);

-- What an institution was asked for and has agreed to.
CREATE INDEX data_agreement_by_institution ON data_agreement (institution, ended);
