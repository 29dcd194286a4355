// node:_http_client. https://nodejs.org/api/http.html#class-httpclientrequest
'use strict';

module.exports = { ClientRequest: require('internal/http/client').ClientRequest };
