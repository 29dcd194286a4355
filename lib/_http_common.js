// node:_http_common: what old programs take from Node's inside. Use node:http.
'use strict';

const { HTTPParser } = require('internal/http/http_parser');
const { methodsByNumber } = require('internal/http/tables');
const { hasInvalidCharacter, isToken } = require('internal/http/tokens');

module.exports = {
  _checkInvalidHeaderChar: hasInvalidCharacter,
  _checkIsHttpToken: isToken,
  chunkExpression: /(?:^|\W)chunked(?:$|\W)/i,
  continueExpression: /(?:^|\W)100-continue(?:$|\W)/i,
  CRLF: '\r\n',
  methods: methodsByNumber.slice(),
  HTTPParser,
};
