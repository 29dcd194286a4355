// node:_http_common: what old programs take from Node's inside. Use node:http.
'use strict';

const { HTTPParser } = require('internal/http/http_parser');
const { methodsByNumber } = require('internal/http/tables');
const { hasInvalidCharacter, isToken } = require('internal/http/tokens');

/** Parsers that aren't in use, for whoever makes many. */
const parsers = {
  name: 'parsers',
  max: 1000,
  list: [],
  alloc() {
    return this.list.length > 0 ? this.list.pop() : new HTTPParser();
  },
  free(parser) {
    if (this.list.length >= this.max) return false;
    this.list.push(parser);
    return true;
  },
};

/** Ends a parser's work: it and those who used it know nothing of each other any more. */
function freeParser(parser, req, socket) {
  if (parser) {
    parser.socket = null;
    parser.incoming = null;
    parser.outgoing = null;
    parsers.free(parser);
  }
  if (req) req.parser = null;
  if (socket) socket.parser = null;
}

module.exports = {
  _checkInvalidHeaderChar: hasInvalidCharacter,
  _checkIsHttpToken: isToken,
  chunkExpression: /(?:^|\W)chunked(?:$|\W)/i,
  continueExpression: /(?:^|\W)100-continue(?:$|\W)/i,
  CRLF: '\r\n',
  methods: methodsByNumber.slice(),
  HTTPParser,
  freeParser,
  parsers,
};
