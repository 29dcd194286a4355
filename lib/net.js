'use strict';
const EventEmitter = require('events');
const { nextTick } = require('internal/ticks');
function Server() { EventEmitter.call(this); }
Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);
Server.prototype.listen = function(port, host, cb) {
  if (typeof host === 'function') { cb = host; host = undefined; }
  if (typeof port === 'object') { host = port.host; port = port.port; }
  const { NativeConnections } = require('internal/http/native_connection');
  this.nc = new NativeConnections(this);
  this.port = this.nc.handle.listen(host ?? '0.0.0.0', port, 511);
  if (this.port < 0) throw new Error('listen ' + this.port);
  if (cb) this.once('listening', cb);
  nextTick(() => this.emit('listening'));
  return this;
};
Server.prototype.address = function() { return { port: this.port, address: '0.0.0.0', family: 'IPv4' }; };
Server.prototype.close = function(cb) { this.nc.handle.close(); this.nc.handle.closeIdle(); if (cb) nextTick(cb); };
module.exports = { Server };
module.exports.isIP = () => 0;
