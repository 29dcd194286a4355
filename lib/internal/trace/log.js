// Trace events: what of the runtime's own work goes into the trace file, and when. https://nodejs.org/api/tracing.html
//
// Whoever does work that may be traced looks at `on` first; while no category is enabled nothing else happens.
'use strict';

/** Which kinds of events are wanted. */
const on = {
  any: false,
  console: false,
  dns: false,
  environment: false,
  fsAsync: false,
  fsSync: false,
  http: false,
  net: false,
  rejections: false,
  timerify: false,
  usertiming: false,
  vm: false,
};

/** The category of each, and the group under which its events are written. */
const groups = {
  __proto__: null,
  console: ['node.console', 'node,node.console'],
  dns: ['node.dns.native', 'node,node.dns,node.dns.native'],
  environment: ['node.environment', 'node,node.environment'],
  fsAsync: ['node.fs.async', 'node,node.fs,node.fs.async'],
  fsSync: ['node.fs.sync', 'node,node.fs,node.fs.sync'],
  http: ['node.http', 'node,node.http'],
  net: ['node.net.native', 'node,node.net,node.net.native'],
  rejections: ['node.promises.rejections', 'node,node.promises,node.promises.rejections'],
  timerify: ['node.perf.timerify', 'node,node.perf,node.perf.timerify'],
  usertiming: ['node.perf.usertiming', 'node,node.perf,node.perf.usertiming'],
  vm: ['node.vm.script', 'node,node.vm,node.vm.script'],
};
const asyncHooksGroup = 'node,node.async_hooks';

/** How many enabled Tracing objects, and the command line, ask for each category. */
const wanted = new Map();
let begun = false;
let stopHooks;

/** @returns {string[]} the enabled categories, sorted */
function categories() {
  return [...wanted.keys()].sort();
}

/** Whether a category is wanted: by its name, or by one of those that it is a part of. */
function isWanted(name) {
  if (wanted.has('node')) return true;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    if (wanted.has(name.slice(0, end))) return true;
  }
  return false;
}

/**
 * Writes an event.
 * @param {string} kind a key of `on`
 * @param {string} phase 'B' and 'E' around work; 'b', 'n' and 'e' in the life of what has an id; 'C' for a counter
 * @param {string} name
 * @param {object} [args]
 * @param {number | string} [id]
 */
function emit(kind, phase, name, args = undefined, id = '') {
  binding('trace').add(phase, groups[kind][1], name, id === '' ? '' : `${id}`, args === undefined ? '' : JSON.stringify(args));
}

/** What a trace begins with: who made it. */
function emitMetadata() {
  const process = require('process');
  const { add } = binding('trace');
  const { arch, platform, release, version, versions } = process;
  add('M', '__metadata', 'process_name', '', JSON.stringify({ name: process.title }));
  add('M', '__metadata', 'version', '', JSON.stringify({ node: versions.node }));
  add('M', '__metadata', 'thread_name', '', JSON.stringify({ name: 'JavaScriptMainThread' }));
  add('M', '__metadata', 'thread_name', '', JSON.stringify({ name: 'PlatformWorkerThread' }));
  add('M', '__metadata', 'node', '', JSON.stringify({ process: { versions, arch, platform, release, version } }));
}

/** Resources that come and go, and their callbacks. */
function startHooks() {
  const { createHook, executionAsyncId } = require('internal/async/hooks');
  const { add } = binding('trace');
  const types = new Map();
  const hook = createHook({
    init(id, type, triggerAsyncId) {
      types.set(id, type);
      const args = { data: { executionAsyncId: executionAsyncId(), triggerAsyncId } };
      add('b', asyncHooksGroup, type, `0x${id.toString(16)}`, JSON.stringify(args));
    },
    before(id) {
      add('b', asyncHooksGroup, `${types.get(id)}_CALLBACK`, `0x${id.toString(16)}`, '');
    },
    after(id) {
      add('e', asyncHooksGroup, `${types.get(id)}_CALLBACK`, `0x${id.toString(16)}`, '');
    },
    destroy(id) {
      add('e', asyncHooksGroup, types.get(id) ?? '', `0x${id.toString(16)}`, '');
      types.delete(id);
    },
  });
  hook.enable();
  return () => hook.disable();
}

function update() {
  const list = categories();
  on.any = list.length > 0;
  binding('trace').setCategories(list);
  if (on.any && !begun) {
    begun = true;
    require('internal/process/uncaught').atExit(finish);
    emitMetadata();
  }
  for (const kind of Object.keys(groups)) on[kind] = isWanted(groups[kind][0]);
  const wantsHooks = wanted.has('node.async_hooks') || wanted.has('node');
  if (wantsHooks && stopHooks === undefined) {
    stopHooks = startHooks();
  } else if (!wantsHooks && stopHooks !== undefined) {
    stopHooks();
    stopHooks = undefined;
  }
}

/** @param {string[]} names categories that one more asks for */
function enable(names) {
  for (let i = 0; i < names.length; i++) wanted.set(names[i], (wanted.get(names[i]) ?? 0) + 1);
  update();
}

/** @param {string[]} names categories that one fewer asks for */
function disable(names) {
  for (let i = 0; i < names.length; i++) {
    const count = wanted.get(names[i]) - 1;
    if (count === 0) wanted.delete(names[i]);
    else wanted.set(names[i], count);
  }
  update();
}

/** The process ends: so does the file. */
function finish() {
  if (on.environment) {
    for (const name of ['RunCleanup', 'AtExit']) {
      emit('environment', 'B', name);
      emit('environment', 'E', name);
    }
  }
  stopHooks?.();
  const process = require('process');
  binding('trace').add('M', '__metadata', 'process_name', '', JSON.stringify({ name: process.title }));
  binding('trace').close();
}

/** Begins what the command line asks for. */
function start() {
  const options = require('internal/options');
  const given = options.get('--trace-event-categories');
  const pattern = options.get('--trace-event-file-pattern');
  if (pattern !== undefined) binding('trace').setFilePattern(pattern);
  if (given === undefined && !options.get('--trace-events-enabled')) return;
  const names = given === undefined || given === '' ? ['v8', 'node', 'node.async_hooks'] : given.split(',');
  enable(names.filter((name) => name !== ''));
  if (on.environment) {
    emit('environment', 'B', 'Environment', { args: require('process').argv, exec_args: require('process').execArgv });
    emit('environment', 'E', 'Environment');
  }
}

module.exports = { categories, disable, emit, enable, on, start };
