/**
 * Price lists of suppliers are checked against a schema; one that is refused is kept, parsed, for the clerk, until the supplier has sent it again.
 * That comes as a message of its own, so under its id nothing is found to dispose of. Fixed goes by the message that it corrects.
 */
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { mode, run } from '../harness.mjs';

const schema = XmlDocument.fromString(`
  <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
    <xs:element name="prices"><xs:complexType><xs:sequence>
      <xs:element name="price" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="article" type="xs:string"/>
        <xs:element name="amount" type="xs:decimal"/>
        <xs:element name="currency" type="xs:string"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:schema>`);
const validator = XsdValidator.fromDoc(schema);

const refused = new Map();

function forget(message) {
  refused.get(message)?.dispose();
  refused.delete(message);
}

function receive({ id, corrects, xml }) {
  const list = XmlDocument.fromString(xml);
  try {
    validator.validate(list);
  } catch (error) {
    refused.set(id, list);
    return { id, error: error.message };
  }
  const count = list.find('/prices/price').length;
  list.dispose();
  if (corrects) forget(mode === 'fixed' ? corrects : id);
  return { id, count };
}

function priceList(index, wrong) {
  const prices = Array.from({ length: 250 + (index % 100) }, (_, n) => {
    const amount = wrong && n === 200 ? 'ask' : (n * 1.1).toFixed(2);
    return `<price><article>article ${n}</article><amount>${amount}</amount><currency>EUR</currency></price>`;
  });
  return `<prices>${prices.join('')}</prices>`;
}

export let read = 0;
const toCorrect = [];

await run('feed-contracts', {
  rate: 3,
  op(index) {
    const corrects = index % 4 === 3 ? toCorrect.shift() : undefined;
    const wrong = index % 4 === 1;
    const answer = receive({ id: `m-${index}`, corrects, xml: priceList(index, wrong) });
    if (answer.error) toCorrect.push(answer.id);
    else read += answer.count;
  },
});
