// From a URL to a format and a source. https://nodejs.org/api/esm.html#esm_file_formaturl
'use strict';

const native = binding('modules');
const { containsModuleSyntax } = binding('compile');
const { codes } = require('internal/errors');
const { packageType, formatOf, readText } = require('internal/modules/module_source');

/** Formats of data: URLs by media type. */
const mediaFormats = {
  '__proto__': null,
  'text/javascript': 'module',
  'application/javascript': 'module',
  'application/json': 'json',
  'application/wasm': 'wasm',
};

const dataPattern = /^data:([^,;]*)([^,]*),([^]*)$/;

function loadData(url) {
  const match = dataPattern.exec(url);
  if (match === null) throw new codes.ERR_INVALID_URL(url);
  const { 1: media, 2: parameters, 3: body } = match;
  const isText = media === 'text/plain' && require('internal/options').get('--experimental-import-text') === true;
  const format = isText ? 'text' : mediaFormats[media];
  if (format === undefined) throw new codes.ERR_UNKNOWN_MODULE_FORMAT(media, url);
  const text = decodeURIComponent(body);
  if (!parameters.endsWith(';base64')) return { format, source: text };
  const bytes = require('buffer').Buffer.from(text, 'base64');
  return { format, source: format === 'wasm' ? bytes : bytes.toString('utf8') };
}

function warnTypeless(url, path) {
  const scope = native.packageScope(path);
  if (scope === undefined) return;
  require('internal/process/warning').emitWarning(
    `Module type of ${url} is not specified and it doesn't parse as CommonJS.\n` +
    'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
    `To eliminate this warning, add "type": "module" to ${scope}.`,
    { code: 'MODULE_TYPELESS_PACKAGE_JSON' });
}

/** A file whose name and package say nothing: by its syntax. */
function detect(url, path, source, typescript) {
  const options = require('internal/options');
  const suffix = typescript ? '-typescript' : '';
  if (options.get('--no-experimental-detect-module')) return `commonjs${suffix}`;
  const text = typescript ? require('internal/modules/typescript').strip(source, path) : source;
  if (!containsModuleSyntax(text, path)) return `commonjs${suffix}`;
  warnTypeless(url, path);
  return `module${suffix}`;
}

function extensionOf(path) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

function loadFile(url, path) {
  const declared = formatOf(path);
  if (declared === 'commonjs') return { format: declared, source: undefined };
  switch (extensionOf(path)) {
    case '.json': return { format: 'json', source: readText(path) };
    case '.wasm': return { format: 'wasm', source: undefined };
    case '.node': throw new codes.ERR_UNKNOWN_FILE_EXTENSION('.node', path);
    case '.js': {
      const source = readText(path);
      return { format: declared ?? detect(url, path, source, false), source };
    }
    case '.ts': {
      const source = readText(path);
      return { format: declared === 'typescript' ? detect(url, path, source, true) : declared, source };
    }
    case '.mjs': case '.mts': case '.cts': return { format: declared, source: readText(path) };
    case '': {
      const type = packageType(path);
      if (type === 'commonjs') return { format: 'commonjs', source: undefined };
      const source = readText(path);
      return { format: type === 'none' ? detect(url, path, source, false) : type, source };
    }
    default: throw new codes.ERR_UNKNOWN_FILE_EXTENSION(extensionOf(path), path);
  }
}

/**
 * @param {import('./resolve').Place} place
 * @returns {{ format: string, source: string | Uint8Array | undefined }} the source where the format needs it
 */
function load({ url, path }) {
  if (url.startsWith('node:')) return { format: 'builtin', source: undefined };
  if (path !== undefined) return loadFile(url, path);
  if (url.startsWith('data:')) return loadData(url);
  throw new codes.ERR_UNSUPPORTED_ESM_URL_SCHEME({ protocol: url.slice(0, url.indexOf(':') + 1) }, ['file', 'data']);
}

/**
 * What a URL holds, as text: for imports that ask for that.
 * @param {import('./resolve').Place} place
 * @returns {string} decoded as UTF-8, without a byte order mark
 */
function loadText({ url, path }) {
  const { Buffer } = require('buffer');
  let bytes;
  if (path !== undefined) {
    bytes = require('fs').readFileSync(path);
  } else if (url.startsWith('data:')) {
    const comma = url.indexOf(',');
    const body = url.slice(comma + 1);
    bytes = url.slice(0, comma).endsWith(';base64') ? Buffer.from(decodeURIComponent(body), 'base64') :
      Buffer.from(body.replace(/%([0-9a-fA-F]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16))), 'latin1');
  } else {
    throw new codes.ERR_UNSUPPORTED_ESM_URL_SCHEME({ protocol: url.slice(0, url.indexOf(':') + 1) }, ['file', 'data']);
  }
  return new TextDecoder().decode(bytes);
}

module.exports = { load, loadText, warnTypeless };
