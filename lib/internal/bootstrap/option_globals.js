// Globals that the command line adds or takes away. https://nodejs.org/api/cli.html
'use strict';

const { attribute, lazy } = require('internal/bootstrap/globals');
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

/** Before the program runs. */
function apply() {
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
