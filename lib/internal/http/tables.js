// Methods and statuses. https://nodejs.org/api/http.html#httpmethods
'use strict';

const native = binding('http');

/** By the parser's numbers. */
const methodsByNumber = native.methods();
const METHODS = native.methods().sort();

const STATUS_CODES = {};
{
  const list = native.statuses();
  for (let i = 0; i < list.length; i += 2) STATUS_CODES[list[i]] = list[i + 1];
}

module.exports = { METHODS, STATUS_CODES, methodsByNumber };
