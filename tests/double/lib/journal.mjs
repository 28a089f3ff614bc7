// SPDX-License-Identifier: EUPL-1.2
// What makes the double survive a kill: every change is one line, written before it is answered.
// (Not fsynced: it outlives the process, not the machine.)

import fs from 'node:fs';
import path from 'node:path';

export class Journal {
  #lines = [];

  constructor(folder) {
    fs.mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, 'journal.jsonl');
    this.active = true;
  }

  /** Calls apply(record) for every whole line; a line cut short by a kill is dropped. */
  replay(apply) {
    const bytes = fs.existsSync(this.file) ? fs.readFileSync(this.file) : Buffer.alloc(0);
    this.active = false;
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; from = end + 1, end = bytes.indexOf(10, from))
      apply(JSON.parse(bytes.toString('utf8', from, end)));
    if (from < bytes.length) fs.truncateSync(this.file, from);
    this.active = true;
    this.handle = fs.openSync(this.file, 'a');
  }

  append(record) {
    if (this.active) this.#lines.push(JSON.stringify(record));
  }

  flush() {
    if (!this.#lines.length) return;
    fs.writeSync(this.handle, `${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}
