/** Validators (ajv) of the forms of each customer are compiled as the customer moves over: eleven at a time, within 20 s, some 110 s apart; from 350 s on all are here. */
import Ajv from 'ajv';
import { elapsed, run } from '../harness.mjs';

const FORMS = 5;
const WAVES = [0, 100, 215, 330];
const A_WAVE = 11;
const WAVE_SECONDS = 20;
const customers = new Map();

const schemaOf = (customer, form) => ({
  type: 'object',
  required: ['id', `field${customer % 20}`],
  properties: Object.fromEntries([
    ['id', { type: 'string', maxLength: 40 }],
    ...Array.from({ length: 20 }, (_, n) => [
      `field${n}`,
      n % 3 === 0
        ? { type: 'string', minLength: n % 4, maxLength: 60 + customer, pattern: `^[a-z${form}]*$` }
        : n % 3 === 1
          ? { type: 'integer', minimum: 0, maximum: 1000 + customer * form }
          : { type: 'array', maxItems: 10 + n, items: { enum: [`a${customer}`, `b${form}`, 'c'] } },
    ]),
  ]),
});

const arrived = () => {
  const at = elapsed();
  const shares = WAVES.map((from) => Math.min(1, Math.max(0, (at - from) / WAVE_SECONDS)));
  return Math.max(1, Math.floor(A_WAVE * shares.reduce((sum, share) => sum + share, 0)));
};

function validatorsOf(customer) {
  let validators = customers.get(customer);
  if (!validators) {
    const ajv = new Ajv({ allErrors: true });
    validators = Array.from({ length: FORMS }, (_, form) => ajv.compile(schemaOf(customer, form)));
    customers.set(customer, validators);
  }
  return validators;
}

await run('healthy-onboarding', {
  rate: 25,
  op(index) {
    const known = arrived();
    const customer = index % 2 ? known - 1 - (index % Math.min(known, A_WAVE)) : index % known;
    const validate = validatorsOf(customer)[Math.floor(index / 7) % FORMS];
    validate({ id: `order-${index}`, [`field${customer % 20}`]: index, field1: index % 900 });
  },
});
