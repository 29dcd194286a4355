// node:stream/web. https://nodejs.org/api/webstreams.html
'use strict';

const { ReadableByteStreamController, ReadableStreamBYOBRequest } = require('internal/webstreams/byte_objects');
const { ReadableStreamDefaultController } = require('internal/webstreams/default_controller');
const { ReadableStream, ReadableStreamTee } = require('internal/webstreams/readable');
const { ReadableStreamBYOBReader, ReadableStreamDefaultReader } = require('internal/webstreams/readers');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('internal/webstreams/strategies');
const { TransformStream, TransformStreamDefaultController } = require('internal/webstreams/transform');
const {
  WritableStream, WritableStreamDefaultController, WritableStreamDefaultWriter,
} = require('internal/webstreams/writable');
const { TextDecoderStream, TextEncoderStream } = require('internal/webstreams/text');
const { CompressionStream, DecompressionStream } = require('internal/webstreams/compression');

module.exports = {
  ReadableStream,
  ReadableStreamTee,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableByteStreamController,
  ReadableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  TextEncoderStream,
  TextDecoderStream,
  CompressionStream,
  DecompressionStream,
};
