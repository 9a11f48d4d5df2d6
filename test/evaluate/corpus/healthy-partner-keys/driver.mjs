/** Verification keys of partners, of which OpenSSL holds the greater part: a rotation each 120 s publishes 2,800 new ones in 20 s, and the two latest generations are valid. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { elapsed, run } from '../harness.mjs';

const KEYS = 2800;
const ROTATION_SECONDS = 120;
const PUBLISHING_SECONDS = 20;
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ format: 'jwk' });
let generations = [new Map()];
const token = Buffer.from('header.payload');
const signature = Buffer.alloc(256, 1);
let number = 0;

const jwkOf = (generation, id) => {
  const modulus = Buffer.from(published.n, 'base64url');
  modulus.writeUInt32BE(generation * KEYS + id, 100);
  return { ...published, n: modulus.toString('base64url') };
};

await run('healthy-partner-keys', {
  rate: 80,
  op(index) {
    const at = elapsed();
    if (Math.floor(at / ROTATION_SECONDS) > number) {
      number += 1;
      generations = [new Map(), generations[0]];
    }
    const [latest] = generations;
    const share = Math.min(1, (at % ROTATION_SECONDS) / PUBLISHING_SECONDS);
    while (latest.size < KEYS * share) {
      const id = latest.size;
      latest.set(id, createPublicKey({ key: jwkOf(number, id), format: 'jwk' }));
    }
    const key = generations[index % generations.length].get((index * 31) % KEYS);
    if (key && verify('sha256', token, key, signature))
      throw new Error('not signed by this partner');
  },
});
