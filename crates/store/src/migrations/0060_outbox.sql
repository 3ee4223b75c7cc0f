-- Mails on their way out. `sealed` is address and values as JSON, bound to the row.
CREATE TABLE outbox (
  id BIGINT PRIMARY KEY,
  template TEXT NOT NULL,
  language TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created BIGINT NOT NULL,
  next_try BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  sent BIGINT,
  given_up BIGINT
);
CREATE INDEX outbox_waiting ON outbox (next_try, id) WHERE sent IS NULL AND given_up IS NULL;
CREATE INDEX outbox_by_creation ON outbox (created, id);
