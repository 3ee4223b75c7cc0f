-- A one-time code for an adult without eID: asked for by one administrator, approved by another or an operator, drawn by
-- whoever asked, typed once. `ends` is the ask's end, `code_ends` the code's, `claim_ends` the window's.
CREATE TABLE one_time_code (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen TEXT NOT NULL,
  asked BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  approved BIGINT,
  refused BIGINT,
  decided_by BIGINT,
  decided_as TEXT,
  cancelled BIGINT,
  hash BYTEA,
  drawn BIGINT,
  code_ends BIGINT,
  claimed BIGINT,
  claimed_by BYTEA,
  claim_ends BIGINT,
  done BIGINT
);
CREATE UNIQUE INDEX one_time_code_by_person ON one_time_code (person, id);
CREATE INDEX one_time_code_by_institution ON one_time_code (institution, asked, id);
CREATE INDEX one_time_code_by_end ON one_time_code (ends);
