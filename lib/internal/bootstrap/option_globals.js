// Globals that are settled when a process or a worker starts: what the command line adds or takes away, and what belongs to
// WebAssembly, which is not part of the snapshot. https://nodejs.org/api/cli.html
'use strict';

const { attribute, lazy } = require('internal/bootstrap/globals');
const { defineLazy } = require('internal/lazy');
const options = require('internal/options');

let warned = false;

/** Says once that Web Storage may change; for its globals' first use. */
function loadStorage() {
  if (!warned) {
    warned = true;
    require('process').emitWarning('Web Storage is an experimental feature and might change at any time', 'ExperimentalWarning');
  }
  return require('internal/web/storage');
}

function addWasmStreaming() {
  // Gone with --jitless.
  if (typeof WebAssembly !== 'object') return;
  const load = (name) => () => require('internal/web/wasm_streaming')[name];
  defineLazy(WebAssembly, 'compileStreaming', load('compileStreaming'), true);
  defineLazy(WebAssembly, 'instantiateStreaming', load('instantiateStreaming'), true);
}

/** Before the program runs. */
function apply() {
  addWasmStreaming();
  if (options.get('--experimental-eventsource')) lazy('EventSource', () => require('internal/web/fetch').EventSource);
  if (options.get('--no-experimental-websocket')) {
    delete globalThis.WebSocket;
    delete globalThis.CloseEvent;
  }
  if (options.get('--no-experimental-global-navigator')) {
    delete globalThis.navigator;
    delete globalThis.Navigator;
  }
  if (options.get('--experimental-webstorage')) {
    lazy('Storage', () => loadStorage().Storage);
    attribute('localStorage', () => loadStorage().localStorage, true);
    attribute('sessionStorage', () => loadStorage().sessionStorage, true);
  }
}

module.exports = { apply };
