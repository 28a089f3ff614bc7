// SPDX-License-Identifier: EUPL-1.2
// A double of CouchDB 3.5.2 for the tests. Usage: see README.md or --help.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Couch } from './lib/couch.mjs';
import { createListener } from './lib/listener.mjs';

const USAGE = `node server.mjs --tls-dir DIR [--port 0] [--host 127.0.0.1] [--admin admin:secret]…
  [--dir DIR] [--session-seconds 600] [--iterations 600000] [--until-stdin-closes]
DIR holds server.key and server.pem (make-certs.sh makes them).
Prints "listening https://HOST:PORT" when it is ready; ends on SIGTERM.`;

const OPTIONS = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  admin: { type: 'string', multiple: true, default: ['admin:secret'] },
  'tls-dir': { type: 'string' },
  dir: { type: 'string' },
  'session-seconds': { type: 'string', default: '600' },
  iterations: { type: 'string', default: '600000' },
  'until-stdin-closes': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    if (!values['tls-dir']) throw new Error('--tls-dir is needed');
    return values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

function endWithTest(values) {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  if (!values['until-stdin-closes']) return;
  process.stdin.resume();
  for (const event of ['end', 'close', 'error']) process.stdin.on(event, () => process.exit(0));
}

function main() {
  const values = readOptions();
  endWithTest(values);
  const admins = new Map(values.admin.map(pair => [pair.split(':')[0], pair.split(':').slice(1).join(':')]));
  const couch = new Couch({ dir: values.dir, admins,
    sessionSeconds: Number(values['session-seconds']), iterations: Number(values.iterations) });
  const read = name => fs.readFileSync(path.join(values['tls-dir'], name));
  const server = createListener(couch, { key: read('server.key'), cert: read('server.pem') });
  server.on('error', error => {
    console.error(error.message);
    process.exit(1);
  });
  server.listen(Number(values.port), values.host, () => {
    console.log(`listening https://${values.host}:${server.address().port}`);
  });
}

main();
