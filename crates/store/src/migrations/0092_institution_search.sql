-- The name's place in Danish order; a job fills what an older version of that order left behind.
ALTER TABLE institution ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN sort_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX institution_by_name ON institution (sort_key, number);
CREATE INDEX institution_by_sort_version ON institution (sort_version, number);
CREATE INDEX institution_by_main ON institution (main_institution, sort_key, number);

-- By what an institution is found: the words of its name and place, its numbers, folded.
CREATE TABLE institution_token (
  institution TEXT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (institution, token)
);
