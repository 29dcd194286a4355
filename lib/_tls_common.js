// node:_tls_common: a part of node:tls under an old name. https://nodejs.org/api/tls.html
'use strict';

const { createSecureContext, SecureContext } = require('internal/tls/context');
const { translatePeerCertificate } = require('internal/tls/certificate');

module.exports = { SecureContext, createSecureContext, translatePeerCertificate };
