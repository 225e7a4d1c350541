// The peer: durable order intake as one would write it with Fastify 5 and node-postgres.
//
//   FORM=idiomatic   BEGIN, one prepared INSERT for each row, COMMIT on a pooled client
//   FORM=best        the same rows in one prepared statement, on the pool
//   FORM=pipelined   that statement on connections in pg's pipeline mode, which send the next order
//                    without waiting for the answer to the one before
//   PORT, POOL_SIZE, WORKERS (Node processes), and the driver's PGHOST, PGPORT, PGUSER, PGDATABASE

import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import { findOrder, loadMenu, placeIdiomatic, placeInOneStatement } from './order_store.js';

const FORMS = {
  idiomatic: placeIdiomatic,
  best: placeInOneStatement,
  pipelined: placeInOneStatement,
};
const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

const orderBody = {
  type: 'object',
  required: ['items'],
  additionalProperties: false,
  properties: {
    order_id: { type: 'string', pattern: UUID },
    shop_id: { type: 'string', pattern: '^[a-z0-9-]{1,40}$' },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        required: ['menu_id', 'qty'],
        additionalProperties: false,
        properties: {
          menu_id: { type: 'string', pattern: UUID },
          qty: { type: 'integer', minimum: 1, maximum: 1000 },
        },
      },
    },
  },
};

const orderAnswer = {
  type: 'object',
  properties: {
    order_id: { type: 'string' },
    shop_id: { type: 'string' },
    status: { type: 'string' },
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          menu_id: { type: 'string' },
          qty: { type: 'integer' },
          price: { type: 'integer' },
        },
      },
    },
    total: { type: 'integer' },
    created_at: { type: 'string' },
  },
};

function problem(reply, status, title) {
  return reply.code(status).type('application/problem+json').send({ status, title });
}

/** Prices the request from the menu in memory; null when it names an item that is not on it. */
function priced(body, menu) {
  let total = 0;
  const items = [];
  for (const { menu_id, qty } of body.items) {
    const entry = menu.get(menu_id);
    if (entry === undefined) return null;
    items.push({ menu_id, qty, price: entry.price });
    total += qty * entry.price;
  }
  return {
    order_id: body.order_id ?? randomUUID(),
    shop_id: body.shop_id ?? 'main',
    status: 'placed',
    items,
    total,
    created_at: new Date().toISOString(),
  };
}

function sameContent(a, b) {
  const content = ({ shop_id, items }) =>
    JSON.stringify([shop_id, items.map(({ menu_id, qty, price }) => [menu_id, qty, price])]);
  return content(a) === content(b);
}

async function openPool(max) {
  const pool = new pg.Pool({ max, min: max, idleTimeoutMillis: 0 });
  const clients = await Promise.all(Array.from({ length: max }, () => pool.connect()));
  for (const client of clients) client.release();
  return pool;
}

/** Connections that are shared by all requests in turn; each of their queries commits by itself. */
async function openPipelines(max) {
  const clients = Array.from({ length: max }, () => new pg.Client({ pipeline: true }));
  await Promise.all(clients.map((client) => client.connect()));
  let next = 0;
  return {
    query(query) {
      next = (next + 1) % max;
      return clients[next].query(query);
    },
    end: () => Promise.all(clients.map((client) => client.end())),
  };
}

async function serve() {
  const form = process.env.FORM ?? 'idiomatic';
  const place = FORMS[form];
  if (place === undefined) throw new Error(`FORM must be one of ${Object.keys(FORMS)}`);
  const workers = Number(process.env.WORKERS ?? 1);
  const max = Math.max(1, Math.floor(Number(process.env.POOL_SIZE ?? 16) / workers));
  const pool = form === 'pipelined' ? await openPipelines(max) : await openPool(max);
  const menu = await loadMenu(pool);

  const app = Fastify({ logger: false, bodyLimit: 256 * 1024 });
  app.get('/healthz', () => ({ status: 'ok', menu_items: menu.size }));
  app.post(
    '/api/v1/orders',
    { schema: { body: orderBody, response: { 200: orderAnswer, 201: orderAnswer } } },
    async (request, reply) => {
      const order = priced(request.body, menu);
      if (order === null) return problem(reply, 422, 'an item is not on the menu');
      if (await place(pool, order)) return reply.code(201).send(order);
      const stored = await findOrder(pool, order.order_id);
      if (!sameContent(stored, order)) return problem(reply, 409, 'order_id is taken');
      return reply.code(200).send(stored);
    },
  );

  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });

  process.once('SIGTERM', async () => {
    await app.close();
    await pool.end();
    process.exit(0);
  });
}

if (cluster.isPrimary && Number(process.env.WORKERS ?? 1) > 1) {
  for (let i = 0; i < Number(process.env.WORKERS); i += 1) cluster.fork();
  process.once('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  });
} else {
  await serve();
}
