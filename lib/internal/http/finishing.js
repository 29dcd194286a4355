// When the responses of the server's native path are finished: 'finish', what follows it, and 'close'.
'use strict';

const { flags, nextTick, reportUncaught } = require('internal/ticks');
const context = require('internal/async/context');
const { kState } = require('internal/http/incoming');
const { emitClose, onFinish } = require('internal/http/outgoing');

// As in enum Flag, src/runtime/realm.h.
const kHasTicks = 0;

// Responses whose 'finish' and 'close' are due, in a tick of their own.
let finished = [];
let scheduled = false;

// While a listener of 'request' runs: the first tick that it asks for runs as soon as it returns, so a response that is
// ended before any other tick was asked for needs none.
let inListener = false;
let first = null;
let firstFrame;

/**
 * A response is whole: it is finished in a tick.
 * @param {import('internal/http/exchange').Exchange} exchange
 */
function finishLater(exchange) {
  if (inListener && first === null && flags[kHasTicks] === 0) {
    first = exchange;
    firstFrame = context.get();
    return;
  }
  finished.push(exchange);
  if (!scheduled) {
    scheduled = true;
    nextTick(runFinished);
  }
}

function finishFirst() {
  const exchange = first;
  first = null;
  context.set(firstFrame);
  firstFrame = undefined;
  finish(exchange);
}

function runFinished() {
  const list = finished;
  finished = [];
  scheduled = false;
  for (let i = 0; i < list.length; i++) {
    try {
      finish(list[i]);
    } catch (error) {
      reportUncaught(error);
    }
  }
}

function finish(exchange) {
  const { req, res } = exchange;
  const callbacks = exchange.callbacks;
  if (callbacks !== null) {
    exchange.callbacks = null;
    for (let i = 0; i < callbacks.length; i++) callbacks[i]();
  }
  if (res._events !== undefined) res.emit('prefinish');
  onFinish(res);
  // A request that nobody reads ends by itself.
  const state = req[kState];
  if (req._events !== undefined || state !== undefined) {
    if (!req._consuming && state?.endEmitted !== true) req._dump();
  }
  if (res._events === undefined) {
    res.destroyed = true;
    res._closed = true;
  } else {
    nextTick(emitClose, res);
  }
}

/** A listener of 'request' is about to be called. */
function listenerBegins() {
  inListener = true;
}

/** It has returned, or thrown: the first tick that it has asked for. */
function listenerReturned() {
  inListener = false;
  if (first === null) return;
  try {
    finishFirst();
  } catch (error) {
    reportUncaught(error);
  }
}

/** @returns {Exchange[]} those whose responses are whole and not finished yet */
function unfinished() {
  return first === null ? finished : [first, ...finished];
}

module.exports = { finishLater, listenerBegins, listenerReturned, unfinished };
