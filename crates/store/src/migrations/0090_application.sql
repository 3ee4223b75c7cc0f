-- Applications for access, drafts among them. `record_sealed` holds everything typed and said as JSON, bound to the row;
-- `file_sealed` the signed page. Whoever has the link's secret may write on; the other two secrets confirm and object.
CREATE TABLE application (
  id BIGINT PRIMARY KEY,
  link_hash BYTEA NOT NULL,
  state TEXT NOT NULL,
  institution TEXT,
  record_sealed BYTEA NOT NULL,
  file_sealed BYTEA,
  address TEXT NOT NULL,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  ends BIGINT,
  case_number TEXT,
  submitted BIGINT,
  leader_signed BIGINT,
  confirm_hash BYTEA,
  confirmed BIGINT,
  object_hash BYTEA,
  objected BIGINT,
  call_noted BIGINT,
  call_noted_by BIGINT,
  decided BIGINT,
  decided_by BIGINT
);
CREATE UNIQUE INDEX application_by_link ON application (link_hash);
CREATE UNIQUE INDEX application_by_case ON application (case_number);
CREATE INDEX application_by_confirm ON application (confirm_hash);
CREATE INDEX application_by_object ON application (object_hash);
CREATE INDEX application_by_state ON application (state, submitted, id);
CREATE INDEX application_by_institution ON application (institution, submitted);
CREATE INDEX application_by_end ON application (ends);
CREATE INDEX application_by_address ON application (address, created);

-- Who may sit at the operator's desk.
CREATE TABLE operator_appointment (
  person BIGINT PRIMARY KEY,
  appointed BIGINT NOT NULL,
  appointed_by TEXT NOT NULL,
  ended BIGINT
);
