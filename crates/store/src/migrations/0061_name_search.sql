-- Every part of every name, folded, in Danish order; `staff_since` while the person is employee or external anywhere.
CREATE TABLE name_token (
  token TEXT NOT NULL,
  sort_key BYTEA NOT NULL,
  person BIGINT NOT NULL,
  staff_since BIGINT,
  PRIMARY KEY (token, sort_key, person)
);
CREATE INDEX name_token_by_person ON name_token (person, token);
CREATE INDEX name_token_of_staff ON name_token (token, sort_key, person) WHERE staff_since IS NOT NULL;

-- How many employees and externals have a part that begins like this; counted now and then, to begin with the rarest.
CREATE TABLE name_prefix (
  prefix TEXT PRIMARY KEY,
  people BIGINT NOT NULL
);

-- How often an administrator searched all users on a day in Denmark.
CREATE TABLE search_day (
  person BIGINT NOT NULL,
  day TEXT NOT NULL,
  searches BIGINT NOT NULL,
  PRIMARY KEY (person, day)
);
CREATE INDEX search_day_by_day ON search_day (day, person);

-- *Huskede*: whom an administrator picked under *Alle brugere*, for one institution, until a moment.
CREATE TABLE remembered_user (
  administrator BIGINT NOT NULL,
  institution TEXT NOT NULL,
  person BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (administrator, institution, person)
);
CREATE INDEX remembered_user_by_end ON remembered_user (until, administrator);
