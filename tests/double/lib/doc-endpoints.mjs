// SPDX-License-Identifier: EUPL-1.2
// /db/doc: reading, writing and deleting one document (also _design/… and _local/…).

import { fillParts, rawBytes } from './attachments.mjs';
import { checkDocId, newUuid, parseRev, readDoc, renderDoc } from './doc-codec.mjs';
import { badRequest, methodNotAllowed, notFound } from './errors.mjs';
import { boundaryOf, jsonPart, mixedBody, parseMultipart, relatedBody } from './multipart.mjs';
import { RevTree } from './rev-tree.mjs';
import { edit, putLocal, replicate } from './updates.mjs';
import { hashPassword } from './users.mjs';

const flag = (query, name) => query.get(name) === 'true';

/** Which attachments come along: all of them, or those newer than a revision the client has. */
function wantedAtts(node, query) {
  const since = query.get('atts_since');
  if (!flag(query, 'attachments') && !since) return () => false;
  const known = since ? JSON.parse(since).map(text => parseRev(text)) : [];
  const path = new Set(RevTree.path(node).map((id, at) => `${node.pos - at}-${id}`));
  const pos = Math.max(0, ...known.filter(({ rev }) => path.has(rev)).map(rev => rev.pos));
  return att => att.revpos > pos;
}

export function docOptions(node, query, mode = 'inline') {
  const meta = flag(query, 'meta');
  const wants = {
    conflicts: meta || flag(query, 'conflicts'), deletedConflicts: meta || flag(query, 'deleted_conflicts'),
    revsInfo: meta || flag(query, 'revs_info'), localSeq: flag(query, 'local_seq'),
  };
  return { revs: flag(query, 'revs'), meta: Object.values(wants).some(Boolean) ? wants : null,
    atts: { wanted: wantedAtts(node, query), mode, encodingInfo: flag(query, 'att_encoding_info') } };
}

/** The revision a request means: ?rev=, or the winner. Throws 404. */
export function findRevision(db, id, query) {
  const doc = db.docs.get(id);
  if (!doc) throw notFound('missing');
  const asked = query.get('rev');
  if (asked === null) {
    if (doc.tree.winner.deleted) throw notFound('deleted');
    return { doc, node: doc.tree.winner };
  }
  const node = doc.tree.get(parseRev(asked).rev);
  if (!node || node.body === null) throw notFound('missing');
  return { doc, node: flag(query, 'latest') ? doc.tree.leavesUnder(node).at(-1) : node };
}

function partsToSend(node, options) {
  const atts = [...(node.atts?.values() ?? [])].filter(options.atts.wanted);
  return atts.map(att => {
    const encoded = options.atts.encodingInfo && att.zipped;
    return { att, encoded, bytes: encoded ? att.data : rawBytes(att) };
  });
}

/** A document as a multipart/related part: [headers text, body]. */
export function asRelated(doc, node, query) {
  const options = docOptions(node, query, 'follows');
  const boundary = newUuid();
  return { boundary, body: relatedBody(boundary, renderDoc(doc, node, options), partsToSend(node, options)) };
}

/** The leaves asked for by open_revs, as {node} or {missing}. */
function openRevisions(db, id, query) {
  const doc = db.docs.get(id);
  const asked = query.get('open_revs');
  if (asked === 'all') return { doc, found: (doc?.tree.leaves ?? []).map(node => ({ node })) };
  const found = JSON.parse(asked).flatMap(text => {
    const node = doc?.tree.get(parseRev(text).rev);
    if (!node) return [{ missing: text }];
    if (flag(query, 'latest')) return doc.tree.leavesUnder(node).map(leaf => ({ node: leaf }));
    return node.body === null ? [{ missing: text }] : [{ node }];
  });
  return { doc, found };
}

function sendOpenRevisions(ctx, id) {
  const { doc, found } = openRevisions(ctx.db, id, ctx.query);
  if (!doc) throw notFound('missing');
  if (!/multipart\/mixed/.test(ctx.headers.accept ?? '')) {
    const rows = found.map(({ node, missing }) =>
      (missing ? JSON.stringify({ missing }) : `{"ok":${renderDoc(doc, node, docOptions(node, ctx.query))}}`));
    return ctx.reply.json(200, `[${rows.join(',')}]`);
  }
  const outer = newUuid();
  const parts = found.map(({ node, missing }) => mixedPart(doc, node, missing, ctx.query));
  return ctx.reply.send(200, mixedBody(outer, parts), { 'Content-Type': `multipart/mixed; boundary="${outer}"` });
}

/** One revision as a part of multipart/mixed. */
export function mixedPart(doc, node, missing, query, extraHead = '') {
  if (missing) return jsonPart(extraHead, 'application/json; error="true"', JSON.stringify({ missing }));
  const sendsAtts = node.atts?.size && [...node.atts.values()].some(wantedAtts(node, query));
  if (!sendsAtts) return jsonPart(extraHead, 'application/json', renderDoc(doc, node, docOptions(node, query)));
  const { boundary, body } = asRelated(doc, node, query);
  return Buffer.concat([jsonPart(extraHead, `multipart/related; boundary="${boundary}"`, ''), body]);
}

