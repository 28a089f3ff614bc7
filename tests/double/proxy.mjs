// SPDX-License-Identifier: EUPL-1.2
// A bad line: passes TCP on, later, slower, and not always. Usage: see README.md or --help.

import net from 'node:net';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { Line } from './lib/line.mjs';
import { RequestCounter } from './lib/request-counter.mjs';

const USAGE = `node proxy.mjs --to HOST:PORT [--port 0] [--delay MS] [--kbit N] [--loss PERCENT] [--seed N]
  [--cut-every SECONDS] [--cut-after-bytes N] [--cut-request N [--answer-lost]] [--until-stdin-closes]
Prints "listening https://127.0.0.1:PORT". Reads commands from stdin: cut, down, up, stats.`;

const number = fallback => ({ type: 'string', default: String(fallback) });
const OPTIONS = {
  to: { type: 'string' }, port: number(0), delay: number(0), kbit: number(0), loss: number(0), seed: number(1),
  'cut-every': number(0), 'cut-after-bytes': number(0), 'cut-request': number(0),
  'answer-lost': { type: 'boolean', default: false },
  'until-stdin-closes': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const [host, port] = (values.to ?? '').split(':');
    if (!port) throw new Error('--to HOST:PORT is needed');
    const numbers = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)]));
    return { ...values, ...numbers, host, serverPort: Number(port), 'answer-lost': values['answer-lost'] };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

class Proxy {
  constructor(options) {
    this.options = options;
    this.pairs = new Set();
    this.down = false;
    this.stats = { connections: 0, up: 0, downBytes: 0, requests: 0, cuts: 0 };
    const share = { kbit: options.kbit, delay: options.delay, loss: options.loss, seed: options.seed };
    this.upLine = new Line(share);
    this.downLine = new Line({ ...share, seed: options.seed + 1 });
  }

  accept(client) {
    if (this.down) return void client.resetAndDestroy();
    this.stats.connections++;
    const server = net.connect(this.options.serverPort, this.options.host);
    const pair = { client, server, counter: new RequestCounter(), doomed: false, received: 0 };
    this.pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.cut(pair, false));
    }
    // What a side said before it hung up is still on its way.
    client.on('close', () => this.upLine.after(() => this.cut(pair, false)));
    server.on('close', () => this.downLine.after(() => this.cut(pair, false)));
    client.on('data', chunk => this.fromClient(pair, chunk));
    server.on('data', chunk => this.fromServer(pair, chunk));
    client.on('end', () => this.upLine.end(client, server));
    server.on('end', () => this.downLine.end(server, client));
    return undefined;
  }

  fromClient(pair, chunk) {
    this.stats.up += chunk.length;
    const begun = pair.counter.fromClient(chunk);
    for (let at = 0; at < begun; at++) {
      this.stats.requests++;
      if (this.stats.requests !== this.options['cut-request']) continue;
      if (!this.options['answer-lost']) return this.cut(pair, true);
      pair.doomed = true;
    }
    return this.upLine.send(chunk, pair.client, pair.server);
  }

  fromServer(pair, chunk) {
    pair.counter.fromServer();
    if (pair.doomed) return this.cut(pair, true);
    this.stats.downBytes += chunk.length;
    pair.received += chunk.length;
    const most = this.options['cut-after-bytes'];
    const spare = most ? chunk.length - Math.max(0, pair.received - most) : chunk.length;
    if (spare > 0) this.downLine.send(chunk.subarray(0, spare), pair.server, pair.client);
    if (most && pair.received >= most) this.downLine.after(() => this.cut(pair, true));
    return undefined;
  }

  cut(pair, onPurpose) {
    if (!this.pairs.delete(pair)) return;
    if (onPurpose) this.stats.cuts++;
    if (onPurpose) pair.client.resetAndDestroy();
    else pair.client.destroy();
    pair.server.destroy();
  }

  cutAll() {
    for (const pair of [...this.pairs]) this.cut(pair, true);
  }

  command(word) {
    if (word === 'cut') this.cutAll();
    if (word === 'down' || word === 'up') this.down = word === 'down';
    if (word === 'down') this.cutAll();
    console.log(JSON.stringify({ did: word, ...this.stats }));
  }
}

function main() {
  const options = readOptions();
  const proxy = new Proxy(options);
  const server = net.createServer(socket => proxy.accept(socket));
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  const commands = readline.createInterface({ input: process.stdin });
  commands.on('line', line => proxy.command(line.trim()));
  commands.on('close', () => options['until-stdin-closes'] && process.exit(0));
  if (options['cut-every']) setInterval(() => proxy.cutAll(), options['cut-every'] * 1000);
  server.listen(options.port, '127.0.0.1', () => {
    console.log(`listening https://127.0.0.1:${server.address().port}`);
  });
}

main();
