-- A decided case keeps nothing of what its operator had to see.
UPDATE operator_case SET facts_sealed = CAST('' AS BYTEA) WHERE decided IS NOT NULL;
