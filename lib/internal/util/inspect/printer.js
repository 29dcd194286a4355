// The walk of util.inspect: one Printer per call prints a value and what it refers to.
// https://nodejs.org/api/util.html#utilinspectobject-options
'use strict';
const native = binding('util');
const { isOrdinaryArray, kindOf, kinds, typedArrayName } = require('internal/util/kinds');
const { printKey, printPrimitive } = require('internal/util/inspect/text');
const { classNameOf, functionText, prefixOf } = require('internal/util/inspect/names');
const { isBuiltinConstructor } = require('internal/util/inspect/builtin_classes');
const { join } = require('internal/util/inspect/layout');
const contents = require('internal/util/inspect/contents');
const { isListeners, namesOf } = require('internal/events/listeners');
const { defaultOptions, stylizeNoColor, stylizeWithColor } = require('internal/util/inspect/options');

const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols, getPrototypeOf, hasOwn, keys: keysOf } = Object;
const { propertyIsEnumerable } = Object.prototype;
const customInspect = Symbol.for('nodejs.util.inspect.custom');
const { iterator, toStringTag } = Symbol;

// Beyond this many characters at one indentation nothing is descended into any more.
const outputLimit = 2 ** 27;

/**
 * What an object is shown as: one that was given another class's prototype may have lost what its kind is shown by.
 */
function shownKind(value, kind, className) {
  switch (kind) {
    case kinds.other:
    case kinds.function:
    case kinds.moduleNamespace:
      return kind;
    case kinds.array:
    case kinds.typedArray:
    case kinds.set:
    case kinds.map:
    case kinds.mapIterator:
    case kinds.setIterator:
      if (className === null || iterator in value) return kind;
      return className === 'Object' ? kinds.plain : kinds.other;
    case kinds.arguments:
      return className === null || className === 'Object' ? kind : kinds.other;
    default:
      return className === 'Object' ? kinds.plain : kind;
  }
}

/** Whether a descriptor is one of data; Object.prototype may have been given a `get`. */
function isData(descriptor) {
  return descriptor.value !== undefined || !hasOwn(descriptor, 'get');
}

/**
 * Properties other than methods that an object has from the user's classes, at most three prototypes up.
 * @returns {Map<string | symbol, PropertyDescriptor> | undefined} undefined when there are none
 */
function inheritedProperties(value) {
  let found;
  let prototype = value;
  for (let depth = 0; depth < 3; depth++) {
    prototype = getPrototypeOf(prototype);
    if (prototype === null) break;
    const constructor = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof constructor === 'function' && isBuiltinConstructor(constructor)) break;
    for (const key of Reflect.ownKeys(prototype)) {
      if (key === 'constructor' || hasOwn(value, key) || found?.has(key)) continue;
      const descriptor = getOwnPropertyDescriptor(prototype, key);
      if (typeof descriptor.value === 'function') continue;
      found ??= new Map();
      found.set(key, descriptor);
    }
  }
  return found;
}

class Printer {
  constructor(inspect) {
    this.inspectFunction = inspect;
    this.seen = [];
    this.indentation = 0;
    // The level of the object that was entered last: how many levels hang below the one being joined.
    this.deepest = 0;
    // How much was written at each indentation.
    this.written = [];
    this.circular = undefined;
    this.stylize = stylizeNoColor;
    // Errors that are shown by what they say, not by where they were made.
    this.withoutStack = undefined;
    this.userOptions = undefined;
    this.showHidden = defaultOptions.showHidden;
    this.depth = defaultOptions.depth;
    this.colors = defaultOptions.colors;
    this.customInspect = defaultOptions.customInspect;
    this.showProxy = defaultOptions.showProxy;
    this.maxArrayLength = defaultOptions.maxArrayLength;
    this.maxStringLength = defaultOptions.maxStringLength;
    this.breakLength = defaultOptions.breakLength;
    this.compact = defaultOptions.compact;
    this.sorted = defaultOptions.sorted;
    this.getters = defaultOptions.getters;
    this.numericSeparator = defaultOptions.numericSeparator;
  }

