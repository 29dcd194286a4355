// node:dns. https://nodejs.org/api/dns.html
'use strict';

const { ADDRCONFIG, ALL, V4MAPPED } = binding('dns');
const { lookup, lookupService } = require('internal/dns/lookup');
const { getDefaultResultOrder, setDefaultResultOrder } = require('internal/dns/order');
const { defineAsking } = require('internal/dns/asking');
const { customArguments } = require('internal/util/promisify');

Object.defineProperty(lookup, customArguments, { __proto__: null, value: ['address', 'family'], enumerable: false });
Object.defineProperty(lookupService, customArguments, { __proto__: null, value: ['hostname', 'service'], enumerable: false });

module.exports = {
  lookup,
  lookupService,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  ...require('internal/dns/codes'),
};

defineAsking(module.exports, 'callback');

Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => require('dns/promises'),
});
