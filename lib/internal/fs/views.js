// Which values are views of memory, asked without instanceof: it fails for views of other realms.
'use strict';

const { isView } = ArrayBuffer;
const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
const { apply } = Reflect;

/** @returns {boolean} whether value is a Uint8Array (a Buffer is one) */
function isUint8Array(value) {
  return isView(value) && apply(tagOf, value, []) === 'Uint8Array';
}

module.exports = { isArrayBufferView: isView, isUint8Array };
