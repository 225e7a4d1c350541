-- A short secret with which a person takes over a till that somebody is signed in at. Empty: none.
-- Wrong tries are counted here, so that a restart forgives none.
ALTER TABLE users ADD COLUMN pin_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN pin_failures INTEGER NOT NULL DEFAULT 0;
