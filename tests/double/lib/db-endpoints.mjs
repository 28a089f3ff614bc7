// SPDX-License-Identifier: EUPL-1.2
// /db/_something: everything a database answers beside single documents.

import { isDbAdmin, requireDbAdmin, requireServerAdmin } from './access.mjs';
import { bulkGet } from './bulk-get.mjs';
import { changesOptions, sendChanges } from './changes.mjs';
import { compareText } from './database.mjs';
import { newUuid, parseRev, readDoc, readDocs, renderDoc } from './doc-codec.mjs';
import { saveDoc } from './doc-endpoints.mjs';
import { CouchError, badRequest, methodNotAllowed } from './errors.mjs';
import { findDocs } from './selector.mjs';
import { editAll, replicateAll } from './updates.mjs';
import { hashPassword } from './users.mjs';

export function dbInfo(db) {
  const { live, deleted, size } = db.counts();
  return {
    instance_start_time: db.startTime, db_name: db.name,
    purge_seq: `${db.purgeSeq}-g1AAAACbe`, update_seq: db.packSeq(db.seq),
    sizes: { file: 8192 + 2 * size, external: size, active: size },
    props: {}, doc_del_count: deleted, doc_count: live, disk_format_version: 8,
    compact_running: false, cluster: { q: 2, n: 1, w: 1, r: 1 },
  };
}

async function bulkDocs(ctx) {
  const { db, server, user } = ctx;
  const json = await ctx.json(true);
  if (json.value.docs === undefined) throw badRequest('POST body must include `docs` parameter.');
  if (!Array.isArray(json.value.docs)) throw badRequest('`docs` parameter must be an array.');
  const newEdits = json.value.new_edits ?? true;
  if (typeof newEdits !== 'boolean') throw badRequest('`new_edits` parameter must be a boolean.');
  const docs = readDocs(json, server.maxDocumentSize);
  if (db.name === '_users') for (const doc of docs) await hashPassword(doc, server.iterations);
  const rows = (newEdits ? editAll : replicateAll)(db, user, docs, server.refusals);
  server.changed(db);
  ctx.reply.json(201, rows);
}

async function changes(ctx) {
  const posted = ctx.method === 'POST' ? (await ctx.json(true, true)).value : null;
  const options = changesOptions(ctx.db, ctx.query, posted);
  const { name } = ctx.db;
  await sendChanges(ctx.reply, () => ctx.server.database(name), options, ctx.mischief);
}

/** The requested revisions of each document that the tree does not hold. */
function missingOf(db, id, revs) {
  const tree = db.docs.get(id)?.tree;
  const missing = revs.filter(rev => !tree?.get(parseRev(rev).rev));
  const highest = Math.max(0, ...missing.map(rev => parseRev(rev).pos));
  const ancestors = (tree?.leaves ?? []).filter(leaf => leaf.pos < highest).map(leaf => leaf.rev);
  return { missing, ancestors };
}

async function revsDiff(ctx) {
  const { value } = await ctx.json(true);
  const answer = {};
  for (const [id, revs] of Object.entries(value).reverse()) { // CouchDB's order
    const { missing, ancestors } = missingOf(ctx.db, id, revs);
    if (!missing.length) continue;
    answer[id] = ancestors.length ? { missing, possible_ancestors: ancestors } : { missing };
  }
  ctx.reply.json(200, answer);
}

async function missingRevs(ctx) {
  const { value } = await ctx.json(true);
  const found = Object.entries(value).map(([id, revs]) => [id, missingOf(ctx.db, id, revs).missing]);
  ctx.reply.json(200, { missing_revs: Object.fromEntries(found.filter(([, missing]) => missing.length)) });
}