  /** Takes over the caller's options, after all others. */
  configure(options) {
    for (const key of keysOf(options)) {
      // Options that aren't ours reach custom inspection functions only.
      if (hasOwn(defaultOptions, key) || key === 'stylize') {
        this[key] = options[key];
      } else if (this.userOptions === undefined) {
        this.userOptions = options;
      }
    }
  }

  /** Completes the configuration once all options are in. */
  prepare() {
    if (this.colors && this.stylize === stylizeNoColor) this.stylize = stylizeWithColor;
    if (this.maxArrayLength === null) this.maxArrayLength = Infinity;
    if (this.maxStringLength === null) this.maxStringLength = Infinity;
  }

  /** The options that a custom inspection function receives. */
  optionsForUser(crossRealm) {
    const options = {
      stylize: this.stylize,
      showHidden: this.showHidden,
      depth: this.depth,
      colors: this.colors,
      customInspect: this.customInspect,
      showProxy: this.showProxy,
      maxArrayLength: this.maxArrayLength,
      maxStringLength: this.maxStringLength,
      breakLength: this.breakLength,
      compact: this.compact,
      sorted: this.sorted,
      getters: this.getters,
      numericSeparator: this.numericSeparator,
      ...this.userOptions,
    };
    if (crossRealm) {
      // Nothing that leads from another realm's code to this realm's classes.
      Object.setPrototypeOf(options, null);
      for (const key of keysOf(options)) {
        const value = options[key];
        if ((typeof value === 'object' && value !== null) || typeof value === 'function') delete options[key];
      }
      const { stylize } = this;
      options.stylize = Object.setPrototypeOf((value, flavour) => {
        let text;
        try {
          text = `${stylize(value, flavour)}`;
        } catch {
          // What the other realm passed can't be text; it gets its value back.
        }
        return typeof text === 'string' ? text : value;
      }, null);
    }
    return options;
  }

