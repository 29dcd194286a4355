// process.report: a summary of the process, for people who look for a fault. https://nodejs.org/api/report.html
'use strict';

const native = binding('report');
const { validateBoolean, validateObject, validateString, validateOneOf } = require('internal/validators');

const options = require('internal/options');

const settings = {
  directory: options.get('--report-directory') ?? options.get('--report-dir') ?? '',
  filename: options.get('--report-filename') ?? '',
  compact: options.get('--report-compact') === true,
  signal: options.get('--report-signal') ?? 'SIGUSR2',
  reportOnFatalError: options.get('--report-on-fatalerror') === true,
  reportOnSignal: options.get('--report-on-signal') === true,
  reportOnUncaughtException: options.get('--report-uncaught-exception') === true,
  excludeNetwork: options.get('--report-exclude-network') === true,
  excludeEnv: options.get('--report-exclude-env') === true,
};

let sequence = 0;

function twoDigits(number) {
  return String(number).padStart(2, '0');
}

/** report.20181126.091102.8480.0.001.json */
function defaultName(now) {
  const day = `${now.getFullYear()}${twoDigits(now.getMonth() + 1)}${twoDigits(now.getDate())}`;
  const time = `${twoDigits(now.getHours())}${twoDigits(now.getMinutes())}${twoDigits(now.getSeconds())}`;
  const { pid } = require('process');
  return `report.${day}.${time}.${pid}.${threadId()}.${String(++sequence).padStart(3, '0')}.json`;
}

function threadId() {
  return require('worker_threads').threadId;
}

