// Frames of the async context: what each storage holds, as a list, the entry that was set last in front.
//
// Most programs have one storage or a few, and ask for the one they have just set: a step or two along a list is less work
// than any table. Frames aren't changed but by `remove`, and only their first entry may be: nothing but the frame itself leads
// there.
'use strict';

class Frame {
  /**
   * @param {object | symbol} key a storage, or whatever else stands for itself
   * @param {unknown} value
   * @param {Frame | undefined} rest
   */
  constructor(key, value, rest) {
    this.key = key;
    this.value = value;
    this.rest = rest;
  }
}

/**
 * @param {Frame | undefined} frame
 * @param {object | symbol} key
 * @returns {Frame | undefined} the entry: its `value` is what was set
 */
function find(frame, key) {
  while (frame !== undefined && frame.key !== key) frame = frame.rest;
  return frame;
}

/** The entries from `entry` on but that of `key`; the same ones when there is none. */
function without(entry, key) {
  if (find(entry, key) === undefined) return entry;
  return entry.key === key ? entry.rest : new Frame(entry.key, entry.value, without(entry.rest, key));
}

/**
 * @param {Frame | undefined} frame
 * @param {object | symbol} key
 * @param {unknown} value
 * @returns {Frame} a new frame, with the value in it
 */
function withEntry(frame, key, value) {
  if (frame === undefined) return new Frame(key, value, undefined);
  if (frame.key === key) return new Frame(key, value, frame.rest);
  return new Frame(key, value, new Frame(frame.key, frame.value, without(frame.rest, key)));
}

/**
 * @param {Frame | undefined} frame
 * @param {object | symbol} key
 * @returns {Frame | undefined} a frame without the key; undefined when nothing is left
 */
function withoutEntry(frame, key) {
  if (frame === undefined) return undefined;
  if (frame.key === key) return frame.rest === undefined ? undefined : new Frame(frame.rest.key, frame.rest.value, frame.rest.rest);
  return new Frame(frame.key, frame.value, without(frame.rest, key));
}

/**
 * Takes an entry out of a frame that others may hold already, and so out of their context.
 * @param {Frame | undefined} frame
 * @param {object | symbol} key
 */
function remove(frame, key) {
  if (frame === undefined) return;
  if (frame.key !== key) {
    frame.rest = without(frame.rest, key);
  } else {
    const { rest } = frame;
    frame.key = rest?.key;
    frame.value = rest?.value;
    frame.rest = rest?.rest;
  }
}

module.exports = { find, remove, withEntry, withoutEntry };
