// node:_stream_passthrough, the older name of stream.PassThrough. https://nodejs.org/api/stream.html
'use strict';

module.exports = require('stream').PassThrough;
