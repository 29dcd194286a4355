// The compatibility API: a stream as a request and a response. https://nodejs.org/api/http2.html#compatibility-api
'use strict';

const continues = /(?:^|\W)100-continue(?:$|\W)/i;

/**
 * Tells a server's listeners of a stream as those of http.Server are told.
 * @param {object} server
 * @param {object} options the classes to use: Http2ServerRequest, Http2ServerResponse
 * @param {import('internal/http2/streams').ServerHttp2Stream} stream
 * @param {object} headers
 * @param {number} flags
 * @param {string[]} rawHeaders
 */
function serve(server, options, stream, headers, flags, rawHeaders) {
  const request = new options.Http2ServerRequest(stream, headers, undefined, rawHeaders);
  const response = new options.Http2ServerResponse(stream);
  response.req = request;
  // A tunnel is nothing that a request's listener could answer.
  if (headers[':method'] === 'CONNECT') {
    if (!server.emit('connect', request, response)) {
      response.statusCode = 405;
      response.end();
    }
    return;
  }
  const { expect } = headers;
  if (expect !== undefined) {
    if (continues.test(expect)) {
      if (server.listenerCount('checkContinue') > 0) {
        server.emit('checkContinue', request, response);
        return;
      }
      response.writeContinue();
    } else if (server.listenerCount('checkExpectation') > 0) {
      server.emit('checkExpectation', request, response);
      return;
    } else {
      response.statusCode = 417;
      response.end();
      return;
    }
  }
  server.emit('request', request, response);
}

module.exports = { serve };
