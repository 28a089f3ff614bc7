// SPDX-License-Identifier: EUPL-1.2
// Runs on the server for every write into a family's database. It sees no author and, for a forked branch, no old
// body; so it checks shape, what never changes, and ids that were erased. Tombstones are always let in. FAMILY_ID is
// the family whose database this is: not every server shows a function the fields of _security that are not its own.
function (newDoc, oldDoc, userCtx, secObj) {
  function refuse(why) {
    throw { forbidden: why };
  }
  var id = newDoc._id;
  if (id.indexOf('_design/') === 0) {
    if (userCtx.roles.indexOf('_admin') === -1) refuse('design documents are the administrator’s');
    return;
  }
  if (secObj.erased && secObj.erased.indexOf(id) !== -1) refuse('erased');
  if (newDoc._deleted) return;
  if (typeof newDoc.type !== 'string' || id.indexOf(newDoc.type + ':') !== 0) refuse('type and id do not fit');
  if (newDoc.family !== 'FAMILY_ID') refuse('another family’s');
  if (oldDoc && !oldDoc._deleted && (oldDoc.type !== newDoc.type || oldDoc.family !== newDoc.family)) {
    refuse('type and family never change');
  }
}
