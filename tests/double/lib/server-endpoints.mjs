// SPDX-License-Identifier: EUPL-1.2
// /_something: what the server answers outside any database.

import { isServerAdmin, requireServerAdmin } from './access.mjs';
import { compareText } from './database.mjs';
import { dbInfo } from './db-endpoints.mjs';
import { newUuid } from './doc-codec.mjs';
import { CouchError, badContentType, badRequest, methodNotAllowed, notFound, unauthorized } from './errors.mjs';

const NODE = 'nonode@nohost';

const welcome = ctx => ctx.reply.json(200, {
  couchdb: 'Welcome', version: '3.5.2', git_sha: '0000000', uuid: ctx.server.uuid,
  features: ['quickjs', 'access-ready', 'partitioned', 'pluggable-storage-engines', 'reshard', 'scheduler'],
  vendor: { name: 'The Apache Software Foundation' },
});

async function readCredentials(ctx) {
  const type = ctx.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return (await ctx.json()).value;
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams((await ctx.body()).toString('utf8')));
  throw badContentType("Content-Type must be 'application/x-www-form-urlencoded' or 'application/json'");
}

async function signIn(ctx) {
  const form = await readCredentials(ctx);
  const name = form.name ?? form.username;
  if (name === undefined) throw badRequest('request body must contain a username');
  try {
    const user = await ctx.server.accounts.signIn(name, form.password ?? '');
    ctx.reply.extra['Set-Cookie'] = ctx.server.accounts.cookieFor(user);
    ctx.reply.json(200, { ok: true, name: user.name, roles: user.roles });
  } catch (error) {
    if (error instanceof CouchError) ctx.reply.extra['Set-Cookie'] = ctx.server.accounts.cookie('');
    throw error;
  }
}

function showSession(ctx) {
  const { user } = ctx;
  if (user.name === null && ctx.query.get('basic') === 'true') throw unauthorized('Please login.');
  const info = { authentication_handlers: ['cookie', 'default'], authenticated: user.handler };
  ctx.reply.json(200, { ok: true, userCtx: { name: user.name, roles: user.roles }, info });
}

/** Signing out only empties the client's cookie: a copy of it stays good until it expires. */
function signOut(ctx) {
  ctx.reply.extra['Set-Cookie'] = ctx.server.accounts.cookie('');
  ctx.reply.json(200, { ok: true });
}

function session(ctx) {
  if (ctx.method === 'POST') return signIn(ctx);
  if (ctx.method === 'DELETE') return signOut(ctx);
  return showSession(ctx);
}

function allDbs(ctx) {
  const { query, server, reply } = ctx;
  const from = query.get('startkey') ?? query.get('start_key'), to = query.get('endkey') ?? query.get('end_key');
  let names = [...server.databases.keys()].sort(compareText);
  if (from) names = names.filter(name => name >= JSON.parse(from));
  if (to) names = names.filter(name => name <= JSON.parse(to));
  if (query.get('descending') === 'true') names.reverse();
  const skip = Number(query.get('skip') ?? 0);
  reply.json(200, names.slice(skip, skip + Number(query.get('limit') ?? Infinity)));
}

async function dbsInfo(ctx) {
  const { databases } = ctx.server;
  const keys = ctx.method === 'POST' ? (await ctx.json(true)).value.keys : [...databases.keys()].sort(compareText);
  if (!Array.isArray(keys)) throw badRequest('`keys` member must exist.');
  const rows = keys.map(key =>
    (databases.has(key) ? { key, info: dbInfo(databases.get(key)) } : { key, error: 'not_found' }));
  ctx.reply.json(200, rows);
}

function waitForUpdate(ctx, timeout) {
  const { updateWaiting } = ctx.server;
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(limit);
      updateWaiting.delete(done);
      forget();
      resolve();
    };
    const limit = setTimeout(done, timeout);
    updateWaiting.add(done);
    const forget = ctx.reply.sink.onClose(done);
  });
}

/** The global feed exists only while its database does. */
async function dbUpdates(ctx) {
  const { query, reply, server } = ctx;
  server.database('_global_changes');
  const given = /^(\d+)(-.*)?$/.exec(query.get('since') ?? '0');
  const since = query.get('since') === 'now' ? server.updateSeq : Number(given?.[1] ?? 0);
  const rows = () => [...server.updates.values()].filter(row => row.seq > since)
    .map(row => ({ ...row, seq: `${row.seq}-g1AAAACbe` }));
  const timeout = Math.min(Number(query.get('timeout') ?? 60000), 60000);
  reply.startJson(200);
  if (query.get('feed') === 'longpoll' && !rows().length) await waitForUpdate(ctx, timeout);
  reply.end(`${JSON.stringify({ results: rows(), last_seq: `${server.updateSeq}-g1AAAACbe` })}\n`);
}

