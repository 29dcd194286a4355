// What the records of an answer become, and which questions there are. https://nodejs.org/api/dns.html#dnsresolvehostname-rrtype-callback
'use strict';

/** Positions in the status numbers of the native resolver: lib/internal/dns/codes.js lists their names in this order. */
const status = { noData: 1, notFound: 4, badName: 8, badResponse: 10, timeout: 12, cancelled: 24 };

/** Numbers of record types. */
const types = {
  A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, NAPTR: 35, TLSA: 52, ANY: 255, CAA: 257,
};

// A record comes as [type, ttl, field ...].
const toName = (record) => record[2];

function toMx(record) {
  return { exchange: record[3], priority: record[2], type: 'MX' };
}

function toSrv(record) {
  return { name: record[5], port: record[4], priority: record[2], weight: record[3], type: 'SRV' };
}

function toSoa(record) {
  return {
    nsname: record[2], hostmaster: record[3], serial: record[4], refresh: record[5], retry: record[6], expire: record[7], minttl: record[8],
  };
}

function toNaptr(record) {
  return {
    flags: record[4], service: record[5], regexp: record[6], replacement: record[7], order: record[2], preference: record[3],
  };
}

function toTlsa(record) {
  return { certUsage: record[2], selector: record[3], match: record[4], data: record[5] };
}

// The property that a CAA record is about gives its own a name; its value is bytes that were text once.
function toCaa(record) {
  const bytes = new Uint8Array(record[4]);
  let value = '';
  for (let i = 0; i < bytes.length; i++) value += String.fromCharCode(bytes[i]);
  return { critical: record[2], type: 'CAA', [record[3]]: value };
}

/** The records of one type, each as `convert` makes it. */
function pick(records, type, convert) {
  const picked = [];
  for (let i = 0; i < records.length; i++) {
    if (records[i][0] === type) picked.push(convert(records[i]));
  }
  return picked;
}

// Every answer function takes (records, question, options) and gives an array, an object, or a status number for an error.

/** Any number of records: an answer that holds only others is empty, not an error. */
const list = (type, convert) => (records) => pick(records, type, convert);

/** The same, where an answer without any is an error. */
const some = (type, convert, otherwise) => (records) => {
  const picked = pick(records, type, convert);
  return picked.length > 0 ? picked : otherwise;
};

/** Addresses live as long as the aliases that lead to them. */
const addresses = (type) => (records, question, options) => {
  let aliases = 0;
  let shortest = Infinity;
  for (let i = 0; i < records.length; i++) {
    if (records[i][0] !== types.CNAME) continue;
    aliases++;
    shortest = Math.min(shortest, records[i][1]);
  }
  const picked = pick(records, type, (record) => (
    options.ttl ? { address: record[2], ttl: Math.min(shortest, record[1]) } : record[2]));
  return picked.length > 0 || aliases > 0 ? picked : status.noData;
};

/** A name that is no alias is canonical itself; but what has no address either has no data. */
function canonicalName(records, question) {
  const names = pick(records, types.CNAME, toName);
  if (names.length > 0) return [names[0]];
  return pick(records, types.A, toName).length > 0 ? [question] : status.noData;
}

function authority(records) {
  const picked = pick(records, types.SOA, toSoa);
  return picked.length > 0 ? picked[0] : status.badResponse;
}

/** Records of all types that have a form, by type. */
function everything(records) {
  const typed = (type, convert) => pick(records, types[type], (record) => ({ ...convert(record), type }));
  const value = (record) => ({ value: record[2] });
  const address = (record) => ({ address: record[2], ttl: record[1] });
  return [].concat(
    typed('CNAME', value), typed('A', address), typed('AAAA', address), typed('MX', toMx), typed('NS', value),
    typed('TXT', (record) => ({ entries: record[2] })), typed('SRV', toSrv), typed('PTR', value), typed('NAPTR', toNaptr),
    typed('SOA', toSoa), typed('TLSA', toTlsa), typed('CAA', toCaa));
}

/**
 * The questions, by the type that resolve() is given: the method that asks, what errors call it, its number, what becomes of the
 * answer.
 */
const questions = {
  __proto__: null,
  ANY: { method: 'resolveAny', syscall: 'queryAny', type: types.ANY, answer: everything },
  A: { method: 'resolve4', syscall: 'queryA', type: types.A, answer: addresses(types.A) },
  AAAA: { method: 'resolve6', syscall: 'queryAaaa', type: types.AAAA, answer: addresses(types.AAAA) },
  CAA: { method: 'resolveCaa', syscall: 'queryCaa', type: types.CAA, answer: list(types.CAA, toCaa) },
  CNAME: { method: 'resolveCname', syscall: 'queryCname', type: types.CNAME, answer: canonicalName },
  MX: { method: 'resolveMx', syscall: 'queryMx', type: types.MX, answer: list(types.MX, toMx) },
  NS: { method: 'resolveNs', syscall: 'queryNs', type: types.NS, answer: some(types.NS, toName, status.noData) },
  TLSA: { method: 'resolveTlsa', syscall: 'queryTlsa', type: types.TLSA, answer: list(types.TLSA, toTlsa) },
  TXT: { method: 'resolveTxt', syscall: 'queryTxt', type: types.TXT, answer: list(types.TXT, toName) },
  SRV: { method: 'resolveSrv', syscall: 'querySrv', type: types.SRV, answer: list(types.SRV, toSrv) },
  PTR: { method: 'resolvePtr', syscall: 'queryPtr', type: types.PTR, answer: some(types.PTR, toName, status.noData) },
  NAPTR: { method: 'resolveNaptr', syscall: 'queryNaptr', type: types.NAPTR, answer: list(types.NAPTR, toNaptr) },
  SOA: { method: 'resolveSoa', syscall: 'querySoa', type: types.SOA, answer: authority },
};

/** The names that an address has; what reverse() asks for. */
const namesOf = some(types.PTR, toName, status.noData);

module.exports = { namesOf, questions, status };
