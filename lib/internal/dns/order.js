// In which order look-ups give their addresses. https://nodejs.org/api/dns.html#dnssetdefaultresultorderorder
'use strict';

const { validateOneOf } = require('internal/validators');

const orders = ['verbatim', 'ipv4first', 'ipv6first'];
let chosen;

/** @returns {'verbatim' | 'ipv4first' | 'ipv6first'} the process's order: --dns-result-order, or what was set last */
function getDefaultResultOrder() {
  if (chosen === undefined) {
    const given = require('internal/options').get('--dns-result-order');
    chosen = orders.includes(given) ? given : 'verbatim';
  }
  return chosen;
}

/**
 * @param {'verbatim' | 'ipv4first' | 'ipv6first'} order
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function setDefaultResultOrder(order) {
  validateOneOf(order, 'dnsOrder', orders);
  chosen = order;
}

module.exports = { getDefaultResultOrder, orders, setDefaultResultOrder };
