// SPDX-License-Identifier: EUPL-1.2
// _bulk_get, as JSON or multipart/mixed.

import { docOptions, mixedPart } from './doc-endpoints.mjs';
import { newUuid, parseRev, renderDoc } from './doc-codec.mjs';
import { badRequest } from './errors.mjs';
import { jsonPart, mixedBody } from './multipart.mjs';

const missing = (id, rev) => ({ error: { rev: rev ?? 'undefined', reason: 'missing', id, error: 'not_found' } });

/** What one request row finds: nodes, or an error object. */
function lookUp(doc, { id, rev }, latest) {
  const tree = doc?.tree;
  if (!tree) return [missing(id, rev)];
  if (rev === undefined) return [{ node: tree.winner }];
  const node = tree.get(parseRev(rev).rev);
  if (!node) return [missing(id, rev)];
  if (latest) return tree.leavesUnder(node).map(leaf => ({ node: leaf }));
  return node.body === null ? [missing(id, rev)] : [{ node }];
}

function checkRow(row) {
  if (row === null || typeof row !== 'object' || typeof row.id !== 'string') throw badRequest('document id missed');
}

function rowText({ id, doc, found }, query) {
  const docs = found.map(({ node, error }) =>
    (error ? JSON.stringify({ error }) : `{"ok":${renderDoc(doc, node, docOptions(node, query))}}`));
  return `{"id":${JSON.stringify(id)},"docs":[${docs.join(',')}]}`;
}

async function sendJson(ctx, rows) {
  ctx.reply.startJson(200);
  await ctx.reply.write('{"results": [');
  for (let at = 0; at < rows.length; at += 500) {
    const texts = rows.slice(at, at + 500).map(row => rowText(row, ctx.query));
    await ctx.reply.write((at ? ',' : '') + texts.join(','));
  }
  ctx.reply.end(']}');
}

function sendMultipart(ctx, rows) {
  const outer = `--${newUuid()}`;
  const parts = rows.flatMap(({ id, doc, found }) => found.map(({ node, error }) => {
    const head = `X-Doc-Id: ${id}\r\n${node ? `X-Rev-Id: ${node.rev}\r\n` : ''}`;
    if (error) return jsonPart(head, 'application/json; error="true"', JSON.stringify(error));
    return mixedPart(doc, node, null, ctx.query, head);
  }));
  ctx.reply.send(200, mixedBody(outer, parts), { 'Content-Type': `multipart/mixed; boundary="${outer}"` });
}

export async function bulkGet(ctx) {
  const { value } = await ctx.json(true);
  if (!Array.isArray(value.docs)) throw badRequest("Missing JSON list of 'docs'.");
  value.docs.forEach(checkRow);
  const latest = ctx.query.get('latest') === 'true';
  const rows = value.docs.map(row => {
    const doc = ctx.db.docs.get(row.id);
    return { id: row.id, doc, found: lookUp(doc, row, latest) };
  });
  if (/multipart\/(mixed|related)/.test(ctx.headers.accept ?? '')) return sendMultipart(ctx, rows);
  return sendJson(ctx, rows);
}
