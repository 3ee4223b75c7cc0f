-- By what an earlier case is found: a keyed hash of each person's number and of the institution's CVR or P number.
CREATE TABLE application_party (
  party BYTEA NOT NULL,
  application BIGINT NOT NULL,
  PRIMARY KEY (party, application)
);
CREATE INDEX application_party_by_application ON application_party (application);
