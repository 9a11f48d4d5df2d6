/**
 * Scripts of tenants run in contexts of their own, one for each version; those of former versions stay. Tenants deploy in bursts.
 * Fixed drops the former version of the tenant.
 */
import vm from 'node:vm';
import { elapsed, mode, run } from '../harness.mjs';

const TENANTS = 12;
const BURST_SECONDS = 40;
const sandboxes = new Map();
const versions = new Array(TENANTS).fill(0);

const source = (tenant, version) => `
const tenant = ${tenant};
const rates = {};
for (let n = 0; n < 7000; n++) rates['zone-' + n] = { base: n * ${version + 1}, vat: n % 20 };
function price(zone, weight) {
  const { base, vat } = rates['zone-' + zone];
  return base * weight * (1 + vat / 100);
}
this.price = price;
`;

function sandboxOf(tenant) {
  const version = versions[tenant];
  const key = `${tenant}@${version}`;
  const known = sandboxes.get(key);
  if (known) return known;
  const sandbox = vm.createContext({ console });
  new vm.Script(source(tenant, version), { filename: `tenant-script-${tenant}.js` }).runInContext(
    sandbox,
  );
  sandboxes.set(key, sandbox);
  if (mode === 'fixed') sandboxes.delete(`${tenant}@${version - 1}`);
  return sandbox;
}

let bursts = 0;
let pending = 0;
export let sum = 0;

await run('tenant-scripts', {
  rate: 40,
  op(index) {
    if (elapsed() > bursts * BURST_SECONDS) {
      bursts += 1;
      pending += 4 + Math.floor(Math.random() * 13);
    }
    if (pending > 0 && index % 20 === 0) {
      pending -= 1;
      versions[Math.floor(Math.random() * TENANTS)] += 1;
    }
    sum += sandboxOf(index % TENANTS).price(index % 2500, 1 + (index % 30));
  },
});
