// What util.inspect calls an object: its class, its tag, its size; and functions and classes as they stand in brackets.
'use strict';
const native = binding('util');
const types = require('internal/util/types');
const { isListeners } = require('internal/events/listeners');

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const functionToString = Function.prototype.toString;

/** Under this the getters that --frozen-intrinsics makes of properties have what they give. */
const frozenValue = Symbol('value of a frozen property');

// What most objects are instances of, by prototype: found without looking at descriptors.
const commonClasses = new Map();
for (const constructor of [Object, Array, Map, Set, Date, RegExp, Promise, Error, TypeError, RangeError, Uint8Array, Function]) {
  commonClasses.set(constructor.prototype, { constructor, name: constructor.name });
}

/** The name of the common class that made an object; undefined where anything stands in the way of being sure. */
function commonClassName(object) {
  const prototype = getPrototypeOf(object);
  const known = commonClasses.get(prototype);
  return known !== undefined && !hasOwn(object, 'constructor') && object.constructor === known.constructor ?
    known.name : undefined;
}

function isInstance(object, constructor) {
  try {
    return object instanceof constructor;
  } catch {
    return false;
  }
}

/**
 * The name of the nearest class in an object's prototype chain; null when the object has no prototype.
 * @param {Printer} printer
 * @param {object} object
 * @param {number} level
 * @returns {string | null} with the prototype in angle brackets when the chain leads to no class
 */
function classNameOf(printer, object, level) {
  const common = commonClassName(object);
  if (common !== undefined) return common;
  let firstPrototype;
  for (let current = object; current !== null; current = getPrototypeOf(current)) {
    const descriptor = getOwnPropertyDescriptor(current, 'constructor');
    if (descriptor !== undefined) {
      const constructor = descriptor.value ?? descriptor.get?.[frozenValue];
      if (typeof constructor === 'function' && constructor.name !== '' && isInstance(object, constructor)) {
        return String(constructor.name);
      }
    }
    if (current === object) firstPrototype = getPrototypeOf(current);
  }
  // A table of listeners is as good as without.
  if (firstPrototype === null || isListeners(object)) return null;
  const name = native.constructorName(object);
  if (printer.depth !== null && level > printer.depth) return `${name} <Complex prototype>`;
  const prototypeName = classNameOf(printer, firstPrototype, level + 1);
  if (prototypeName === null) return `${name} <${printer.inspectPrototype(firstPrototype)}>`;
  return `${name} <${prototypeName}>`;
}

/** Whether a tag says no more than the class's name, as "Map" in "OwnMap": it begins somewhere and ends with a word. */
function isWordOf(className, tag) {
  if (className === tag) return true;
  const at = className.indexOf(tag);
  if (at === -1) return false;
  const end = at + tag.length;
  return end === className.length || className[end] !== className[end].toLowerCase();
}

/**
 * What stands before an object's opening brace, with a blank at the end.
 * @param {string | null} className
 * @param {string} tag Symbol.toStringTag, or ''
 * @param {string} fallback the name of the built-in class, for an object without a prototype
 * @param {string} [size] `(3)` for a collection
 * @returns {string}
 */
function prefixOf(className, tag, fallback, size = '') {
  if (className === null) {
    return tag !== '' && fallback !== tag ?
      `[${fallback}${size}: null prototype] [${tag}] ` : `[${fallback}${size}: null prototype] `;
  }
  return tag !== '' && !isWordOf(className, tag) ? `${className}${size} [${tag}] ` : `${className}${size} `;
}

function classText(value, className, tag) {
  const name = hasOwn(value, 'name') && value.name;
  let text = `[class ${name ? String(name) : '(anonymous)'}`;
  if (className !== 'Function' && className !== null) text += ` [${className}]`;
  if (tag !== '' && className !== tag) text += ` [${tag}]`;
  if (className === null) return `${text} extends [null prototype]]`;
  const superName = getPrototypeOf(value).name;
  return superName ? `${text} extends ${String(superName)}]` : `${text}]`;
}

// A class as opposed to a method that is called `class`.
const classSource = /^class(?=[\s{/])(?!\s*\()/;

/**
 * A function or class: `[Function: name]`, `[class A extends B]`.
 * @param {Printer} printer
 * @param {Function} value
 * @param {string | null} className
 * @param {string} tag
 * @returns {string}
 */
function functionText(printer, value, className, tag) {
  const prototype = getOwnPropertyDescriptor(value, 'prototype');
  if (prototype !== undefined && prototype.writable === false &&
      classSource.test(functionToString.call(value))) {
    return classText(value, className, tag);
  }
  let type = 'Function';
  if (types.isGeneratorFunction(value)) type = `Generator${type}`;
  if (types.isAsyncFunction(value)) type = `Async${type}`;
  let text = `[${type}`;
  if (className === null) text += ' (null prototype)';
  text += value.name === '' ? ' (anonymous)' : `: ${printableName(printer, value.name)}`;
  text += ']';
  if (className !== type && className !== null) text += ` ${className}`;
  if (tag !== '' && className !== tag) text += ` [${tag}]`;
  return text;
}

/** A name as a program may have redefined it: anything. Beside the levels, so of any depth. */
function printableName(printer, name) {
  return typeof name === 'string' ? name : printer.print(name, NaN);
}

module.exports = { classNameOf, frozenValue, functionText, prefixOf };
