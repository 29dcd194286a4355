// Error messages that depend on more than the text of their arguments, and the properties that some codes add.
// https://nodejs.org/api/errors.html#nodejs-error-codes
'use strict';
const { describeReceived, describeValue, formatList } = require('internal/errors/describe');

const classNamePattern = /^[A-Z][a-zA-Z0-9]*$/;
const primitiveTypes = new Set([
  'string', 'function', 'number', 'object', 'boolean', 'bigint', 'symbol',
]);

/**
 * Says which types are expected: `of type string or an instance of Buffer`.
 * @param {string | string[]} expected type names, class names, or descriptions such as `an integer`
 * @returns {string} follows "must be "
 */
function describeExpected(expected) {
  const list = typeof expected === 'string' ? [expected] : expected;
  const types = [];
  const classes = [];
  const others = [];
  let objectAt = -1;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (value === 'Function') {
      types.push('function');
    } else if (value === 'object' || value === 'Object') {
      objectAt = types.length;
      types.push('object');
    } else if (primitiveTypes.has(value)) {
      types.push(value);
    } else if (classNamePattern.test(value)) {
      classes.push(value);
    } else {
      others.push(value);
    }
  }
  // Beside classes, a plain object is named as the class it is an instance of.
  if (classes.length > 0 && objectAt !== -1) {
    types.splice(objectAt, 1);
    classes.push('Object');
  }

  let text = '';
  if (types.length > 0) {
    text = `${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`;
    if (classes.length > 0 || others.length > 0) text += ' or ';
  }
  if (classes.length > 0) {
    text += `an instance of ${formatList(classes, 'or')}`;
    if (others.length > 0) text += ' or ';
  }
  if (others.length > 1) {
    text += `one of ${formatList(others, 'or')}`;
  } else if (others.length === 1) {
    if (others[0].toLowerCase() !== others[0]) text += 'an ';
    text += others[0];
  }
  return text;
}

/**
 * Inserts `_` between thousands: 4294967297 becomes 4_294_967_297.
 * @param {string} digits a decimal integer, perhaps signed
 * @returns {string}
 */
function groupThousands(digits) {
  let text = '';
  let end = digits.length;
  const start = digits[0] === '-' ? 1 : 0;
  while (end - start > 3) {
    text = `_${digits.slice(end - 3, end)}${text}`;
    end -= 3;
  }
  return digits.slice(0, end) + text;
}

function describeOutOfRange(received) {
  if (Number.isInteger(received) && Math.abs(received) > 2 ** 32) return groupThousands(String(received));
  if (typeof received === 'bigint') {
    const limit = 2n ** 32n;
    return `${received > limit || received < -limit ? groupThousands(String(received)) : received}n`;
  }
  return describeValue(received);
}

function packageTarget(packagePath, key, target, isImport = false, base = undefined) {
  const needsDot = typeof target === 'string' && !isImport && target.length > 0 && target.slice(0, 2) !== './';
  const from = base ? ` imported from ${base}` : '';
  const hint = needsDot ? '; targets must start with "./"' : '';
  const file = `${packagePath}package.json`;
  return key === '.' ?
    `Invalid "exports" main target ${JSON.stringify(target)} defined in the package config ${file}${from}${hint}` :
    `Invalid "${isImport ? 'imports' : 'exports'}" target ${JSON.stringify(target)} defined for '${key}' in the ` +
    `package config ${file}${from}${hint}`;
}

function requireEsm(filename, hasEsmSyntax, parentPath = null, packageJsonPath = null) {
  const from = parentPath ? ` from ${parentPath}` : '';
  let text = `require() of ES Module ${filename}${from} not supported.`;
  if (!packageJsonPath) {
    if (filename.endsWith('.mjs')) {
      text += `\nInstead change the require of ${filename} to a dynamic import() which is available in all CommonJS ` +
        'modules.';
    }
    return text;
  }
  const basename = filename.slice(filename.lastIndexOf('/') + 1);
  if (hasEsmSyntax) {
    return `${text}\nInstead change the require of ${basename} in ${parentPath} to a dynamic import() which is ` +
      'available in all CommonJS modules.';
  }
  return `${text}\n${basename} is treated as an ES module file as it is a .js file whose nearest parent package.json ` +
    'contains "type": "module" which declares all .js files in that package scope as ES modules.\nInstead either ' +
    `rename ${basename} to end in .cjs, change the requiring code to use dynamic import() which is available in all ` +
    'CommonJS modules, or change "type": "module" to "type": "commonjs" in ' +
    `${packageJsonPath} to treat all .js files as CommonJS (using .mjs for all ES modules instead).\n`;
}

