// Whether this process is a worker: the primary has left its number in the environment.
// https://nodejs.org/api/cluster.html#clusterisprimary
'use strict';

let id;

/** Takes the worker's number from the environment, where no child of its own shall find it. For internal/process/main. */
function take(env) {
  id = Number(env.NODE_UNIQUE_ID);
  delete env.NODE_UNIQUE_ID;
}

/** @returns {boolean} */
function isWorker() {
  return id !== undefined;
}

/** @returns {number} cluster.worker.id */
function workerId() {
  return id;
}

module.exports = { take, isWorker, workerId };
