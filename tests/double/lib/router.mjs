// SPDX-License-Identifier: EUPL-1.2
// From a request to the handler that answers it.

import { gunzipSync } from 'node:zlib';
import { isServerAdmin, requireMember, requireServerAdmin } from './access.mjs';
import { attachmentRequest } from './attachment-endpoints.mjs';
import { dbEndpoint, dbRoot } from './db-endpoints.mjs';
import { checkDocId } from './doc-codec.mjs';
import { docRequest } from './doc-endpoints.mjs';
import { badContentType, badRequest, notFound } from './errors.mjs';
import { parseJson } from './json-text.mjs';
import { serverRequest } from './server-endpoints.mjs';

const PREFIXES = ['_design', '_local'];

async function readAll(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function inflate(bytes) {
  try {
    return gunzipSync(bytes);
  } catch {
    throw badRequest('Invalid gzip request body');
  }
}

/** What a handler gets to know about its request. */
export class Context {
  constructor(server, req, reply) {
    const [path, search = ''] = req.url.split(/\?(.*)/s);
    Object.assign(this, { server, req, reply, method: req.method, headers: req.headers });
    this.parts = path.slice(1).split('/').map(decodePart);
    this.query = new URLSearchParams(search);
    this.bytesIn = 0;
    this.mischief = {};
  }

  async body({ keepEncoding = false } = {}) {
    const bytes = await readAll(this.req);
    this.bytesIn += bytes.length;
    const encoding = this.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity' || keepEncoding) return bytes;
    if (encoding !== 'gzip') throw badContentType(`Content-Encoding must be gzip or identity, not ${encoding}`);
    return inflate(bytes);
  }

  requireJsonType() {
    if (!(this.headers['content-type'] ?? '').startsWith('application/json'))
      throw badContentType('Content-Type must be application/json');
  }

  /** The body as {value, text, plain}; optionally with its type required, or allowed to be empty. */
  async json(typed = false, mayBeEmpty = false) {
    if (typed) this.requireJsonType();
    const bytes = await this.body();
    if (mayBeEmpty && bytes.length === 0) return this.parse(Buffer.from('{}'));
    const json = this.parse(bytes);
    if (typed && (json.value === null || typeof json.value !== 'object' || Array.isArray(json.value)))
      throw badRequest('Request body must be a JSON object');
    return json;
  }

  parse(bytes) {
    return parseJson(bytes);
  }
}

function decodePart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest('Invalid percent-encoding in the path');
  }
}

const isServerPath = ([first]) =>
  first === '' || (first.startsWith('_') && !['_users', '_replicator', '_global_changes'].includes(first));

async function putOrDeleteDb(ctx, name) {
  requireServerAdmin(ctx.user);
  await ctx.body();
  if (ctx.method === 'DELETE' && ctx.query.has('rev'))
    throw badRequest('You tried to DELETE a database with a ?=rev parameter.');
  if (ctx.method === 'PUT') ctx.server.createDatabase(name);
  else ctx.server.deleteDatabase(name);
  ctx.reply.json(ctx.method === 'PUT' ? 201 : 200, { ok: true }, ctx.method === 'PUT' ? { Location: ctx.req.url } : {});
}

/** Other people's accounts do not exist for a user, nor does the list of all. */
function guardUsers(ctx, id) {
  if (ctx.db.name !== '_users' || isServerAdmin(ctx.user)) return;
  if (['_all_docs', '_changes'].includes(id)) requireServerAdmin(ctx.user);
  if (id !== `org.couchdb.user:${ctx.user.name}`) throw notFound('missing');
}

function dbRequest(ctx, [name, first, ...rest]) {
  ctx.db = ctx.server.database(name);
  if (first === '_purge') requireServerAdmin(ctx.user);
  requireMember(ctx.db, ctx.user);
  if (first === undefined || (first === '' && !rest.length)) return dbRoot(ctx);
  guardUsers(ctx, first);
  const prefixed = PREFIXES.includes(first);
  if (first.startsWith('_') && !prefixed && !first.includes('/')) {
    const endpoint = dbEndpoint(ctx.method, first);
    if (endpoint) return endpoint(ctx);
  }
  const id = checkDocId(prefixed ? `${first}/${rest.shift() ?? ''}` : first);
  return rest.length ? attachmentRequest(ctx, id, rest.join('/')) : docRequest(ctx, id);
}

/** Answers a request; throws a CouchError for the reply to tell. */
export async function route(ctx) {
  ctx.user = await ctx.server.accounts.authenticate(ctx.headers);
  if (ctx.user.renew) ctx.reply.extra['Set-Cookie'] = ctx.server.accounts.cookieFor(ctx.user);
  const { parts } = ctx;
  if (isServerPath(parts)) return serverRequest(ctx);
  if (parts.at(-1) === '' && parts.length === 2) parts.pop();
  if (parts.length === 1 && ['PUT', 'DELETE'].includes(ctx.method)) return putOrDeleteDb(ctx, parts[0]);
  return dbRequest(ctx, parts);
}
