-- A trip from a site on a host of its own to the broker: single use, bound to the browser.
CREATE TABLE site_trip (
  state_hash BYTEA PRIMARY KEY,
  browser_hash BYTEA NOT NULL,
  site TEXT NOT NULL,
  leads_to TEXT NOT NULL,
  verifier_sealed BYTEA NOT NULL,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX site_trip_by_end ON site_trip (ends);
