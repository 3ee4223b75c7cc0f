-- What is kept of an administrator beside the right: who is the primary one, where to write to, what was said already.
CREATE TABLE administrator (
  institution TEXT NOT NULL,
  person BIGINT NOT NULL,
  primary_since BIGINT,
  mail_sealed BYTEA,
  warned BIGINT,
  leaving_told BIGINT,
  PRIMARY KEY (institution, person)
);
CREATE UNIQUE INDEX administrator_primary ON administrator (institution) WHERE primary_since IS NOT NULL;

-- Rights that services define; released to that service alone.
CREATE TABLE service_right (
  client TEXT NOT NULL,
  code TEXT NOT NULL,
  name_da TEXT NOT NULL,
  name_en TEXT NOT NULL,
  PRIMARY KEY (client, code)
);
