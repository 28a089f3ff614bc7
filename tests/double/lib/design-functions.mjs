// SPDX-License-Identifier: EUPL-1.2
// Validation and filter functions of design documents, run in a context of their own (node:vm).
// Arguments go in as JSON text, so that nothing of this process is within their reach.

import vm from 'node:vm';
import { CouchError, forbidden, notFound, unauthorized } from './errors.mjs';
import { renderDoc } from './doc-codec.mjs';

const PRELUDE = `
  const isArray = Array.isArray, toJSON = JSON.stringify;
  const log = () => {}, sum = numbers => numbers.reduce((a, b) => a + b, 0);
  function makeRequire(ddoc) {
    const load = (path, from) => {
      const at = path.startsWith('.') ? [...from.slice(0, -1), ...path.split('/')] : path.split('/');
      const steps = [];
      for (const step of at) { if (step === '..') steps.pop(); else if (step !== '.') steps.push(step); }
      const source = steps.reduce((value, step) => value?.[step], ddoc);
      if (typeof source !== 'string') throw {error: 'invalid_require_path', reason: path};
      const module = {id: steps.join('/'), exports: {}};
      new Function('module', 'exports', 'require', source)(module, module.exports, name => load(name, steps));
      return module.exports;
    };
    return path => load(path, []);
  }
  function prepare(ddocText, path) {
    const ddoc = JSON.parse(ddocText);
    const source = path.reduce((value, step) => value?.[step], ddoc);
    if (typeof source !== 'string') return null;
    const fun = new Function('require', 'return (' + source.trim().replace(/;$/, '') + ');')(makeRequire(ddoc));
    return argsText => {
      try {
        const answer = fun.apply(ddoc, JSON.parse(argsText));
        return JSON.stringify({answer: answer ?? null});
      } catch (thrown) {
        if (thrown instanceof Error) return JSON.stringify({failed: [thrown.name, thrown.message]});
        return JSON.stringify({thrown});
      }
    };
  }`;

function compile(ddocText, path) {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } });
  vm.runInContext(PRELUDE, context);
  try {
    return context.prepare(ddocText, path);
  } catch (error) {
    throw new CouchError(500, 'compilation_error', String(error.message));
  }
}

function refusal({ thrown, failed }) {
  if (failed) return new CouchError(500, failed[0], failed[1]);
  const [[kind, reason]] = Object.entries(thrown ?? { unknown_error: String(thrown) });
  if (kind === 'forbidden') return forbidden(reason);
  if (kind === 'unauthorized') return unauthorized(reason);
  return new CouchError(500, 'unknown_error', reason);
}

/** A function of a design document: called with JSON texts, it answers a value or throws. */
export function designFunction(ddocText, path) {
  const run = compile(ddocText, path);
  if (!run) return null;
  return (...argTexts) => {
    const outcome = JSON.parse(run(`[${argTexts.join(',')}]`));
    if ('answer' in outcome) return outcome.answer;
    throw refusal(outcome);
  };
}

const livingDesignDocs = db =>
  [...db.docs.values()].filter(doc => doc.id.startsWith('_design/') && !doc.tree.winner.deleted);

/** The validation functions in force, compiled once until a design document changes. */
export function validators(db) {
  db.validators ??= livingDesignDocs(db)
    .map(doc => designFunction(renderDoc(doc, doc.tree.winner), ['validate_doc_update']))
    .filter(Boolean);
  return db.validators;
}

/** The filter "ddoc/name"; 404 as CouchDB says it. */
export function filterFunction(db, name) {
  const [ddocName, filterName] = name.split('/');
  const doc = db.docs.get(`_design/${ddocName}`);
  if (!doc || doc.tree.winner.deleted) throw notFound(doc ? 'deleted' : 'missing');
  const filter = designFunction(renderDoc(doc, doc.tree.winner), ['filters', filterName]);
  if (!filter) throw notFound('missing json key: filters');
  return filter;
}
