-- The same index again: SQLite answers NOT IN with a B-tree in memory, made anew for every event that
-- is appended, and comparisons with nothing.
DROP INDEX event_log_rare_topics;
CREATE INDEX event_log_rare_topics ON event_log (topic, position)
  WHERE topic <> 2 AND topic <> 3 AND topic <> 6;
