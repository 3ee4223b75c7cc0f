-- A job's last run is found without reading all of them. What dry runs would have done is nobody's to keep.
CREATE INDEX job_run_by_job ON job_run (job, started);
DELETE FROM job_effect WHERE run IN (SELECT id FROM job_run WHERE mode = 'dry_run');
