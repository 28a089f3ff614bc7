// SPDX-License-Identifier: EUPL-1.2
// Writing documents: interactive edits (the server names the revision) and replicated ones.

import { limitRevpos, resolveStubs, stampRevpos } from './attachments.mjs';
import { isDbAdmin } from './access.mjs';
import { newUuid, renderDoc, renderIncoming } from './doc-codec.mjs';
import { validators } from './design-functions.mjs';
import { CouchError, badRequest, conflict, forbidden, unauthorized } from './errors.mjs';
import { newRevisionId } from './erlang-term.mjs';
import { RevTree } from './rev-tree.mjs';
import { checkUserDoc } from './users.mjs';

const contextText = (db, user) => JSON.stringify({ db: db.name, name: user.name, roles: user.roles });

function checkDesignDoc(db, user) {
  if (isDbAdmin(db, user)) return;
  const refuse = user.name === null ? unauthorized : forbidden;
  throw refuse('You are not a db or server admin.');
}

/** Everything that may refuse a document; `before` is the stored node it follows, or null. */
function validate(db, user, doc, before, refusals) {
  if (doc.id.startsWith('_design/')) return checkDesignDoc(db, user);
  const refused = refusals?.find(rule => rule.matches(db.name, doc.id));
  if (refused) throw forbidden(refused.reason);
  if (db.name === '_users') checkUserDoc(doc, user);
  const functions = validators(db);
  if (functions.length === 0) return undefined;
  const old = before ? renderDoc(db.docs.get(doc.id), before, { revs: true }) : 'null';
  const args = [renderIncoming(doc), old, contextText(db, user), db.securityText];
  for (const fun of functions) fun(...args);
  return undefined;
}

/** The leaf an interactive edit extends: null for a first revision; throws 409. */
function parentOf(existing, doc) {
  if (doc.ids.length) {
    const rev = `${doc.pos}-${doc.ids[0]}`;
    if (!existing?.tree.isLeaf(rev)) throw conflict();
    return existing.tree.get(rev);
  }
  if (!existing) return null;
  if (!existing.tree.winner.deleted || doc.deleted) throw conflict();
  return existing.tree.winner;
}

/** One interactive edit; answers the new node. */
export function edit(db, user, doc, refusals) {
  const existing = db.docs.get(doc.id);
  const parent = parentOf(existing, doc);
  const recreated = parent !== null && doc.ids.length === 0;
  resolveStubs(doc.id, doc.atts, recreated ? null : parent);
  validate(db, user, doc, recreated ? null : parent, refusals);
  const pos = (parent?.pos ?? 0) + 1;
  stampRevpos(doc.atts, pos, parent);
  const id = newRevisionId(doc.deleted, parent, `{${doc.body}}`, doc.atts);
  if (existing?.tree.get(`${pos}-${id}`)) throw conflict();
  const history = [id, ...(parent ? RevTree.path(parent) : [])];
  return db.store(doc.id, pos, history, { body: doc.body, deleted: doc.deleted, atts: doc.atts });
}

/**
 * The revision that validation functions get as oldDoc for a replicated document: its nearest stored
 * ancestor if that is a leaf. A fork from an inner revision gets null, the least a server may know.
 */
function validationBase(tree, doc) {
  const nearest = tree?.nearest(doc.pos, doc.ids);
  return nearest && nearest.children === 0 && nearest.body !== null ? nearest : null;
}

/**
 * One replicated revision: stored under its own name, or silently left alone if it is known. In the
 * batch that brings the whole document (`fresh`) a revision known by name only still gets its body.
 */
