// The timers as they were before any test replaced them by mocks: what the runner itself waits with.
'use strict';
const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = require('timers');

module.exports = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };
