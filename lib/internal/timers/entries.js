// What the loop calls of the timers: registered with the realm at bootstrap.
'use strict';

const { processTimers } = require('internal/timers/queue');
const { processImmediates } = require('internal/timers/immediate');

module.exports = { processTimers, processImmediates };
