-- What an administrator may not decide alone: an operator does. `facts_sealed` holds what the operator must see, a
-- CPR number among it; `subject` is what it is about within its kind, so that asking twice is one case.
CREATE TABLE operator_case (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  institution TEXT NOT NULL,
  subject TEXT NOT NULL,
  person BIGINT,
  other_person BIGINT,
  facts_sealed BYTEA NOT NULL,
  opened BIGINT NOT NULL,
  opened_by BIGINT,
  decided BIGINT,
  decided_by TEXT,
  outcome TEXT
);
CREATE INDEX operator_case_by_subject ON operator_case (institution, kind, subject);
CREATE INDEX operator_case_open ON operator_case (opened) WHERE decided IS NULL;

-- The CPR number an import carried on a line it refused with CPR_UVENTET, as the keyed hash that finds people.
CREATE TABLE unexpected_cpr (
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  local_person_id TEXT NOT NULL,
  run BIGINT NOT NULL,
  cpr_index BYTEA NOT NULL,
  PRIMARY KEY (institution, source, local_person_id)
);

-- What one run of a job did, or would have done, at which institution and to whom.
CREATE TABLE job_effect (
  run BIGINT NOT NULL,
  number BIGINT NOT NULL,
  institution TEXT,
  person BIGINT,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (run, number)
);
CREATE INDEX job_effect_by_institution ON job_effect (institution, run);

ALTER TABLE job_run ADD COLUMN mode TEXT;
ALTER TABLE affiliation ADD COLUMN reminded BIGINT;
ALTER TABLE import_source ADD COLUMN reminded BIGINT;
ALTER TABLE data_agreement ADD COLUMN rejected BIGINT;
ALTER TABLE data_agreement ADD COLUMN rejected_by BIGINT;
ALTER TABLE data_agreement ADD COLUMN answer TEXT;
ALTER TABLE data_agreement ADD COLUMN ended_by BIGINT;
ALTER TABLE data_agreement ADD COLUMN reminded BIGINT;

CREATE INDEX affiliation_expiring ON affiliation (expires) WHERE expires IS NOT NULL AND ended IS NULL;
CREATE INDEX person_unattached ON person (unattached) WHERE unattached IS NOT NULL AND disabled IS NULL;
CREATE INDEX person_disabled ON person (disabled) WHERE disabled IS NOT NULL AND anonymised IS NULL;
CREATE INDEX data_agreement_ending ON data_agreement (ends) WHERE ends IS NOT NULL AND ended IS NULL;
CREATE INDEX uniid_by_person ON uniid (person);
