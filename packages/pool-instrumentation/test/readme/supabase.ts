import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { getGlobalDispatcher } from 'undici';
import { observePool } from '../../src/observe-pool.ts';

export function observed(url: string, key: string): SupabaseClient {
  //#region readme
  observePool(getGlobalDispatcher());
  const supabase = createClient(url, key);
  //#endregion
  return supabase;
}
