// Follows what a program does without a change to it: a store per task, hooks that count its resources, its own channel, a
// measured step, and the heap's share.
'use strict';
const { AsyncLocalStorage, createHook } = require('node:async_hooks');
const { tracingChannel } = require('node:diagnostics_channel');
const { readFile } = require('node:fs');
const { performance, PerformanceObserver } = require('node:perf_hooks');
const v8 = require('node:v8');

const task = new AsyncLocalStorage();
const reads = tracingChannel('example.read');
const resources = new Map();
const hook = createHook({
  init(id, type) {
    if (type === 'FSREQCALLBACK') resources.set(id, task.getStore());
  },
});

reads.subscribe({
  start: ({ name }) => console.log(`${task.getStore()} reads ${name}`),
  asyncEnd: ({ name, result }) => console.log(`${task.getStore()} has ${name}: ${result.length > 0}`),
});

const observer = new PerformanceObserver((list) => {
  for (const { name, duration } of list.getEntries()) console.log(`${name} took time: ${duration > 0}`);
  observer.disconnect();
});
observer.observe({ type: 'measure' });

function read(name) {
  return new Promise((resolve) => {
    reads.traceCallback(readFile, 1, { name }, null, __filename, (error, data) => resolve(data));
  });
}

async function main() {
  hook.enable();
  performance.mark('begin');
  await task.run('first task', read, 'a file');
  await task.run('second task', read, 'the same file');
  performance.measure('both tasks', 'begin');
  hook.disable();
  console.log('files were read by:', [...new Set(resources.values())].join(', '));
  console.log('the heap is within its limit:', v8.getHeapStatistics().used_heap_size < v8.getHeapStatistics().heap_size_limit);
}

main();
