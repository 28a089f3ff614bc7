// SPDX-License-Identifier: EUPL-1.2
// Replicas by other people: PouchDB databases that write at random, replicate with a server, and end
// alike. Usage: pouchdb-peers.cjs DATABASE-URL SEED (the URL with name and password).

'use strict';

const assert = require('node:assert/strict');
const PouchDB = require('pouchdb');
PouchDB.plugin(require('pouchdb-adapter-memory'));

const [, , url, seedText] = process.argv;
const IDS = ['a', 'b/c', 'd é', 'e'];
let state = Number(seedText) >>> 0;

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const pick = list => list[random(list.length)];

/** An attachment of a random kind. PouchDB's revision ids ignore attachments: `step` tells bodies apart. */
function randomAttachment(step) {
  const [name, type, text] = random(2)
    ? ['p.bin', 'image/x-test', `bytes ${step}`] : ['t.txt', 'text/plain', `text ${step} `.repeat(50)];
  return { [name]: { content_type: type, data: Buffer.from(text).toString('base64') } };
}

async function write(db, step) {
  const id = pick(IDS);
  const old = await db.get(id).catch(error => (error.status === 404 ? null : Promise.reject(error)));
  const kind = random(6);
  if (old && kind === 0) return db.remove(old);
  const atts = kind < 3 ? { _attachments: { ...old?._attachments, ...randomAttachment(step) } } : {};
  return db.put({ ...old, ...atts, _id: id, step, words: 'één 😀' });
}

async function settle(replicas, remote) {
  for (let round = 0; round < 2; round++)
    for (const db of replicas) {
      const result = await db.sync(remote, { batch_size: 1 + random(20) });
      assert.deepEqual([...result.push.errors, ...result.pull.errors], []);
    }
}

/** Every leaf of every document without its attachments, and every winner. */
async function contents(db) {
  const known = {};
  for (const id of IDS) {
    const rows = await db.get(id, { open_revs: 'all' }).catch(() => []);
    const leaves = rows.filter(row => row.ok).map(({ ok: { _attachments, ...body } }) => body);
    known[id] = leaves.sort((a, b) => (a._rev < b._rev ? -1 : 1));
    const winner = await db.get(id).catch(error => error.reason);
    known[`winner of ${id}`] = winner._rev ?? winner;
  }
  return known;
}

/** A revision's attachments as {name: base64}. Digests differ where a server compresses; the bytes must not. */
async function attachments(db, id, rev) {
  const { _attachments: atts = {} } = await db.get(id, { rev, attachments: true });
  return Object.fromEntries(Object.entries(atts).map(([name, att]) => [name, att.data]));
}

/** Random writes with a replication now and then; answers what each revision's writer attached. */
async function live(replicas, remote) {
  const written = new Map();
  for (let step = 0; step < 90; step++) {
    const db = pick(replicas);
    const { id, rev } = await write(db, step);
    written.set(`${id} ${rev}`, await attachments(db, id, rev));
    if (!random(6)) await pick(replicas).sync(remote);
  }
  return written;
}

async function main() {
  const remote = new PouchDB(url, { skip_setup: true });
  const replicas = [1, 2, 3].map(number => new PouchDB(`replica-${number}`, { adapter: 'memory' }));
  const written = await live(replicas, remote);
  await settle(replicas, remote);
  const expected = await contents(replicas[0]);
  for (const db of [...replicas.slice(1), remote]) assert.deepEqual(await contents(db), expected);
  const lists = IDS.map(id => expected[id]);
  for (const { _id: id, _rev: rev } of lists.flat()) // of the server only: pulling PouchDB asks for the winner's
    assert.deepEqual(await attachments(remote, id, rev), written.get(`${id} ${rev}`));
  console.log(JSON.stringify({ conflicts: lists.filter(leaves => leaves.length > 1).length }));
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