export function replicate(db, user, doc, refusals, fresh = false) {
  const tree = db.docs.get(doc.id)?.tree;
  const known = tree?.get(`${doc.pos}-${doc.ids[0]}`);
  if (known && !(fresh && known.body === null)) return;
  const stored = RevTree.onDisk(tree?.nearest(doc.pos, doc.ids));
  resolveStubs(doc.id, doc.atts, stored);
  validate(db, user, doc, validationBase(tree, doc), refusals);
  limitRevpos(doc.atts, doc.pos);
  db.store(doc.id, doc.pos, doc.ids, { body: doc.body, deleted: doc.deleted, atts: doc.atts });
}

const isRefusal = error => error instanceof CouchError && ![412, 413].includes(error.status);

/** _bulk_docs with new_edits: a row for every document. A missing stub costs the whole batch. */
export function editAll(db, user, docs, refusals) {
  const before = new Map(docs.map(doc => [doc.id, db.docs.get(doc.id)]));
  for (const doc of docs) {
    if (doc.id === '') doc.id = newUuid();
    const parent = doc.ids.length ? before.get(doc.id)?.tree.get(`${doc.pos}-${doc.ids[0]}`) : null;
    if (parent || !before.get(doc.id)) resolveStubs(doc.id, doc.atts, parent ?? null);
  }
  const written = new Set();
  db.beginBatch();
  return docs.map(doc => {
    try {
      if (written.has(doc.id)) throw conflict();
      const node = doc.id.startsWith('_local/') ? putLocal(db, doc) : edit(db, user, doc, refusals);
      written.add(doc.id);
      return { ok: true, id: doc.id, rev: node.rev };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { id: doc.id, error: error.error, reason: error.reason };
    }
  });
}

/** Revisions that another document of the batch names as its ancestor: known already, body lost. */
function shadowedRevs(db, docs) {
  const shadowed = new Set();
  for (const { id, pos, ids } of docs)
    if (db.docs.has(id)) ids.slice(1).forEach((rev, at) => shadowed.add(`${id} ${pos - at - 1}-${rev}`));
  return shadowed;
}

/** _bulk_docs with new_edits:false: only the refused rows. */
export function replicateAll(db, user, docs, refusals) {
  for (const doc of docs)
    if (!doc.ids.length)
      throw badRequest('When `new_edits: false`, the document needs `_rev` or `_revisions` specified');
  for (const doc of docs)
    if (doc.atts) checkStubsFirst(db, doc);
  const shadowed = shadowedRevs(db, docs);
  const fresh = new Set(docs.map(doc => doc.id).filter(id => !db.docs.has(id)));
  db.beginBatch();
  const errors = [];
  for (const doc of docs) {
    const rev = `${doc.pos}-${doc.ids[0]}`;
    if (doc.id.startsWith('_local/')) { putLocal(db, doc); continue; }
    if (shadowed.has(`${doc.id} ${rev}`)) continue;
    try {
      replicate(db, user, doc, refusals, fresh.has(doc.id));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      errors.push({ id: doc.id, rev, error: error.error, reason: error.reason });
    }
  }
  return errors;
}

/** A stub that cannot be filled refuses the batch before anything of it is stored. */
function checkStubsFirst(db, doc) {
  const tree = db.docs.get(doc.id)?.tree;
  if (tree?.get(`${doc.pos}-${doc.ids[0]}`)) return;
  resolveStubs(doc.id, new Map(doc.atts), RevTree.onDisk(tree?.nearest(doc.pos, doc.ids)));
}

/** A _local document: no conflicts, no validation; its revision only counts. */
export function putLocal(db, doc) {
  const given = doc.ids.length ? Number(doc.ids[0]) : 0;
  if (doc.pos !== 0 || !Number.isInteger(given)) throw badRequest('Invalid rev format');
  if (doc.atts) throw badRequest('_local documents do not accept attachments.');
  const node = { rev: doc.deleted ? '0-0' : `0-${given + 1}`, body: doc.body };
  if (doc.deleted) db.local.delete(doc.id);
  else db.local.set(doc.id, node);
  db.journal?.({ o: 'local', d: db.name, i: doc.id, v: doc.deleted ? null : node });
  return node;
}
