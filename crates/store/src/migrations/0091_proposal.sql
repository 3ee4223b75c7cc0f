-- What takes two operators: proposed by one, answered by another. `subject` is what it is about within its matter, and of
-- each there is one that waits. `seen_value` is what stood there when it was proposed.
CREATE TABLE proposal (
  id BIGINT PRIMARY KEY,
  matter TEXT NOT NULL,
  subject TEXT NOT NULL,
  value TEXT NOT NULL,
  seen_value TEXT NOT NULL,
  person BIGINT,
  other_person BIGINT,
  operator_case BIGINT,
  why TEXT NOT NULL,
  proposed BIGINT NOT NULL,
  proposed_by BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  decided BIGINT,
  decided_by BIGINT,
  outcome TEXT
);
CREATE UNIQUE INDEX proposal_waiting ON proposal (matter, subject) WHERE decided IS NULL;
CREATE INDEX proposal_by_time ON proposal (matter, proposed, id);
