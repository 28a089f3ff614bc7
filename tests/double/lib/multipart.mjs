// SPDX-License-Identifier: EUPL-1.2
// MIME multipart, both ways.

import { badRequest } from './errors.mjs';

const END = Buffer.from('\r\n\r\n');

export const boundaryOf = contentType => /boundary="?([^";]+)"?/.exec(contentType)?.[1];

function parsePart(bytes) {
  const at = bytes.indexOf(END);
  if (at < 0) return { headers: {}, body: bytes.subarray(bytes.indexOf('\r\n') + 2) };
  const headers = {};
  for (const line of bytes.toString('utf8', 0, at).split('\r\n')) {
    const cut = line.indexOf(':');
    if (cut > 0) headers[line.slice(0, cut).toLowerCase()] = line.slice(cut + 1).trim();
  }
  return { headers, body: bytes.subarray(at + END.length) };
}

/** The parts of a body as {headers, body}. */
export function parseMultipart(body, boundary) {
  if (!boundary) throw badRequest('multipart body without a boundary');
  const mark = Buffer.from(`--${boundary}`);
  const parts = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const from = at + mark.length;
    if (body.toString('latin1', from, from + 2) === '--') return parts;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), from);
    if (next < 0) break;
    parts.push(parsePart(body.subarray(from, next)));
    at = next + 2;
  }
  throw badRequest('multipart body ends before its closing boundary');
}

const attachmentHead = (att, bytes, encoded) =>
  `\r\nContent-Disposition: attachment; filename="${att.name}"\r\nContent-Type: ${att.type}` +
  `\r\nContent-Length: ${bytes.length}${encoded ? '\r\nContent-Encoding: gzip' : ''}\r\n\r\n`;

/** A part that is JSON; head holds further header lines, each with its line end. */
export const jsonPart = (head, type, text) => Buffer.from(`${head}Content-Type: ${type}\r\n\r\n${text}`);

/** Parts, each with its headers, as multipart/mixed. */
export function mixedBody(boundary, parts) {
  const opened = parts.flatMap(part => [Buffer.from(`\r\n--${boundary}\r\n`), part]);
  return Buffer.concat([...opened, Buffer.from(`\r\n--${boundary}--`)]);
}

/** A document and its attachments as multipart/related; each att comes with the bytes to send. */
export function relatedBody(boundary, docText, atts) {
  const parts = [Buffer.from(`--${boundary}\r\nContent-Type: application/json\r\n\r\n${docText}\r\n--${boundary}`)];
  for (const { att, bytes, encoded } of atts)
    parts.push(Buffer.from(attachmentHead(att, bytes, encoded)), bytes, Buffer.from(`\r\n--${boundary}`));
  return Buffer.concat([...parts, Buffer.from('--')]);
}