/** Rows of _all_docs and its kin over the given sorted ids. */
function keyWindow(ids, query) {
  const down = query.get('descending') === 'true';
  const key = (...names) => {
    const text = names.map(name => query.get(name)).find(found => found !== null && found !== undefined);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const only = key('key');
  const from = only ?? key('startkey', 'start_key'), to = only ?? key('endkey', 'end_key');
  const last = query.get('inclusive_end') === 'false' ? 1 : 0;
  const order = (a, b) => (down ? compareText(b, a) : compareText(a, b));
  const list = down ? [...ids].reverse() : ids;
  const begun = id => from === undefined || order(id, from) >= 0;
  return list.filter(id => begun(id) && (to === undefined || order(id, to) <= -last));
}

function listRow(db, id, options) {
  const { tree } = db.docs.get(id);
  const value = tree.winner.deleted ? { rev: tree.winner.rev, deleted: true } : { rev: tree.winner.rev };
  const head = JSON.stringify({ id, key: id, value }).slice(0, -1);
  if (!options.includeDocs) return `${head}}`;
  const doc = tree.winner.deleted ? 'null' : renderDoc(db.docs.get(id), tree.winner, options.doc);
  return `${head},"doc":${doc}}`;
}

const isLiving = (db, id) => db.docs.has(id) && !db.docs.get(id).tree.winner.deleted;

async function sendList(ctx, allIds) {
  const { db, query } = ctx;
  const posted = ctx.method === 'POST' ? (await ctx.json(true, true)).value : {};
  const keys = posted.keys ?? (query.has('keys') ? JSON.parse(query.get('keys')) : null);
  const meta = query.get('conflicts') === 'true' ? { conflicts: true } : null;
  const options = { includeDocs: query.get('include_docs') === 'true', doc: { meta } };
  const ids = keys ?? keyWindow(allIds.filter(id => isLiving(db, id)), query);
  const skip = Number(query.get('skip') ?? 0), limit = Number(query.get('limit') ?? Infinity);
  const rows = ids.slice(skip, skip + limit).map(id =>
    (db.docs.has(id) ? listRow(db, id, options) : JSON.stringify({ key: id, error: 'not_found' })));
  const total = db.counts().live;
  ctx.reply.json(200, `{"total_rows":${total},"offset":${keys ? 'null' : skip},"rows":[\n${rows.join(',\n')}\n]}`);
}

const allDocs = ctx => sendList(ctx, ctx.db.ids);
const designDocs = ctx => sendList(ctx, ctx.db.ids.filter(id => id.startsWith('_design/')));

function localDocs(ctx) {
  const ids = keyWindow([...ctx.db.local.keys()].sort(compareText), ctx.query);
  const rows = ids.map(id => ({ id, key: id, value: { rev: ctx.db.local.get(id).rev } }));
  ctx.reply.json(200, { total_rows: null, offset: null, rows });
}

const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

function checkNames(group, what) {
  const good = list => list === undefined || (Array.isArray(list) && list.every(each => typeof each === 'string'));
  if (group === undefined) return;
  if (!good(group?.[what])) throw badRequest(`${what} must be a JSON list of strings`);
}

async function security(ctx) {
  const { db, reply, server, user } = ctx;
  if (ctx.method === 'GET') return reply.json(200, db.securityText);
  const { value, text } = await ctx.json();
  if (!isObject(value)) throw badRequest('Request body must be a JSON object');
  for (const group of [value.admins, value.members]) for (const what of ['names', 'roles']) checkNames(group, what);
  if (!isDbAdmin(db, user)) throw new CouchError(500, 'error', 'no_majority');
  server.setSecurity(db, text);
  return reply.json(200, { ok: true });
}

async function purge(ctx) {
  const { db, server } = ctx;
  requireServerAdmin(ctx.user);
  const { value } = await ctx.json(true);
  const asked = Object.entries(value).map(([id, revs]) => [id, revs.map(rev => parseRev(rev).rev)]);
  const purged = Object.fromEntries(asked.map(([id, revs]) => [id, db.purge(id, revs)]));
  server.changed(db);
  ctx.reply.json(201, { purge_seq: null, purged });
}

async function compact(ctx) {
  requireDbAdmin(ctx.db, ctx.user);
  ctx.requireJsonType();
  await ctx.body();
  ctx.db.compact();
  ctx.reply.json(202, { ok: true });
}

async function revsLimit(ctx) {
  if (ctx.method === 'GET') return ctx.reply.json(200, String(ctx.db.revsLimit));
  requireDbAdmin(ctx.db, ctx.user);
  const { value } = await ctx.json();
  if (!Number.isInteger(value) || value < 1) throw badRequest('`revs_limit` must be a positive integer');
  ctx.server.setRevsLimit(ctx.db, value);
  return ctx.reply.json(200, { ok: true });
}

async function find(ctx) {
  const { value } = await ctx.json(true);
  const living = ctx.db.ids.filter(id => isLiving(ctx.db, id) && !id.startsWith('_design/'));
  const docs = living.map(id => JSON.parse(renderDoc(ctx.db.docs.get(id), ctx.db.docs.get(id).tree.winner)));
  const warning = 'No matching index found, create an index to optimize query time.';
  ctx.reply.json(200, { ...findDocs(docs, value), warning });
}

const PRIMARY_INDEX = { ddoc: null, name: '_all_docs', type: 'special', def: { fields: [{ _id: 'asc' }] } };

/** An index as CouchDB keeps it: a design document. _find here never needs one. */
function indexDoc(ddoc, name, def) {
  const fields = Object.fromEntries(def.fields.map(field => [field, 'asc']));
  return { _id: ddoc, language: 'query', views: { [name]: { map: { fields }, reduce: '_count', options: { def } } } };
}

async function index(ctx) {
  const { db, reply } = ctx;
  if (ctx.method === 'GET') return reply.json(200, { total_rows: 1, indexes: [PRIMARY_INDEX] });
  requireDbAdmin(db, ctx.user);
  const { value } = await ctx.json(true);
  if (!Array.isArray(value.index?.fields)) throw badRequest('missing_required_key: fields');
  const name = value.name ?? newUuid(), ddoc = `_design/${(value.ddoc ?? name).replace(/^_design\//, '')}`;
  const known = isLiving(db, ddoc);
  if (!known) {
    editAll(db, ctx.user, [readDoc(indexDoc(ddoc, name, value.index), null, Infinity)], []);
    ctx.server.changed(db);
  }
  return reply.json(200, { result: known ? 'exists' : 'created', id: ddoc, name });
}

const fullCommit = ctx => ctx.reply.json(201, { ok: true, instance_start_time: ctx.db.startTime });
const viewCleanup = ctx => ctx.reply.json(202, { ok: true });

async function postDoc(ctx) {
  const json = await ctx.json(true);
  const doc = readDoc(json.value, json.plain ? null : json.text, ctx.server.maxDocumentSize);
  if (doc.id === '') doc.id = newUuid();
  await saveDoc(ctx, doc);
}

/** name → [allowed methods, handler] */
const TABLE = {
  _bulk_docs: ['POST', bulkDocs], _bulk_get: ['POST', bulkGet], _changes: ['GET,HEAD,POST', changes],
  _revs_diff: ['POST', revsDiff], _missing_revs: ['POST', missingRevs],
  _all_docs: ['GET,HEAD,POST', allDocs], _design_docs: ['GET,HEAD,POST', designDocs],
  _local_docs: ['GET,HEAD', localDocs],
  _security: ['GET,PUT', security], _purge: ['POST', purge], _compact: ['POST', compact],
  _revs_limit: ['GET,PUT', revsLimit], _find: ['POST', find], _index: ['GET,POST', index],
  _ensure_full_commit: ['POST', fullCommit], _view_cleanup: ['POST', viewCleanup],
};

/** The handler of /db/_something, or null if the name is no endpoint. */
export function dbEndpoint(method, name) {
  const entry = TABLE[name];
  if (!entry) return null;
  if (!entry[0].split(',').includes(method)) throw methodNotAllowed(entry[0]);
  return entry[1];
}

/** /db itself; PUT and DELETE are the server's. */
export async function dbRoot(ctx) {
  if (ctx.method === 'POST') return postDoc(ctx);
  if (ctx.method === 'GET' || ctx.method === 'HEAD') return ctx.reply.json(200, dbInfo(ctx.db));
  throw methodNotAllowed('DELETE,GET,HEAD,POST');
}
