/** `node run.ts <kind> <command...>`: runs the suites of one kind and prints their sum as the last line. */
import { spawnSync } from 'node:child_process';
import { forget, type Kind, print, ROOT } from './report.ts';

const [kind, command, ...args] = process.argv.slice(2);
if (!kind || !command) throw new TypeError('Expected a kind of suite and a command');
forget(kind as Kind);
const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', shell: false });
const green = print([kind as Kind]);
process.exitCode = green && status === 0 ? 0 : 1;
