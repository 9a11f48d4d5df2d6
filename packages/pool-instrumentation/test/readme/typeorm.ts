import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { observePool } from '../../src/observe-pool.ts';

export async function named(options: DataSourceOptions): Promise<DataSource> {
  //#region readme
  const dataSource = await new DataSource(options).initialize();
  const { master, slaves } = dataSource.driver as PostgresDriver;
  observePool(master, { name: 'shop/write' });
  for (const slave of slaves) observePool(slave, { name: 'shop/read' });
  //#endregion
  return dataSource;
}
