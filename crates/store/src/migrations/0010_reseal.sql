-- How far the job has come that follows an exchanged key, one row a sealed column; `walked_to` names the last row it saw.
CREATE TABLE reseal (
  sealed_column TEXT PRIMARY KEY,
  key_id BIGINT NOT NULL,
  walked_to TEXT NOT NULL,
  renewed BIGINT NOT NULL,
  unopened BIGINT NOT NULL,
  started BIGINT NOT NULL,
  finished BIGINT
);
