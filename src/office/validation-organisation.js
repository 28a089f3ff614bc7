// SPDX-License-Identifier: EUPL-1.2
// For every write into the organisation's database; ES5. All workers read it, only the registrar writes.
function (newDoc, oldDoc, userCtx, secObj) {
  var KINDS = { key: 'device-key', organisation: 'organisation' };
  var id = newDoc._id, kind = id.split(':')[0];

  if (userCtx.roles.indexOf('_admin') === -1) throw { forbidden: 'the organisation’s own is the administrator’s' };
  if (id.substring(0, 8) === '_design/' || newDoc._deleted) return;
  if (KINDS[kind] !== undefined && newDoc.type !== KINDS[kind]) throw { forbidden: 'shape: type' };
  if (kind === 'key' && (typeof newDoc.login !== 'string' || typeof newDoc['public'] !== 'string'))
    throw { forbidden: 'shape: key' };
}
