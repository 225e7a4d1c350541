-- Tables of the peer: an order, its items, and an outbox row that a relay would publish.
CREATE TABLE menu (
  menu_id  uuid   PRIMARY KEY,
  name     text   NOT NULL,
  category text   NOT NULL,
  price    bigint NOT NULL CHECK (price >= 0)
);

CREATE TABLE orders (
  order_id   uuid        PRIMARY KEY,
  shop_id    text        NOT NULL,
  status     text        NOT NULL,
  total      bigint      NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE order_items (
  order_id uuid    NOT NULL REFERENCES orders (order_id),
  line     integer NOT NULL,
  menu_id  uuid    NOT NULL,
  qty      integer NOT NULL CHECK (qty > 0),
  price    bigint  NOT NULL CHECK (price >= 0),
  PRIMARY KEY (order_id, line)
);

CREATE TABLE outbox (
  position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text        NOT NULL,
  key         text        NOT NULL,
  value       json        NOT NULL,
  appended_at timestamptz NOT NULL DEFAULT now()
);
