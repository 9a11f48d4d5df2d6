import type { Pool } from 'pg';
import type { InvoiceOffice } from './invoices.ts';
import type { Product } from './products.ts';

export interface Purchase {
  readonly id: string;
  readonly quantity: number;
  readonly product: Product;
}

export interface Purchases {
  /** Books a purchase in one transaction and returns its number; `undefined` for an unknown product. */
  make(product: number, quantity: number): Promise<string | undefined>;
  /** The invoice as text, written by the worker; `undefined` for an unknown purchase. */
  invoice(id: string): Promise<string | undefined>;
}

export function createPurchases(pool: Pool, office: InvoiceOffice): Purchases {
  return {
    async make(product, quantity) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const { rows } = await client.query<{ id: string }>(
          `INSERT INTO plimsoll_shop.purchase (product, quantity)
           SELECT id, $2 FROM plimsoll_shop.product WHERE id = $1 RETURNING id`,
          [product, quantity],
        );
        await client.query('COMMIT');
        return rows[0]?.id;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    async invoice(id) {
      const { rows } = await pool.query<Purchase>(
        `SELECT o.id, o.quantity, to_jsonb(p) AS product
         FROM plimsoll_shop.purchase o JOIN plimsoll_shop.product p ON p.id = o.product WHERE o.id = $1`,
        [id],
      );
      return rows[0] && office.write(rows[0]);
    },
  };
}
