// events.EventEmitterAsyncResource. https://nodejs.org/api/events.html#class-eventseventemitterasyncresource-extends-eventemitter
'use strict';

const EventEmitter = require('events');
const { AsyncResource } = require('internal/async/resource');
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { validateString } = require('internal/validators');

/** The resource of an emitter, which knows the emitter. */
class EventEmitterReferencingAsyncResource extends AsyncResource {
  #eventEmitter;

  constructor(eventEmitter, type, options) {
    super(type, options);
    this.#eventEmitter = eventEmitter;
  }

  /** @returns {EventEmitterAsyncResource} */
  get eventEmitter() {
    if (!(#eventEmitter in this)) throw new ERR_INVALID_THIS('EventEmitterReferencingAsyncResource');
    return this.#eventEmitter;
  }
}

/** An emitter whose listeners run in the async context in which it was made. */
class EventEmitterAsyncResource extends EventEmitter {
  #asyncResource;

  /**
   * @param {string | { name?: string, captureRejections?: boolean, triggerAsyncId?: number,
   *   requireManualDestroy?: boolean }} [options] a string is the name
   */
  constructor(options = undefined) {
    let name;
    if (typeof options === 'string') {
      name = options;
      options = undefined;
    } else {
      if (new.target === EventEmitterAsyncResource) validateString(options?.name, 'options.name');
      name = options?.name || new.target.name;
    }
    super(options);
    this.#asyncResource = new EventEmitterReferencingAsyncResource(this, name, options);
  }

  /**
   * @param {string | symbol} event
   * @param {...unknown} args
   * @returns {boolean} whether there were listeners
   */
  emit(event, ...args) {
    EventEmitterAsyncResource.#check(this);
    return this.#asyncResource.runInAsyncScope(super.emit, this, event, ...args);
  }

  /** Calls the destroy hooks; at most once. */
  emitDestroy() {
    EventEmitterAsyncResource.#check(this);
    this.#asyncResource.emitDestroy();
  }

  /** @returns {number} */
  get asyncId() {
    EventEmitterAsyncResource.#check(this);
    return this.#asyncResource.asyncId();
  }

  /** @returns {number} */
  get triggerAsyncId() {
    EventEmitterAsyncResource.#check(this);
    return this.#asyncResource.triggerAsyncId();
  }

  /** @returns {AsyncResource} */
  get asyncResource() {
    EventEmitterAsyncResource.#check(this);
    return this.#asyncResource;
  }

  static #check(value) {
    if (!(#asyncResource in value)) throw new ERR_INVALID_THIS('EventEmitterAsyncResource');
  }
}

module.exports = { EventEmitterAsyncResource };
