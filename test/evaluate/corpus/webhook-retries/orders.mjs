export const orderPaid = (id) => ({
  type: 'order.paid',
  id,
  at: Date.now(),
  customer: { id: id % 900, mail: `customer-${id % 900}@example.org`, country: 'NL' },
  lines: Array.from({ length: 40 + (id % 60) }, (_, n) => ({
    sku: `A-${(id * 17 + n) % 9000}`,
    title: `article ${n} of order ${id}`,
    count: 1 + (n % 3),
    cents: (id * 31 + n * 77) % 20_000,
    tax: { rate: 0.21, code: `V${n % 4}` },
  })),
});
