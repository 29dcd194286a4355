// node:diagnostics_channel. https://nodejs.org/api/diagnostics_channel.html
'use strict';
const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const registry = require('internal/diagnostics/registry');

const { setPrototypeOf } = Object;
const { channels } = registry;

/** Channels that nobody refers to are forgotten. */
const collected = new FinalizationRegistry((name) => {
  if (channels.get(name)?.deref() === undefined) channels.delete(name);
});

/** Throws the error where it becomes an uncaught exception: publishers aren't to suffer from subscribers. */
function reportLater(error) {
  require('process').nextTick(() => {
    throw error;
  });
}

/** Calls `next` with the context's store set to what the data becomes. */
function withStore(data, next, store, transform) {
  return () => {
    let value = data;
    if (transform) {
      try {
        value = transform(data);
      } catch (error) {
        reportLater(error);
        return next();
      }
    }
    return store.run(value, next);
  };
}

function checkSubscription(subscription) {
  validateFunction(subscription, 'subscription');
}

function deactivate(channel) {
  if (channel._subscribers.length === 0 && channel._stores.size === 0) {
    setPrototypeOf(channel, Channel.prototype);
    channel._subscribers = undefined;
    channel._stores = undefined;
    registry.subscribed--;
    registry.kept.delete(channel);
  }
}

function activate(channel) {
  setPrototypeOf(channel, ActiveChannel.prototype);
  channel._subscribers = [];
  channel._stores = new Map();
  registry.subscribed++;
  // With subscribers it has a purpose, though nobody else may refer to it.
  registry.kept.add(channel);
}

/** A channel with subscribers or bound stores. */
class ActiveChannel {
  subscribe(subscription) {
    checkSubscription(subscription);
    // Replaced, not changed: publishing goes through the list that it began with.
    this._subscribers = [...this._subscribers, subscription];
  }

  unsubscribe(subscription) {
    const index = this._subscribers.indexOf(subscription);
    if (index === -1) return false;
    this._subscribers = this._subscribers.filter((_, i) => i !== index);
    deactivate(this);
    return true;
  }

  bindStore(store, transform) {
    this._stores.set(store, transform);
  }

  unbindStore(store) {
    if (!this._stores.delete(store)) return false;
    deactivate(this);
    return true;
  }

  get hasSubscribers() {
    return true;
  }

  publish(data) {
    const subscribers = this._subscribers;
    for (let i = 0; i < (subscribers?.length ?? 0); i++) {
      try {
        const subscription = subscribers[i];
        subscription(data, this.name);
      } catch (error) {
        reportLater(error);
      }
    }
  }

  runStores(data, fn, thisArg, ...args) {
    let run = () => {
      this.publish(data);
      return Reflect.apply(fn, thisArg, args);
    };
    for (const { 0: store, 1: transform } of this._stores) run = withStore(data, run, store, transform);
    return run();
  }
}

/** A named channel; while nobody subscribes, publishing does nothing. */
class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    this._index = undefined;
    channels.set(name, new WeakRef(this));
    collected.register(this, name);
  }

  static [Symbol.hasInstance](instance) {
    const prototype = Object.getPrototypeOf(instance);
    return prototype === Channel.prototype || prototype === ActiveChannel.prototype;
  }

  /**
   * @param {(message: unknown, name: string | symbol) => void} subscription
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  subscribe(subscription) {
    checkSubscription(subscription);
    activate(this);
    this.subscribe(subscription);
  }

  /** @returns {boolean} whether it was subscribed */
  unsubscribe() {
    return false;
  }

  /**
   * Lets runStores set an AsyncLocalStorage to what `transform` makes of the data.
   * @param {AsyncLocalStorage} store
   * @param {(data: unknown) => unknown} [transform]
   */
  bindStore(store, transform) {
    activate(this);
    this.bindStore(store, transform);
  }

  /** @returns {boolean} whether it was bound */
  unbindStore() {
    return false;
  }

  get hasSubscribers() {
    return false;
  }

  publish() {}

  runStores(data, fn, thisArg, ...args) {
    return Reflect.apply(fn, thisArg, args);
  }
}

/**
 * @param {string | symbol} name
 * @returns {Channel} the same one for the same name
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function channel(name) {
  const found = channels.get(name)?.deref();
  if (found !== undefined) return found;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new codes.ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  return new Channel(name);
}

/** Subscribes to the channel of a name. */
function subscribe(name, subscription) {
  channel(name).subscribe(subscription);
}

