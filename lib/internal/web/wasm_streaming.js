// WebAssembly.compileStreaming and instantiateStreaming. https://webassembly.github.io/spec/web-api/#streaming-modules
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE } } = require('internal/errors');

const { isView } = ArrayBuffer;
const { compile, instantiate } = WebAssembly;

function checkResponse(response) {
  const { Response } = require('internal/web/fetch');
  if (!(response instanceof Response)) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Response', 'Promise resolving to Response'], response);
  }
  const type = response.headers.get('content-type');
  if (type !== 'application/wasm') throw new ERR_WEBASSEMBLY_RESPONSE(`has unsupported MIME type '${type}'`);
  if (!response.ok) throw new ERR_WEBASSEMBLY_RESPONSE(`has status code ${response.status}`);
  if (response.bodyUsed) throw new ERR_WEBASSEMBLY_RESPONSE('body has already been used');
}

/** The body of what `source` is or resolves to. */
async function bytesOf(source) {
  const response = await source;
  checkResponse(response);
  const chunks = [];
  let size = 0;
  if (response.body !== null) {
    const { isAnyArrayBuffer } = require('internal/util/types');
    for await (const chunk of response.body) {
      if (!isView(chunk) && !isAnyArrayBuffer(chunk)) {
        const error = new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBufferView', 'ArrayBuffer'], chunk);
        error.message = 'chunk must be an ArrayBufferView or an ArrayBuffer';
        throw error;
      }
      const bytes = isView(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength) : new Uint8Array(chunk);
      chunks.push(bytes);
      size += bytes.length;
    }
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < chunks.length; i++) {
    whole.set(chunks[i], at);
    at += chunks[i].length;
  }
  return whole;
}

/** An error of the engine names the function that the program called, and what is missing of a module. */
function rename(error, from, to) {
  if (error instanceof Error) {
    error.message = error.message.replace(`WebAssembly.${from}()`, `WebAssembly.${to}()`)
      .replace('BufferSource argument is empty', 'expected 4 bytes, fell off end @+0');
  }
  return error;
}

/**
 * @param {Response | Promise<Response>} source of type application/wasm
 * @returns {Promise<WebAssembly.Module>} rejects with ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE, CompileError
 */
async function compileStreaming(source) {
  const bytes = await bytesOf(source);
  try {
    return await compile(bytes);
  } catch (error) {
    throw rename(error, 'compile', 'compileStreaming');
  }
}

/**
 * @param {Response | Promise<Response>} source of type application/wasm
 * @param {object} [imports]
 * @returns {Promise<{ module: WebAssembly.Module, instance: WebAssembly.Instance }>} rejects as compileStreaming does, and
 *   with LinkError
 */
async function instantiateStreaming(source, imports = undefined) {
  if (imports !== undefined && (imports === null || (typeof imports !== 'object' && typeof imports !== 'function'))) {
    throw new TypeError('WebAssembly.instantiateStreaming(): Argument 1 must be an object');
  }
  const bytes = await bytesOf(source);
  try {
    return await instantiate(bytes, imports);
  } catch (error) {
    throw rename(error, 'instantiate', 'instantiateStreaming');
  }
}

module.exports = { compileStreaming, instantiateStreaming };