function uuids(ctx) {
  const count = Number(ctx.query.get('count') ?? 1);
  if (!(count <= 1000)) throw badRequest('count parameter too large');
  ctx.reply.json(200, { uuids: Array.from({ length: count }, newUuid) });
}

/** Settings that change what the double does. */
const EFFECTS = {
  'chttpd_auth/timeout': (server, value) => { server.accounts.sessionSeconds = Number(value); },
  'chttpd_auth/iterations': (server, value) => { server.iterations = Number(value); },
  'couchdb/max_document_size': (server, value) => { server.maxDocumentSize = Number(value); },
};

async function setConfig(ctx, key) {
  const { config, accounts } = ctx.server;
  const old = config.get(key) ?? '';
  const value = ctx.method === 'PUT' ? (await ctx.json()).value : undefined;
  if (ctx.method === 'PUT' && typeof value !== 'string') throw badRequest('The config value must be a JSON string.');
  if (ctx.method === 'DELETE' && !config.has(key)) throw notFound('unknown_config_value');
  if (ctx.method === 'PUT') config.set(key, value); else config.delete(key);
  if (value !== undefined) EFFECTS[key]?.(ctx.server, value);
  if (key.startsWith('admins/') && value) accounts.admins.set(key.slice(7), value);
  ctx.reply.json(200, JSON.stringify(old));
}

function config(ctx, [section, ...rest]) {
  const { config: all } = ctx.server;
  const key = `${section}/${rest.join('/')}`;
  if (ctx.method !== 'GET') return setConfig(ctx, key);
  const sections = {};
  for (const [name, value] of all) (sections[name.split('/')[0]] ??= {})[name.split('/').slice(1).join('/')] = value;
  if (!section) return ctx.reply.json(200, sections);
  if (!rest.length) return ctx.reply.json(200, sections[section] ?? {});
  if (!all.has(key)) throw notFound('unknown_config_value');
  return ctx.reply.json(200, JSON.stringify(all.get(key)));
}

const METRICS = {
  _stats: ({ reply, server }) => reply.json(200, { value: server.requests, type: 'counter', desc: 'requests' }),
  _system: ({ reply }) => reply.json(200, { uptime: Math.floor(process.uptime()), memory: process.memoryUsage() }),
  _prometheus: ({ reply, server }) =>
    reply.send(200, `couchdb_httpd_requests_total ${server.requests}\n`, { 'Content-Type': 'text/plain' }),
};

function node(ctx) {
  const [, name, what, ...rest] = ctx.parts;
  if (!what) return ctx.reply.json(200, { name: NODE });
  const metrics = what in METRICS;
  if (metrics && !isServerAdmin(ctx.user) && !ctx.user.roles.includes('_metrics'))
    throw unauthorized('You are not a server admin or read-only metrics user');
  if (!metrics) requireServerAdmin(ctx.user);
  if (!['_local', NODE].includes(name)) throw notFound(`no such node: ${name}`);
  if (what === '_config') return config(ctx, rest);
  if (!METRICS[what]) throw notFound('missing');
  return METRICS[what](ctx);
}

const answer = value => ctx => ctx.reply.json(200, value);

/** name → [allowed methods, who (any, admin or own: the handler decides), handler] */
const TABLE = {
  _session: ['GET,HEAD,POST,DELETE', 'any', session],
  _up: ['GET,HEAD', 'any', answer({ status: 'ok', seeds: {} })],
  _uuids: ['GET', 'any', uuids],
  _node: ['GET,PUT,POST,DELETE', 'own', node],
  _all_dbs: ['GET,HEAD', 'admin', allDbs],
  _dbs_info: ['GET,HEAD,POST', 'admin', dbsInfo],
  _db_updates: ['GET', 'admin', dbUpdates],
  _active_tasks: ['GET', 'admin', answer([])],
  _scheduler: ['GET', 'admin', answer({ total_rows: 0, offset: 0, docs: [] })],
  _membership: ['GET', 'admin', answer({ all_nodes: [NODE], cluster_nodes: [NODE] })],
  _cluster_setup: ['GET', 'admin', answer({ state: 'single_node_enabled' })],
};

export function serverRequest(ctx) {
  const [name] = ctx.parts;
  if (name === '') return welcome(ctx);
  const entry = TABLE[name];
  if (!entry) {
    requireServerAdmin(ctx.user);
    throw notFound('missing');
  }
  const [methods, who, handle] = entry;
  if (who === 'admin') requireServerAdmin(ctx.user);
  if (!methods.split(',').includes(ctx.method)) throw methodNotAllowed(methods);
  return handle(ctx);
}
