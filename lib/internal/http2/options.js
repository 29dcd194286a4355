// Options of sessions: what they may be, and as the native session takes them.
// https://nodejs.org/api/http2.html#http2createserveroptions-onrequesthandler
'use strict';

const { codes } = require('internal/errors');
const { validateNumber, validateUint32 } = require('internal/validators');

const kServer = 0;
const kMostCustom = 10;

function required(options, name, fallback) {
  const value = options[name];
  return typeof value === 'number' && !Number.isNaN(value) ? value : fallback;
}

/**
 * @param {0 | 1} type
 * @param {object} options
 * @returns {number[]} in the order of http2::Options, -1 where the native session's own value holds; then the ids of custom
 *   settings
 */
function toLimits(type, options) {
  let reserved = required(options, 'maxReservedRemoteStreams', 200);
  if (reserved < 0) reserved = 2 ** 32 - 1;
  const least = type === kServer ? 4 : 1;
  const pairs = required(options, 'maxHeaderListPairs', 128);
  const burst = options.streamResetBurst;
  const rate = options.streamResetRate;
  const hasRate = burst !== undefined && rate !== undefined;
  return [
    required(options, 'maxDeflateDynamicTableSize', -1),
    Math.min(reserved, 2 ** 32 - 1),
    required(options, 'maxSendHeaderBlockLength', -1),
    Math.max(0, required(options, 'peerMaxConcurrentStreams', 100)),
    Math.max(1, required(options, 'maxSettings', 32)),
    Math.max(least, pairs),
    Math.max(1, required(options, 'maxSessionMemory', 10)) * 1e6,
    Math.min(required(options, 'maxSessionInvalidFrames', 1000), 2 ** 32 - 1),
    Math.min(required(options, 'maxSessionRejectedStreams', 100), 2 ** 32 - 1),
    hasRate ? burst : 1000,
    hasRate ? rate : 33,
    options.strictFieldWhitespaceValidation === false ? 0 : 1,
    required(options, 'paddingStrategy', 0),
    ...(options.remoteCustomSettings ?? []),
  ];
}

/**
 * The options of a server or a client, checked and copied.
 * @param {object} options
 * @returns {object}
 */
function checkOptions(options) {
  if (options === null || typeof options !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  options = { ...options };
  const { settings } = options;
  if (settings !== undefined && (settings === null || typeof settings !== 'object' || Array.isArray(settings))) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.settings', 'Object', settings);
  }
  options.settings = { ...settings };
  const { remoteCustomSettings } = options;
  if (remoteCustomSettings !== undefined) {
    options.remoteCustomSettings = [...remoteCustomSettings];
    if (options.remoteCustomSettings.length > kMostCustom) throw new codes.ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  }
  if (options.maxSessionInvalidFrames !== undefined) {
    validateUint32(options.maxSessionInvalidFrames, 'maxSessionInvalidFrames');
  }
  if (options.maxSessionRejectedStreams !== undefined) {
    validateUint32(options.maxSessionRejectedStreams, 'maxSessionRejectedStreams');
  }
  if (options.unknownProtocolTimeout !== undefined) validateUint32(options.unknownProtocolTimeout, 'unknownProtocolTimeout');
  else options.unknownProtocolTimeout = 10000;
  if (options.streamResetBurst !== undefined) validateNumber(options.streamResetBurst, 'streamResetBurst', 0);
  if (options.streamResetRate !== undefined) validateNumber(options.streamResetRate, 'streamResetRate', 0);
  return options;
}

module.exports = { toLimits, checkOptions };
