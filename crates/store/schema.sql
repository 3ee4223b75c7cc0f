-- Everything the server remembers, in the order a school would tell it.
-- Types: BIGINT (ids, and instants in ms since 1970), TEXT (days as YYYY-MM-DD), BYTEA. A nullable instant says when
-- instead of a boolean. Words in TEXT columns are the `word()` of the rules' enums. `sealed` columns are encrypted by
-- the vault with the row's key as associated data; `*_hash` columns hold digests of secrets, never the secret.

-- Institutions ------------------------------------------------------------------------------------------------------

CREATE TABLE institution (
  number TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  cvr TEXT NOT NULL,
  p_number TEXT NOT NULL,
  municipality_number TEXT NOT NULL,
  municipality TEXT NOT NULL,
  region TEXT NOT NULL,
  address TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city TEXT NOT NULL,
  phone TEXT NOT NULL,
  mail TEXT NOT NULL,
  web TEXT NOT NULL,
  leader TEXT NOT NULL,
  ownership TEXT NOT NULL,
  main_institution TEXT,
  created BIGINT NOT NULL,
  closed BIGINT,
  sort_key TEXT NOT NULL DEFAULT '',
  sort_version BIGINT NOT NULL DEFAULT 0
);
-- The name's place in Danish order; a job fills what an older version of that order left behind.
CREATE INDEX institution_by_name ON institution (sort_key, number);
CREATE INDEX institution_by_sort_version ON institution (sort_version, number);
CREATE INDEX institution_by_main ON institution (main_institution, sort_key, number);

-- By what an institution is found: the words of its name and place, its numbers, folded.
CREATE TABLE institution_token (
  institution TEXT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (institution, token)
);

-- A list of institutions that an operator looks through before it is loaded.
CREATE TABLE register_upload (
  id BIGINT PRIMARY KEY,
  list BYTEA NOT NULL,
  uploaded BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX register_upload_by_end ON register_upload (ends);

-- One row a setting that differs from its default; names and values are read by rules::institution::Settings.
CREATE TABLE institution_setting (
  institution TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (institution, name)
);

-- The operator's national switches.
CREATE TABLE national_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed BIGINT NOT NULL
);

-- People ------------------------------------------------------------------------------------------------------------

CREATE TABLE person (
  id BIGINT PRIMARY KEY,
  uniid TEXT NOT NULL,
  username TEXT NOT NULL,
  first_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  alias_first_name TEXT,
  alias_family_name TEXT,
  protected_since BIGINT,
  cpr_index BYTEA,
  cpr_sealed BYTEA,
  cpr_kind TEXT,
  birth_date TEXT,
  gender TEXT,
  created BIGINT NOT NULL,
  blocked BIGINT,
  blocked_by_institution TEXT,
  blocked_reason TEXT,
  unattached BIGINT,
  disabled BIGINT,
  anonymised BIGINT,
  sort_key TEXT NOT NULL DEFAULT '',
  sort_version BIGINT NOT NULL DEFAULT 0,
  last_login BIGINT
);
CREATE UNIQUE INDEX person_by_cpr ON person (cpr_index);
-- The shown name's place in Danish order; a job fills what an older version of that order left behind.
CREATE INDEX person_by_sort_version ON person (sort_version, id);
CREATE INDEX person_unattached ON person (unattached) WHERE unattached IS NOT NULL AND disabled IS NULL;
CREATE INDEX person_disabled ON person (disabled) WHERE disabled IS NOT NULL AND anonymised IS NULL;

-- Every user name ever given; a retired one stays so that nobody else gets it.
CREATE TABLE username (
  username TEXT PRIMARY KEY,
  person BIGINT NOT NULL,
  retired BIGINT
);
CREATE INDEX username_by_person ON username (person, retired);

-- Every UniId ever given, those of merged accounts included.
CREATE TABLE uniid (
  uniid TEXT PRIMARY KEY,
  person BIGINT NOT NULL,
  retired BIGINT
);
CREATE INDEX uniid_by_person ON uniid (person);

