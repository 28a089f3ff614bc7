// SPDX-License-Identifier: EUPL-1.2
// Runs on the server for every write into a family's database; ES5, for whatever engine the server has. It sees neither
// authors (laptops forward colleagues' work) nor, for a forked branch, a second root or what was purged, an old body:
// so it holds what each body says by itself. PROTOCOL.md, "What the server refuses", says why each rule is there.
// FAMILY_ID is the family whose database this is; APPEND_ONLY the types that are written once; TOO_NARROW those for fewer
// eyes than this database has members: they belong in the family's "safe".
function (newDoc, oldDoc, userCtx, secObj) {
  var MAX_ID = 200, MAX_DEVICES = 10000, MAX_ENTRIES = 20000, MAX_PIECE = 262144;
  var id = newDoc._id;

  function refuse(why) {
    throw { forbidden: why };
  }
  function isObject(value) {
    return typeof value === 'object' && value !== null && !(value instanceof Array);
  }
  function has(list, value) {
    return list instanceof Array && list.indexOf(value) !== -1;
  }
  function isMember() {
    var members = secObj.members || {}, i;
    for (i = 0; i < userCtx.roles.length; i++)
      if (userCtx.roles[i] === '_admin' || has(members.roles, userCtx.roles[i])) return true;
    return userCtx.name !== null && has(members.names, userCtx.name);
  }
  function isCounter(value) {
    return typeof value === 'number' && value % 1 === 0 && value >= 1;
  }
  function checkClock(clock) {
    var n = 0, device;
    for (device in clock) {
      if (!isCounter(clock[device]) || device === '') refuse('shape: clock');
      if (++n > MAX_DEVICES) refuse('shape: too many devices');
    }
  }
  // The dot of an entry is covered by the clock.
  function checkDot(dot) {
    var colon, counter;
    if (typeof dot !== 'string') refuse('shape: an entry without a dot');
    colon = dot.lastIndexOf(':');
    counter = dot.substring(colon + 1);
    if (!/^[1-9][0-9]*$/.test(counter) || !(newDoc.clock[dot.substring(0, colon)] >= Number(counter)))
      refuse('shape: a dot the clock does not know');
  }
  function checkEntry(entry, former) {
    if (!isObject(entry)) refuse('shape: an entry');
    checkDot(entry.dot);
    if (former !== null && former >= entry.dot) refuse('shape: entries out of order');
    if (entry.v === undefined || entry.v === null) refuse('shape: an entry without a value');
    if (typeof entry.v === 'number' && entry.v % 1 !== 0) refuse('shape: a number that is no integer');
  }
  function checkFields(fields) {
    var field, entries, former, i, n = 0;
    for (field in fields) {
      entries = fields[field];
      if (!(entries instanceof Array) || entries.length === 0) refuse('shape: field ' + field);
      former = null;
      for (i = 0; i < entries.length; i++) {
        if (++n > MAX_ENTRIES) refuse('shape: too many entries');
        checkEntry(entries[i], former);
        former = entries[i].dot;
      }
    }
  }
  function checkEdits(edits) {
    var dot, n = 0;
    for (dot in edits) {
      if (!isObject(edits[dot])) refuse('shape: an edit');
      if (++n > MAX_ENTRIES) refuse('shape: too many edits');
    }
  }
  // A body with one part of our shape must have all of it; one with none is another program's, which laptops take in.
  function checkShape() {
    var parts = ['clock', 'edits', 'fields'], mine = newDoc.hash !== undefined, i;
    for (i = 0; i < parts.length; i++) mine = mine || isObject(newDoc[parts[i]]);
    if (!mine) return false;
    if (typeof newDoc.hash !== 'string' || newDoc.hash.length !== 64) refuse('shape: hash');
    for (i = 0; i < parts.length; i++) if (!isObject(newDoc[parts[i]])) refuse('shape: ' + parts[i]);
    checkClock(newDoc.clock);
    checkFields(newDoc.fields);
    checkEdits(newDoc.edits);
    return true;
  }
  // Written once. A replicated first revision has start 1 and no parent, one by PUT start 0. A fork, a second root and
  // what was purged show no old body, so the start decides; where there is one, only the same words may follow it, or
  // the return of what somebody deleted by hand.
  function checkOnce(shaped) {
    var start = newDoc._revisions ? newDoc._revisions.start : 0;
    if (!shaped) refuse('append-only: not as it was written');
    if (!/^[0-9a-f]{64}$/.test(id.substring(newDoc.type.length + 1))) refuse('append-only: the id is no hash');
    if (oldDoc === null || oldDoc === undefined) {
      if (start > 1) refuse('append-only: a later revision');
    } else if (!oldDoc._deleted && oldDoc.hash !== newDoc.hash) {
      refuse('append-only: a later revision');
    }
  }

  // The bytes of pictures come in pieces, each a document; nothing else has an attachment.
  function checkAttachments() {
    var name;
    for (name in newDoc._attachments || {})
      if (newDoc.type !== 'chunk' || name !== 'bytes' || newDoc._attachments[name].length > MAX_PIECE)
        refuse('shape: attachment');
  }

  if (!isMember()) refuse('not a member of this database');
  if (id.substring(0, 8) === '_design/') {
    if (!has(userCtx.roles, '_admin')) refuse('design documents are the administrator’s');
    return;
  }
  if (secObj.erased_all === true || has(secObj.erased, id)) refuse('erased');
  if (newDoc._deleted) return;
  if (typeof newDoc.type !== 'string' || !/^[a-z][a-z0-9-]{0,60}$/.test(newDoc.type) ||
      id.substring(0, newDoc.type.length + 1) !== newDoc.type + ':')
    refuse('type and id do not fit');
  if (id.length > MAX_ID || /[\s\u0000-\u001f]/.test(id)) refuse('shape: id');
  if (has(TOO_NARROW, newDoc.type)) refuse('restricted: not in this database');
  if (newDoc.family !== 'FAMILY_ID') refuse('another family’s');
  if (oldDoc && !oldDoc._deleted && (oldDoc.type !== newDoc.type || oldDoc.family !== newDoc.family))
    refuse('type and family never change');
  checkAttachments();
  if (has(APPEND_ONLY, newDoc.type) || /^[0-9a-f]{32}$/.test(newDoc.nonce)) checkOnce(checkShape());
  else checkShape();
}
