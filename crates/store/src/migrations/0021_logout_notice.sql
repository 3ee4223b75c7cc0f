-- Which services still have to be told that a login ended. A row goes once the service was told.
CREATE TABLE logout_notice (
  sso_session BIGINT NOT NULL,
  client TEXT NOT NULL,
  person BIGINT NOT NULL,
  created BIGINT NOT NULL,
  tried BIGINT NOT NULL,
  next_try BIGINT NOT NULL,
  given_up BIGINT,
  PRIMARY KEY (sso_session, client)
);
CREATE INDEX logout_notice_due ON logout_notice (given_up, next_try);