CREATE TABLE affiliation (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  actor TEXT NOT NULL,
  roles TEXT NOT NULL,
  level TEXT,
  main_group BIGINT,
  location TEXT,
  student_number TEXT,
  short_name TEXT,
  occupation TEXT,
  source TEXT NOT NULL,
  local_person_id TEXT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  expires BIGINT,
  reminded BIGINT
);
CREATE INDEX affiliation_by_person ON affiliation (person, institution, actor, ended);
CREATE INDEX affiliation_by_institution ON affiliation (institution, actor, ended);
CREATE INDEX affiliation_expiring ON affiliation (expires) WHERE expires IS NOT NULL AND ended IS NULL;

CREATE TABLE school_group (
  id BIGINT PRIMARY KEY,
  institution TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  level TEXT,
  line TEXT,
  from_date TEXT,
  to_date TEXT,
  source TEXT NOT NULL,
  created BIGINT NOT NULL,
  ended BIGINT
);
CREATE INDEX school_group_by_institution ON school_group (institution, ended, code);

-- Who is in a group, over time; a class's pupils have it as their main_group too.
CREATE TABLE group_member (
  school_group BIGINT NOT NULL,
  affiliation BIGINT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  PRIMARY KEY (school_group, affiliation, started)
);
CREATE INDEX group_member_by_affiliation ON group_member (affiliation, ended);

-- A relation between an adult and a child as one source told it; custody is 'yes' or 'no'.
CREATE TABLE contact (
  id BIGINT PRIMARY KEY,
  adult BIGINT NOT NULL,
  child BIGINT NOT NULL,
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  local_person_id TEXT NOT NULL,
  relation TEXT NOT NULL,
  custody TEXT NOT NULL,
  access_level BIGINT NOT NULL,
  cvr TEXT,
  p_number TEXT,
  started BIGINT NOT NULL,
  ended BIGINT
);
CREATE INDEX contact_by_adult ON contact (adult, ended);
CREATE INDEX contact_by_child ON contact (child, ended);
CREATE INDEX contact_by_source ON contact (institution, source, ended);

CREATE TABLE right_grant (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  granted_right TEXT NOT NULL,
  given BIGINT NOT NULL,
  given_by BIGINT,
  why TEXT NOT NULL,
  expires BIGINT,
  ended BIGINT,
  ended_by BIGINT,
  ended_why TEXT
);
CREATE INDEX right_grant_by_person ON right_grant (person, institution, ended);
CREATE INDEX right_grant_by_institution ON right_grant (institution, ended);

-- When an administrator last came into Brugeradministration, at each institution.
CREATE TABLE administrator_entry (
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  first_entered BIGINT NOT NULL,
  last_entered BIGINT NOT NULL,
  PRIMARY KEY (person, institution)
);

-- A named employee who may help a class until a moment.
CREATE TABLE substitute (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  school_group BIGINT NOT NULL,
  institution TEXT NOT NULL,
  given BIGINT NOT NULL,
  given_by BIGINT NOT NULL,
  until BIGINT NOT NULL,
  ended BIGINT
);
CREATE INDEX substitute_by_person ON substitute (person, until);
CREATE INDEX substitute_by_institution ON substitute (institution, until);

-- Import ------------------------------------------------------------------------------------------------------------

-- What one source last said of one person, as sent (sealed), with a digest for quick comparison.
CREATE TABLE source_person (
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  local_person_id TEXT NOT NULL,
  person BIGINT,
  digest BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (institution, source, local_person_id)
);
CREATE INDEX source_person_by_person ON source_person (person);

-- What one source last said of one group.
CREATE TABLE source_group (
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  code TEXT NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (institution, source, code)
);

-- One source of one institution: when it was last loaded.
CREATE TABLE import_source (
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  source_date_time TEXT NOT NULL,
  school_year TEXT NOT NULL,
  last_run BIGINT NOT NULL,
  loaded BIGINT NOT NULL,
  held_run BIGINT,
  reminded BIGINT,
  PRIMARY KEY (institution, source)
);

