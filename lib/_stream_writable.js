// node:_stream_writable, the older name of stream.Writable. https://nodejs.org/api/stream.html
'use strict';

module.exports = require('stream').Writable;
