// node:cluster in the primary: forks workers, and listens for them. https://nodejs.org/api/cluster.html
'use strict';

const EventEmitter = require('events');
const process = require('process');
const { fork: forkProcess } = require('child_process');
const { validateObject } = require('internal/validators');
const { nextTick } = require('internal/ticks');
const { Conversation } = require('internal/cluster/messages');
const { Worker } = require('internal/cluster/worker');
const { Listeners, SCHED_NONE, SCHED_RR } = require('internal/cluster/listeners');

const kConversation = Symbol('cluster.conversation');

const cluster = new EventEmitter();
const listeners = new Listeners();

/** The last number that was given to a worker. */
let lastId = 0;
let isSetUp = false;
/** Workers whose channel is open, also those that left cluster.workers on request. */
const present = new Set();
const whenEmpty = [];

cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = Worker;
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = SCHED_NONE;
cluster.SCHED_RR = SCHED_RR;

/** What NODE_CLUSTER_SCHED_POLICY says. */
function policyFromEnvironment() {
  return process.env.NODE_CLUSTER_SCHED_POLICY === 'none' ? SCHED_NONE : SCHED_RR;
}
cluster.schedulingPolicy = policyFromEnvironment();

/**
 * https://nodejs.org/api/cluster.html#clustersetupprimarysettings
 * @param {object} [options]
 */
cluster.setupPrimary = function setupPrimary(options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  const settings = {
    args: process.argv.slice(2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...cluster.settings,
    ...options,
  };
  cluster.settings = settings;
  if (!isSetUp) {
    isSetUp = true;
    listeners.usePolicy(cluster.schedulingPolicy);
  }
  nextTick(() => cluster.emit('setup', settings));
};
cluster.setupMaster = cluster.setupPrimary;

function startProcess(id, env) {
  const { settings } = cluster;
  return forkProcess(settings.exec, settings.args, {
    cwd: settings.cwd,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
    serialization: settings.serialization,
    silent: settings.silent,
    windowsHide: settings.windowsHide,
    execArgv: settings.execArgv,
    stdio: settings.stdio,
    gid: settings.gid,
    uid: settings.uid,
  });
}

/** What a worker has to say. */
function onWorkerMessage(worker, message) {
  switch (message.op) {
    case 'online':
      worker.emit('online');
      cluster.emit('online', worker);
      break;
    case 'listen':
      listeners.listen(worker, worker[kConversation], message);
      break;
    case 'listening': {
      worker.state = 'listening';
      const { addressType, address, port, fd } = message;
      const info = { addressType, address, port, fd };
      worker.emit('listening', info);
      cluster.emit('listening', worker, info);
      break;
    }
    case 'close':
      listeners.leave(worker, message.key);
      break;
    case 'taken':
    case 'refused':
      listeners.settle(worker, message);
      break;
    case 'leaving':
      worker.exitedAfterDisconnect = true;
      worker[kConversation].tell({ reply: message.ask });
      break;
  }
}

/** Forgets the worker once it has both exited and disconnected. */
function forget(worker) {
  if (!worker.isDead() || worker.isConnected()) return;
  delete cluster.workers[worker.id];
}

/**
 * https://nodejs.org/api/cluster.html#clusterforkenv
 * @param {object} [env]
 * @returns {Worker}
 */
cluster.fork = function fork(env) {
  cluster.setupPrimary();
  const id = ++lastId;
  const child = startProcess(id, env);
  const worker = new Worker({ id, process: child });
  worker.on('message', function(message, handle) {
    cluster.emit('message', this, message, handle);
  });
  worker[kConversation] = new Conversation(child, (message) => {
    if (message.op === 'online') worker.state = 'online';
    onWorkerMessage(worker, message);
  });
  child.once('exit', (code, signal) => {
    const tell = () => {
      worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
      worker.state = 'dead';
      forget(worker);
      worker.emit('exit', code, signal);
      cluster.emit('exit', worker, code, signal);
    };
    if (!child.channel) {
      tell();
      return;
    }
    // The kernel lets go of a process's ring, and of its end of the channel with it, after the process.
    child.once('disconnect', tell);
    if (child.connected) child.disconnect();
  });
  child.once('disconnect', () => {
    listeners.leaveAll(worker);
    worker.exitedAfterDisconnect = Boolean(worker.exitedAfterDisconnect);
    worker.state = 'disconnected';
    forget(worker);
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
    present.delete(worker);
    if (present.size > 0) return;
    for (const callback of whenEmpty.splice(0)) callback();
  });
  nextTick(() => cluster.emit('fork', worker));
  cluster.workers[id] = worker;
  present.add(worker);
  return worker;
};

/**
 * https://nodejs.org/api/cluster.html#clusterdisconnectcallback
 * @param {() => void} [callback] called when all workers are disconnected
 */
cluster.disconnect = function disconnect(callback) {
  const ids = Object.keys(cluster.workers);
  for (let i = 0; i < ids.length; i++) {
    const worker = cluster.workers[ids[i]];
    if (worker.isConnected()) worker.disconnect();
  }
  if (typeof callback !== 'function') return;
  if (present.size === 0) nextTick(callback);
  else whenEmpty.push(callback);
};

/**
 * Lets the worker close its servers and leave.
 * https://nodejs.org/api/cluster.html#workerdisconnect
 * @returns {Worker}
 */
Worker.prototype.disconnect = function() {
  this.exitedAfterDisconnect = true;
  this[kConversation]?.tell({ op: 'disconnect' });
  listeners.leaveAll(this);
  delete cluster.workers[this.id];
  return this;
};

/**
 * https://nodejs.org/api/cluster.html#workerkillsignal
 * @param {string} [signal='SIGTERM']
 */
Worker.prototype.destroy = function(signal) {
  this.process.kill(signal || 'SIGTERM');
};

module.exports = { cluster };
