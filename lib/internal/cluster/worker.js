// cluster.Worker: what both the primary and the worker itself see of a worker.
// https://nodejs.org/api/cluster.html#class-worker
'use strict';

const EventEmitter = require('events');

/**
 * @constructor
 * @param {{ id?: number, process?: any, state?: string }} [options]
 */
function Worker(options) {
  if (!(this instanceof Worker)) return new Worker(options);
  EventEmitter.call(this);
  if (options === null || typeof options !== 'object') options = {};
  this.exitedAfterDisconnect = undefined;
  this.state = options.state || 'none';
  this.id = options.id | 0;
  if (options.process) {
    this.process = options.process;
    this.process.on('error', (code, signal) => this.emit('error', code, signal));
    this.process.on('message', (message, handle) => this.emit('message', message, handle));
  }
}
Object.setPrototypeOf(Worker.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Worker, EventEmitter);

/**
 * The same as worker.destroy, its older name.
 * @param {string} [signal='SIGTERM']
 */
Worker.prototype.kill = function(signal) {
  return this.destroy(signal);
};

/**
 * https://nodejs.org/api/cluster.html#workersendmessage-sendhandle-options-callback
 * @param {...any} args as for ChildProcess.send
 * @returns {boolean}
 */
Worker.prototype.send = function(...args) {
  return this.process.send(...args);
};

/** @returns {boolean} whether its process has ended */
Worker.prototype.isDead = function() {
  return this.process.exitCode !== null && this.process.exitCode !== undefined ||
    this.process.signalCode !== null && this.process.signalCode !== undefined;
};

/** @returns {boolean} whether its channel to the primary is open */
Worker.prototype.isConnected = function() {
  return this.process.connected;
};

module.exports = { Worker };
