-- A list of institutions that an operator looks through before it is loaded.
CREATE TABLE register_upload (
  id BIGINT PRIMARY KEY,
  list BYTEA NOT NULL,
  uploaded BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX register_upload_by_end ON register_upload (ends);