  /**
   * Prints any value.
   * @param {unknown} value
   * @param {number} level how many objects enclose it
   * @param {boolean} [withoutBytes] the contents of an ArrayBuffer are shown already
   * @returns {string}
   */
  print(value, level, withoutBytes = false) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      return printPrimitive(this, value);
    }
    const receiver = value;
    let kind = kindOf(value);
    if (kind === kinds.proxy) {
      if (this.showProxy) return this.printProxy(value, level);
      do {
        value = native.proxyDetails(value)[0];
        if (value === null) return this.stylize('<Revoked Proxy>', 'special');
        kind = kindOf(value);
      } while (kind === kinds.proxy);
    }
    if (this.customInspect) {
      const custom = value[customInspect];
      if (typeof custom === 'function' && custom !== this.inspectFunction) {
        const text = this.printCustom(receiver, value, custom, level);
        if (text !== undefined) return text;
      }
    }
    if (this.seen.includes(value)) {
      this.circular ??= new Map();
      let index = this.circular.get(value);
      if (index === undefined) {
        index = this.circular.size + 1;
        this.circular.set(value, index);
      }
      return this.stylize(`[Circular *${index}]`, 'special');
    }
    return this.printObject(value, level, kind, withoutBytes);
  }

  printCustom(receiver, value, custom, level) {
    // A class's prototype has the method, but isn't an instance that it is meant for.
    const { constructor } = value;
    if (typeof constructor === 'function' && hasOwn(value, 'constructor') && constructor.prototype === value) {
      return undefined;
    }
    const depth = this.depth === null ? null : this.depth - level;
    const crossRealm = receiver !== value || !(receiver instanceof Object);
    const result = custom.call(receiver, depth, this.optionsForUser(crossRealm), this.inspectFunction);
    if (result === receiver) return undefined;
    if (typeof result !== 'object' && typeof result === 'string') {
      return this.indentation === 0 ? result : result.replaceAll('\n', `\n${' '.repeat(this.indentation)}`);
    }
    return this.print(result, level);
  }

  printProxy(proxy, level) {
    if (this.depth !== null && level > this.depth) return this.stylize('Proxy [Array]', 'special');
    const { 0: target, 1: handler } = native.proxyDetails(proxy);
    if (target === null) return this.stylize('<Revoked Proxy>', 'special');
    this.indentation += 2;
    const entries = [this.print(target, level + 1), this.print(handler, level + 1)];
    this.indentation -= 2;
    return join(this, entries, '', 'Proxy [', ']', true, level + 1);
  }

  /** A primitive without colours. */
  printPlain(value) {
    const { stylize } = this;
    this.stylize = stylizeNoColor;
    const text = printPrimitive(this, value);
    this.stylize = stylize;
    return text;
  }

  /** A prototype that belongs to no class, as it stands in the name of what inherits from it. */
  inspectPrototype(prototype) {
    const printer = new Printer(this.inspectFunction);
    printer.customInspect = false;
    printer.depth = -1;
    return printer.print(prototype, 0);
  }

  ownKeys(value, kind) {
    if (kind === kinds.array || kind === kinds.typedArray) {
      return !this.showHidden && isOrdinaryArray(value) ? [] : native.ownNonIndexKeys(value, !this.showHidden);
    }
    const symbols = getOwnPropertySymbols(value);
    let keys;
    if (this.showHidden) {
      keys = getOwnPropertyNames(value);
      if (kind === kinds.stringObject) keys.splice(0, value.length);
      for (let i = 0; i < symbols.length; i++) keys.push(symbols[i]);
      return keys;
    }
    try {
      keys = keysOf(value);
    } catch (error) {
      // A module whose bindings aren't initialised yet can't be asked which are enumerable.
      if (kind !== kinds.moduleNamespace) throw error;
      keys = getOwnPropertyNames(value);
    }
    // Its characters come first.
    if (kind === kinds.stringObject) keys.splice(0, value.length);
    for (let i = 0; i < symbols.length; i++) {
      if (propertyIsEnumerable.call(value, symbols[i])) keys.push(symbols[i]);
    }
    return keys;
  }

  tagOf(value) {
    let tag;
    try {
      tag = value[toStringTag];
    } catch {
      return '';
    }
    if (typeof tag !== 'string' || tag === '') return '';
    // One that shows among the properties isn't repeated.
    const shown = this.showHidden ? hasOwn(value, toStringTag) : propertyIsEnumerable.call(value, toStringTag);
    return shown ? '' : tag;
  }

  /**
   * An object with its name, contents and properties. What stands where depends on its kind:
   * `head`, before the braces, is a text of its own, to which braces are added only when there are properties.
   */
  printObject(value, level, kind, withoutBytes) {
    const className = classNameOf(this, value, level);
    kind = shownKind(value, kind, className);
    const keys = className === null && isListeners(value) ? namesOf(value) : this.ownKeys(value, kind);
    const tag = this.tagOf(value);
    const inherited = this.showHidden && (this.depth === null || level <= this.depth) ?
      inheritedProperties(value) : undefined;
    const isEmpty = keys.length === 0 && inherited === undefined;

    let head = '';
    let open = '{';
    let close = '}';
    let isList = false;
    let fill;
    let fallback = 'Object';

    switch (kind) {
      case kinds.plain:
      case kinds.other:
      case kinds.generator:
        if (kind === kinds.other && value instanceof Error) return this.printErrorObject(value, level, className, tag, keys);
        if (tag === 'URL' && (this.depth === null || level <= this.depth) && require('internal/url/url').isURL(value)) {
          // Its parts are no properties of its own.
          head = value.href;
          if (isEmpty) return head;
        } else if (className === 'Object' && tag === '') {
          if (isEmpty) return '{}';
        } else {
          if (className === null) {
            // The engine takes the tag for a name.
            const made = native.constructorName(value);
            if (made !== tag && Object.getPrototypeOf(value) === null) fallback = made;
          }
          open = `${prefixOf(className, tag, fallback)}{`;
          if (isEmpty) return `${open}}`;
        }
        break;
      case kinds.array:
        open = className !== 'Array' || tag !== '' ?
          `${prefixOf(className, tag, 'Array', `(${value.length})`)}[` : '[';
        close = ']';
        if (value.length === 0 && isEmpty) return `${open}]`;
        isList = true;
        fill = contents.arrayContents;
        break;
      case kinds.set: {
        const size = contents.setSize(value);
        const prefix = prefixOf(className, tag, 'Set', `(${size})`);
        if (size === 0 && isEmpty) return `${prefix}{}`;
        open = `${prefix}{`;
        fill = contents.setContents;
        break;
      }
      case kinds.map: {
        const size = contents.mapSize(value);
        const prefix = prefixOf(className, tag, 'Map', `(${size})`);
        if (size === 0 && isEmpty) return `${prefix}{}`;
        open = `${prefix}{`;
        fill = contents.mapContents;
        break;
      }
      case kinds.typedArray: {
        const name = typedArrayName(value);
        const length = contents.typedArrayLength(value);
        open = `${prefixOf(className, tag, name, `(${length})`)}[`;
        close = ']';
        if (length === 0 && isEmpty && !this.showHidden) return `${open}]`;
        isList = true;
        fill = contents.typedArrayContents;
        break;
      }
      case kinds.mapIterator:
      case kinds.setIterator: {
        const type = kind === kinds.mapIterator ? 'Map' : 'Set';
        const preview = native.previewEntries(value);
        const plainTag = `${type} Iterator`;
        const shown = preview[1] ? `${type} Entries` : plainTag;
        open = `[${tag !== '' && tag !== plainTag ? `${tag}] [` : ''}${shown}] {`;
        fill = (printer, _, nextLevel) => contents.iteratorContents(printer, preview, nextLevel);
        break;
      }
      case kinds.arguments:
        open = className === null ? `${prefixOf(null, tag, 'Arguments')}{` : '[Arguments] {';
        if (isEmpty) return `${open}}`;
        break;
      case kinds.function:
        head = functionText(this, value, className, tag);
        if (isEmpty) return this.stylize(head, 'special');
        fallback = 'Function';
        break;
      case kinds.regExp:
        head = RegExp.prototype.toString.call(className !== null ? value : new RegExp(value));
        head = this.withPrefix(head, className, tag, 'RegExp');
        if (isEmpty || (this.depth !== null && level > this.depth)) return this.stylize(head, 'regexp');
        fallback = 'RegExp';
        break;
      case kinds.date:
        head = contents.dateText(value);
        head = this.withPrefix(head, className, tag, 'Date');
        if (isEmpty) return this.stylize(head, 'date');
        break;
      case kinds.error:
        return this.printErrorObject(value, level, className, tag, keys);
      case kinds.arrayBuffer:
      case kinds.sharedArrayBuffer:
        open = `${prefixOf(className, tag, kind === kinds.arrayBuffer ? 'ArrayBuffer' : 'SharedArrayBuffer')}{`;
        if (withoutBytes && isEmpty) {
          return `${open} [byteLength]: ${this.stylize(String(value.byteLength), 'number')} }`;
        }
        fill = contents.arrayBufferContents;
        break;
      case kinds.dataView:
        open = `${prefixOf(className, tag, 'DataView')}{`;
        fill = contents.dataViewContents;
        break;
      case kinds.promise:
        open = `${prefixOf(className, tag, 'Promise')}{`;
        fill = contents.promiseContents;
        break;
      case kinds.weakSet:
      case kinds.weakMap:
        open = `${prefixOf(className, tag, kind === kinds.weakSet ? 'WeakSet' : 'WeakMap')}{`;
        fill = contents.weakContents;
        break;
      case kinds.moduleNamespace:
        open = `${prefixOf(className, tag, 'Module')}{`;
        return this.printModule(value, level, keys, open);
      case kinds.external:
        if (isEmpty) {
          return this.stylize(`[External: ${native.externalAddress(value).toString(16)}]`, 'special');
        }
        open = `${prefixOf(className, tag, 'Object')}{`;
        break;
      default:
        if (className === 'Object' && tag === '' && isEmpty) return '{}';
        head = contents.boxText(this, value, kind, className, tag);
        if (isEmpty) return this.stylize(head, contents.boxStyle(kind));
    }

    if (this.depth !== null && level > this.depth) return this.tooDeep(className, tag, fallback, kind);
    return this.printBraces(value, level, keys, className, inherited, head, open, close, isList, fill);
  }

  withPrefix(text, className, tag, type) {
    const prefix = prefixOf(className, tag, type);
    return prefix === `${type} ` ? text : `${prefix}${text}`;
  }

  printErrorObject(error, level, className, tag, keys) {
    const head = require('internal/util/inspect/errors').printError(this, error, className, tag, keys);
    if (keys.length === 0) return head;
    if (this.depth !== null && level > this.depth) return this.tooDeep(className, tag, 'Error', kinds.error);
    return this.printBraces(error, level, keys, className, undefined, head, '{', '}', false, undefined);
  }

  printModule(namespace, level, keys, open) {
    if (this.depth !== null && level > this.depth) return this.stylize('[Object: null prototype] [Module]', 'special');
    this.seen.push(namespace);
    this.deepest = level + 1;
    const entries = [];
    for (let i = 0; i < keys.length; i++) {
      try {
        entries.push(this.printProperty(namespace, keys[i], level + 1, false));
      } catch (error) {
        if (!(error instanceof ReferenceError)) throw error;
        // A binding that its module hasn't initialised yet.
        entries.push(`${printKey(this, keys[i], true)}: ${this.stylize('<uninitialized>', 'special')}`);
      }
    }
    this.seen.pop();
    return join(this, entries, '', open, '}', false, level + 1);
  }

  tooDeep(className, tag, fallback, kind) {
    const name = prefixOf(className, tag, kind === kinds.array ? 'Array' : fallback).slice(0, -1);
    return this.stylize(className === null ? name : `[${name}]`, 'special');
  }

  printBraces(value, level, keys, className, inherited, head, open, close, isList, fill) {
    level++;
    this.seen.push(value);
    this.deepest = level;
    let entries;
    let listed;
    const { indentation } = this;
    try {
      if (fill !== undefined) {
        entries = fill(this, value, level);
        listed = entries.length;
      } else {
        entries = [];
        listed = 0;
      }
      for (let i = 0; i < keys.length; i++) entries.push(this.printProperty(value, keys[i], level, isList));
      if (inherited !== undefined) this.printInherited(value, level, inherited, entries);
    } catch (error) {
      if (!isStackOverflow(error)) throw error;
      this.indentation = indentation;
      this.seen.pop();
      return this.stylize(
        `[${className ?? 'Object'}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
    }
    if (this.circular !== undefined) {
      const index = this.circular.get(value);
      if (index !== undefined) {
        const reference = this.stylize(`<ref *${index}>`, 'special');
        if (this.compact !== true) {
          head = head === '' ? reference : `${reference} ${head}`;
        } else {
          open = `${reference} ${open}`;
        }
      }
    }
    this.seen.pop();

    if (this.sorted) {
      const compare = this.sorted === true ? undefined : this.sorted;
      if (!isList) {
        entries.sort(compare);
      } else if (entries.length - listed > 1) {
        const properties = entries.splice(listed).sort(compare);
        for (let i = 0; i < properties.length; i++) entries.push(properties[i]);
      }
    }
    const text = join(this, entries, head, open, close, isList, level,
      isList ? value : undefined, isList && entries.length > this.maxArrayLength);
    const written = (this.written[this.indentation] ?? 0) + text.length;
    this.written[this.indentation] = written;
    if (written > outputLimit) this.depth = -1;
    return text;
  }

  /** What an object has from the user's classes, dimmed. */
  printInherited(value, level, inherited, entries) {
    for (const { 0: key, 1: descriptor } of inherited) {
      // As deep as the object itself.
      const text = this.printDescriptor(value, key, descriptor, level - 1, false);
      entries.push(this.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
  }

  /** An element of an array that is known to be data. */
  printValue(value, level) {
    if (value !== undefined && typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'string') {
      return printPrimitive(this, value);
    }
    this.indentation += 2;
    const text = this.print(value, level);
    this.indentation -= 2;
    return text;
  }

  /** An element of an array, without its index. */
  printElement(array, descriptor, level) {
    const { value } = descriptor;
    if (value !== undefined && typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'string') {
      return printPrimitive(this, value);
    }
    this.indentation += 2;
    const text = isData(descriptor) ? this.print(value, level) : this.printAccessor(array, descriptor, level);
    this.indentation -= 2;
    return text;
  }

  printProperty(value, key, level, ofList) {
    const descriptor = getOwnPropertyDescriptor(value, key) ??
      { value: value[key], configurable: true, enumerable: true };
    return this.printDescriptor(value, key, descriptor, level, ofList);
  }

  /** `key: value` */
  printDescriptor(value, key, descriptor, level, ofList) {
    let text;
    let separator = ' ';
    if (isData(descriptor)) {
      const narrow = this.compact === true && !ofList && descriptor.value !== undefined;
      const step = narrow ? 3 : 2;
      this.indentation += step;
      text = this.print(descriptor.value, level);
      if (narrow && this.breakLength < this.widthOf(text)) separator = `\n${' '.repeat(this.indentation)}`;
      this.indentation -= step;
    } else {
      text = this.printAccessor(value, descriptor, level);
    }
    return `${printKey(this, key, descriptor.enumerable)}:${separator}${text}`;
  }

  widthOf(text) {
    return require('internal/util/text_width').getStringWidth(text, this.colors);
  }

  printAccessor(value, { get, set }, level) {
    if (get === undefined) return set === undefined ? printPrimitive(this, undefined) : this.stylize('[Setter]', 'special');
    const label = set !== undefined ? 'Getter/Setter' : 'Getter';
    const { getters } = this;
    if (!getters || (getters === 'get' && set !== undefined) || (getters === 'set' && set === undefined)) {
      return this.stylize(`[${label}]`, 'special');
    }
    const { indentation } = this;
    try {
      const result = Reflect.apply(get, value, []);
      this.indentation += 2;
      let text;
      if (result === null || (typeof result !== 'object' && typeof result !== 'function')) {
        text = `${this.stylize(`[${label}:`, 'special')} ${this.print(result, level)}${this.stylize(']', 'special')}`;
      } else {
        text = `${this.stylize(`[${label}]`, 'special')} ${this.print(result, level)}`;
      }
      this.indentation = indentation;
      return text;
    } catch (error) {
      this.indentation = indentation;
      if (isStackOverflow(error)) throw error;
      this.indentation += 2;
      const shown = this.print(error, level);
      this.indentation = indentation;
      return `${this.stylize(`[${label}:`, 'special')} <Inspection threw (${shown})>${this.stylize(']', 'special')}`;
    }
  }
}

let overflowMessage;

function isStackOverflow(error) {
  if (!(error instanceof RangeError)) return false;
  if (overflowMessage === undefined) {
    try {
      (function overflow() {
        overflow();
      })();
    } catch (overflow) {
      overflowMessage = overflow.message;
    }
  }
  return error.message === overflowMessage;
}

module.exports = { Printer, customInspect, isStackOverflow };
