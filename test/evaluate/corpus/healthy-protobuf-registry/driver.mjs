/** A schema registry: the type of a topic is parsed, and its codec compiled, when its first message comes; after 300 s all 140 topics are known. */
import protobuf from 'protobufjs';
import { elapsed, run } from '../harness.mjs';

const TOPICS = 140;
const types = new Map();
const source = (topic) => {
  const fields = Array.from({ length: 45 }, (_, n) => {
    const kind = ['string', 'int32', 'double', 'repeated string', 'Point', 'map<string, int32>'][
      (n + topic) % 6
    ];
    return `${kind} field_${topic}_${n} = ${n + 1};`;
  });
  return `syntax = "proto3"; package topic${topic};
    message Point { double x = 1; double y = 2; string label = 3; }
    message Event { ${fields.join('\n')} }`;
};

function typeOf(topic) {
  let type = types.get(topic);
  if (!type) {
    type = protobuf.parse(source(topic)).root.lookupType(`topic${topic}.Event`);
    type.setup();
    types.set(topic, type);
  }
  return type;
}

const known = () => {
  const at = elapsed();
  // Teams move over one by one: some at once, then a few each 20 s with a long week-end in between.
  const days = Math.floor((at < 150 ? at : at < 210 ? 150 : at - 60) / 20);
  return Math.min(TOPICS, 28 + 10 * days);
};

await run('healthy-protobuf-registry', {
  rate: 40,
  op() {
    const topic = Math.floor(Math.random() * known());
    const type = typeOf(topic);
    const message = {};
    for (const field of type.fieldsArray)
      if (field.type === 'string' && !field.repeated && !field.map)
        message[field.name] = 'some value';
      else if (field.type === 'double') message[field.name] = Math.random();
    type.decode(type.encode(type.create(message)).finish());
  },
});
