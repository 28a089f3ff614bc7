// SPDX-License-Identifier: EUPL-1.2
// Takes a request from the connection, lets faults have their say, and has it answered.

import https from 'node:https';
import { control } from './control.mjs';
import { Faults, delayOf, insteadOf, mischiefOf, spoiling } from './faults.mjs';
import { Reply, WireSink } from './reply.mjs';
import { Context, route } from './router.mjs';
import { Stats } from './stats.mjs';

function openContext(couch, req, sink) {
  const reply = new Reply(sink, req.headers.accept);
  reply.beforeStart = () => couch.journal?.flush();
  return new Context(couch, req, reply);
}

/** Runs a handler; what it throws becomes the answer. */
async function answer(ctx, handle) {
  try {
    await handle(ctx);
  } catch (error) {
    if (!ctx.req.destroyed || ctx.req.complete) ctx.reply.fail(error);
  }
}

async function serveCounted(couch, state, req, res) {
  const entry = state.stats.begin(req.method, req.url);
  const rule = state.faults.pick(entry, req.headers);
  await delayOf(rule);
  const wire = new WireSink(res);
  let ctx = null;
  res.on('close', () => state.stats.end(entry, res.headersSent ? res.statusCode : 0, ctx?.bytesIn ?? 0, wire.bytes));
  const instead = insteadOf(rule);
  if (instead) return instead({ res, rule });
  const spoiled = spoiling(rule, res);
  ctx = openContext(couch, req, spoiled?.sink ?? wire);
  ctx.mischief = mischiefOf(rule);
  await answer(ctx, route);
  return spoiled?.finish();
}

/** A server that is not listening yet; tls holds key and cert. */
export function createListener(couch, tls) {
  const state = { faults: new Faults(), stats: new Stats() };
  const server = https.createServer({ ...tls, minVersion: 'TLSv1.2', requestTimeout: 0 }, (req, res) => {
    couch.requests++;
    req.on('error', () => res.destroy());
    if (!req.url.startsWith('/_double/')) return serveCounted(couch, state, req, res);
    return answer(openContext(couch, req, new WireSink(res)), ctx => control(ctx, state));
  });
  server.on('secureConnection', () => { state.stats.connections++; });
  server.keepAliveTimeout = 75000;
  return server;
}