function header(event, trigger, filename, now) {
  const process = require('process');
  const os = require('os');
  const { 0: runtime, 1: compiler } = native.libraryVersions();
  const cpus = os.cpus().map(({ model, speed, times: { user, nice, sys, idle, irq } }) => (
    { model, speed, user, nice, sys, idle, irq }));
  const result = {
    reportVersion: 5,
    event,
    trigger,
    filename,
    dumpEventTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    dumpEventTimeStamp: String(now.getTime()),
    processId: process.pid,
    threadId: threadId(),
    cwd: process.cwd(),
    commandLine: [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
    nodejsVersion: process.version,
    glibcVersionRuntime: runtime,
    glibcVersionCompiler: compiler,
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: { ...process.versions },
    release: { ...process.release },
    osName: os.type(),
    osRelease: os.release(),
    osVersion: os.version(),
    osMachine: os.machine(),
    cpus,
  };
  if (!settings.excludeNetwork) {
    result.networkInterfaces = Object.entries(os.networkInterfaces()).flatMap(({ 0: name, 1: list }) => (
      list.map(({ internal, mac, address, netmask, family, scopeid }) => (
        { name, internal, mac, address, netmask, family, scopeid }))));
  }
  result.host = os.hostname();
  return result;
}

function javascriptStack(error) {
  if (error === undefined) return { message: 'No stack.', stack: ['Unavailable.'], errorProperties: {} };
  const lines = String(error.stack ?? error).split('\n');
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
  const message = firstFrame === -1 ? lines.join('\n') : lines.slice(0, firstFrame).join('\n');
  const stack = firstFrame === -1 ? ['Unavailable.'] : lines.slice(firstFrame).map((line) => line.trim());
  const errorProperties = {};
  for (const name of Object.keys(error)) errorProperties[name] = String(error[name]);
  return { message, stack, errorProperties };
}

function javascriptHeap() {
  const v8 = require('v8');
  const heap = v8.getHeapStatistics();
  const heapSpaces = {};
  for (const space of v8.getHeapSpaceStatistics()) {
    heapSpaces[space.space_name] = {
      memorySize: space.space_size,
      committedMemory: space.physical_space_size,
      capacity: space.space_used_size + space.space_available_size,
      used: space.space_used_size,
      available: space.space_available_size,
    };
  }
  return {
    totalMemory: heap.total_heap_size,
    executableMemory: heap.total_heap_size_executable,
    totalCommittedMemory: heap.total_physical_size,
    availableMemory: heap.total_available_size,
    totalGlobalHandlesMemory: heap.total_global_handles_size,
    usedGlobalHandlesMemory: heap.used_global_handles_size,
    usedMemory: heap.used_heap_size,
    memoryLimit: heap.heap_size_limit,
    mallocedMemory: heap.malloced_memory,
    externalMemory: heap.external_memory,
    peakMallocedMemory: heap.peak_malloced_memory,
    nativeContextCount: heap.number_of_native_contexts,
    detachedContextCount: heap.number_of_detached_contexts,
    doesZapGarbage: heap.does_zap_garbage,
    heapSpaces,
  };
}

function cpuShare(usage, seconds) {
  const user = usage.user / 1e6;
  const kernel = usage.system / 1e6;
  return {
    userCpuSeconds: user,
    kernelCpuSeconds: kernel,
    cpuConsumptionPercent: (user + kernel) / seconds * 100,
    userCpuConsumptionPercent: user / seconds * 100,
    kernelCpuConsumptionPercent: kernel / seconds * 100,
  };
}

function resourceUsage() {
  const process = require('process');
  const os = require('os');
  const usage = process.resourceUsage();
  const seconds = Math.max(process.uptime(), 0.001);
  return {
    free_memory: os.freemem(),
    total_memory: os.totalmem(),
    rss: process.memoryUsage.rss(),
    constrained_memory: process.constrainedMemory(),
    available_memory: process.availableMemory(),
    ...cpuShare(process.cpuUsage(), seconds),
    maxRss: usage.maxRSS * 1024,
    pageFaults: { IORequired: usage.majorPageFault, IONotRequired: usage.minorPageFault },
    fsActivity: { reads: usage.fsRead, writes: usage.fsWrite },
  };
}

function userLimits() {
  const limits = {};
  const shown = (value) => (value === -1 ? 'unlimited' : value);
  for (const { 0: name, 1: soft, 2: hard } of native.limits()) limits[name] = { soft: shown(soft), hard: shown(hard) };
  return limits;
}

function make(event, trigger, filename, error, now = new Date()) {
  const process = require('process');
  const usage = resourceUsage();
  const report = {
    header: header(event, trigger, filename, now),
    javascriptStack: javascriptStack(error),
    javascriptHeap: javascriptHeap(),
    nativeStack: native.nativeStack().map(({ 0: pc, 1: symbol }) => ({ pc, symbol })),
    resourceUsage: usage,
    uvthreadResourceUsage: {
      ...cpuShare(process.threadCpuUsage(), Math.max(process.uptime(), 0.001)), fsActivity: usage.fsActivity,
    },
    libuv: native.handles().map(({ 0: type, 1: active, 2: referenced }) => (
      { type, is_active: active, is_referenced: referenced })),
    workers: [],
    environmentVariables: { ...process.env },
    userLimits: userLimits(),
    sharedObjects: native.sharedObjects(),
  };
  if (settings.excludeEnv) delete report.environmentVariables;
  return report;
}

function checkError(error) {
  if (error !== undefined) validateObject(error, 'err');
  return error ?? new Error('JavaScript Callstack');
}

/**
 * https://nodejs.org/api/process.html#processreportgetreporterr
 * @param {Error} [err] whose stack is shown; without it the caller's
 * @returns {object}
 */
function getReport(err) {
  return make('JavaScript API', 'GetReport', null, checkError(err));
}

/** Writes a report and says so on stderr; the file's name. */
function write(event, trigger, file, error) {
  const process = require('process');
  const fs = require('fs');
  const now = new Date();
  const name = file || settings.filename || defaultName(now);
  const text = (report) => `${JSON.stringify(report, null, settings.compact ? 0 : 2)}\n`;
  if (name === 'stdout' || name === 'stderr') {
    fs.writeSync(name === 'stdout' ? 1 : 2, text(make(event, trigger, name, error, now)));
    return name;
  }
  const path = settings.directory === '' ? name : require('path').join(settings.directory, name);
  process._rawDebug(`\nWriting Node.js report to file: ${name}`);
  try {
    fs.writeFileSync(path, text(make(event, trigger, name, error, now)));
  } catch (failure) {
    process._rawDebug(`Failed to open Node.js report file: ${name} directory: ${settings.directory} (errno: ${-failure.errno})`);
    return '';
  }
  process._rawDebug('Node.js report completed');
  return name;
}

/**
 * https://nodejs.org/api/process.html#processreportwritereportfilename-err
 * @param {string} [file]
 * @param {Error} [err]
 * @returns {string} the file's name
 */
function writeReport(file, err) {
  if (typeof file === 'object' && file !== null) {
    err = file;
    file = undefined;
  } else if (file !== undefined) {
    validateString(file, 'file');
  }
  return write('JavaScript API', 'API', file, checkError(err));
}

let watched;

/** Writes a report whenever the signal comes, or no more. */
function watchSignal() {
  const process = require('process');
  if (watched !== undefined) process.removeListener(watched, onSignal);
  watched = settings.reportOnSignal ? settings.signal : undefined;
  if (watched !== undefined) process.on(watched, onSignal);
}

function onSignal(name) {
  write('Signal', name, undefined, undefined);
}

const report = { writeReport, getReport };

function setting(name, validate, changed) {
  Object.defineProperty(report, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return settings[name]; },
    set(value) {
      validate(value, name);
      settings[name] = value;
      changed?.();
    },
  });
}
setting('directory', validateString);
setting('filename', validateString);
setting('compact', validateBoolean);
setting('excludeNetwork', validateBoolean);
setting('signal', (value) => {
  validateString(value, 'signal');
  validateOneOf(value, 'signal', Object.keys(require('internal/process/signal_names').numbers));
}, watchSignal);
setting('reportOnFatalError', validateBoolean);
setting('reportOnSignal', validateBoolean, watchSignal);
setting('reportOnUncaughtException', validateBoolean, () => {
  require('internal/process/uncaught').reportUncaught(settings.reportOnUncaughtException ? onUncaught : null);
});
setting('excludeEnv', validateBoolean);

/** An exception that nothing caught is about to end the process. */
function onUncaught(error) {
  write('Exception', 'Exception', undefined, error instanceof Error ? error : undefined);
}

/** For internal/process/main: what the command line asks for. */
function start() {
  if (settings.reportOnSignal) watchSignal();
  if (settings.reportOnUncaughtException) require('internal/process/uncaught').reportUncaught(onUncaught);
}

module.exports = { report, start };
