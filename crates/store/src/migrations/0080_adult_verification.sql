-- A pupil's screen that waits for an adult's word; the answer is given once and taken once, by the login that asked.
CREATE TABLE adult_verification (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  login_hash BYTEA NOT NULL,
  client TEXT,
  pictures TEXT NOT NULL,
  address TEXT NOT NULL,
  asked BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  approved BIGINT,
  approved_by BIGINT,
  declined BIGINT,
  institution TEXT,
  taken BIGINT
);
CREATE INDEX adult_verification_by_login ON adult_verification (login_hash, asked);
CREATE INDEX adult_verification_by_end ON adult_verification (ends);
