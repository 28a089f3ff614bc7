// SPDX-License-Identifier: EUPL-1.2
// Attachments as CouchDB keeps them: compressible types gzipped, the digest taken of what is stored.

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { attachmentTooLarge, badRequest, missingStub } from './errors.mjs';

const COMPRESSIBLE = /^(text\/.*|application\/(javascript|json|xml))(;|$)/;
export const MAX_ATTACHMENT = 1073741824;

const md5 = bytes => `md5-${createHash('md5').update(bytes).digest('base64')}`;

/** A stored attachment made of its raw bytes. */
export function makeAttachment(name, type, bytes, revpos) {
  if (bytes.length > MAX_ATTACHMENT) throw attachmentTooLarge(name);
  const zipped = COMPRESSIBLE.test(type) && bytes.length > 0;
  const data = zipped ? gzipSync(bytes, { level: 8 }) : bytes;
  return { name, type, revpos, data, digest: md5(data), length: bytes.length, zipped };
}

/** The raw bytes of a stored attachment. */
export const rawBytes = att => (att.zipped ? gunzipSync(att.data) : att.data);

function decodeBase64(text) {
  if (typeof text !== 'string' || /[^A-Za-z0-9+/=\s]/.test(text))
    throw badRequest('Invalid attachment data for base64');
  return Buffer.from(text, 'base64');
}

/**
 * The `_attachments` member of a document on its way in. Inline data becomes an attachment; a stub
 * or a part that follows stays a promise ({stub} or {follows}) for resolveAttachments().
 */
export function readAttachments(json) {
  const found = new Map();
  for (const [name, entry] of Object.entries(json)) {
    if (name.startsWith('_')) throw badRequest(`Attachment name '${name}' starts with prohibited character '_'`);
    const { stub, follows, revpos, encoding, data, content_type: type = 'application/octet-stream' } = entry;
    if (stub) found.set(name, { stub, name, revpos });
    else if (follows) found.set(name, { follows, name, type, revpos, encoding });
    else found.set(name, makeAttachment(name, type, decodeBase64(data), revpos));
  }
  return found.size ? found : null;
}

function storedPart(promise, bytes) {
  const raw = promise.encoding === 'gzip' ? gunzipSync(bytes) : bytes;
  return makeAttachment(promise.name, promise.type, raw, promise.revpos);
}

/** Gives the parts of a multipart body to the attachments that promised them, in order. */
export function fillParts(atts, parts) {
  const waiting = [...(atts?.values() ?? [])].filter(att => att.follows);
  for (const promise of waiting) {
    const part = parts.shift();
    if (!part) throw badRequest(`Attachment ${promise.name} is missing from the request`);
    atts.set(promise.name, storedPart(promise, part));
  }
}

/**
 * Puts the stored attachment in the place of every stub, from the revision that came before.
 * Throws 412 as CouchDB does, which costs the sender the whole batch.
 */
export function resolveStubs(id, atts, before) {
  for (const stub of [...(atts?.values() ?? [])].filter(att => att.stub)) {
    const stored = before?.atts?.get(stub.name);
    if (!stored || (stub.revpos !== undefined && stub.revpos !== stored.revpos))
      throw missingStub(`Invalid attachment stub in ${id} for ${stub.name}`);
    atts.set(stub.name, stored);
  }
}

/** A replicated attachment carries the generation it came with, never a later one than the revision's. */
export function limitRevpos(atts, pos) {
  for (const att of atts?.values() ?? [])
    if (att.revpos === undefined || att.revpos > pos) att.revpos = pos;
}

/** An attachment that an edit brings is of that edit's generation, whatever it says. */
export function stampRevpos(atts, pos, before) {
  for (const [name, att] of atts ?? [])
    if (before?.atts?.get(name) !== att) att.revpos = pos;
}

/** One entry of `_attachments` on its way out; mode is stub, inline or follows. */
function renderAttachment(att, mode, encodingInfo) {
  const base = { content_type: att.type, revpos: att.revpos, digest: att.digest };
  if (mode === 'inline') return { ...base, data: rawBytes(att).toString('base64') };
  const sized = { ...base, length: att.length, [mode === 'stub' ? 'stub' : 'follows']: true };
  if (!encodingInfo || !att.zipped) return sized;
  return { ...sized, encoding: 'gzip', encoded_length: att.data.length };
}

/** `_attachments` as JSON text; wanted(att) tells which come with their data. */
export function renderAttachments(atts, { wanted, mode, encodingInfo }) {
  const shown = {};
  for (const att of atts.values())
    shown[att.name] = renderAttachment(att, wanted?.(att) ? mode : 'stub', encodingInfo);
  return JSON.stringify(shown);
}

/** For the journal: attachments with their data in base64, and back. */
export const packAttachments = atts =>
  atts && [...atts.values()].map(att => ({ ...att, data: att.data.toString('base64') }));

export const unpackAttachments = packed =>
  packed && new Map(packed.map(att => [att.name, { ...att, data: Buffer.from(att.data, 'base64') }]));
