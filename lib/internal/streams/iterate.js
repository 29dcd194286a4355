// Async iteration over a Readable. https://nodejs.org/api/stream.html#readablesymbolasynciterator
'use strict';

const { destroyStream } = require('internal/streams/destroy');
const { finished } = require('internal/streams/finished');

function nop() {}

/**
 * @param {object} stream one of the oldest kind is wrapped
 * @param {{ destroyOnReturn?: boolean }} [options]
 * @returns {AsyncIterableIterator<any>}
 */
function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('internal/streams/readable').Readable.wrap(stream, { objectMode: true });
  }
  const iterator = generate(stream, options);
  iterator.stream = stream;
  return iterator;
}

async function* generate(stream, options) {
  let wake = nop;
  function onReadable() {
    wake();
    wake = nop;
  }
  stream.on('readable', onReadable);

  /** undefined while the stream goes on; null at its end */
  let outcome;
  const release = finished(stream, { writable: false }, (error) => {
    outcome = error ?? null;
    wake();
    wake = nop;
  });

  let failed = false;
  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) {
        yield chunk;
      } else if (outcome) {
        throw outcome;
      } else if (outcome === null) {
        return;
      } else {
        await new Promise((resolve) => { wake = resolve; });
      }
    }
  } catch (error) {
    failed = true;
    destroyStream(stream, outcome = outcome || error);
    throw outcome;
  } finally {
    if (!failed) {
      // What has ended destroys itself, or has a writable side that is open still.
      if (options?.destroyOnReturn !== false && outcome === undefined) {
        destroyStream(stream, null);
      } else {
        stream.off('readable', onReadable);
        release();
      }
    }
  }
}

module.exports = { iterate };
