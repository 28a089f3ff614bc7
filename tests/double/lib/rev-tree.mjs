// SPDX-License-Identifier: EUPL-1.2
// The revision tree of one document: a forest, since stemming and foreign histories give several
// roots. A node whose body is null is known by name only.

import { isHashId, revisionBytes } from './erlang-term.mjs';

/** Order of revision ids, by the bytes CouchDB stores. */
export function compareIds(a, b) {
  if (isHashId(a) === isHashId(b) && a.length === b.length) return a < b ? -1 : Number(a > b);
  return Buffer.compare(revisionBytes(a), revisionBytes(b));
}

/** The winner first: living before deleted, then the higher generation, then the higher id. */
const compareLeaves = (a, b) =>
  Number(a.deleted) - Number(b.deleted) || b.pos - a.pos || compareIds(b.id, a.id);

const makeNode = (pos, id) =>
  ({ pos, id, rev: `${pos}-${id}`, parent: null, children: 0, body: null, deleted: false, atts: null });

export class RevTree {
  #leaves = null;

  constructor() {
    this.nodes = new Map();
  }

  get(rev) {
    return this.nodes.get(rev);
  }

  isLeaf(rev) {
    return this.nodes.get(rev)?.children === 0;
  }

  /** All leaves, the winner first. */
  get leaves() {
    this.#leaves ??= [...this.nodes.values()].filter(node => node.children === 0).sort(compareLeaves);
    return this.#leaves;
  }

  get winner() {
    return this.leaves[0];
  }

  /** Revision ids from a node back to its root, newest first. */
  static path(node) {
    const ids = [];
    for (let at = node; at; at = at.parent) ids.push(at.id);
    return ids;
  }

  /** The nearest ancestor-or-self with a body. */
  static onDisk(node) {
    while (node && node.body === null) node = node.parent;
    return node ?? null;
  }

  /** The nearest node of the tree on the way back along a path (ids newest first), or undefined. */
  nearest(pos, ids) {
    for (let at = 0; at < ids.length; at++) {
      const node = this.nodes.get(`${pos - at}-${ids[at]}`);
      if (node) return node;
    }
    return undefined;
  }

  /** Adds a path (ids newest first) whose newest revision carries `content`; answers its node. */
  merge(pos, ids, content) {
    this.#leaves = null;
    let child = null, leaf = null;
    for (let at = 0; at < ids.length; at++) {
      let node = this.nodes.get(`${pos - at}-${ids[at]}`);
      const known = Boolean(node);
      if (!known) this.nodes.set(`${pos - at}-${ids[at]}`, node = makeNode(pos - at, ids[at]));
      leaf ??= node;
      if (child && !child.parent) {
        child.parent = node;
        node.children++;
      }
      if (known && node.parent) break;
      child = node;
    }
    if (leaf.body === null) Object.assign(leaf, content);
    return leaf;
  }

  /** Forgets everything further than `limit` revisions above every leaf. */
  stem(limit) {
    if (!this.leaves.some(leaf => leaf.pos > limit)) return;
    const kept = new Set();
    for (const leaf of this.leaves)
      for (let node = leaf, left = limit; node && left > 0; node = node.parent, left--) kept.add(node);
    for (const node of this.nodes.values())
      if (!kept.has(node)) this.nodes.delete(node.rev);
    for (const node of this.nodes.values())
      if (node.parent && !kept.has(node.parent)) node.parent = null;
  }

  /** Takes leaves out, with the branch that only they stood on; answers the revisions removed. */
  removeLeaves(revs) {
    const removed = revs.filter(rev => this.isLeaf(rev));
    for (const rev of removed)
      for (let node = this.nodes.get(rev); node && node.children === 0;) {
        this.nodes.delete(node.rev);
        const parent = node.parent;
        if (parent) parent.children--;
        node = parent;
      }
    this.#leaves = null;
    return removed;
  }

  /** The leaves that descend from a node, in the order of the tree (ascending). */
  leavesUnder(ancestor) {
    const below = this.leaves.filter(leaf => {
      let node = leaf;
      while (node && node !== ancestor) node = node.parent;
      return node === ancestor;
    });
    return below.sort((a, b) => a.pos - b.pos || compareIds(a.id, b.id));
  }

  /** Compaction: only leaves keep their bodies. */
  dropInnerBodies() {
    for (const node of this.nodes.values())
      if (node.children > 0) Object.assign(node, { body: null, atts: null });
  }

  clone() {
    const copy = new RevTree();
    for (const [rev, node] of this.nodes) copy.nodes.set(rev, { ...node });
    for (const node of copy.nodes.values())
      if (node.parent) node.parent = copy.nodes.get(node.parent.rev);
    return copy;
  }
}