function getDoc(ctx, id) {
  const { db, query, reply, headers } = ctx;
  if (query.has('open_revs')) return sendOpenRevisions(ctx, id);
  const { doc, node } = findRevision(db, id, query);
  const options = docOptions(node, query);
  const etag = `"${node.rev}"`;
  if (!options.meta && headers['if-none-match'] === etag) {
    reply.start(304, { ETag: etag });
    return reply.end();
  }
  if (partsToSend(node, options).length && /multipart\//.test(headers.accept ?? '')) {
    const { boundary, body } = asRelated(doc, node, query);
    return reply.send(200, body, { ETag: etag, 'Content-Type': `multipart/related; boundary="${boundary}"` });
  }
  return reply.json(200, renderDoc(doc, node, options), { ETag: etag });
}

async function readPut(ctx) {
  const type = ctx.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/related')) {
    const json = await ctx.json();
    return readDoc(json.value, json.plain ? null : json.text, ctx.server.maxDocumentSize);
  }
  const [first, ...rest] = parseMultipart(await ctx.body(), boundaryOf(type));
  const { value, plain, text } = ctx.parse(first.body);
  const doc = readDoc(value, plain ? null : text, ctx.server.maxDocumentSize);
  fillParts(doc.atts, rest.map(part => part.body));
  return doc;
}

/** The revision to build on, from the body, ?rev= or If-Match, which must agree. */
function applyGivenRev(ctx, doc) {
  const match = ctx.headers['if-match']?.replaceAll('"', '');
  for (const text of [ctx.query.get('rev'), match].filter(Boolean)) {
    const { pos, id } = parseRev(text);
    if (!doc.ids.length) Object.assign(doc, { pos, ids: [id] });
    else if (doc.pos !== pos || doc.ids[0] !== id)
      throw badRequest('Document rev from request body and query string have different values');
  }
}

/** Stores one document as PUT and POST do and answers. */
export async function saveDoc(ctx, doc, status = doc.deleted ? 200 : 201) {
  const { db, reply, server, user } = ctx;
  if (doc.id.startsWith('_local/')) {
    const node = putLocal(db, doc);
    return reply.json(201, { ok: true, id: doc.id, rev: node.rev }, { ETag: `"${node.rev}"` });
  }
  if (db.name === '_users') await hashPassword(doc, server.iterations);
  let rev = `${doc.pos}-${doc.ids[0]}`;
  db.beginBatch();
  if (ctx.query.get('new_edits') === 'false') replicate(db, user, doc, server.refusals);
  else ({ rev } = edit(db, user, doc, server.refusals));
  server.changed(db);
  const place = `/${encodeURIComponent(db.name)}/${encodeURIComponent(doc.id)}`;
  return reply.json(status, { ok: true, id: doc.id, rev }, { ETag: `"${rev}"`, Location: place });
}

async function putDoc(ctx, id) {
  const doc = await readPut(ctx);
  doc.id = checkDocId(id);
  applyGivenRev(ctx, doc);
  return saveDoc(ctx, doc);
}

async function deleteDoc(ctx, id) {
  const doc = { id, pos: 0, ids: [], deleted: true, body: '', atts: null };
  applyGivenRev(ctx, doc);
  const known = ctx.db.docs.get(id);
  if (!known) throw notFound('missing');
  if (!doc.ids.length && known.tree.winner.deleted) throw notFound('deleted');
  return saveDoc(ctx, doc);
}

async function localDoc(ctx, id) {
  const { db, reply } = ctx;
  if (ctx.method === 'PUT') return putDoc(ctx, id);
  const node = db.local.get(id);
  if (!node) throw notFound('missing');
  if (ctx.method === 'DELETE') {
    putLocal(db, { id, pos: 0, ids: [], deleted: true, body: '', atts: null });
    return reply.json(200, { ok: true, id, rev: '0-0' });
  }
  const body = node.body ? `,${node.body}` : '';
  return reply.json(200, `{"_id":${JSON.stringify(id)},"_rev":"${node.rev}"${body}}`, { ETag: `"${node.rev}"` });
}

async function copyDoc(ctx, id) {
  const [target, query] = decodeURIComponent(ctx.headers.destination ?? '').split('?rev=');
  if (!target) throw badRequest('Destination header is mandatory for COPY.');
  const { node } = findRevision(ctx.db, id, ctx.query);
  const from = query ? parseRev(query) : null;
  const history = { pos: from?.pos ?? 0, ids: from ? [from.id] : [] };
  const atts = node.atts && new Map(node.atts);
  return saveDoc(ctx, { id: checkDocId(target), ...history, deleted: false, body: node.body, atts });
}

const METHODS = { GET: getDoc, HEAD: getDoc, PUT: putDoc, DELETE: deleteDoc, COPY: copyDoc };

export function docRequest(ctx, id) {
  if (id.startsWith('_local/')) return localDoc(ctx, id);
  const handle = METHODS[ctx.method];
  if (!handle) throw methodNotAllowed('DELETE,GET,HEAD,POST,PUT,COPY');
  return handle(ctx, id);
}
