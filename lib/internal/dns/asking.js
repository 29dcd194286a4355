// What node:dns and node:dns/promises have for asking name servers, loaded when a program first touches it: most only look hosts up.
'use strict';

const { defineLazy } = require('internal/lazy');

const methods = [
  'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr',
  'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse',
];

/**
 * @param {object} target gets Resolver, getServers, setServers, and the functions that ask
 * @param {'callback' | 'promise'} form
 */
function defineAsking(target, form) {
  const load = () => require('internal/dns/resolver');
  defineLazy(target, 'Resolver', () => load()[form].Resolver, true);
  defineLazy(target, 'setServers', () => load().setServers, true);
  defineLazy(target, 'getServers', () => load().getServers, true);
  for (let i = 0; i < methods.length; i++) {
    const name = methods[i];
    defineLazy(target, name, () => load()[form].functions[name], true);
  }
}

module.exports = { defineAsking };
