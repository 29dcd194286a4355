// Storage, localStorage and sessionStorage. https://html.spec.whatwg.org/multipage/webstorage.html,
// https://nodejs.org/api/globals.html#localstorage
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } = require('internal/errors');

/** Bytes that all keys and values of a storage may have together, two for each character. */
const quota = 10 * 1024 * 1024;

/** Says that the constructor's call is this module's own. */
const constructible = Symbol('constructible');

/** Where the items of a Storage are. @type {WeakMap<object, MemoryItems | FileItems>} */
const itemsOf = new WeakMap();

function refuseQuota() {
  const { DOMException } = require('internal/domexception');
  return new DOMException('Setting the value exceeded the quota', 'QuotaExceededError');
}

/** As native classes do, without the code in its text. */
function refuseConstruction() {
  const error = new TypeError('Illegal constructor');
  error.code = 'ERR_ILLEGAL_CONSTRUCTOR';
  return error;
}

/** Items that end with the process. */
class MemoryItems {
  #items = new Map();
  #used = 0;

  get length() {
    return this.#items.size;
  }

  key(index) {
    let at = 0;
    for (const key of this.#items.keys()) {
      if (at++ === index) return key;
    }
    return undefined;
  }

  keys() {
    return Array.from(this.#items.keys());
  }

  get(key) {
    return this.#items.get(key);
  }

  set(key, value) {
    const before = this.#items.get(key);
    const used = this.#used + 2 * value.length + (before === undefined ? 2 * key.length : -2 * before.length);
    if (used > quota) throw refuseQuota();
    this.#items.set(key, value);
    this.#used = used;
  }

  remove(key) {
    const before = this.#items.get(key);
    if (before === undefined) return;
    this.#used -= 2 * (key.length + before.length);
    this.#items.delete(key);
  }

  clear() {
    this.#items.clear();
    this.#used = 0;
  }
}

/** Items in a file, which is opened when it is first needed. */
class FileItems {
  #path;
  #file = undefined;

  constructor(path) {
    this.#path = path;
  }

  #open() {
    if (this.#file === undefined) {
      const { StorageFile } = binding('web_storage');
      const file = new StorageFile(this.#path);
      if (!file.isOpen()) throw refusePath(this.#path);
      this.#file = file;
    }
    return this.#file;
  }

  get length() {
    return this.#open().length();
  }

  key(index) {
    return this.#open().key(index);
  }

  keys() {
    return this.#open().keys();
  }

  get(key) {
    return this.#open().get(key);
  }

  set(key, value) {
    const { FAILED, OVER_QUOTA } = binding('web_storage');
    const outcome = this.#open().set(key, value, quota);
    if (outcome === OVER_QUOTA) throw refuseQuota();
    if (outcome === FAILED) throw new Error(`Could not write ${this.#path}`);
  }

  remove(key) {
    this.#open().remove(key);
  }

  clear() {
    this.#open().clear();
  }
}

function refusePath(path) {
  return new ERR_INVALID_ARG_VALUE('--localstorage-file', path, 'is an invalid localStorage location');
}

/** The items of what a method was called on. */
function itemsIn(value) {
  const items = typeof value === 'object' && value !== null ? itemsOf.get(value) : undefined;
  if (items === undefined) throw new TypeError('Illegal invocation');
  return items;
}

function requireArguments(count, ...names) {
  if (count < names.length) throw new ERR_MISSING_ARGS(...names);
}

class Storage {
  constructor(token = undefined, items = undefined) {
    if (token !== constructible) throw refuseConstruction();
    const storage = new Proxy(this, namedProperties);
    itemsOf.set(this, items);
    itemsOf.set(storage, items);
    return storage;
  }

  /** @returns {number} of items */
  get length() {
    return itemsIn(this).length;
  }

  /**
   * @param {number} index
   * @returns {string | null}
   */
  key(index) {
    const items = itemsIn(this);
    requireArguments(arguments.length, 'index');
    // As Web IDL's unsigned long.
    return items.key(index >>> 0) ?? null;
  }

  /**
   * @param {string} key
   * @returns {string | null}
   */
  getItem(key) {
    const items = itemsIn(this);
    requireArguments(arguments.length, 'key');
    return items.get(`${key}`) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   * @throws {DOMException} QuotaExceededError
   */
  setItem(key, value) {
    const items = itemsIn(this);
    requireArguments(arguments.length, 'key', 'value');
    items.set(`${key}`, `${value}`);
  }

  /** @param {string} key */
  removeItem(key) {
    const items = itemsIn(this);
    requireArguments(arguments.length, 'key');
    items.remove(`${key}`);
  }

  clear() {
    itemsIn(this).clear();
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    const items = itemsIn(this);
    const shown = Object.create(Storage.prototype);
    const keys = items.keys();
    for (let i = 0; i < keys.length; i++) {
      Object.defineProperty(shown, keys[i], { __proto__: null, value: items.get(keys[i]), enumerable: true });
    }
    return inspect(shown, { ...options, customInspect: false });
  }
}

/** Items are properties too, except where the class has one of that name. */
const namedProperties = {
  __proto__: null,
  get(target, key, receiver) {
    if (typeof key === 'symbol' || key in target) return Reflect.get(target, key, receiver);
    return itemsOf.get(target).get(key);
  },
  set(target, key, value, receiver) {
    if (typeof key === 'symbol') return Reflect.set(target, key, value);
    itemsOf.get(target).set(key, `${value}`);
    return true;
  },
  has(target, key) {
    return key in target || (typeof key === 'string' && itemsOf.get(target).get(key) !== undefined);
  },
  deleteProperty(target, key) {
    if (typeof key === 'symbol' || key in target) return Reflect.deleteProperty(target, key);
    itemsOf.get(target).remove(key);
    return true;
  },
  ownKeys(target) {
    return itemsOf.get(target).keys().concat(Reflect.ownKeys(target));
  },
  getOwnPropertyDescriptor(target, key) {
    if (typeof key === 'symbol') return Reflect.getOwnPropertyDescriptor(target, key);
    const value = key in target ? undefined : itemsOf.get(target).get(key);
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
  },
  defineProperty(target, key, descriptor) {
    if (typeof key === 'symbol') return Reflect.defineProperty(target, key, descriptor);
    itemsOf.get(target).set(key, `${descriptor.value}`);
    return true;
  },
  preventExtensions() {
    return false;
  },
};

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Storage.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Storage' },
  length: enumerable,
  key: enumerable,
  getItem: enumerable,
  setItem: enumerable,
  removeItem: enumerable,
  clear: enumerable,
});

let local;
let session;

module.exports = {
  Storage,
  /** @throws {TypeError} ERR_INVALID_ARG_VALUE without --localstorage-file */
  get localStorage() {
    if (local === undefined) {
      const path = require('internal/options').get('--localstorage-file') ?? '';
      if (path === '') throw refusePath(path);
      local = new Storage(constructible, new FileItems(path));
    }
    return local;
  },
  get sessionStorage() {
    return session ??= new Storage(constructible, new MemoryItems());
  },
};
