// How an order reaches PostgreSQL. Both forms store the order, its items and an outbox row in one
// transaction, and both return false when the order id was there before (nothing is stored then).

const INSERT_ORDER = `
  INSERT INTO orders (order_id, shop_id, status, total, created_at)
  VALUES ($1, $2, 'placed', $3, $4) ON CONFLICT (order_id) DO NOTHING`;
const INSERT_ITEM = `
  INSERT INTO order_items (order_id, line, menu_id, qty, price) VALUES ($1, $2, $3, $4, $5)`;
const INSERT_EVENT = `INSERT INTO outbox (topic, key, value) VALUES ('orders', $1, $2)`;

const ONE_STATEMENT = `
  WITH placed AS (
    INSERT INTO orders (order_id, shop_id, status, total, created_at)
    VALUES ($1, $2, 'placed', $3, $4) ON CONFLICT (order_id) DO NOTHING
    RETURNING order_id
  ), lines AS (
    INSERT INTO order_items (order_id, line, menu_id, qty, price)
    SELECT placed.order_id, item.line, item.menu_id, item.qty, item.price
    FROM placed,
         unnest($5::uuid[], $6::int[], $7::bigint[]) WITH ORDINALITY
           AS item (menu_id, qty, price, line)
  )
  INSERT INTO outbox (topic, key, value) SELECT 'orders', order_id::text, $8 FROM placed`;

const SELECT_ORDER = `
  SELECT o.order_id, o.shop_id, o.status, o.total, o.created_at,
         (SELECT json_agg(json_build_object('menu_id', i.menu_id, 'qty', i.qty, 'price', i.price)
                          ORDER BY i.line)
          FROM order_items i WHERE i.order_id = o.order_id) AS items
  FROM orders o WHERE o.order_id = $1`;

/** The way the node-postgres guide writes a transaction: one client, one INSERT for each row. */
export async function placeIdiomatic(pool, order) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query({
      name: 'insert_order',
      text: INSERT_ORDER,
      values: [order.order_id, order.shop_id, order.total, order.created_at],
    });
    if (rowCount === 1) {
      for (const [index, item] of order.items.entries()) {
        await client.query({
          name: 'insert_item',
          text: INSERT_ITEM,
          values: [order.order_id, index + 1, item.menu_id, item.qty, item.price],
        });
      }
      await client.query({
        name: 'insert_event',
        text: INSERT_EVENT,
        values: [order.order_id, JSON.stringify(order)],
      });
    }
    await client.query('COMMIT');
    return rowCount === 1;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The least work PostgreSQL and the driver can do for one order: one statement, one round trip. */
export async function placeInOneStatement(pool, order) {
  const { rowCount } = await pool.query({
    name: 'place_order',
    text: ONE_STATEMENT,
    values: [
      order.order_id,
      order.shop_id,
      order.total,
      order.created_at,
      order.items.map((item) => item.menu_id),
      order.items.map((item) => item.qty),
      order.items.map((item) => item.price),
      JSON.stringify(order),
    ],
  });
  return rowCount === 1;
}

export async function findOrder(pool, orderId) {
  const { rows } = await pool.query({ name: 'find_order', text: SELECT_ORDER, values: [orderId] });
  if (rows.length === 0) return null;
  const [row] = rows;
  return { ...row, total: Number(row.total), created_at: row.created_at.toISOString() };
}

export async function loadMenu(pool) {
  const { rows } = await pool.query('SELECT menu_id, name, category, price FROM menu');
  return new Map(rows.map((row) => [row.menu_id, { ...row, price: Number(row.price) }]));
}
