// node:stream/promises. https://nodejs.org/api/stream.html#streams-promises-api
'use strict';

const { finishedPromise } = require('internal/streams/finished');
const { pipelinePromise } = require('internal/streams/pipeline');

module.exports = { finished: finishedPromise, pipeline: pipelinePromise };
for (const name of ['finished', 'pipeline']) {
  Object.defineProperty(module.exports[name], 'name', { __proto__: null, value: name, configurable: true });
}
