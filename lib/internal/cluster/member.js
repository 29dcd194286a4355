// node:cluster in a worker: lets the primary listen in its stead. https://nodejs.org/api/cluster.html#how-it-works
'use strict';

const EventEmitter = require('events');
const process = require('process');
const { nextTick } = require('internal/ticks');
const { Conversation } = require('internal/cluster/messages');
const { Worker } = require('internal/cluster/worker');
const { workerId } = require('internal/cluster/role');

const cluster = new EventEmitter();
cluster.isWorker = true;
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

let conversation = null;

/** Tells the primary that this worker runs. For internal/process/main, before the program begins. */
function join() {
  const worker = new Worker({ id: workerId(), process, state: 'online' });
  cluster.worker = worker;
  process.once('disconnect', () => {
    worker.emit('disconnect');
    // A primary that is gone, or has closed the channel, wants no worker any more: unless it was asked to end in peace.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  conversation = new Conversation(process, onPrimaryMessage);
  conversation.tell({ op: 'online' });
}

function onPrimaryMessage(message, fd) {
  if (message.op === 'disconnect') leave(cluster.worker, true);
  else if (message.op === 'connection') require('internal/cluster/listening').receive(conversation, message, fd);
}

/**
 * https://nodejs.org/api/net.html#serverlistenoptions-callback without `exclusive`: see internal/cluster/listening.
 * @param {import('net').Server} server
 * @param {object} where
 * @param {(handle: object | number, where: object) => void} done
 */
function listen(server, where, done) {
  require('internal/cluster/listening').listen(cluster, conversation, server, where, done);
}

/**
 * https://nodejs.org/api/dgram.html#socketbindoptions-callback without `exclusive`: the primary has the socket.
 * @param {import('dgram').Socket} socket
 * @param {object} where `type`; and `fd`, or `address` and `port`; with `reuseAddr`, `ipv6Only`
 * @param {(fd: number, leave: () => void) => undefined | ((closed: () => void) => void)} done
 */
function share(socket, where, done) {
  require('internal/cluster/listening').share(cluster, conversation, socket, where, done);
}

/** Closes all servers, then the channel. */
function leave(worker, isAsked) {
  if (worker.exitedAfterDisconnect && isAsked) return;
  worker.exitedAfterDisconnect = true;
  const disconnect = () => {
    if (process.connected) process.disconnect();
  };
  require('internal/cluster/listening').closeAll(() => {
    // The primary is told first, so that it knows at the disconnection what to think of it.
    if (isAsked) disconnect();
    else if (process.connected) conversation.ask({ op: 'leaving' }, disconnect);
  });
}

/**
 * https://nodejs.org/api/cluster.html#workerdisconnect
 * @returns {Worker}
 */
Worker.prototype.disconnect = function() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    leave(this, false);
  }
  return this;
};

/** https://nodejs.org/api/cluster.html#workerkillsignal: in the worker itself, it leaves the cluster and ends. */
Worker.prototype.destroy = function() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) {
    process.exit(0);
    return;
  }
  this.state = 'destroying';
  conversation.ask({ op: 'leaving' }, () => {
    if (process.connected) process.disconnect();
  });
  process.once('disconnect', () => nextTick(() => process.exit(0)));
};

module.exports = { cluster, join, listen, share };
