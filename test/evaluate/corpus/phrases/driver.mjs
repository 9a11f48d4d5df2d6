/**
 * Notices are translated with the values already in the phrase; i18n takes each phrase that it doesn't know into the catalogue of the locale.
 * Fixed passes the values apart.
 */
import { I18n } from 'i18n';
import { mode, run } from '../harness.mjs';

const LOCALES = ['en', 'de', 'fr'];
const PARCEL =
  'Parcel %s for %s was handed over at %s and will be delivered to the address that you gave us';
const staticCatalog = {
  en: { [PARCEL]: PARCEL, Hello: 'Hello' },
  de: {
    [PARCEL]: 'Paket %s für %s wurde um %s übergeben und wird an die angegebene Adresse geliefert',
    Hello: 'Hallo',
  },
  fr: {
    [PARCEL]: 'Le colis %s pour %s a été remis à %s et sera livré à votre adresse',
    Hello: 'Bonjour',
  },
};
const i18n = new I18n({ locales: LOCALES, defaultLocale: 'en', staticCatalog });

function notice(locale, { parcel, name, at }) {
  if (mode === 'fixed') return i18n.__({ phrase: PARCEL, locale }, parcel, name, at);
  return i18n.__({
    phrase: `Parcel ${parcel} for ${name} was handed over at ${at} and will be delivered to the address that you gave us`,
    locale,
  });
}

export let sent = 0;

await run('phrases', {
  rate: 150,
  op(index) {
    const locale = LOCALES[index % LOCALES.length];
    const text = notice(locale, {
      parcel: `JD${(index * 7919).toString(36).padStart(14, '0')}`,
      name: `customer number ${index}`,
      at: new Date(1.7e12 + index * 1000).toISOString(),
    });
    sent += `${i18n.__({ phrase: 'Hello', locale })} ${text}`.length;
  },
});
