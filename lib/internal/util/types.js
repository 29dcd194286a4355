// node:util/types: tells kinds of object apart by their internal slots. https://nodejs.org/api/util.html#utiltypes
'use strict';
const brands = require('internal/crypto/brands');
const native = binding('types');

const typedArrayTag =
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
const { call } = Function.prototype;
const tagOf = call.bind(typedArrayTag);

const types = {
  isExternal: native.isExternal,
  isDate: native.isDate,
  isArgumentsObject: native.isArgumentsObject,
  isBigIntObject: native.isBigIntObject,
  isBooleanObject: native.isBooleanObject,
  isNumberObject: native.isNumberObject,
  isStringObject: native.isStringObject,
  isSymbolObject: native.isSymbolObject,
  isBoxedPrimitive: native.isBoxedPrimitive,
  isNativeError: native.isNativeError,
  isRegExp: native.isRegExp,
  isAsyncFunction: native.isAsyncFunction,
  isGeneratorFunction: native.isGeneratorFunction,
  isGeneratorObject: native.isGeneratorObject,
  isPromise: native.isPromise,
  isMap: native.isMap,
  isSet: native.isSet,
  isMapIterator: native.isMapIterator,
  isSetIterator: native.isSetIterator,
  isWeakMap: native.isWeakMap,
  isWeakSet: native.isWeakSet,
  isArrayBuffer: native.isArrayBuffer,
  isDataView: native.isDataView,
  isSharedArrayBuffer: native.isSharedArrayBuffer,
  isProxy: native.isProxy,
  isModuleNamespaceObject: native.isModuleNamespaceObject,
  isAnyArrayBuffer: native.isAnyArrayBuffer,
  isArrayBufferView: ArrayBuffer.isView,
  isTypedArray(value) {
    return tagOf(value) !== undefined;
  },
  isUint8Array(value) {
    return tagOf(value) === 'Uint8Array';
  },
  isUint8ClampedArray(value) {
    return tagOf(value) === 'Uint8ClampedArray';
  },
  isUint16Array(value) {
    return tagOf(value) === 'Uint16Array';
  },
  isUint32Array(value) {
    return tagOf(value) === 'Uint32Array';
  },
  isInt8Array(value) {
    return tagOf(value) === 'Int8Array';
  },
  isInt16Array(value) {
    return tagOf(value) === 'Int16Array';
  },
  isInt32Array(value) {
    return tagOf(value) === 'Int32Array';
  },
  isFloat16Array(value) {
    return tagOf(value) === 'Float16Array';
  },
  isFloat32Array(value) {
    return tagOf(value) === 'Float32Array';
  },
  isFloat64Array(value) {
    return tagOf(value) === 'Float64Array';
  },
  isBigInt64Array(value) {
    return tagOf(value) === 'BigInt64Array';
  },
  isBigUint64Array(value) {
    return tagOf(value) === 'BigUint64Array';
  },
  isKeyObject(value) {
    return brands.isKeyObject(value);
  },
  isCryptoKey(value) {
    return brands.isCryptoKey(value);
  },
};

module.exports = types;
