// node:dns/promises. https://nodejs.org/api/dns.html#dns-promises-api
'use strict';

const { lookupPromise: lookup, lookupServicePromise: lookupService } = require('internal/dns/lookup');
const { getDefaultResultOrder, setDefaultResultOrder } = require('internal/dns/order');
const { defineAsking } = require('internal/dns/asking');

Object.defineProperty(lookup, 'name', { __proto__: null, value: 'lookup', configurable: true });
Object.defineProperty(lookupService, 'name', { __proto__: null, value: 'lookupService', configurable: true });

module.exports = { lookup, lookupService, getDefaultResultOrder, setDefaultResultOrder, ...require('internal/dns/codes') };

defineAsking(module.exports, 'promise');
