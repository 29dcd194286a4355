// What node:dns and node:dns/promises have for asking name servers, loaded when a program first touches it: most only look hosts up.
'use strict';

const { defineLazy } = require('internal/lazy');

/** The methods of Resolver that are functions of the modules, too. */
const methods = [
  'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr',
  'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse',
];

const load = () => require('internal/dns/resolver');

/** A function that has the module's own resolver ask. */
function makeFunction(form, name) {
  const method = function() {
    const { Resolver, getDefault } = load()[form];
    return Reflect.apply(Resolver.prototype[name], getDefault(), arguments);
  };
  Object.defineProperty(method, 'name', { __proto__: null, value: name, configurable: true });
  return method;
}

/** @returns {string[]} */
function getServers() {
  return load().getServers();
}

/** @param {string[]} servers */
function setServers(servers) {
  load().setServers(servers);
}

/**
 * @param {object} target gets Resolver, getServers, setServers, and the functions that ask
 * @param {'callback' | 'promise'} form
 */
function defineAsking(target, form) {
  defineLazy(target, 'Resolver', () => load()[form].Resolver, true);
  target.setServers = setServers;
  target.getServers = getServers;
  for (let i = 0; i < methods.length; i++) target[methods[i]] = makeFunction(form, methods[i]);
}

module.exports = { defineAsking };
