-- A form that could not be taken because the login was over: kept sealed for an hour, one a browser.
CREATE TABLE draft (
  browser_hash BYTEA PRIMARY KEY,
  person BIGINT,
  address TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX draft_by_end ON draft (ends);
CREATE INDEX draft_by_address ON draft (address, ends);
