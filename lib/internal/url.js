// What other builtin modules need of URLs. https://url.spec.whatwg.org/
'use strict';
const { URL, isURL } = require('internal/url/url');
const { fileURLToPath, fileURLToPathBuffer, pathToFileURL, toPathIfFileURL } = require('internal/url/file');
const { urlToHttpOptions } = require('internal/url/http_options');

module.exports = {
  URL,
  isURL,
  fileURLToPath,
  fileURLToPathBuffer,
  pathToFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
  get URLPattern() {
    return require('internal/url/pattern/pattern').URLPattern;
  },
  get URLSearchParams() {
    return require('internal/url/search_params').URLSearchParams;
  },
};
