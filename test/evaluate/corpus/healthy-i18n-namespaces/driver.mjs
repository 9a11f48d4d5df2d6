/** Translations are loaded when a visitor first asks for their language and page; markets wake one after the other, so the 14 languages and 12 pages are complete after some 7 min. */
import i18next from 'i18next';
import { elapsed, run } from '../harness.mjs';

const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'nl',
  'pl',
  'pt',
  'cs',
  'da',
  'fi',
  'sv',
  'el',
  'ja',
];
const PAGES = Array.from({ length: 12 }, (_, n) => `page${n}`);
const texts = (language, page) =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: 420 }, (_, n) => [
        `key${n}`,
        {
          title: `${language} ${page} title ${n}`,
          body: `{{who}} ${language} ${page} ${'text '.repeat(n % 12)}${n}`,
        },
      ]),
    ),
  );
const backend = {
  type: 'backend',
  init() {},
  read(language, page, done) {
    setTimeout(() => done(null, JSON.parse(texts(language, page))), 20);
  },
};
await i18next
  .use(backend)
  .init({ lng: 'en', fallbackLng: false, ns: ['page0'], defaultNS: 'page0' });

await run('healthy-i18n-namespaces', {
  rate: 12,
  async op(index) {
    const awake = Math.min(LANGUAGES.length, 3 + Math.floor(elapsed() / 38));
    const language = LANGUAGES[Math.floor(Math.random() * awake)];
    const page = PAGES[Math.floor(PAGES.length * Math.random() ** 2)];
    await i18next.loadNamespaces(page);
    if (!i18next.hasResourceBundle(language, page))
      await i18next.reloadResources([language], [page]);
    i18next.getFixedT(language, page)(`key${index % 420}.body`, { who: 'somebody' });
  },
});
