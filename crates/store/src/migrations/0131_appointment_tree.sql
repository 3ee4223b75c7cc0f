-- Who appointed an operator, by the account, and at whose appointment by the command line that began. Until now a user
-- name stood there; those once given are all kept.
ALTER TABLE operator_appointment RENAME COLUMN appointed_by TO appointed_by_name;
ALTER TABLE operator_appointment ADD COLUMN appointed_by BIGINT;
ALTER TABLE operator_appointment ADD COLUMN root BIGINT NOT NULL DEFAULT 0;
UPDATE operator_appointment SET appointed_by = (SELECT n.person FROM username n WHERE n.username = appointed_by_name);
-- Who appointed each other in a circle, or were by somebody nobody knows, are of one tree, that of nobody.
WITH RECURSIVE tree (person, root) AS (
  SELECT person, person FROM operator_appointment WHERE appointed_by_name = 'command'
  UNION
  SELECT o.person, t.root FROM operator_appointment o JOIN tree t ON o.appointed_by = t.person
)
UPDATE operator_appointment SET root = COALESCE((SELECT t.root FROM tree t WHERE t.person = operator_appointment.person), 0);
ALTER TABLE operator_appointment DROP COLUMN appointed_by_name;
