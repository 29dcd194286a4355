// node:worker_threads. https://nodejs.org/api/worker_threads.html
'use strict';

const { markAsUncloneable, markAsUntransferable, isMarkedAsUntransferable } = require('internal/cloneable');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');

/** What setEnvironmentData has set: a worker starts with a copy of it. */
const environmentData = new Map();

/**
 * @param {any} key
 * @param {any} [value] undefined removes the key
 */
function setEnvironmentData(key, value) {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

/**
 * @param {any} key
 * @returns {any} what the thread that started this one, or this one itself, has set for the key
 */
function getEnvironmentData(key) {
  return environmentData.get(key);
}

module.exports = {
  isInternalThread: false,
  isMainThread: true,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  resourceLimits: {},
  threadId: 0,
  threadName: '',
  SHARE_ENV,
  parentPort: null,
  workerData: null,
  setEnvironmentData,
  getEnvironmentData,
};
