// SPDX-License-Identifier: EUPL-1.2
// Properties of the double's inside, over random input: node test-inner.mjs [SEED]. Speaks TAP.

import assert from 'node:assert/strict';
import { readDoc } from './lib/doc-codec.mjs';
import { newRevisionId } from './lib/erlang-term.mjs';
import { isPlain, normalise } from './lib/json-text.mjs';
import { RequestCounter } from './lib/request-counter.mjs';
import { RevTree } from './lib/rev-tree.mjs';

const seed = Number(process.argv[2] ?? Date.now() % 1000000);
let state = seed >>> 0;

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const pick = list => list[random(list.length)];

function shuffled(list) {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}

/** A random history of one document: revisions with their parents, some of them deletions. */
function randomHistory() {
  const revisions = [];
  for (let count = 1 + random(12); count > 0; count--) {
    const parent = revisions.length && random(5) ? pick(revisions) : null;
    const pos = (parent?.pos ?? random(3)) + 1;
    revisions.push({ pos, id: `${random(36 ** 3).toString(36)}${revisions.length}`, parent, deleted: !random(4) });
  }
  return revisions;
}

function pathOf(revision) {
  const ids = [];
  for (let at = revision; at; at = at.parent) ids.push(at.id);
  return ids;
}

function treeOf(revisions) {
  const tree = new RevTree();
  for (const revision of revisions)
    tree.merge(revision.pos, pathOf(revision), { body: `"n":"${revision.id}"`, deleted: revision.deleted, atts: null });
  return tree;
}

const names = tree => tree.leaves.map(leaf => leaf.rev);

const bestFirst = (a, b) =>
  a.deleted - b.deleted || b.pos - a.pos || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id));

/** The leaves worked out from the parents alone, the winner first. */
function expectedLeaves(revisions) {
  const parents = new Set(revisions.map(revision => revision.parent));
  const leaves = revisions.filter(revision => !parents.has(revision)).sort(bestFirst);
  return leaves.map(({ pos, id }) => `${pos}-${id}`);
}

function arrivalOrderDoesNotMatter() {
  const revisions = randomHistory();
  const leaves = expectedLeaves(revisions);
  for (let turn = 0; turn < 4; turn++) assert.deepEqual(names(treeOf(shuffled(revisions))), leaves);
}

function twiceIsOnce() {
  const revisions = randomHistory();
  const twice = treeOf(shuffled([...revisions, ...revisions]));
  assert.deepEqual(names(twice), names(treeOf(revisions)));
  assert.equal(twice.nodes.size, new Set(revisions.map(({ pos, id }) => `${pos}-${id}`)).size);
}

function aCopyIsItsOwn() {
  const tree = treeOf(randomHistory());
  const copy = tree.clone(), before = names(tree);
  copy.merge(99, ['z', copy.winner.id], { body: '', deleted: false, atts: null });
  assert.deepEqual(names(tree), before);
  assert.equal(copy.winner.rev, '99-z');
}

function stemmingKeepsLeaves() {
  const tree = treeOf(randomHistory());
  const before = names(tree), limit = 1 + random(4);
  tree.stem(limit);
  assert.deepEqual(names(tree), before);
  const near = new Set();
  for (const leaf of tree.leaves)
    for (let node = leaf, left = limit; node && left > 0; node = node.parent, left--) near.add(node);
  assert.deepEqual(new Set(tree.nodes.values()), near);
}

function purgingAllLeavesEmpties() {
  const tree = treeOf(randomHistory());
  for (const rev of shuffled(names(tree))) assert.deepEqual(tree.removeLeaves([rev]), [rev]);
  assert.equal(tree.nodes.size, 0);
}

const WORDS = ['', 'een', 'é', '😀', 'a"b', 'back\\slash', '\u0000', 'line\nbreak', '12', '_not-first', '/'];

function randomValue(depth) {
  const kind = random(depth > 0 ? 7 : 5);
  if (kind === 0) return pick([true, false, null]);
  if (kind === 1) return random(2) ? random(300) : random(2 ** 31) - 2 ** 30;
  if (kind < 5) return pick(WORDS) + random(10);
  if (kind === 5) return Array.from({ length: random(4) }, () => randomValue(depth - 1));
  return randomObject(depth - 1);
}

const randomObject = depth =>
  Object.fromEntries(Array.from({ length: random(5) }, () => [`k${pick(WORDS)}${random(10)}`, randomValue(depth)]));

function slowPathEqualsFastPath() {
  const object = { _id: 'x', ...randomObject(3) };
  const text = JSON.stringify(object, null, random(3));
  assert.ok(isPlain(text), text);
  assert.equal(normalise(text), JSON.stringify(object));
  assert.equal(readDoc(object, text, Infinity).body, readDoc(object, null, Infinity).body);
}

function oddTextsAreNoticed() {
  for (const odd of ['1.5', '1e3', '12345678901234567', '-0', '{"1":2}', '{"a":[1,{"22" : 3}]}', '[1,2.0]'])
    assert.ok(!isPlain(odd), odd);
  for (const plain of ['"1.5"', '["1e3"]', '{"a":"12345678901234567"}', '{"a1":"2\\":3"}', 'true', '-12'])
    assert.ok(isPlain(plain), plain);
  const floats = normalise('[ 1E3, 100.0, 1e-7, -0.5, 123456.789, 1.0e+25 ]');
  assert.equal(floats, '[1.0e3,100.0,1.0e-7,-0.5,123456.789,1.0e25]');
}

function revisionIdsAreTheRealOnes() {
  assert.equal(newRevisionId(false, null, '{"a":1,"b":"x"}', null), '1680198d07231b3760cfb1cc74ceb40d');
  assert.equal(newRevisionId(false, null, '{"a":5}', null), '8bf226e57847cf49b0d45065383cf323');
}

function requestsAreCountedHoweverTheyAreCut() {
  const record = (type, length) => Buffer.from([type, 3, 3, length >> 8, length & 255, ...Buffer.alloc(length)]);
  const counter = new RequestCounter();
  const flights = [[record(22, 300)], [record(20, 1), record(23, 53), record(23, 200)],
    [record(23, 150), record(23, 4000)], [record(21, 19)]];
  let begun = 0;
  for (const flight of flights) {
    const bytes = Buffer.concat(flight);
    for (let at = 0; at < bytes.length;) {
      const step = 1 + random(bytes.length);
      begun += counter.fromClient(bytes.subarray(at, at + step));
      at += step;
    }
    counter.fromServer();
  }
  assert.equal(begun, 2);
}

const PROPERTIES = [
  [arrivalOrderDoesNotMatter, 300], [twiceIsOnce, 200], [aCopyIsItsOwn, 100], [stemmingKeepsLeaves, 200],
  [purgingAllLeavesEmpties, 200], [slowPathEqualsFastPath, 500], [oddTextsAreNoticed, 1],
  [revisionIdsAreTheRealOnes, 1], [requestsAreCountedHoweverTheyAreCut, 200],
];

console.log(`1..${PROPERTIES.length}\n# seed ${seed}`);
PROPERTIES.forEach(([property, times], at) => {
  try {
    for (let turn = 0; turn < times; turn++) property();
    console.log(`ok ${at + 1} - ${property.name}`);
  } catch (error) {
    console.log(`${String(error.stack).replace(/^/gm, '# ')}\nnot ok ${at + 1} - ${property.name}`);
    process.exitCode = 1;
  }
});
