-- Answers of a SAML identity provider, posted here by its page before our cookie could be read; one a trip, taken once.
CREATE TABLE eid_answer (
  state_hash BYTEA PRIMARY KEY,
  handle_hash BYTEA NOT NULL,
  response TEXT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX eid_answer_by_end ON eid_answer (ends);