const errors = {
  __proto__: null,
  ERR_FS_WATCH_QUEUE_OVERFLOW: (maxQueue) => `fs.watch() queued more than ${maxQueue} events`,
  ERR_HTTP2_STREAM_CANCEL: (cause) => `The pending stream has been canceled${
    typeof cause?.message === 'string' ? ` (caused by: ${cause.message})` : ''}`,
  ERR_INSPECTOR_COMMAND: (code, message) => `Inspector error ${code}: ${message}`,
  ERR_INTERNAL_ASSERTION: (message) => `${message === undefined ? '' : `${message}\n`}This is caused by either a bug in ` +
    'Eddy or incorrect usage of its internals.\n',
  ERR_INVALID_PACKAGE_CONFIG: (path, base, message) =>
    `Invalid package config ${path}${base ? ` while importing ${base}` : ''}.${message ? ` ${message}` : ''}`,
  ERR_INVALID_PACKAGE_TARGET: packageTarget,
  ERR_MODULE_NOT_FOUND: (path, base, url, kind = 'module') => `Cannot find ${kind} '${path}' imported from ${base}`,
  ERR_PACKAGE_PATH_NOT_EXPORTED: (packagePath, subpath, base) => {
    const from = base ? ` imported from ${base}` : '';
    return subpath === '.' ?
      `No "exports" main defined in ${packagePath}package.json${from}` :
      `Package subpath '${subpath}' is not defined by "exports" in ${packagePath}package.json${from}`;
  },
  ERR_QUIC_ENDPOINT_CLOSED: (reason, code) => `QUIC endpoint closed: ${reason} (${code})`,
  ERR_QUIC_STREAM_RESET: (code) => `The QUIC stream was reset by the peer with error code ${code}`,
  ERR_REQUIRE_ASYNC_MODULE: (filename) =>
    'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level ' +
    `await comes from, use --experimental-print-required-tla.${filename ? `\nRequired module: ${filename}` : ''}` +
    '\nRequire stack:\n- ',
  ERR_REQUIRE_ESM: requireEsm,
  ERR_REQUIRE_ESM_RACE_CONDITION: (filename, parentFilename, isForAsyncLoaderHookWorker) =>
    `Cannot require() ES Module ${filename} because it is not yet fully loaded.\nThis may be caused by a race ` +
    'condition if the module is simultaneously dynamically import()-ed via Promise.all().\nTry await-ing the import() ' +
    `sequentially in a loop instead.\n (From ${parentFilename ? `${parentFilename} in ` : ' '}${
      isForAsyncLoaderHookWorker ? 'loader hook worker thread' : 'non-loader-hook thread'})`,
  ERR_TEST_FAILURE: (error) => (typeof error?.message === 'string' ? error.message : describeValue(error, false, true)),
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT: (value, protocols) =>
    `ALPN callback returned a value (${value}) that did not match any of the client's offered protocols (${
      protocols.join(', ')})`,
  ERR_UNHANDLED_ERROR: (error) => (error === undefined ? 'Unhandled error.' : `Unhandled error. (${error})`),
  ERR_UNSUPPORTED_ESM_URL_SCHEME: (url, supported) =>
    `Only URLs with a scheme in: ${formatList(supported, 'and')} are supported by the default ESM loader. ` +
    `Received protocol '${url.protocol}'`,
  ERR_WORKER_INVALID_EXEC_ARGV: (flags, message = 'invalid execArgv flags') =>
    `Initiated Worker with ${message}: ${flags.join(', ')}`,
};

