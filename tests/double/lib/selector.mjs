// SPDX-License-Identifier: EUPL-1.2
// Mango selectors, as far as _find and the _selector filter of an office need them.

import { badRequest } from './errors.mjs';

const RANK = { null: 1, boolean: 2, number: 3, string: 4, array: 5, object: 6 };

function typeOf(value) {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const sign = (a, b) => (a < b ? -1 : Number(a > b));

/** CouchDB's order of JSON values (strings by code unit, which is enough here). */
export function collate(a, b) {
  const ta = typeOf(a), tb = typeOf(b);
  if (ta !== tb) return RANK[ta] - RANK[tb];
  if (ta === 'array') return collateLists(a, b);
  if (ta === 'object') return collateLists(Object.entries(a), Object.entries(b));
  return sign(a, b);
}

function collateLists(a, b) {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = collate(a[at], b[at]);
    if (order) return order;
  }
  return a.length - b.length;
}

const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);

const holds = (list, wanted) => Array.isArray(list) && list.some(own => equal(own, wanted));

const OPERATORS = {
  $eq: (value, wanted) => equal(value, wanted),
  $ne: (value, wanted) => !equal(value, wanted),
  $gt: (value, wanted) => collate(value, wanted) > 0,
  $gte: (value, wanted) => collate(value, wanted) >= 0,
  $lt: (value, wanted) => collate(value, wanted) < 0,
  $lte: (value, wanted) => collate(value, wanted) <= 0,
  $in: (value, wanted) => wanted.some(each => equal(each, value) || holds(value, each)),
  $nin: (value, wanted) => !OPERATORS.$in(value, wanted),
  $type: (value, wanted) => typeOf(value) === wanted,
  $size: (value, wanted) => Array.isArray(value) && value.length === wanted,
  $mod: (value, [by, rest]) => Number.isInteger(value) && value % by === rest,
  $regex: (value, wanted) => typeof value === 'string' && new RegExp(wanted, 'u').test(value),
  $all: (value, wanted) => Array.isArray(value) && wanted.every(each => holds(value, each)),
  $elemMatch: (value, wanted) => Array.isArray(value) && value.some(own => matchesValue(own, wanted)),
  $allMatch: (value, wanted) => Array.isArray(value) && value.length > 0 &&
    value.every(own => matchesValue(own, wanted)),
  $not: (value, wanted) => !matchesValue(value, wanted),
};

const COMBINATIONS = {
  $and: (doc, parts) => parts.every(part => matchesSelector(doc, part)),
  $or: (doc, parts) => parts.some(part => matchesSelector(doc, part)),
  $nor: (doc, parts) => !parts.some(part => matchesSelector(doc, part)),
  $not: (doc, part) => !matchesSelector(doc, part),
};

function matchesOperator(value, operator, wanted) {
  if (operator === '$exists') return (value !== undefined) === wanted;
  if (!OPERATORS[operator]) throw badRequest(`Invalid operator: ${operator}`);
  return value !== undefined && OPERATORS[operator](value, wanted);
}

function matchesValue(value, wanted) {
  if (typeOf(wanted) !== 'object') return value !== undefined && equal(value, wanted);
  return Object.entries(wanted).every(([key, part]) =>
    key.startsWith('$') ? matchesOperator(value, key, part) : matchesValue(value?.[key], part));
}

const field = (doc, path) => path.split('.').reduce((value, step) => value?.[step], doc);

export function matchesSelector(doc, selector) {
  return Object.entries(selector).every(([key, wanted]) => {
    if (COMBINATIONS[key]) return COMBINATIONS[key](doc, wanted);
    if (key.startsWith('$')) return matchesOperator(doc, key, wanted);
    return matchesValue(field(doc, key), wanted);
  });
}

function project(doc, fields) {
  if (!fields?.length) return doc;
  return Object.fromEntries(fields.map(path => [path, field(doc, path)]).filter(([, value]) => value !== undefined));
}

function compareBy(sort) {
  const keys = sort.map(key => (typeof key === 'string' ? [key, 'asc'] : Object.entries(key)[0]));
  return (a, b) => {
    for (const [path, direction] of keys) {
      const order = collate(field(a, path) ?? null, field(b, path) ?? null);
      if (order) return direction === 'desc' ? -order : order;
    }
    return 0;
  };
}

/** The answer of _find over parsed documents (design documents left out by the caller). */
export function findDocs(docs, { selector, fields, sort, limit = 25, skip = 0, bookmark }) {
  if (typeOf(selector) !== 'object') throw badRequest('missing_required_key: selector');
  const from = skip + (/^b\d+$/.test(bookmark ?? '') ? Number(bookmark.slice(1)) : 0);
  let found = docs.filter(doc => matchesSelector(doc, selector));
  if (sort?.length) found = found.sort(compareBy(sort));
  const page = found.slice(from, from + limit);
  return { docs: page.map(doc => project(doc, fields)), bookmark: page.length ? `b${from + page.length}` : 'nil' };
}
