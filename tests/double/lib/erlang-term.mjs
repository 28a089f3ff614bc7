// SPDX-License-Identifier: EUPL-1.2
// CouchDB names a revision it makes itself by the MD5 of an Erlang term. The double builds the very
// same bytes (Erlang's external term format), so that its revision ids equal the real server's.

import { createHash } from 'node:crypto';
import { elements, members } from './json-text.mjs';

const NIL = Buffer.from([106]);

function tagged(tag, length, ...parts) {
  const head = Buffer.alloc(5);
  head[0] = tag;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, ...parts]);
}

const atom = name => Buffer.concat([Buffer.from([100, 0, name.length]), Buffer.from(name)]);
const binary = bytes => tagged(109, bytes.length, bytes);
const string = text => binary(Buffer.from(text, 'utf8'));
const list = items => (items.length ? tagged(108, items.length, ...items, NIL) : NIL);
const tuple = items => Buffer.concat([Buffer.from([104, items.length]), ...items]);

function bigInteger(value) {
  const bytes = [];
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 255n));
  const sign = value < 0n ? 1 : 0;
  if (bytes.length < 256) return Buffer.from([110, bytes.length, sign, ...bytes]);
  return tagged(111, bytes.length, Buffer.from([sign, ...bytes]));
}

function integer(value) {
  if (value >= 0n && value < 256n) return Buffer.from([97, Number(value)]);
  if (value < -(2n ** 31n) || value >= 2n ** 31n) return bigInteger(value);
  const bytes = Buffer.alloc(5);
  bytes[0] = 98;
  bytes.writeInt32BE(Number(value), 1);
  return bytes;
}

function float(value) {
  const bytes = Buffer.alloc(9);
  bytes[0] = 70;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** An array of bytes-sized integers is a "string" to Erlang. */
function array(texts) {
  const small = texts.length > 0 && texts.length < 65536 &&
    texts.every(text => /^\d{1,3}$/.test(text) && Number(text) < 256);
  if (!small) return list(texts.map(term));
  const head = Buffer.from([107, texts.length >> 8, texts.length & 255]);
  return Buffer.concat([head, Buffer.from(texts.map(Number))]);
}

const object = pairs => tuple([list(pairs.map(([key, text]) => tuple([string(key), term(text)])))]);

/** A normalised JSON text as an Erlang term. */
function term(text) {
  switch (text[0]) {
    case '{': return object(members(text));
    case '[': return array(elements(text));
    case '"': return string(JSON.parse(text));
    case 't': case 'f': case 'n': return atom(text);
    default: return /[.e]/.test(text) ? float(Number(text)) : integer(BigInt(text));
  }
}

export const isHashId = id => /^[0-9a-f]{32}$/.test(id);

/** A revision id's bytes: 32 hexadecimal digits are 16 bytes, anything else stands for itself. */
export const revisionBytes = id => (isHashId(id) ? Buffer.from(id, 'hex') : Buffer.from(id, 'utf8'));

const attachmentTerm = att =>
  tuple([string(att.name), string(att.type), binary(Buffer.from(att.digest.slice(4), 'base64'))]);

/** The id CouchDB gives to a revision: body is a JSON object text, parent {pos, id} or null. */
export function newRevisionId(deleted, parent, body, atts) {
  const md5Atts = [...(atts?.values() ?? [])].reverse().map(attachmentTerm);
  const parts = [atom(String(Boolean(deleted))), integer(BigInt(parent?.pos ?? 0)),
    parent ? binary(revisionBytes(parent.id)) : integer(0n), term(body), list(md5Atts)];
  return createHash('md5').update(Buffer.from([131])).update(list(parts)).digest('hex');
}
