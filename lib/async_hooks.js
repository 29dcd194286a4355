// node:async_hooks. https://nodejs.org/api/async_hooks.html
'use strict';
const hooks = require('internal/async/hooks');
const { AsyncLocalStorage } = require('internal/async/local_storage');
const { AsyncResource } = require('internal/async/resource');

/** The types that `init` may be called with, besides those that programs name themselves. */
const asyncWrapProviders = Object.freeze({
  __proto__: null,
  NONE: 0,
  Immediate: 1,
  PROMISE: 2,
  TickObject: 3,
  Timeout: 4,
});

module.exports = {
  AsyncLocalStorage,
  createHook: hooks.createHook,
  executionAsyncId: hooks.executionAsyncId,
  triggerAsyncId: hooks.triggerAsyncId,
  executionAsyncResource: hooks.executionAsyncResource,
  asyncWrapProviders,
  AsyncResource,
};
