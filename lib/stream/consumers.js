// node:stream/consumers. https://nodejs.org/api/webstreams.html#utility-consumers
'use strict';

const { Buffer } = require('buffer');

/**
 * @param {AsyncIterable<any>} stream
 * @returns {Promise<Blob>}
 */
async function blob(stream) {
  const { Blob } = require('buffer');
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Blob(chunks);
}

/**
 * @param {AsyncIterable<any>} stream
 * @returns {Promise<ArrayBuffer>}
 */
async function arrayBuffer(stream) {
  const bytes = await buffer(stream);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

/**
 * @param {AsyncIterable<any>} stream
 * @returns {Promise<Buffer>}
 */
async function buffer(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(toBytes(chunk) ?? await bytesOfPart(chunk));
  return Buffer.concat(chunks);
}

function toBytes(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return undefined;
}

/** What is neither text nor bytes is taken as a part of a Blob is. */
async function bytesOfPart(chunk) {
  const { Blob } = require('buffer');
  return new Uint8Array(await new Blob([chunk]).arrayBuffer());
}

/**
 * @param {AsyncIterable<any>} stream
 * @returns {Promise<Uint8Array>}
 */
async function bytes(stream) {
  return new Uint8Array(await arrayBuffer(stream));
}

/**
 * @param {AsyncIterable<any>} stream
 * @returns {Promise<string>} bytes are decoded as UTF-8
 */
async function text(stream) {
  const { TextDecoder } = require('internal/encoding');
  const decoder = new TextDecoder();
  let result = '';
  for await (const chunk of stream) {
    result += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return result + decoder.decode();
}

/**
 * @param {AsyncIterable<any>} stream
 * @returns {Promise<any>}
 */
async function json(stream) {
  return JSON.parse(await text(stream));
}

module.exports = { arrayBuffer, blob, buffer, bytes, text, json };
