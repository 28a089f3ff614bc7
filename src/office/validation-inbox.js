// SPDX-License-Identifier: EUPL-1.2
// For every write into a worker's inbox; ES5. The registrar writes notes, the worker asks. A note once there is never
// changed or taken away by the worker: an erasure that could be unwritten would be none.
function (newDoc, oldDoc, userCtx, secObj) {
  var KINDS = ['agency-join', 'agency-leave', 'device-key', 'escrow', 'family-new', 'team-join', 'team-leave',
               'unsent-work'];
  var NOTES = { database: 'inbox-database', family: 'inbox-family', erasure: 'inbox-erasure', digest: 'inbox-digest',
                answer: 'inbox-answer', unsent: 'inbox-unsent' };
  var id = newDoc._id, kind = id.split(':')[0], names = (secObj.members || {}).names;

  function refuse(why) {
    throw { forbidden: why };
  }
  function isText(value, most) {
    return typeof value === 'string' && value.length > 0 && value.length <= most;
  }
  function isList(value) {
    return value instanceof Array;
  }
  function checkErasure() {
    if (!isText(newDoc.database, 200) || (newDoc.all !== true && !isList(newDoc.ids))) refuse('shape: erasure');
  }
  function checkNote() {
    if (newDoc._deleted) return;
    if (NOTES[kind] === undefined || newDoc.type !== NOTES[kind]) refuse('shape: not a note');
    if (kind === 'erasure') checkErasure();
    if (kind === 'answer' && newDoc.outcome !== 'done' && newDoc.outcome !== 'refused') refuse('shape: answer');
  }
  // How a laptop is, for whoever keeps the server: few and short words.
  function checkDevice() {
    if (!/^device:[a-z0-9]{1,40}$/.test(id) || newDoc.type !== 'inbox-device') refuse('shape: device');
    for (var key in newDoc)
      if (key.charAt(0) !== '_' && !isText(newDoc[key], 60) && typeof newDoc[key] !== 'number') refuse('shape: device');
  }
  function checkContents() {
    if (newDoc.kind === 'escrow' && !isText(newDoc.sealed, 12000000)) refuse('shape: nothing sealed');
    if (newDoc.kind === 'unsent-work' && !isList(newDoc.records)) refuse('shape: no records');
  }
  function checkRequest() {
    if (!/^request:[0-9a-f-]{32,36}$/.test(id) || newDoc.type !== 'inbox-request') refuse('not a worker’s to write');
    if (oldDoc && !oldDoc._deleted) refuse('a request never changes');
    if (KINDS.indexOf(newDoc.kind) === -1) refuse('shape: no such kind of request');
    if (newDoc.family !== undefined && newDoc.family !== null &&
        !(isText(newDoc.family, 200) && newDoc.family.indexOf('family:') === 0)) refuse('shape: family');
    if (newDoc.expects !== undefined && newDoc.expects !== null && !isText(newDoc.expects, 200))
      refuse('shape: expects');
    checkContents();
  }

  if (userCtx.roles.indexOf('_admin') !== -1) {
    if (id.substring(0, 8) !== '_design/' && kind !== 'request') checkNote();
    return;
  }
  if (!isList(names) || names.indexOf(userCtx.name) === -1) refuse('not this worker’s inbox');
  if (kind === 'device' && !newDoc._deleted) return checkDevice();
  // What the worker asked for, or has taken over, may go.
  if (newDoc._deleted && (kind === 'request' || kind === 'unsent')) return;
  if (newDoc._deleted) refuse('a note is not a worker’s to remove');
  checkRequest();
}
