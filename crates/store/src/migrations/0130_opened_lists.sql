-- Which lists the holder of a site session opened last, hashed, the newest first: a live refresh of those is no new look.
ALTER TABLE site_session ADD COLUMN opened_lists BYTEA;