CREATE TABLE import_run (
  id BIGINT PRIMARY KEY,
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  operation TEXT NOT NULL,
  source_date_time TEXT NOT NULL,
  school_year TEXT NOT NULL,
  file TEXT NOT NULL,
  received BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  people BIGINT NOT NULL,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  hold_why TEXT,
  roster_sealed BYTEA,
  plan_sealed BYTEA,
  decided BIGINT,
  decided_by BIGINT,
  undone BIGINT
);
CREATE INDEX import_run_by_institution ON import_run (institution, received);

CREATE TABLE import_finding (
  run BIGINT NOT NULL,
  number BIGINT NOT NULL,
  local_person_id TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (run, number)
);

-- The CPR number an import carried on a line it refused with CPR_UVENTET, as the keyed hash that finds people.
CREATE TABLE unexpected_cpr (
  institution TEXT NOT NULL,
  source TEXT NOT NULL,
  local_person_id TEXT NOT NULL,
  run BIGINT NOT NULL,
  cpr_index BYTEA NOT NULL,
  PRIMARY KEY (institution, source, local_person_id)
);

-- Bearer tokens of the systems that may push files for an institution.
CREATE TABLE import_token (
  token_hash BYTEA PRIMARY KEY,
  institution TEXT NOT NULL,
  name TEXT NOT NULL,
  created BIGINT NOT NULL,
  ended BIGINT
);

-- Passwords -----------------------------------------------------------------------------------------------------------

-- The one current password of a person. `hash` is the encoded, pepper-encrypted hash.
CREATE TABLE credential (
  person BIGINT PRIMARY KEY,
  form TEXT NOT NULL,
  hash BYTEA NOT NULL,
  version BIGINT NOT NULL,
  stage TEXT NOT NULL,
  chosen_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  set_how TEXT NOT NULL,
  set_by BIGINT,
  reset_window BIGINT,
  stage_moved BIGINT,
  must_change BIGINT,
  dead BIGINT
);

-- The last five, so that none of them comes back.
CREATE TABLE old_credential (
  person BIGINT NOT NULL,
  version BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (person, version)
);

-- The form a school decided for a named pupil or class: subject is 'person:<id>' or 'group:<id>'.
CREATE TABLE password_form (
  institution TEXT NOT NULL,
  subject TEXT NOT NULL,
  form TEXT NOT NULL,
  decided BIGINT NOT NULL,
  decided_by BIGINT NOT NULL,
  PRIMARY KEY (institution, subject)
);

-- Throttle of one account, or of one user name nobody has: subject is 'person:<id>' or 'name:<keyed hash>'.
CREATE TABLE guess (
  subject TEXT PRIMARY KEY,
  step BIGINT NOT NULL,
  last_failure BIGINT NOT NULL,
  wait_until BIGINT NOT NULL,
  wrong_in_all BIGINT NOT NULL,
  recent TEXT NOT NULL
);

-- Which accounts failed from which address lately.
CREATE TABLE failing_address (
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (address, subject)
);
CREATE INDEX failing_address_by_time ON failing_address (at);

-- Picture attempts of the whole country in ten-minute steps.
CREATE TABLE picture_attempt (
  step BIGINT PRIMARY KEY,
  attempts BIGINT NOT NULL,
  fresh_failures BIGINT NOT NULL
);

-- THE FIVE MINUTES. `closes` is written when it opens: the SQL knows no duration.
CREATE TABLE reset_window (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  opened BIGINT NOT NULL,
  opened_by BIGINT NOT NULL,
  closes BIGINT NOT NULL,
  confirmation TEXT NOT NULL,
  picture TEXT,
  claimed BIGINT,
  claimed_by BYTEA,
  claimed_from TEXT,
  claim_ends BIGINT,
  confirmed BIGINT,
  wrong_picture BIGINT,
  done BIGINT,
  password_version BIGINT,
  cancelled BIGINT,
  undone BIGINT,
  claimed_on TEXT
);
CREATE INDEX reset_window_by_person ON reset_window (person, opened);
CREATE INDEX reset_window_by_opener ON reset_window (opened_by, opened);
CREATE INDEX reset_window_by_institution ON reset_window (institution, opened);

