// FileHandle.readableWebStream. https://nodejs.org/api/fs.html#filehandlereadablewebstreamoptions
'use strict';

const { validateBoolean, validateObject } = require('internal/validators');
const operations = require('internal/fs/operations');
const { promised } = require('internal/fs/requests');
const { FileHandle } = require('internal/fs/file_handle');

const chunkSize = 16384;

/**
 * A stream of the bytes from the current position on; readers may bring their own buffers. It ends when the handle is closed.
 * @param {FileHandle} handle which is locked from now on
 * @param {{ autoClose?: boolean }} options
 * @returns {ReadableStream}
 * @throws {Error} ERR_INVALID_STATE when the handle is closed or locked
 */
function readableWebStream(handle, options) {
  FileHandle.lock(handle);
  let autoClose;
  try {
    validateObject(options, 'options');
    ({ autoClose = false } = options);
    validateBoolean(autoClose, 'options.autoClose');
  } catch (error) {
    FileHandle.unlock(handle);
    throw error;
  }
  if (options.type !== undefined && options.type !== 'bytes') {
    require('process').emitWarning(
      'A non-"bytes" options.type has no effect. A byte-oriented steam is always created.', 'ExperimentalWarning');
  }
  let controller;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    controller.close();
    // A reader's buffer that is waiting goes back to it.
    controller.byobRequest?.respond(0);
  };
  const { ReadableStream } = require('stream/web');
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: chunkSize,
    start(given) {
      controller = given;
    },
    async pull() {
      const { view } = controller.byobRequest;
      FileHandle.ref(handle);
      let count;
      try {
        ({ count } = await operations.read(promised, handle.fd, view, 0, view.byteLength, -1));
      } catch (error) {
        // The stream has failed: the handle's close has nothing to end.
        ended = true;
        throw error;
      } finally {
        FileHandle.unref(handle);
      }
      if (ended) return;
      if (count > 0) {
        controller.byobRequest.respond(count);
        return;
      }
      end();
      if (autoClose) await handle.close();
    },
    async cancel() {
      ended = true;
      if (autoClose) await handle.close();
    },
  });
  handle.once('close', end);
  return stream;
}

module.exports = { readableWebStream };
