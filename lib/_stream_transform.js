// node:_stream_transform, the older name of stream.Transform. https://nodejs.org/api/stream.html
'use strict';

module.exports = require('stream').Transform;
