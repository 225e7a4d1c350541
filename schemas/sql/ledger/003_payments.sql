-- What is owed and was received for an order. Made with the order when its method is `vietqr`, with
-- the first word about its money otherwise. `code` is what a transfer for it carries.
CREATE TABLE payments (
  order_id   BLOB PRIMARY KEY,
  payment_id BLOB NOT NULL,
  shop_id    TEXT NOT NULL,
  method     TEXT NOT NULL,
  code       TEXT NOT NULL UNIQUE,
  amount     INTEGER NOT NULL CHECK (amount >= 0),
  noticed    INTEGER NOT NULL CHECK (noticed >= 0),
  confirmed_by       TEXT,
  confirmed_received INTEGER,
  CHECK ((confirmed_by IS NULL) = (confirmed_received IS NULL))
) STRICT, WITHOUT ROWID;

-- Every notice of a bank, once, in the order they came. `answer` is what the bank was told (see
-- domain::PaymentState), so that a repeat is told the same; `order_id` whose money it is.
CREATE TABLE bank_notices (
  number      INTEGER PRIMARY KEY,
  notice_id   TEXT NOT NULL UNIQUE,
  account     TEXT NOT NULL,
  amount      INTEGER NOT NULL CHECK (amount > 0),
  content     TEXT NOT NULL,
  at          INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  answer      INTEGER NOT NULL CHECK (answer BETWEEN 0 AND 4),
  order_id    BLOB,
  assigned_by TEXT
) STRICT;
CREATE INDEX bank_notices_unmatched ON bank_notices (number) WHERE order_id IS NULL;
