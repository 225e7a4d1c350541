-- The analytics file: state and results of the stream engine. Times are microseconds since the
-- epoch (UTC), money is whole dong. Everything here can be made again from the event log.

-- What the state covers: one row.
CREATE TABLE engine_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,           -- last log position that is part of the state
  watermark_orders INTEGER,
  watermark_refunds INTEGER,
  watermark_visits INTEGER
) STRICT;
INSERT INTO engine_state VALUES (1, 0, NULL, NULL, NULL);

CREATE TABLE topic_counts (
  topic TEXT PRIMARY KEY,
  read INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  late INTEGER NOT NULL,
  dead_lettered INTEGER NOT NULL,
  clock_skewed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One stream (0 orders, 1 refunds, 2 visits), one minute, one shop.
CREATE TABLE windows (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  shop_id TEXT NOT NULL,
  closed INTEGER NOT NULL,
  count INTEGER NOT NULL,              -- orders, refunds or visits
  items INTEGER NOT NULL,              -- sum of qty; orders only
  amount INTEGER NOT NULL,             -- revenue or refunded amount
  revision INTEGER NOT NULL,           -- -1 = never emitted
  PRIMARY KEY (stream, window_start, shop_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX windows_open ON windows (stream, window_start) WHERE closed = 0;

-- Sums of `windows` per UTC hour, kept by the triggers below in the same transaction, so that a
-- year is some thousand rows and can never disagree with its minutes.
CREATE TABLE hours (
  stream INTEGER NOT NULL,
  hour_start INTEGER NOT NULL,
  shop_id TEXT NOT NULL,
  count INTEGER NOT NULL,
  items INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (stream, hour_start, shop_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER windows_inserted AFTER INSERT ON windows BEGIN
  INSERT INTO hours VALUES (
    NEW.stream,
    NEW.window_start - ((NEW.window_start % 3600000000 + 3600000000) % 3600000000),
    NEW.shop_id, NEW.count, NEW.items, NEW.amount)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, items = items + excluded.items,
    amount = amount + excluded.amount;
END;

CREATE TRIGGER windows_updated AFTER UPDATE OF count, items, amount ON windows
WHEN NEW.count <> OLD.count OR NEW.items <> OLD.items OR NEW.amount <> OLD.amount BEGIN
  UPDATE hours SET count = count + NEW.count - OLD.count, items = items + NEW.items - OLD.items,
    amount = amount + NEW.amount - OLD.amount
  WHERE stream = NEW.stream AND shop_id = NEW.shop_id AND hour_start =
    NEW.window_start - ((NEW.window_start % 3600000000 + 3600000000) % 3600000000);
END;

-- One menu item within one orders window. The key begins with the time, so that the last N minutes
-- are neighbours whatever the history holds.
CREATE TABLE items (
  window_start INTEGER NOT NULL,
  shop_id TEXT NOT NULL,
  menu_id TEXT NOT NULL,
  name TEXT,                           -- as joined at the last emission; null = item unknown
  category TEXT NOT NULL,
  orders INTEGER NOT NULL,
  qty INTEGER NOT NULL,
  revenue INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (window_start, shop_id, menu_id)
) STRICT, WITHOUT ROWID;
-- For a menu event that changes records already emitted. Open windows never touch it.
CREATE INDEX items_emitted ON items (menu_id, window_start) WHERE revision >= 0;

-- Every id ever counted, so that deduplication holds for ever.
CREATE TABLE seen (
  stream INTEGER NOT NULL,
  id BLOB NOT NULL,                    -- 16 bytes
  content_hash INTEGER NOT NULL,
  PRIMARY KEY (stream, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE menu_versions (
  menu_id TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  position INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  name TEXT,
  category TEXT,
  PRIMARY KEY (menu_id, timestamp, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letters (
  position INTEGER PRIMARY KEY,
  topic TEXT,                          -- null = the record was unreadable
  reason TEXT NOT NULL,
  value BLOB NOT NULL                  -- the original bytes
) STRICT;

-- Placed to ready: how often each duration was seen. `bucket` is the number of a class of seconds
-- (src/application/analytics/serve_time.hpp): exact to 1,023 s, within 0.2 % above.
CREATE TABLE serve_times (
  minute_start INTEGER NOT NULL,       -- minute of `ready`
  shop_id TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute_start, shop_id, bucket)
) STRICT, WITHOUT ROWID;
-- The same per UTC hour.
CREATE TABLE serve_hours (
  hour_start INTEGER NOT NULL,
  shop_id TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour_start, shop_id, bucket)
) STRICT, WITHOUT ROWID;
