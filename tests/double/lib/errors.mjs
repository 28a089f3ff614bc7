// SPDX-License-Identifier: EUPL-1.2
// Errors that become CouchDB's {"error": …, "reason": …} answers.

export class CouchError extends Error {
  constructor(status, error, reason, headers = {}) {
    super(`${status} ${error}: ${reason}`);
    Object.assign(this, { status, error, reason, headers });
  }
}

export const badRequest = reason => new CouchError(400, 'bad_request', reason);
export const invalidDoc = reason => new CouchError(400, 'doc_validation', reason);
export const unauthorized = reason => new CouchError(401, 'unauthorized', reason);
export const forbidden = reason => new CouchError(403, 'forbidden', reason);
export const notFound = (reason = 'missing') => new CouchError(404, 'not_found', reason);
export const noDatabase = () => notFound('Database does not exist.');
export const methodNotAllowed = allowed =>
  new CouchError(405, 'method_not_allowed', `Only ${allowed} allowed`, { Allow: allowed });
export const conflict = () => new CouchError(409, 'conflict', 'Document update conflict.');
export const missingStub = reason => new CouchError(412, 'missing_stub', reason);
export const documentTooLarge = id => new CouchError(413, 'document_too_large', id);
export const attachmentTooLarge = name => new CouchError(413, 'attachment_too_large', name);
export const entityTooLarge = () =>
  new CouchError(413, 'too_large', 'the request entity is too large');
export const badContentType = reason => new CouchError(415, 'bad_content_type', reason);
