// node:_stream_duplex, the older name of stream.Duplex. https://nodejs.org/api/stream.html
'use strict';

module.exports = require('stream').Duplex;
