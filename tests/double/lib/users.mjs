// SPDX-License-Identifier: EUPL-1.2
// Accounts: _users documents with PBKDF2, basic authentication, the session cookie.
// As on the real server a name with a colon can never sign in: both Basic and the cookie split there.

import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ANONYMOUS, isServerAdmin } from './access.mjs';
import { badRequest, forbidden, unauthorized } from './errors.mjs';

const derive = promisify(pbkdf2);
const PREFIX = 'org.couchdb.user:';
const PASSWORD_FIELDS = ['derived_key', 'iterations', 'password', 'password_scheme', 'password_sha',
  'preserve_salt', 'pbkdf2_prf', 'salt'];
const wrong = () => unauthorized('Name or password is incorrect.');
const digest = text => createHash('sha256').update(text).digest('hex');

function sameText(a, b) {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}

const pbkdf2Hex = async (password, salt, iterations) =>
  (await derive(password, salt, iterations, 32, 'sha256')).toString('hex');

/** Replaces the password of a _users document on its way in by its hash. */
export async function hashPassword(doc, iterations) {
  const user = JSON.parse(`{${doc.body}}`);
  if (typeof user.password !== 'string') return;
  const salt = randomBytes(16).toString('hex');
  const derived = await pbkdf2Hex(user.password, salt, iterations);
  for (const field of PASSWORD_FIELDS) delete user[field];
  const hashed = { password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256', salt, iterations, derived_key: derived };
  doc.body = JSON.stringify({ ...hashed, ...user }).slice(1, -1);
}

const USER_RULES = [
  [user => user.type === 'user', 'doc.type must be user'],
  [user => typeof user.name === 'string', 'doc.name is required'],
  [user => Array.isArray(user.roles), 'doc.roles must be an array'],
  [user => user.roles.every(role => typeof role === 'string'), 'doc.roles can only contain strings'],
  [(user, id) => id === PREFIX + user.name, 'Doc ID must be of the form org.couchdb.user:name'],
  [user => !user.roles.some(role => role.startsWith('_')), 'No system roles (starting with underscore) in users db.'],
  [user => !user.name.startsWith('_'), 'Username may not start with underscore.'],
];

/** The rules of CouchDB's own _design/_auth. */
export function checkUserDoc(doc, by) {
  if (doc.deleted) {
    if (!isServerAdmin(by)) throw forbidden('Only administrators may delete user docs.');
    return;
  }
  const user = JSON.parse(`{${doc.body}}`);
  for (const [holds, reason] of USER_RULES) if (!holds(user, doc.id)) throw forbidden(reason);
}

export class Accounts {
  #verified = new Map();

  /** find() answers the _users database, if there is one. */
  constructor({ admins, findUsers, sessionSeconds }) {
    Object.assign(this, { admins, findUsers, sessionSeconds });
    this.secret = randomBytes(16).toString('hex');
    this.adminSalt = randomBytes(16).toString('hex');
  }

  /** Makes every cookie given out so far worthless. */
  renewSecret() {
    this.secret = randomBytes(16).toString('hex');
  }

  /** Name, roles and salt of an account; null if there is none. */
  #account(name) {
    if (this.admins.has(name)) return { name, roles: ['_admin'], salt: this.adminSalt, admin: true };
    const doc = this.findUsers()?.docs.get(PREFIX + name);
    const winner = doc?.tree.winner;
    return !winner || winner.deleted ? null : JSON.parse(`{${winner.body}}`);
  }

  /** The slow check is done once a password; a changed one has another salt. */
  async #matches(account, password) {
    if (account.admin) return sameText(password, this.admins.get(account.name));
    if (!account.derived_key) return false;
    const known = digest(`${account.name}\0${account.salt}\0${account.derived_key}\0${password}`);
    if (this.#verified.has(known)) return true;
    const derived = await pbkdf2Hex(password, account.salt, account.iterations);
    if (!sameText(derived, account.derived_key)) return false;
    this.#verified.set(known, true);
    return true;
  }

  async signIn(name, password) {
    const account = this.#account(name);
    if (!account || !(await this.#matches(account, password))) throw wrong();
    return { name: account.name, roles: account.roles, salt: account.salt };
  }

  #sign(name, time, salt) {
    return createHmac('sha256', this.secret + salt).update(`${name}:${time}`).digest();
  }

  /** The Set-Cookie header of a new session. */
  cookieFor(user) {
    const time = Math.floor(Date.now() / 1000).toString(16).toUpperCase();
    const value = Buffer.concat([Buffer.from(`${user.name}:${time}:`), this.#sign(user.name, time, user.salt)]);
    return this.cookie(value.toString('base64url'));
  }

  cookie(value) {
    const until = new Date(Date.now() + this.sessionSeconds * 1000).toUTCString().replace(/ (\w{3}) (\d{4})/, '-$1-$2');
    const expires = value ? ` Expires=${until}; Max-Age=${this.sessionSeconds};` : '';
    return `AuthSession=${value}; Version=1;${expires} Secure; Path=/; HttpOnly`;
  }

  async #fromBasic(header) {
    const text = Buffer.from(header.slice(6), 'base64').toString('utf8');
    const cut = text.indexOf(':');
    if (cut < 0) return null;
    return { ...(await this.signIn(text.slice(0, cut), text.slice(cut + 1))), handler: 'default' };
  }

  #fromCookie(value) {
    const bytes = Buffer.from(value, 'base64url');
    const first = bytes.indexOf(':'), second = bytes.indexOf(':', first + 1);
    if (first < 0 || second < 0) throw badRequest('Malformed AuthSession cookie. Please clear your cookies.');
    const name = bytes.toString('utf8', 0, first), time = bytes.toString('utf8', first + 1, second);
    const account = this.#account(name);
    const left = parseInt(time, 16) + this.sessionSeconds - Date.now() / 1000;
    const given = bytes.subarray(second + 1);
    const good = account && left > 0 ? this.#sign(name, time, account.salt) : null;
    if (!good || given.length !== good.length || !timingSafeEqual(given, good)) return null;
    return { ...account, handler: 'cookie', renew: left < this.sessionSeconds * 0.9 };
  }

  /** Who sends a request; the roles are read anew, so a role taken away counts at once. */
  async authenticate(headers) {
    const cookie = /(?:^|;\s*)AuthSession=([^;]+)/.exec(headers.cookie ?? '')?.[1];
    const signed = cookie ? this.#fromCookie(cookie) : null;
    if (signed) return signed;
    if (/^Basic /.test(headers.authorization ?? '')) return (await this.#fromBasic(headers.authorization)) ?? ANONYMOUS;
    return ANONYMOUS;
  }
}
