import { createPool } from 'generic-pool';
import { expose } from './expose.cjs';

await expose(createPool);
