// node:dns/promises. https://nodejs.org/api/dns.html#dns-promises-api
'use strict';

const { lookupPromise: lookup, lookupServicePromise: lookupService } = require('internal/dns/lookup');
const { getDefaultResultOrder, setDefaultResultOrder } = require('internal/dns/order');
const { PromiseResolver, getServers, promiseFunctions, setServers } = require('internal/dns/resolver');

Object.defineProperty(lookup, 'name', { __proto__: null, value: 'lookup', configurable: true });
Object.defineProperty(lookupService, 'name', { __proto__: null, value: 'lookupService', configurable: true });

module.exports = {
  lookup,
  lookupService,
  Resolver: PromiseResolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
  setServers,
  ...require('internal/dns/codes'),
  getServers,
  ...promiseFunctions,
};
