// SETTINGS: as programs write them, as numbers, and packed. https://nodejs.org/api/http2.html#settings-object
'use strict';

const { codes } = require('internal/errors');
const { Buffer } = require('buffer');

const kLargest = 2 ** 32 - 1;
const kMostCustom = 10;

/** Name, id, least and greatest of the settings that are numbers; in the order in which they are packed, by `settings`. */
const kinds = [
  { name: 'headerTableSize', id: 1, least: 0, greatest: kLargest },
  { name: 'enablePush', id: 2, isBoolean: true },
  { name: 'maxConcurrentStreams', id: 3, least: 0, greatest: kLargest },
  { name: 'initialWindowSize', id: 4, least: 0, greatest: 2 ** 31 - 1 },
  { name: 'maxFrameSize', id: 5, least: 16384, greatest: 2 ** 24 - 1 },
  { name: 'maxHeaderListSize', id: 6, least: 0, greatest: kLargest, alias: 'maxHeaderSize' },
  { name: 'enableConnectProtocol', id: 8, isBoolean: true },
];

function checkRange(name, value, least, greatest) {
  if (value === undefined) return;
  if (typeof value !== 'number' || value < least || value > greatest || Number.isNaN(value)) {
    throw new codes.ERR_HTTP2_INVALID_SETTING_VALUE.RangeError(name, value, least, greatest);
  }
}

function checkBoolean(name, value) {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new codes.ERR_HTTP2_INVALID_SETTING_VALUE(name, value);
  }
}

/**
 * @param {object} settings
 * @throws {RangeError | TypeError} ERR_HTTP2_INVALID_SETTING_VALUE, ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS
 */
function validateSettings(settings) {
  if (settings === undefined) return;
  if (settings.customSettings !== null && settings.customSettings !== undefined) {
    const { customSettings } = settings;
    const ids = Object.keys(customSettings);
    if (ids.length > kMostCustom) throw new codes.ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
    for (let i = 0; i < ids.length; i++) {
      checkRange('customSettings:id', Number(ids[i]), 0, 0xffff);
      checkRange('customSettings:value', customSettings[ids[i]], 0, kLargest);
    }
  }
  for (let i = 0; i < kinds.length; i++) {
    const { name, isBoolean, least, greatest, alias } = kinds[i];
    if (isBoolean) {
      checkBoolean(name, settings[name]);
      continue;
    }
    checkRange(name, settings[name], least, greatest);
    if (alias !== undefined) checkRange(alias, settings[alias], least, greatest);
  }
}

/** @returns {object} what holds when nothing is said */
function getDefaultSettings() {
  return {
    __proto__: null,
    headerTableSize: 4096,
    enablePush: true,
    initialWindowSize: 65535,
    maxFrameSize: 16384,
    maxConcurrentStreams: kLargest,
    maxHeaderListSize: 65535,
    maxHeaderSize: 65535,
    enableConnectProtocol: false,
  };
}

/**
 * @param {object} settings that are valid
 * @returns {number[]} id, value, id, value ...
 */
function toPairs(settings) {
  const pairs = [];
  for (let i = 0; i < kinds.length; i++) {
    const { name, id, alias } = kinds[i];
    let value = settings[name];
    if (alias !== undefined && settings[alias] !== undefined) value = settings[alias];
    if (value === undefined) continue;
    pairs.push(id, Number(value) >>> 0);
  }
  const { customSettings } = settings;
  if (customSettings === undefined || customSettings === null) return pairs;
  const ids = Object.keys(customSettings);
  for (let i = 0; i < ids.length; i++) pairs.push(Number(ids[i]), customSettings[ids[i]] >>> 0);
  return pairs;
}

/**
 * @param {number[]} values by id, as the native session tells them
 * @param {object | undefined} customSettings
 * @returns {object}
 */
function fromValues(values, customSettings) {
  const settings = {
    __proto__: null,
    headerTableSize: values[1],
    enablePush: values[2] !== 0,
    initialWindowSize: values[4],
    maxFrameSize: values[5],
    maxConcurrentStreams: values[3],
    maxHeaderListSize: values[6],
    maxHeaderSize: values[6],
    enableConnectProtocol: values[8] !== 0,
  };
  if (customSettings !== undefined) settings.customSettings = customSettings;
  return settings;
}

function requireObject(settings) {
  if (settings !== undefined && (settings === null || typeof settings !== 'object' || Array.isArray(settings))) {
    throw new codes.ERR_INVALID_ARG_TYPE('settings', 'Object', settings);
  }
}

/**
 * https://nodejs.org/api/http2.html#http2getpackedsettingssettings
 * @param {object} [settings]
 * @returns {Buffer} the payload of a SETTINGS frame
 */
function getPackedSettings(settings) {
  requireObject(settings);
  validateSettings(settings);
  const pairs = settings === undefined ? [] : toPairs(settings);
  const packed = Buffer.allocUnsafeSlow(pairs.length * 3);
  for (let i = 0; i < pairs.length; i += 2) {
    packed.writeUInt16BE(pairs[i], i * 3);
    packed.writeUInt32BE(pairs[i + 1], i * 3 + 2);
  }
  return packed;
}

function byId(id) {
  for (let i = 0; i < kinds.length; i++) if (kinds[i].id === id) return kinds[i];
  return undefined;
}

/**
 * https://nodejs.org/api/http2.html#http2getunpackedsettingsbuf
 * @param {Buffer | TypedArray} buf the payload of a SETTINGS frame; each element is one byte of it
 * @param {{ validate?: boolean }} [options]
 * @returns {object}
 */
function getUnpackedSettings(buf, options = {}) {
  if (!ArrayBuffer.isView(buf) || buf.length === undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray'], buf);
  }
  if (buf.length % 6 !== 0) throw new codes.ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH();
  const settings = {};
  for (let at = 0; at < buf.length; at += 6) {
    const id = buf[at] << 8 | buf[at + 1];
    const value = ((buf[at + 2] << 24) | (buf[at + 3] << 16) | (buf[at + 4] << 8) | buf[at + 5]) >>> 0;
    const kind = byId(id);
    if (kind === undefined) (settings.customSettings ??= {})[id] = value;
    else settings[kind.name] = kind.isBoolean ? value !== 0 : value;
    if (kind?.alias !== undefined) settings[kind.alias] = value;
  }
  if (options?.validate) validateSettings(settings);
  return settings;
}

module.exports = {
  validateSettings, getDefaultSettings, toPairs, fromValues, requireObject, getPackedSettings, getUnpackedSettings,
};
