// The ciphers that TLS offers unless a program or the command line says otherwise.
// https://nodejs.org/api/tls.html#modifying-the-default-tls-cipher-suite
'use strict';

const coreCipherList =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:' +
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:' +
  'DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:' +
  'DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:' +
  '!MD5:!PSK:!SRP:!CAMELLIA';

/** @returns {string} what --tls-cipher-list says, or the list above */
function defaultCipherList() {
  return require('internal/options').get('--tls-cipher-list') ?? coreCipherList;
}

module.exports = { coreCipherList, defaultCipherList };