/** @returns {boolean} whether it was subscribed */
function unsubscribe(name, subscription) {
  return channel(name).unsubscribe(subscription);
}

/** @returns {boolean} */
function hasSubscribers(name) {
  return channels.get(name)?.deref()?.hasSubscribers ?? false;
}

const traceEvents = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

function isChannel(value) {
  return value instanceof Channel;
}

function hidden(object, name, value) {
  Object.defineProperty(object, name, { __proto__: null, value, writable: false, enumerable: false, configurable: true });
}

/** Five channels that together trace one action. */
class TracingChannel {
  constructor(nameOrChannels) {
    for (const event of traceEvents) {
      let each;
      if (typeof nameOrChannels === 'string') {
        each = channel(`tracing:${nameOrChannels}:${event}`);
      } else if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
        each = nameOrChannels[event];
        if (!isChannel(each)) throw new codes.ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, ['Channel'], each);
      } else {
        throw new codes.ERR_INVALID_ARG_TYPE('nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
      }
      hidden(this, event, each);
    }
  }

  get hasSubscribers() {
    for (const event of traceEvents) {
      if (this[event]?.hasSubscribers) return true;
    }
    return false;
  }

  /** Subscribes each function to the channel of its name. */
  subscribe(handlers) {
    for (const event of traceEvents) {
      if (handlers[event]) this[event]?.subscribe(handlers[event]);
    }
  }

  /** @returns {boolean} whether all were subscribed */
  unsubscribe(handlers) {
    let done = true;
    for (const event of traceEvents) {
      if (handlers[event] && !this[event]?.unsubscribe(handlers[event])) done = false;
    }
    return done;
  }

  /** Traces a synchronous call. */
  traceSync(fn, context = {}, thisArg = undefined, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const { start, end, error } = this;
    return start.runStores(context, () => {
      try {
        const result = Reflect.apply(fn, thisArg, args);
        context.result = result;
        return result;
      } catch (thrown) {
        context.error = thrown;
        error.publish(context);
        throw thrown;
      } finally {
        end.publish(context);
      }
    });
  }

  /** Traces a call that returns a promise. */
  tracePromise(fn, context = {}, thisArg = undefined, ...args) {
    if (!this.hasSubscribers) {
      const result = Reflect.apply(fn, thisArg, args);
      return typeof result?.then === 'function' ? result : Promise.resolve(result);
    }
    const { start, end, asyncStart, asyncEnd, error } = this;
    const reject = (reason) => {
      context.error = reason;
      error.publish(context);
      asyncStart.publish(context);
      asyncEnd.publish(context);
      return Promise.reject(reason);
    };
    const resolve = (result) => {
      context.result = result;
      asyncStart.publish(context);
      asyncEnd.publish(context);
      return result;
    };
    return start.runStores(context, () => {
      try {
        let promise = Reflect.apply(fn, thisArg, args);
        if (!(promise instanceof Promise)) promise = Promise.resolve(promise);
        return promise.then(resolve, reject);
      } catch (thrown) {
        context.error = thrown;
        error.publish(context);
        throw thrown;
      } finally {
        end.publish(context);
      }
    });
  }

  /** Traces a call whose argument at `position` (from the end when negative) is its callback. */
  traceCallback(fn, position = -1, context = {}, thisArg = undefined, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const { start, end, asyncStart, asyncEnd, error } = this;
    const callback = args.at(position);
    validateFunction(callback, 'callback');
    function traced(failure, result) {
      if (failure) {
        context.error = failure;
        error.publish(context);
      } else {
        context.result = result;
      }
      return asyncStart.runStores(context, () => {
        try {
          return Reflect.apply(callback, this, arguments);
        } finally {
          asyncEnd.publish(context);
        }
      });
    }
    args.splice(position, 1, traced);
    return start.runStores(context, () => {
      try {
        return Reflect.apply(fn, thisArg, args);
      } catch (thrown) {
        context.error = thrown;
        error.publish(context);
        throw thrown;
      } finally {
        end.publish(context);
      }
    });
  }
}

/**
 * @param {string | object} nameOrChannels a name, or the five channels
 * @returns {TracingChannel}
 */
function tracingChannel(nameOrChannels) {
  return new TracingChannel(nameOrChannels);
}

module.exports = { channel, hasSubscribers, subscribe, tracingChannel, unsubscribe, Channel };
