// SPDX-License-Identifier: EUPL-1.2
// JSON as text. JSON.parse and JSON.stringify are fast but lose what CouchDB keeps: integers beyond
// 53 bits, the difference between 1 and 1.0, and the order of keys that look like integers. A text
// that holds none of these ("plain") goes through them; any other is cut and rewritten here.

import { isUtf8 } from 'node:buffer';
import { badRequest } from './errors.mjs';

const QUOTE = 34, COMMA = 44, MINUS = 45, COLON = 58, BACKSLASH = 92;
const isDigit = c => c >= 48 && c <= 57;
const isSpace = c => c === 32 || c === 10 || c === 13 || c === 9;
const isNumberChar = c => isDigit(c) || c === 43 || c === MINUS || c === 46 || c === 69 || c === 101;

function isEscaped(text, at) {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

/** Index just after the string that opens at `at`; -1 if it never closes. */
function stringEnd(text, at) {
  let end = text.indexOf('"', at + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? -1 : end + 1;
}

function numberEnd(text, at) {
  let end = at + 1;
  while (end < text.length && isNumberChar(text.charCodeAt(end))) end++;
  return end;
}

function skipSpace(text, at) {
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

const isOddNumber = lexeme => lexeme.length > 15 || /[.eE]|^-0/.test(lexeme);

/** Whether JSON.parse followed by JSON.stringify gives the same values in the same order. */
export function isPlain(text) {
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) {
      const end = stringEnd(text, at);
      if (end < 0) return false;
      if (isDigit(text.charCodeAt(at + 1)) && text.charCodeAt(skipSpace(text, end)) === COLON) return false;
      at = end;
    } else if (c === MINUS || isDigit(c)) {
      const end = numberEnd(text, at);
      if (isOddNumber(text.slice(at, end))) return false;
      at = end;
    } else at++;
  }
  return true;
}

/** A request body as text and value; throws 400 as CouchDB does. */
export function parseJson(buffer) {
  if (!isUtf8(buffer)) throw badRequest('invalid UTF-8 JSON');
  const text = buffer.toString('utf8');
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('invalid UTF-8 JSON');
  }
  if (/\\u[dD][89a-fA-F]/.test(text) && /\\ud[89a-f]/.test(JSON.stringify(value)))
    throw badRequest('invalid UTF-8 JSON');
  return { value, text, plain: isPlain(text) };
}

/** Index just after the value that starts at `at` (the text is known to be valid JSON). */
function valueEnd(text, at) {
  const first = text[at];
  if (first === '"') return stringEnd(text, at);
  if (first !== '{' && first !== '[') {
    while (at < text.length && !',]}'.includes(text[at]) && !isSpace(text.charCodeAt(at))) at++;
    return at;
  }
  for (let depth = 0; ;) {
    const c = text[at];
    if (c === '"') { at = stringEnd(text, at); continue; }
    if (c === '{' || c === '[') depth++;
    if (c === '}' || c === ']') depth--;
    at++;
    if (depth === 0) return at;
  }
}

/** The members of an object text as [key, value text] pairs, in order. */
export function members(text) {
  const found = [];
  let at = skipSpace(text, text.indexOf('{') + 1);
  while (text[at] !== '}') {
    const keyEnd = stringEnd(text, at);
    const key = JSON.parse(text.slice(at, keyEnd));
    const from = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const to = valueEnd(text, from);
    found.push([key, text.slice(from, to)]);
    at = skipSpace(text, to);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return found;
}

/** The elements of an array text, in order. */
export function elements(text) {
  const found = [];
  let at = skipSpace(text, text.indexOf('[') + 1);
  while (text[at] !== ']') {
    const to = valueEnd(text, at);
    found.push(text.slice(at, to));
    at = skipSpace(text, to);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return found;
}

/** Erlang's way to print a float: the shorter of decimal and scientific, decimal on a tie. */
function rewriteFloat(lexeme) {
  const value = Number(lexeme);
  if (value === 0) return lexeme.startsWith('-') ? '-0.0' : '0.0';
  const [digits, exponent] = value.toExponential().split('e');
  const scientific = `${digits.includes('.') ? digits : `${digits}.0`}e${Number(exponent)}`;
  if (Math.abs(value) >= 2 ** 53) return scientific;
  const decimal = toDecimal(value);
  return decimal.length <= scientific.length ? decimal : scientific;
}

function toDecimal(value) {
  const [digits, exponent] = Math.abs(value).toExponential().split('e');
  const figures = digits.replace('.', '');
  const point = Number(exponent) + 1;
  const sign = value < 0 ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${figures}`;
  const whole = figures.slice(0, point).padEnd(point, '0');
  return `${sign}${whole}.${figures.slice(point) || '0'}`;
}

const rewriteNumber = lexeme =>
  /[.eE]/.test(lexeme) ? rewriteFloat(lexeme) : (lexeme === '-0' ? '0' : lexeme);

/** The text without white space, numbers and strings written as CouchDB writes them. */
export function normalise(text) {
  const out = [];
  for (let at = 0; at < text.length;) {
    const c = text.charCodeAt(at);
    let end = at + 1;
    if (c === QUOTE) {
      end = stringEnd(text, at);
      const raw = text.slice(at, end);
      out.push(raw.includes('\\') ? JSON.stringify(JSON.parse(raw)) : raw);
    } else if (c === MINUS || isDigit(c)) {
      end = numberEnd(text, at);
      out.push(rewriteNumber(text.slice(at, end)));
    } else if (!isSpace(c)) out.push(text[at]);
    at = end;
  }
  return out.join('');
}
