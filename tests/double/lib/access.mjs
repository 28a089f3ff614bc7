// SPDX-License-Identifier: EUPL-1.2
// Who may do what: _security and the rules that only administrators pass.

import { forbidden, unauthorized } from './errors.mjs';

export const ANONYMOUS = Object.freeze({ name: null, roles: [] });

export const isServerAdmin = user => user.roles.includes('_admin');

const listed = (group, user) =>
  (group?.roles ?? []).some(role => user.roles.includes(role)) ||
  (user.name !== null && (group?.names ?? []).includes(user.name));

const isEmpty = group => !(group?.names?.length) && !(group?.roles?.length);

export const isDbAdmin = (db, user) => isServerAdmin(user) || listed(db.security.admins, user);

const isMember = (db, user) =>
  isDbAdmin(db, user) || isEmpty(db.security.members) || listed(db.security.members, user);

export function requireServerAdmin(user) {
  if (!isServerAdmin(user)) throw unauthorized('You are not a server admin.');
}

/** Outsiders get 403, nobody-signed-in gets 401. */
export function requireMember(db, user) {
  if (isMember(db, user)) return;
  if (user.name === null) throw unauthorized('You are not authorized to access this db.');
  throw forbidden('You are not allowed to access this db.');
}

export function requireDbAdmin(db, user) {
  requireMember(db, user);
  if (!isDbAdmin(db, user)) throw unauthorized('You are not a server or db admin.');
}
