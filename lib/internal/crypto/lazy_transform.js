// The stream side of Hash, Hmac and ciphers, made when it is first used: most programs only call update and digest.
'use strict';

/**
 * Makes instances of a class streams: its prototype comes to inherit from Transform's, whose constructor runs at the
 * first look at the stream's state.
 * @param {Function} Class whose prototype has _transform and _flush
 */
function makeLazyTransform(Class) {
  const { Transform } = require('stream');
  const { namesOf } = require('internal/events/listeners');
  Object.setPrototypeOf(Class.prototype, Transform.prototype);
  Object.setPrototypeOf(Class, Transform);
  for (const name of ['_readableState', '_writableState']) {
    Object.defineProperty(Class.prototype, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get() {
        if (this === Class.prototype) return undefined;
        start(this);
        return this[name];
      },
      set(value) {
        Object.defineProperty(this, name, {
          __proto__: null, value, writable: true, enumerable: true, configurable: true,
        });
      },
    });
  }

  function start(stream) {
    // The constructor sets the states; until it does, looking at them must not come back here.
    stream._readableState = undefined;
    stream._writableState = undefined;
    const { _events, _eventsCount, _maxListeners } = stream;
    Transform.call(stream, stream._options);
    // Listeners may have come before the stream.
    if (_events !== undefined && _events !== stream._events) {
      for (const name of namesOf(_events)) stream._events[name] ??= _events[name];
      stream._eventsCount = Math.max(_eventsCount, namesOf(stream._events).length);
      stream._maxListeners = _maxListeners;
    }
    if (stream.decodesStrings === false) stream._writableState.decodeStrings = false;
  }
}

module.exports = makeLazyTransform;