const typeErrors = {
  __proto__: null,
  ERR_HTTP2_INVALID_SETTING_VALUE: (name, actual) => `Invalid value for setting "${name}": ${String(actual)}`,
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: (name, value, url) =>
    `Import attribute "${name}" with value "${value}" is not supported${url === undefined ? '' : ` in ${url}`}`,
  ERR_INVALID_ARG_TYPE: (name, expected, received) => {
    let subject;
    if (name.endsWith(' argument')) {
      subject = name;
    } else {
      subject = `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;
    }
    return `The ${subject} must be ${describeExpected(expected)}. Received ${describeReceived(received)}`;
  },
  ERR_INVALID_ARG_VALUE: (name, value, reason = 'is invalid') => {
    let shown = describeValue(value, true);
    if (shown.length > 128) shown = `${shown.slice(0, 128)}...`;
    return `The ${name.includes('.') ? 'property' : 'argument'} '${name}' ${reason}. Received ${shown}`;
  },
  ERR_INVALID_CHAR: (name, field) => `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`,
  ERR_INVALID_MIME_SYNTAX: (production, text, index) =>
    `The MIME syntax for a ${production} in "${text}" is invalid${index === -1 ? '' : ` at ${index}`}`,
  ERR_INVALID_MODULE_SPECIFIER: (request, reason, base) =>
    `Invalid module "${request}" ${reason}${base ? ` imported from ${base}` : ''}`,
  ERR_INVALID_RETURN_PROPERTY: (expected, name, property, value) =>
    `Expected a valid ${expected} to be returned for the "${property}" from the "${name}" hook but got ${
      describeReceived(value)}.`,
  ERR_INVALID_RETURN_PROPERTY_VALUE: (expected, name, property, value) =>
    `Expected ${expected} to be returned for the "${property}" from the "${name}" hook but got ${
      describeReceived(value)}.`,
  ERR_INVALID_RETURN_VALUE: (expected, name, value) =>
    `Expected ${expected} to be returned from the "${name}" function but got ${describeReceived(value)}.`,
  ERR_INVALID_URL: 'Invalid URL',
  ERR_INVALID_URL_SCHEME: (expected) => {
    const list = typeof expected === 'string' ? [expected] : expected;
    return `The URL must be ${list.length === 1 ? 'of' : 'one of'} scheme ${formatList(list, 'or')}`;
  },
  ERR_MISSING_ARGS: (...names) => {
    const quoted = names.map((name) => (Array.isArray(name) ?
      name.map((alternative) => `"${alternative}"`).join(' or ') : `"${name}"`));
    return `The ${formatList(quoted, 'and')} argument${names.length === 1 ? '' : 's'} must be specified`;
  },
  ERR_PACKAGE_IMPORT_NOT_DEFINED: (specifier, packagePath, base) => `Package import specifier "${specifier}" is not ` +
    `defined${packagePath ? ` in package ${packagePath}package.json` : ''} imported from ${base}`,
  ERR_PARSE_ARGS_UNKNOWN_OPTION: (option, allowPositionals) => {
    const hint = allowPositionals ? '. To specify a positional argument starting with a \'-\', place it at the end of ' +
      `the command after '--', as in '-- ${JSON.stringify(option)}` : '';
    return `Unknown option '${option}'${hint}`;
  },
  ERR_PERFORMANCE_INVALID_TIMESTAMP: (timestamp) => `${timestamp} is not a valid timestamp`,
};

const rangeErrors = {
  __proto__: null,
  ERR_BUFFER_OUT_OF_BOUNDS: (name) => (name ?
    `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds'),
  ERR_OUT_OF_RANGE: (name, range, received, replaceDefault) =>
    `${replaceDefault ? name : `The value of "${name}" is out of range.`} It must be ${range}. Received ${
      describeOutOfRange(received)}`,
  ERR_SOCKET_BAD_PORT: (name, port, allowZero = true) =>
    `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${describeReceived(port)}.`,
};

const syntaxErrors = {
  __proto__: null,
  ERR_SRI_PARSE: (string, found, position) =>
    `Subresource Integrity string "${string}" had an unexpected "${found}" at position ${position}`,
};

const uriErrors = { __proto__: null };

/** What the codes add to their error beside `code` and `message`; called with the error and the constructor's arguments. */
const properties = {
  __proto__: null,
  ERR_ACCESS_DENIED(error, message, permission, resource) {
    error.permission = permission;
    error.resource = resource;
  },
  ERR_ENCODING_INVALID_ENCODED_DATA(error, encoding, errno) {
    error.errno = errno;
  },
  ERR_FALSY_VALUE_REJECTION(error, reason) {
    error.reason = reason;
  },
  ERR_HTTP2_INVALID_SETTING_VALUE(error, name, actual, min, max) {
    error.actual = actual;
    if (min !== undefined) {
      error.min = min;
      error.max = max;
    }
  },
  ERR_HTTP2_STREAM_CANCEL(error, cause) {
    if (cause) error.cause = cause;
  },
  ERR_INVALID_ADDRESS_FAMILY(error, family, host, port) {
    error.host = host;
    error.port = port;
  },
  ERR_INVALID_FILE_URL_PATH(error, reason, input) {
    error.input = input;
  },
  ERR_INVALID_URL(error, input, base) {
    error.input = input;
    if (base !== undefined && base !== null) error.base = base;
  },
  ERR_MODULE_NOT_FOUND(error, path, base, url) {
    if (url !== undefined) error.url = String(url);
  },
  ERR_TEST_FAILURE(error, cause, failureType) {
    error.failureType = failureType;
    error.cause = cause;
  },
  ERR_TLS_CERT_ALTNAME_INVALID(error, reason, host, cert) {
    error.reason = reason;
    error.host = host;
    error.cert = cert;
  },
  ERR_UNSUPPORTED_DIR_IMPORT(error, path, base, url) {
    error.url = url;
  },
  ERR_VM_MODULE_LINK_FAILURE(error, message, cause) {
    error.cause = cause;
  },
};

module.exports = { errors, typeErrors, rangeErrors, syntaxErrors, uriErrors, properties };
