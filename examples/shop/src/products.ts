import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Switches } from './switches.ts';

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly cents: number;
}

export interface Products {
  find(id: number): Promise<Product | undefined>;
  page(number: number): Promise<readonly Omit<Product, 'description'>[]>;
}

const PAGE_SIZE = 20;

/** The catalogue of the shop, with the products that customers look at kept for a few seconds. */
export function createProducts(pool: Pool, switches: Switches): Products {
  const cache = new LRUCache<number, Product>({ max: 300, ttl: 8_000 });
  return {
    async find(id) {
      const cached = cache.get(id);
      if (cached) return cached;
      const { rows } = await pool.query<Product>(
        'SELECT id, name, description, cents FROM plimsoll_shop.product, pg_sleep($2) WHERE id = $1',
        [id, switches.queryDelaySeconds],
      );
      const product = rows[0];
      if (product) cache.set(id, product);
      return product;
    },
    async page(number) {
      const { rows } = await pool.query<Omit<Product, 'description'>>(
        `SELECT id, name, cents FROM plimsoll_shop.product, pg_sleep($3)
         ORDER BY id LIMIT $1 OFFSET $2`,
        [PAGE_SIZE, PAGE_SIZE * number, switches.queryDelaySeconds],
      );
      return rows;
    },
  };
}
