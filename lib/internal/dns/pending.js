// How many look-ups of the system's resolver are under way: for process.getActiveResourcesInfo.
'use strict';

module.exports = { lookups: 0, services: 0 };
