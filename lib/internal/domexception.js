// DOMException. https://webidl.spec.whatwg.org/#idl-DOMException
'use strict';

/** Names that have a legacy code, in the order of their codes from 1; gaps are names that only have a constant. */
const legacy = [
  ['IndexSizeError', 'INDEX_SIZE_ERR'],
  [undefined, 'DOMSTRING_SIZE_ERR'],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR'],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR'],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR'],
  [undefined, 'NO_DATA_ALLOWED_ERR'],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR'],
  ['NotFoundError', 'NOT_FOUND_ERR'],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR'],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR'],
  ['InvalidStateError', 'INVALID_STATE_ERR'],
  ['SyntaxError', 'SYNTAX_ERR'],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR'],
  ['NamespaceError', 'NAMESPACE_ERR'],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR'],
  [undefined, 'VALIDATION_ERR'],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR'],
  ['SecurityError', 'SECURITY_ERR'],
  ['NetworkError', 'NETWORK_ERR'],
  ['AbortError', 'ABORT_ERR'],
  ['URLMismatchError', 'URL_MISMATCH_ERR'],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR'],
  ['TimeoutError', 'TIMEOUT_ERR'],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR'],
  ['DataCloneError', 'DATA_CLONE_ERR'],
];

const { cloneable } = require('internal/cloneable');

const codeByName = new Map();

const { construct } = Reflect;
const none = [];

function invalidThis() {
  const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
  return new ERR_INVALID_THIS('DOMException');
}

/** A class that extends it adds its private fields to an object that is there already. */
class Given {
  constructor(object) {
    return object;
  }
}

/** What only a DOMException has. */
class Details extends Given {
  #message;
  #name;

  constructor(error, message, name) {
    super(error);
    this.#message = message;
    this.#name = name;
  }

  static nameOf(value) {
    if (!(#name in value)) throw invalidThis();
    return value.#name;
  }

  static messageOf(value) {
    if (!(#name in value)) throw invalidThis();
    return value.#message;
  }

  static isIn(value) {
    return value !== null && typeof value === 'object' && #name in value;
  }
}

const { isIn: isDOMException, messageOf, nameOf } = Details;

/** Instances are errors of the language with a prototype of ours, so that engines and programs take them for errors. */
class DOMException {
  /**
   * @param {string} [message]
   * @param {string | { name?: string, cause?: unknown }} [options] a string is the name
   */
  constructor(message = '', options = 'Error') {
    // The stack's first line is made when it is first read: by then the error has its name.
    const error = construct(Error, none, new.target);
    const isObject = options !== null && typeof options === 'object';
    const name = isObject ? `${options.name === undefined ? 'Error' : options.name}` : `${options}`;
    new Details(error, `${message}`, name);
    if (isObject && 'cause' in options) {
      Object.defineProperty(error, 'cause', {
        __proto__: null, value: options.cause, configurable: true, writable: true, enumerable: false,
      });
    }
    return error;
  }

  get name() {
    return nameOf(this);
  }

  get message() {
    return messageOf(this);
  }

  /** @returns {number} the legacy code of the name; 0 for none */
  get code() {
    return codeByName.get(nameOf(this)) ?? 0;
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
Object.defineProperties(DOMException.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
  name: { __proto__: null, enumerable: true },
  message: { __proto__: null, enumerable: true },
  code: { __proto__: null, enumerable: true },
  [cloneable]: {
    __proto__: null,
    value() {
      if (!isDOMException(this)) return undefined;
      return ['DOMException', { name: this.name, message: this.message, stack: this.stack }];
    },
  },
});

for (let i = 0; i < legacy.length; i++) {
  const constant = { __proto__: null, enumerable: true, value: i + 1 };
  Object.defineProperty(DOMException, legacy[i][1], constant);
  Object.defineProperty(DOMException.prototype, legacy[i][1], constant);
  if (legacy[i][0] !== undefined) codeByName.set(legacy[i][0], i + 1);
}

module.exports = { DOMException, isDOMException };