CREATE TABLE school_card (
  token_hash BYTEA PRIMARY KEY,
  token_sealed BYTEA NOT NULL,
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  issued BIGINT NOT NULL,
  issued_by BIGINT NOT NULL,
  alone BIGINT,
  voided BIGINT
);
CREATE INDEX school_card_by_person ON school_card (person, voided);

-- Sessions --------------------------------------------------------------------------------------------------------------

-- One browser logged in; every service of that browser hangs on it.
CREATE TABLE sso_session (
  id BIGINT PRIMARY KEY,
  secret_hash BYTEA NOT NULL,
  person BIGINT NOT NULL,
  device TEXT NOT NULL,
  method TEXT NOT NULL,
  started BIGINT NOT NULL,
  proven BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  idle_ends BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  two_factor BIGINT,
  adult_verified BIGINT,
  password_version BIGINT,
  address TEXT NOT NULL,
  browser TEXT NOT NULL,
  ended BIGINT,
  ended_why TEXT
);
CREATE UNIQUE INDEX sso_session_by_secret ON sso_session (secret_hash);
CREATE INDEX sso_session_by_person ON sso_session (person, ended);

-- One of our own sites open in a browser; dies with its sso_session.
CREATE TABLE site_session (
  secret_hash BYTEA PRIMARY KEY,
  site TEXT NOT NULL,
  sso_session BIGINT NOT NULL,
  person BIGINT NOT NULL,
  institution TEXT,
  entry TEXT NOT NULL,
  started BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  idle_ends BIGINT NOT NULL,
  ended BIGINT,
  opened_lists BYTEA
);
CREATE INDEX site_session_by_sso_session ON site_session (sso_session, ended);

-- One login under way: the row between two screens, found by a handle and bound to the browser that began.
CREATE TABLE login (
  handle_hash BYTEA PRIMARY KEY,
  browser_hash BYTEA NOT NULL,
  client TEXT,
  request TEXT NOT NULL,
  step TEXT NOT NULL,
  typed TEXT,
  person BIGINT,
  form TEXT,
  state TEXT NOT NULL,
  secret_sealed BYTEA,
  reset_window BIGINT,
  sso_session BIGINT,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  finished BIGINT
);
CREATE INDEX login_by_end ON login (ends);

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

