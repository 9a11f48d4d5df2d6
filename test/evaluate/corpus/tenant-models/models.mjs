import mongoose from 'mongoose';

const { Schema } = mongoose;

const address = new Schema(
  { street: String, city: { type: String, required: true }, country: String },
  { _id: false },
);
const customer = new Schema(
  {
    name: { type: String, required: true, trim: true },
    mail: { type: String, lowercase: true, match: /@/ },
    addresses: [address],
    tags: [String],
    credit: { type: Number, min: 0, default: 0 },
  },
  { autoIndex: false, autoCreate: false, timestamps: true },
);
const order = new Schema(
  {
    number: { type: Number, required: true },
    lines: [{ article: String, count: { type: Number, min: 1 }, price: Number }],
    state: { type: String, enum: ['open', 'paid', 'shipped'], default: 'open' },
  },
  { autoIndex: false, autoCreate: false },
);
order.virtual('total').get(function total() {
  return this.lines.reduce((sum, { count, price }) => sum + count * price, 0);
});

const main = mongoose.createConnection();

export function modelsOf(tenant, options) {
  const database = main.useDb(`tenant_${tenant}`, options);
  return {
    Customer: database.models.Customer ?? database.model('Customer', customer),
    Order: database.models.Order ?? database.model('Order', order),
  };
}
