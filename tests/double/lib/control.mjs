// SPDX-License-Identifier: EUPL-1.2
// /_double/…: how a test steers the double. Only an administrator may, and these requests are
// neither counted nor faulted.

import { requireServerAdmin } from './access.mjs';
import { badRequest, methodNotAllowed, notFound } from './errors.mjs';

function refusal({ db = '', id = '', reason = 'refused by the test' }) {
  const inDb = new RegExp(db), withId = new RegExp(id);
  return { reason, matches: (dbName, docId) => inDb.test(dbName) && withId.test(docId) };
}

async function faults(ctx, { faults: all }) {
  if (ctx.method === 'GET') return { rules: all.rules };
  if (ctx.method === 'DELETE') all.clear();
  else all.add([(await ctx.json()).value].flat());
  return { ok: true };
}

async function stats(ctx, { stats: counted }) {
  if (ctx.method === 'DELETE') counted.reset();
  return counted.summary;
}

const requests = (ctx, { stats: counted }) => ({ requests: counted.log });

async function refusals(ctx) {
  const { server } = ctx;
  if (ctx.method === 'DELETE') server.refusals = [];
  else server.refusals.push(refusal((await ctx.json()).value));
  return { ok: true };
}

async function snapshot(ctx) {
  const { name = 'backup', db } = (await ctx.json()).value;
  ctx.server.snapshot(name, db);
  return { ok: true };
}

async function restore(ctx) {
  const { name = 'backup', db } = (await ctx.json()).value;
  ctx.server.restore(name, db);
  return { ok: true };
}

/** Ends every session at once, or sets how long new ones live. */
async function sessions(ctx) {
  const { accounts } = ctx.server;
  const { seconds, expire } = (await ctx.json()).value;
  if (seconds !== undefined) {
    if (!(seconds > 0)) throw badRequest('seconds must be a positive number');
    accounts.sessionSeconds = seconds;
  }
  if (expire) accounts.renewSecret();
  return { ok: true };
}

/** Everything a test may have changed, back to how it was; databases stay. */
async function calm(ctx, state) {
  state.faults.clear();
  state.stats.reset();
  ctx.server.refusals = [];
  return { ok: true };
}

const TABLE = {
  faults: ['GET,POST,DELETE', faults], stats: ['GET,DELETE', stats], requests: ['GET', requests],
  refusals: ['POST,DELETE', refusals], snapshot: ['POST', snapshot], restore: ['POST', restore],
  sessions: ['POST', sessions], calm: ['POST', calm],
};

/** Answers a control request; state is {faults, stats}. */
export async function control(ctx, state) {
  ctx.user = await ctx.server.accounts.authenticate(ctx.headers);
  requireServerAdmin(ctx.user);
  const entry = TABLE[ctx.parts[1]];
  if (!entry) throw notFound(`no control ${ctx.parts[1]}`);
  if (!entry[0].split(',').includes(ctx.method)) throw methodNotAllowed(entry[0]);
  ctx.reply.json(200, await entry[1](ctx, state));
}
