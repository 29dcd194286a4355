// Profiles of a whole run, which the command line asks for: --cpu-prof and --heap-prof.
// https://nodejs.org/api/cli.html#--cpu-prof
'use strict';

const options = require('internal/options');

/** What each kind is called and taken by. */
const kinds = [
  {
    option: '--cpu-prof',
    prefix: 'CPU',
    suffix: 'cpuprofile',
    begin(session, interval) {
      session.command('Profiler.enable');
      session.command('Profiler.setSamplingInterval', { interval: interval ?? 1000 });
      session.command('Profiler.start');
    },
    end: (session) => session.command('Profiler.stop')?.profile,
  },
  {
    option: '--heap-prof',
    prefix: 'Heap',
    suffix: 'heapprofile',
    begin(session, samplingInterval) {
      session.command('HeapProfiler.enable');
      session.command('HeapProfiler.startSampling', { samplingInterval: samplingInterval ?? 512 * 1024 });
    },
    end: (session) => session.command('HeapProfiler.stopSampling')?.profile,
  },
];

let written = 0;

const digits = (number, count = 2) => String(number).padStart(count, '0');

/** The name that a profile has unless it is given one: the local time, the process and the thread tell them apart. */
function nameOf({ prefix, suffix }) {
  const now = new Date();
  const day = `${now.getFullYear()}${digits(now.getMonth() + 1)}${digits(now.getDate())}`;
  const time = `${digits(now.getHours())}${digits(now.getMinutes())}${digits(now.getSeconds())}`;
  const { threadId } = require('worker_threads');
  return `${prefix}.${day}.${time}.${require('process').pid}.${threadId}.${digits(++written, 3)}.${suffix}`;
}

/** Writes one profile. Failing to is told on stderr, and no more. */
function write(profile, folder, name) {
  const fs = require('fs');
  const file = require('path').join(folder, name);
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, JSON.stringify(profile));
  } catch (error) {
    require('process')._rawDebug(`Failed to write the profile ${file}: ${error.message}`);
  }
}

function begin(kind) {
  const process = require('process');
  const { ProtocolSession } = require('internal/v8/protocol');
  const session = new ProtocolSession();
  // The program may change its folder.
  const folder = require('path').resolve(options.get(`${kind.option}-dir`) || options.get('--diagnostic-dir') || '.');
  const interval = Number.parseInt(options.get(`${kind.option}-interval`), 10);
  kind.begin(session, interval > 0 ? interval : undefined);
  require('internal/process/uncaught').atExit(() => {
    const profile = kind.end(session);
    session.disconnect();
    if (profile === undefined) return;
    const given = kind.option === '--cpu-prof' ? options.get('--cpu-prof-name')?.replaceAll('${pid}', process.pid) :
      options.get('--heap-prof-name');
    write(profile, folder, given || nameOf(kind));
  });
}

/** Begins what the options ask for; it is written when the thread ends. */
function start() {
  for (const kind of kinds) {
    if (options.get(kind.option)) begin(kind);
  }
}

module.exports = { start };
