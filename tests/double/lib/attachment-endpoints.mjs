// SPDX-License-Identifier: EUPL-1.2
// /db/doc/attachment: reading (whole or a range), writing, deleting.

import { makeAttachment, rawBytes } from './attachments.mjs';
import { checkDocId, parseRev } from './doc-codec.mjs';
import { findRevision, saveDoc } from './doc-endpoints.mjs';
import { CouchError, conflict, methodNotAllowed, notFound } from './errors.mjs';

/** "bytes=100-199" as [first, last] within a length; null if there is no usable range. */
function parseRange(header, length) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return null;
  const first = found[1] === '' ? Math.max(0, length - Number(found[2])) : Number(found[1]);
  const last = found[1] === '' || found[2] === '' ? length - 1 : Math.min(Number(found[2]), length - 1);
  if (first > last) throw new CouchError(416, 'requested_range_not_satisfiable', 'Requested range not satisfiable');
  return [first, last];
}

function sendPlain(ctx, att, head) {
  const range = parseRange(ctx.headers.range, att.length);
  const headers = { ...head, 'Accept-Ranges': 'bytes' };
  if (!range) return ctx.reply.send(200, att.data, headers);
  const [first, last] = range;
  const part = { ...headers, 'Content-Range': `bytes ${first}-${last}/${att.length}` };
  return ctx.reply.send(206, att.data.subarray(first, last + 1), part);
}

function getAttachment(ctx, id, name) {
  const { node } = findRevision(ctx.db, id, ctx.query);
  const att = node.atts?.get(name);
  if (!att) throw notFound('Document is missing attachment');
  const etag = `"${att.digest.slice(4)}"`;
  const head = { ETag: etag, 'Content-Type': att.type };
  if (ctx.headers['if-none-match'] === etag) {
    ctx.reply.start(304, { ETag: etag });
    return ctx.reply.end();
  }
  if (!att.zipped) return sendPlain(ctx, att, head);
  const takesGzip = /gzip/.test(ctx.headers['accept-encoding'] ?? '');
  const none = { ...head, 'Accept-Ranges': 'none' };
  return takesGzip ? ctx.reply.send(200, att.data, { ...none, 'Content-Encoding': 'gzip' })
    : ctx.reply.send(200, rawBytes(att), none);
}

/** The document as it stands, ready for one more revision with changed attachments. */
function nextRevision(ctx, id) {
  const known = ctx.db.docs.get(id);
  const asked = ctx.query.get('rev') ?? ctx.headers['if-match']?.replaceAll('"', '');
  if (!known && !asked) return { id: checkDocId(id), pos: 0, ids: [], deleted: false, body: '', atts: new Map() };
  if (!asked || !known?.tree.isLeaf(parseRev(asked).rev)) throw conflict();
  const { pos, id: revId, rev } = parseRev(asked);
  const node = known.tree.get(rev);
  return { id, pos, ids: [revId], deleted: false, body: node.body, atts: new Map(node.atts ?? []) };
}

async function putAttachment(ctx, id, name) {
  const bytes = await ctx.body({ keepEncoding: true });
  const doc = nextRevision(ctx, id);
  const type = ctx.headers['content-type'] ?? 'application/octet-stream';
  const att = makeAttachment(name, type, bytes, undefined);
  const sent = ctx.headers['content-md5'];
  if (sent && !att.zipped && sent !== att.digest.slice(4))
    throw new CouchError(400, 'content_md5_mismatch', 'Possible message corruption.');
  doc.atts.set(name, att);
  return saveDoc(ctx, doc);
}

async function deleteAttachment(ctx, id, name) {
  const doc = nextRevision(ctx, id);
  if (!doc.atts.delete(name)) throw notFound('Document is missing attachment');
  return saveDoc(ctx, doc, 200);
}

const METHODS = { GET: getAttachment, HEAD: getAttachment, PUT: putAttachment, DELETE: deleteAttachment };

export function attachmentRequest(ctx, id, name) {
  const handle = METHODS[ctx.method];
  if (!handle) throw methodNotAllowed('GET,HEAD,PUT,DELETE');
  return handle(ctx, id, name);
}
