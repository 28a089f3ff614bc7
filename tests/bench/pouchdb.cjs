// SPDX-License-Identifier: EUPL-1.2
// PouchDB at the same work, for comparison: one replication between a new LevelDB and a server.
//   pouchdb.cjs default|tuned pull|push PATIENCE DATABASE-URL FOLDER [SOURCE]
// pull: into FOLDER. push: SOURCE, a file of documents one JSON a line, is put into FOLDER first. Prints {"ms":…,"ended":…};
// given up after PATIENCE seconds. As it comes it opens a connection for each request; tuned: connections kept, six of
// them, batches of 1,000.

'use strict';

const fs = require('node:fs');
const PouchDB = require('pouchdb');

const [, , how, work, patience, url, folder, source] = process.argv;
const tuned = how === 'tuned';
// Node's own fetch: PouchDB's takes a kept connection's answer in chunks for a broken one.
const GLOBAL = Symbol.for('undici.globalDispatcher.1');
const remote = new PouchDB(url, { skip_setup: true, ...(tuned ? { fetch: globalThis.fetch } : {}) });
const options = tuned ? { batch_size: 1000, batches_limit: 4 } : {};

/** Documents with their _revisions, as they stand in a _bulk_docs request. */
async function fill(local) {
  const lines = fs.readFileSync(source, 'utf8').split('\n').filter(Boolean);
  for (let at = 0; at < lines.length; at += 1000)
    await local.bulkDocs(lines.slice(at, at + 1000).map(line => JSON.parse(line)), { new_edits: false });
}

/** Begins again when the line breaks, as long as there is patience. */
async function replicate(local) {
  for (;;) {
    try {
      const done = await (work === 'pull' ? local.replicate.from(remote, options) : local.replicate.to(remote, options));
      if (!done.errors.length) return;
      throw done.errors[0];
    } catch (error) {
      if (error.status && error.status < 500) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

/** Node's fetch has its pool of connections only after a first use. */
async function keepSix() {
  await globalThis.fetch(url.replace(/\/\/.*@/, '//')).catch(() => null);
  globalThis[GLOBAL] = new globalThis[GLOBAL].constructor({ connections: 6 });
}

// A connection that is cut leaves promises inside of PouchDB that nobody listens to; the replication says it as well.
process.on('unhandledRejection', () => {});

async function main() {
  if (tuned) await keepSix();
  const local = new PouchDB(folder);
  if (work === 'push') await fill(local);
  const start = process.hrtime.bigint();
  const say = ended => {
    console.log(JSON.stringify({ ms: Number(process.hrtime.bigint() - start) / 1e6, ended }));
    process.exit(0);
  };
  setTimeout(say, patience * 1000, false);
  await replicate(local);
  say(true);
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
