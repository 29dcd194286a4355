// node:_stream_readable, the older name of stream.Readable. https://nodejs.org/api/stream.html
'use strict';

module.exports = require('stream').Readable;
