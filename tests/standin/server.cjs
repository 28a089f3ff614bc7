// SPDX-License-Identifier: EUPL-1.2
// express-pouchdb over HTTPS: the second opinion of the sync suite, written by other people.
// Its modules come from NODE_PATH or --modules DIR; it keeps everything in memory.

'use strict';

const fs = require('node:fs');
const https = require('node:https');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

const USAGE = `node server.cjs --tls-dir DIR [--modules DIR] [--port 0] [--admin admin:secret] [--until-stdin-closes]
DIR holds server.key and server.pem; --modules is a folder with node_modules in it.
Prints "listening https://127.0.0.1:PORT" when it is ready; ends on SIGTERM.`;

const OPTIONS = {
  'tls-dir': { type: 'string' },
  modules: { type: 'string' },
  port: { type: 'string', default: '0' },
  admin: { type: 'string', default: 'admin:secret' },
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

/** A folder for the settings file that express-pouchdb insists on; gone when the process is. */
function scratchFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'standin-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeApp(load, admin, folder) {
  const express = load('express');
  const PouchDB = load('pouchdb');
  PouchDB.plugin(load('pouchdb-adapter-memory'));
  const [name, password] = admin.split(':');
  const configPath = path.join(folder, 'config.json');
  fs.writeFileSync(configPath, JSON.stringify({
    admins: { [name]: password }, log: { level: 'none' }, couchdb: { uuid: 'standin' },
  }));
  const InMemory = PouchDB.defaults({ adapter: 'memory', prefix: `${folder}/` });
  const app = express();
  app.use('/', load('express-pouchdb')(InMemory, {
    configPath, logPath: path.join(folder, 'log.txt'), inMemoryConfig: false,
  }));
  return app;
}

function endWithTest(untilStdinCloses) {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  if (!untilStdinCloses) return;
  process.stdin.resume();
  for (const event of ['end', 'close', 'error']) process.stdin.on(event, () => process.exit(0));
}

function main() {
  const values = readOptions();
  endWithTest(values['until-stdin-closes']);
  const load = values.modules ? createRequire(path.join(path.resolve(values.modules), 'index.js')) : require;
  const app = makeApp(load, values.admin, scratchFolder());
  const read = name => fs.readFileSync(path.join(values['tls-dir'], name));
  const server = https.createServer({ key: read('server.key'), cert: read('server.pem') }, app);
  server.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`listening https://127.0.0.1:${server.address().port}`);
  });
}

main();
