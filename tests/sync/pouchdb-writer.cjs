// SPDX-License-Identifier: EUPL-1.2
// Other people's program at the same records: two replicas of PouchDB that know nothing of entries, clocks and hashes.
//   pouchdb-writer.cjs DATABASE-URL FAMILY SEED
// Commands on standard input, each answered by one line of JSON: `write`, `sync` (how many moved), `show` (each
// replica's winners and their conflicts).

'use strict';

const { createInterface } = require('node:readline');
const PouchDB = require('pouchdb');
PouchDB.plugin(require('pouchdb-adapter-memory'));

const [, , url, family, seedText] = process.argv;
let state = Number(seedText) >>> 0;
let step = 0;

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const pick = list => list[random(list.length)];
const hex = length => Array.from({ length }, () => random(16).toString(16)).join('');
const remote = new PouchDB(url, { skip_setup: true, fetch: globalThis.fetch }); // which keeps its connections
const replicas = [1, 2].map(number => new PouchDB(`writer-${number}`, { adapter: 'memory' }));

/** As somebody's script would: its own idea of a goal. */
const plain = id => ({ _id: id, type: 'goal', family, words: `by a script, ${++step}` });

const kinds = {
  add: db => db.put(plain(`goal:${hex(32)}`)),
  replace: (db, doc) => db.put({ ...plain(doc._id), _rev: doc._rev }),
  touch: (db, doc) => db.put({ ...doc, seen_by: `script ${++step}` }),
  remove: (db, doc) => db.remove(doc),
  fork: (db, doc) => {
    const id = hex(32);
    const fork = { ...plain(doc._id), _rev: `1-${id}`, _revisions: { start: 1, ids: [id] } };
    return db.bulkDocs([fork], { new_edits: false });
  },
};

async function write() {
  const db = pick(replicas);
  const rows = (await db.allDocs({ include_docs: true })).rows.filter(row => row.id.startsWith('goal:'));
  const kind = pick(['replace', 'replace', 'touch', 'remove', 'fork', 'add']);
  if (kind === 'add' || !rows.length) await kinds.add(db);
  else await kinds[kind](db, pick(rows).doc);
  return { kind };
}

async function sync() {
  let moved = 0;
  for (const db of replicas) {
    const { push, pull } = await db.sync(remote, { batch_size: 1 + random(20) });
    if (push.errors.length || pull.errors.length) throw new Error(JSON.stringify([push.errors, pull.errors]));
    moved += push.docs_written + pull.docs_written;
  }
  return { moved };
}

async function show() {
  const shown = [];
  for (const db of replicas) {
    const { rows } = await db.allDocs({ include_docs: true, conflicts: true });
    shown.push(Object.fromEntries(rows.map(({ id, doc }) =>
      [id, { hash: doc.hash ?? '', conflicts: doc._conflicts?.length ?? 0 }])));
  }
  return { shown };
}

async function main() {
  const commands = { write, sync, show };
  for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await commands[line.trim()]()));
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
