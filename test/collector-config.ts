/**
 * `npm run collector-config`: writes the files of `collector-config/` that are made of its source. With `--out` they
 * go elsewhere, with `--runbooks` their alerts point to runbooks of your own; see `--help` for the rest.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { files, SHIPPED } from '@plimsoll/collector-config';
import { CATALOGUE } from './catalogue.ts';

/** The folder that ships. */
const SHIPPED_FOLDER = join(import.meta.dirname, '..', 'collector-config');

const USAGE = `npm run collector-config -- [options]

  --out FOLDER           where the files go (collector-config)
  --runbooks URL         where the runbooks are served (${SHIPPED.runbooks})
  --webhook URL          what Alertmanager posts to (${SHIPPED.webhook})
  --alertmanager HOST    host:port of Alertmanager (${SHIPPED.alertmanager})
  --metrics HOST         host:port of a process that is scraped (${SHIPPED.metrics})
  --scale FACTOR         divides every duration, for trials (1)
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: SHIPPED_FOLDER },
    runbooks: { type: 'string', default: SHIPPED.runbooks },
    webhook: { type: 'string', default: SHIPPED.webhook },
    alertmanager: { type: 'string', default: SHIPPED.alertmanager },
    metrics: { type: 'string', default: SHIPPED.metrics },
    scale: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else
  for (const [path, text] of files(CATALOGUE, { ...values, scale: Number(values.scale) })) {
    const target = join(values.out, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
