// SPDX-License-Identifier: EUPL-1.2
// Documents between JSON and the store. A stored body is the text of its members without braces.

import { randomBytes } from 'node:crypto';
import { readAttachments, renderAttachments } from './attachments.mjs';
import { CouchError, badRequest, documentTooLarge, invalidDoc } from './errors.mjs';
import { isHashId } from './erlang-term.mjs';
import { elements, members, normalise } from './json-text.mjs';
import { RevTree } from './rev-tree.mjs';

const IGNORED = new Set(['_revs_info', '_local_seq', '_conflicts', '_deleted_conflicts']);
const SPECIAL = new Set(['_id', '_rev', '_revisions', '_deleted', '_attachments']);

export const newUuid = () => randomBytes(16).toString('hex');

function parseRevisionId(pos, id) {
  if (pos === 0 || id.length !== 32) return id;
  const lower = id.toLowerCase();
  if (!isHashId(lower)) throw badRequest('Invalid rev format');
  return lower;
}

/** "3-abc" as {pos, id, rev}; 400 for anything else. */
export function parseRev(text) {
  const cut = typeof text === 'string' ? text.indexOf('-') : -1;
  if (cut < 1 || !/^\d+$/.test(text.slice(0, cut))) throw badRequest('Invalid rev format');
  const pos = Number(text.slice(0, cut));
  const id = parseRevisionId(pos, text.slice(cut + 1));
  return { pos, id, rev: `${pos}-${id}` };
}

export function checkDocId(id) {
  const illegal = reason => new CouchError(400, 'illegal_docid', reason);
  if (typeof id !== 'string') throw illegal('Document id must be a string');
  if (id === '') throw illegal('Document id must not be empty');
  if (id === '_design/' || id === '_local/') throw illegal(`Illegal document id \`${id}\``);
  if (id.startsWith('_') && !id.startsWith('_design/') && !id.startsWith('_local/'))
    throw illegal('Only reserved document ids may start with underscore.');
  return id;
}

function readRevisions({ start, ids }) {
  if (!Number.isInteger(start)) throw invalidDoc("_revisions.start isn't an integer.");
  if (!Array.isArray(ids)) throw invalidDoc("_revisions.ids isn't a array.");
  const parse = id => {
    if (typeof id !== 'string') throw invalidDoc("RevId isn't a string");
    if (start !== 0 && id.length === 32 && !isHashId(id.toLowerCase()))
      throw invalidDoc("RevId isn't a valid hexadecimal");
    return parseRevisionId(start, id);
  };
  return { pos: start, ids: ids.map(parse) };
}

function checkMember(key) {
  if (!SPECIAL.has(key) && !IGNORED.has(key)) throw invalidDoc(`Bad special document member: ${key}`);
}

/** The text of the members that are the document's own. */
function bodyOf(object, text) {
  if (text) {
    const own = members(text).filter(([key]) => !key.startsWith('_'));
    return own.map(([key, value]) => `${JSON.stringify(key)}:${normalise(value)}`).join(',');
  }
  const own = {};
  for (const key in object) if (key.charCodeAt(0) !== 95) own[key] = object[key];
  return JSON.stringify(own).slice(1, -1);
}

/**
 * A document on its way in. `text` is only needed where JSON.stringify would not give it back.
 * Answers {id, pos, ids, deleted, atts, body}; without a revision pos is 0 and ids is empty.
 */
export function readDoc(object, text, maxSize) {
  if (object === null || typeof object !== 'object' || Array.isArray(object))
    throw badRequest('Document must be a JSON object');
  for (const key in object) if (key.charCodeAt(0) === 95) checkMember(key);
  const id = object._id === undefined ? '' : checkDocId(object._id);
  const { pos, ids } = readHistory(object);
  const body = bodyOf(object, text);
  const doc = { id, pos, ids, deleted: object._deleted === true, body, atts: null };
  if (body.length * 3 > maxSize && Buffer.byteLength(body) + 2 > maxSize) throw documentTooLarge(id);
  if (object._attachments) doc.atts = readAttachments(object._attachments);
  return doc;
}

function readHistory(object) {
  if (object._revisions) return readRevisions(object._revisions);
  if (object._rev === undefined) return { pos: 0, ids: [] };
  const { pos, id } = parseRev(object._rev);
  return { pos, ids: [id] };
}

/** The documents of a parsed request body ({value, text, plain}) below one member. */
export function readDocs(json, maxSize) {
  const docs = json.value.docs;
  if (json.plain) return docs.map(object => readDoc(object, null, maxSize));
  const texts = elements(members(json.text).findLast(([key]) => key === 'docs')[1]);
  return docs.map((object, at) => readDoc(object, texts[at], maxSize));
}

const joined = parts => `{${parts.filter(Boolean).join(',')}}`;

const revisionsText = node =>
  `"_revisions":{"start":${node.pos},"ids":${JSON.stringify(RevTree.path(node))}}`;

function revisionStatus(node) {
  if (node.body === null) return 'missing';
  return node.deleted ? 'deleted' : 'available';
}

function revsInfoText(node) {
  const infos = [];
  for (let at = node; at; at = at.parent) infos.push({ rev: at.rev, status: revisionStatus(at) });
  return `"_revs_info":${JSON.stringify(infos)}`;
}

function conflictsText(key, leaves) {
  return leaves.length ? `"${key}":${JSON.stringify(leaves.map(leaf => leaf.rev))}` : '';
}

/** What GET adds about the tree when asked to. */
function metaTexts(doc, node, options) {
  const others = doc.tree.leaves.filter(leaf => leaf !== node);
  return [
    options.revsInfo && revsInfoText(node),
    options.conflicts && conflictsText('_conflicts', others.filter(leaf => !leaf.deleted)),
    options.deletedConflicts && conflictsText('_deleted_conflicts', others.filter(leaf => leaf.deleted)),
    options.localSeq && `"_local_seq":${doc.seq}`,
  ];
}

/** A stored revision as JSON text. Options: revs, revsInfo, conflicts, deletedConflicts, localSeq, atts. */
export function renderDoc(doc, node, options = {}) {
  const atts = node.atts?.size
    ? `"_attachments":${renderAttachments(node.atts, options.atts ?? {})}` : '';
  if (!options.revs && !options.meta && !atts && !node.deleted) // the common case, kept cheap
    return `{"_id":${JSON.stringify(doc.id)},"_rev":"${node.rev}"${node.body ? `,${node.body}` : ''}}`;
  return joined([
    `"_id":${JSON.stringify(doc.id)}`, `"_rev":${JSON.stringify(node.rev)}`, node.body,
    node.deleted && '"_deleted":true', options.revs && revisionsText(node),
    ...(options.meta ? metaTexts(doc, node, options.meta) : []), atts,
  ]);
}

/** An incoming document as validation functions see it. */
export function renderIncoming(doc) {
  const rev = doc.ids.length ? `"_rev":${JSON.stringify(`${doc.pos}-${doc.ids[0]}`)}` : '';
  return joined([
    `"_id":${JSON.stringify(doc.id)}`, rev, doc.body, doc.deleted && '"_deleted":true',
    `"_revisions":{"start":${doc.pos},"ids":${JSON.stringify(doc.ids)}}`,
    doc.atts?.size && `"_attachments":${renderAttachments(doc.atts, {})}`,
  ]);
}
