// node:cluster. https://nodejs.org/api/cluster.html
'use strict';

// A worker has taken its number out of the environment before the program began.
module.exports = require('internal/cluster/role').isWorker() ?
  require('internal/cluster/member').cluster : require('internal/cluster/primary').cluster;
