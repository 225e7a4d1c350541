-- The ledger: state and events of the shop, one file, one writer at a time.
-- Times are microseconds since 1970 (UTC), money is whole dong, ids are 16 bytes.

-- The one log. Positions are given in commit order without gaps; topic numbers are events::Topic.
CREATE TABLE event_log (
  position    INTEGER PRIMARY KEY,
  topic       INTEGER NOT NULL,
  key         TEXT NOT NULL,
  value       TEXT NOT NULL,
  appended_at INTEGER NOT NULL
) STRICT;
-- A rare topic is found without reading the busy ones (orders, inventory_events, order_status),
-- which are dense enough to be scanned.
CREATE INDEX event_log_rare_topics ON event_log (topic, position) WHERE topic NOT IN (2, 3, 6);

-- One row per commit: a hash over all its events and the hash before it.
CREATE TABLE log_chain (
  position INTEGER PRIMARY KEY,
  hash     BLOB NOT NULL
) STRICT;

-- `position` is that of the order's event, which holds its lines.
CREATE TABLE orders (
  position     INTEGER PRIMARY KEY,
  order_id     BLOB NOT NULL UNIQUE,
  shop_id      TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  total        INTEGER NOT NULL CHECK (total >= 0),
  items        INTEGER NOT NULL CHECK (items > 0),
  status       INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
  queue_number INTEGER NOT NULL,
  business_day INTEGER NOT NULL,
  refunded     INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND total),
  placed_at    INTEGER NOT NULL,
  status_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_by_time ON orders (created_at, position);
CREATE INDEX orders_open ON orders (status, created_at, position) WHERE status < 3;

CREATE TABLE queue_numbers (
  shop_id      TEXT NOT NULL,
  business_day INTEGER NOT NULL,
  last         INTEGER NOT NULL,
  PRIMARY KEY (shop_id, business_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE refunds (
  position   INTEGER PRIMARY KEY,
  refund_id  BLOB NOT NULL UNIQUE,
  order_id   BLOB NOT NULL,
  shop_id    TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  amount     INTEGER NOT NULL CHECK (amount >= 0)
) STRICT;
CREATE INDEX refunds_of_order ON refunds (order_id, position);

-- Every version of every item; prices are looked up as of a sale's own time.
CREATE TABLE menu_versions (
  menu_id    TEXT NOT NULL,
  version    INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  deleted    INTEGER NOT NULL,
  item       TEXT NOT NULL,
  PRIMARY KEY (menu_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE ingredients (
  shop_id       TEXT NOT NULL,
  ingredient_id TEXT NOT NULL,
  name          TEXT NOT NULL,
  unit          TEXT NOT NULL,
  threshold     INTEGER NOT NULL,
  blocking      INTEGER NOT NULL,
  on_hand       INTEGER NOT NULL,
  PRIMARY KEY (shop_id, ingredient_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  user_id       TEXT PRIMARY KEY,
  username      TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role          INTEGER NOT NULL,
  active        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sessions and API tokens; only a hash of the secret is kept.
CREATE TABLE credentials (
  secret_hash BLOB PRIMARY KEY,
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  role        INTEGER NOT NULL,
  session     INTEGER NOT NULL,
  expires_at  INTEGER
) STRICT, WITHOUT ROWID;

-- Small durable numbers: what the engine has emitted, the generation of the menu.
CREATE TABLE markers (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