-- A form that could not be taken because the login was over: kept sealed for an hour, one a browser.
CREATE TABLE draft (
  browser_hash BYTEA PRIMARY KEY,
  person BIGINT,
  address TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX draft_by_end ON draft (ends);
CREATE INDEX draft_by_address ON draft (address, ends);

-- Which actor somebody chose to be at a service last time.
CREATE TABLE actor_choice (
  person BIGINT NOT NULL,
  client TEXT NOT NULL,
  choice TEXT NOT NULL,
  chosen BIGINT NOT NULL,
  PRIMARY KEY (person, client)
);

-- The way back from the national eID: single use, bound to the browser.
CREATE TABLE eid_request (
  state_hash BYTEA PRIMARY KEY,
  browser_hash BYTEA NOT NULL,
  provider TEXT NOT NULL,
  purpose TEXT NOT NULL,
  login_handle TEXT,
  nonce TEXT NOT NULL,
  verifier_sealed BYTEA NOT NULL,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX eid_request_by_end ON eid_request (ends);

-- Answers of a SAML identity provider, posted here by its page before our cookie could be read; one a trip, taken once.
CREATE TABLE eid_answer (
  state_hash BYTEA PRIMARY KEY,
  handle_hash BYTEA NOT NULL,
  response TEXT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX eid_answer_by_end ON eid_answer (ends);

-- A pupil's screen that waits for an adult's word; the answer is given once and taken once, by the login that asked.
CREATE TABLE adult_verification (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  login_hash BYTEA NOT NULL,
  client TEXT,
  pictures TEXT NOT NULL,
  address TEXT NOT NULL,
  asked BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  approved BIGINT,
  approved_by BIGINT,
  declined BIGINT,
  institution TEXT,
  taken BIGINT
);
CREATE INDEX adult_verification_by_login ON adult_verification (login_hash, asked);
CREATE INDEX adult_verification_by_end ON adult_verification (ends);

-- A one-time code for an adult without eID: asked for by one administrator, approved by another or an operator, drawn by
-- whoever asked, typed once. `ends` is the ask's end, `code_ends` the code's, `claim_ends` the window's.
CREATE TABLE one_time_code (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  institution TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen TEXT NOT NULL,
  asked BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  approved BIGINT,
  refused BIGINT,
  decided_by BIGINT,
  decided_as TEXT,
  cancelled BIGINT,
  hash BYTEA,
  drawn BIGINT,
  code_ends BIGINT,
  claimed BIGINT,
  claimed_by BYTEA,
  claim_ends BIGINT,
  done BIGINT
);
CREATE UNIQUE INDEX one_time_code_by_person ON one_time_code (person, id);
CREATE INDEX one_time_code_by_institution ON one_time_code (institution, asked, id);
CREATE INDEX one_time_code_by_end ON one_time_code (ends);

-- Services ----------------------------------------------------------------------------------------------------------------

-- A service that may send users here; `registration` is its metadata as JSON, read by the oidc crate.
CREATE TABLE client (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  provider TEXT NOT NULL,
  registration TEXT NOT NULL,
  secret_hash BYTEA,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  disabled BIGINT
);

CREATE TABLE authorization_code (
  code_hash BYTEA PRIMARY KEY,
  client TEXT NOT NULL,
  sso_session BIGINT NOT NULL,
  person BIGINT NOT NULL,
  family BIGINT NOT NULL,
  facts TEXT NOT NULL,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX authorization_code_by_end ON authorization_code (ends);

-- All tokens that came from one login at one service. Its refresh token names family and generation under a keyed
-- hash: only the newest generation counts, and an older one that comes back ends the family.
CREATE TABLE token_family (
  id BIGINT PRIMARY KEY,
  client TEXT NOT NULL,
  sso_session BIGINT NOT NULL,
  person BIGINT NOT NULL,
  facts TEXT NOT NULL,
  created BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  refresh_ends BIGINT NOT NULL,
  refreshed BIGINT,
  ended BIGINT,
  ended_why TEXT
);
CREATE INDEX token_family_by_sso_session ON token_family (sso_session, ended);
CREATE INDEX token_family_by_person ON token_family (person, ended);
CREATE INDEX token_family_by_end ON token_family (refresh_ends);

-- Which services still have to be told that a login ended. A row goes once the service was told.
CREATE TABLE logout_notice (
  sso_session BIGINT NOT NULL,
  client TEXT NOT NULL,
  person BIGINT NOT NULL,
  created BIGINT NOT NULL,
  tried BIGINT NOT NULL,
  next_try BIGINT NOT NULL,
  given_up BIGINT,
  PRIMARY KEY (sso_session, client)
);
CREATE INDEX logout_notice_due ON logout_notice (given_up, next_try);

-- Message ids, assertion ids and handles that may be used once, each kind in its own namespace.
CREATE TABLE used_once (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (kind, value)
);
CREATE INDEX used_once_by_end ON used_once (until);

CREATE TABLE pushed_request (
  handle_hash BYTEA PRIMARY KEY,
  client TEXT NOT NULL,
  request TEXT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX pushed_request_by_end ON pushed_request (ends);

-- Signing keys, sealed; newest that has started signs, all that have not ended are published.
CREATE TABLE signing_key (
  id TEXT PRIMARY KEY,
  algorithm TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created BIGINT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT
);

-- Giv Adgang: who at an institution may use a licence-bound service. reach: 'all', 'actor:<word>', 'group:<id>'.
CREATE TABLE licence (
  id BIGINT PRIMARY KEY,
  institution TEXT NOT NULL,
  client TEXT NOT NULL,
  reach TEXT NOT NULL,
  from_date TEXT,
  to_date TEXT,
  given BIGINT NOT NULL,
  given_by BIGINT,
  ended BIGINT
);
CREATE INDEX licence_by_institution ON licence (institution, client, ended);

-- What an institution lets a provider's service see beyond the pseudonym. fields: space-separated words.
CREATE TABLE data_agreement (
  id BIGINT PRIMARY KEY,
  institution TEXT NOT NULL,
  client TEXT NOT NULL,
  fields TEXT NOT NULL,
  asked BIGINT NOT NULL,
  comment TEXT NOT NULL,
  approved BIGINT,
  approved_by BIGINT,
  ends BIGINT,
  ended BIGINT,
  rejected BIGINT,
  rejected_by BIGINT,
  answer TEXT,
  ended_by BIGINT,
  reminded BIGINT
);
CREATE INDEX data_agreement_by_client ON data_agreement (client, institution, ended);
CREATE INDEX data_agreement_by_institution ON data_agreement (institution, ended);
CREATE INDEX data_agreement_ending ON data_agreement (ends) WHERE ends IS NOT NULL AND ended IS NULL;

-- Memory of it all -----------------------------------------------------------------------------------------------------------

-- What happened. The salted `content_hash` covers who, where, about whom and the payload; all of these, and the salt,
-- may be deleted in time, and the hash stays in the chain.
CREATE TABLE event (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor_person BIGINT,
  acting_as TEXT NOT NULL,
  institution TEXT,
  address TEXT NOT NULL,
  payload TEXT,
  salt BYTEA NOT NULL,
  content_hash BYTEA NOT NULL,
  seal BIGINT
);
CREATE INDEX event_unsealed ON event (id) WHERE seal IS NULL;
CREATE INDEX event_by_seal ON event (seal, id);
CREATE INDEX event_by_institution ON event (institution, at, id);
CREATE INDEX event_by_actor ON event (actor_person, at);
CREATE INDEX event_kept ON event (kind, at) WHERE payload IS NOT NULL;

CREATE TABLE event_subject (
  person BIGINT NOT NULL,
  event BIGINT NOT NULL,
  PRIMARY KEY (person, event)
);
CREATE INDEX event_subject_by_event ON event_subject (event, person);

CREATE TABLE seal (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  events BIGINT NOT NULL,
  previous BYTEA NOT NULL,
  hash BYTEA NOT NULL
);

-- Once a day (in Denmark) the end of the chain is signed; `signed` is a compact JWS over the other columns.
CREATE TABLE checkpoint (
  day TEXT PRIMARY KEY,
  seal BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  key_id TEXT NOT NULL,
  signed TEXT NOT NULL
);

CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);

-- Raised when something cached changes (clients, settings, keys); nodes look once a second.
CREATE TABLE version (
  name TEXT PRIMARY KEY,
  number BIGINT NOT NULL
);

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

CREATE TABLE job_run (
  id BIGINT PRIMARY KEY,
  job TEXT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  report TEXT NOT NULL,
  mode TEXT
);
CREATE INDEX job_run_by_job ON job_run (job, started);

-- Administrators and the search for people ------------------------------------------------------------------------------

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
CREATE INDEX administrator_by_person ON administrator (person);

-- Rights that services define; released to that service alone.
CREATE TABLE service_right (
  client TEXT NOT NULL,
  code TEXT NOT NULL,
  name_da TEXT NOT NULL,
  name_en TEXT NOT NULL,
  PRIMARY KEY (client, code)
);

-- Letters --------------------------------------------------------------------------------------------------------------------

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

-- What an administrator may not decide alone: an operator does. `facts_sealed` holds what the operator must see, a
-- CPR number among it, and is empty once the case is decided; `subject` is what it is about within its kind, so that
-- asking twice is one case.
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

-- The application for access -----------------------------------------------------------------------------------------------

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

-- By what an earlier case is found: a keyed hash of each person's number and of the institution's CVR or P number.
CREATE TABLE application_party (
  party BYTEA NOT NULL,
  application BIGINT NOT NULL,
  PRIMARY KEY (party, application)
);
CREATE INDEX application_party_by_application ON application_party (application);

-- Who may sit at the operator's desk. The command line appoints where `appointed_by` is empty; `root` is the account it
-- appointed at the head of the chain of appointments.
CREATE TABLE operator_appointment (
  person BIGINT PRIMARY KEY,
  appointed BIGINT NOT NULL,
  ended BIGINT,
  appointed_by BIGINT,
  root BIGINT NOT NULL DEFAULT 0
);

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
