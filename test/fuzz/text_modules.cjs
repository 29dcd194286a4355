// Random input for Buffer, URL, URLSearchParams, URLPattern, url.parse, text decoders and base64, the same for the same seed on any
// runtime: prints a line per input, for comparison with another runtime's lines. text_modules.cjs <area> <seed> <count>
'use strict';
const buffer = require('node:buffer');
const legacy = require('node:url');
const { StringDecoder } = require('node:string_decoder');

let state = Number(process.argv[3]) >>> 0;

/** A number below `limit`. */
function below(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * limit);
}

const pick = (list) => list[below(list.length)];
const chance = (percent) => below(100) < percent;

function join(pieces, most) {
  let text = '';
  for (let left = below(most + 1); left > 0; left--) text += pick(pieces);
  return text;
}

const letters = ['a', 'b', '0', 'f', '=', '-', '_', '+', '/', ' ', '\n', 'A', 'z', '\0', '\u00e9', '\u0141', '\u20ac', '\ud83d\ude00', '\ud800', '\udc00',
  'xyz', 'long text '.repeat(4)];
const encodings = ['utf8', 'ucs2', 'latin1', 'ascii', 'base64', 'base64url', 'hex', 'UTF-8', 'utf16le', 'binary'];
const numbers = [0, 1, 2, 3, 5, 8, -1, -3, 100, -100, 1.5, -1.5, NaN, undefined, null, Infinity, -Infinity, '2', 'x', 2 ** 31, 2 ** 53];
const values = [1, -1, 0, 255, 256, 127, -128, 65535, -32768, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 40 - 1, 2 ** 47 - 1, -(2 ** 47), 2 ** 48, 3.7, NaN,
  Infinity, '12', 1n, -1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n - 1n, 1.1e30];
const numberMethods = Object.keys(Buffer.prototype).filter((name) => /^(read|write)[A-Z]/.test(name)).sort();

function bytes(most = 14) {
  return Buffer.from(Array.from({ length: below(most + 1) }, () => (chance(60) ? below(256) : below(128))));
}

/** What a call did: its result, and what became of the buffer. */
function after(target, result) {
  const shown = result === target ? 'itself' : result instanceof Uint8Array ? Buffer.from(result).toString('hex') : String(result);
  return `${shown} ${target.toString('hex')}`;
}

const urlPieces = ['http:', 'https:', 'file:', 'ws:', 'data:', 'x-y.z+1:', 'HTTP:', '//', '/', '\\', '?', '#', '@', ':', '.', '..', '%2e', '%2E%2e', '%', '%zz',
  'a', 'B', 'user', 'example.com', 'EXAMPLE', '127.0.0.1', '0x7f.1', '1.2.3', '256', '[::1]', '[1:2::3]', '[', ']', ':80', ':443', ':8080', ':65536', ' ', '\t', '\n',
  '\u00e9', '\u00fc.de', '\u3002', '\ud83d\ude00', '\ud800', '|', 'C:', 'c|', '&', '=', '+', ';', "'", '"', '<', '>', '`', '{', '}', '^', 'xn--mller-kva', '-', '~', '!', '*', '(', ')', ','];
const urlParts = ['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];

function describeUrl(url) {
  return urlParts.map((name) => url[name]).concat(url.origin, [...url.searchParams].join('|')).join(' ');
}

function urlText() {
  const scheme = chance(50) ? pick(['http://', 'https://', 'file:///', 'ws://', 'x:', 'data:', 'http:', '//']) : '';
  return scheme + join(urlPieces, 8);
}

const patternPieces = ['a', 'b', '/', '.', ':name', ':n2', '*', '(', ')', '(\\d+)', '(.*)', '([^/]+?)', '{', '}', '?', '+', '\\', '\\:', '#', '@', 'https://', 'example.com', '[::1]',
  ':8080', '-', '_', '\u00e9', '{a}?', '{/:x}*'];
const patternParts = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

const labels = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'ibm866', 'iso-8859-2', 'iso-8859-3', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8', 'iso-8859-15', 'iso-8859-16',
  'koi8-r', 'koi8-u', 'macintosh', 'windows-874', 'windows-1250', 'windows-1251', 'windows-1253', 'windows-1255', 'windows-1258', 'x-mac-cyrillic', 'gbk', 'gb18030', 'big5', 'euc-jp',
  'iso-2022-jp', 'shift_jis'];

const areas = {
  __proto__: null,

  buffer() {
    const text = join(letters, 6);
    const encoding = pick(encodings);
    const [a, b, c] = [pick(numbers), pick(numbers), pick(numbers)];
    const target = bytes();
    switch (below(14)) {
      case 0: return Buffer.from(text, encoding).toString('hex');
      case 1: return String(Buffer.byteLength(text, encoding));
      case 2: return target.toString(encoding, a, b);
      case 3: return after(target, target.write(text, a, b, encoding));
      case 4: return after(target, target.fill(chance(50) ? text : target.subarray(2), a, b, encoding));
      case 5: return Buffer.alloc(9, text, encoding).toString('hex');
      case 6: return after(target, target.compare(bytes(), a, b, c));
      case 7: {
        const other = bytes();
        return after(other, target.copy(other, a, b, c));
      }
      case 8: {
        const whole = Buffer.from(text + join(letters, 4) + text, encoding);
        // Node ends when it looks for text with a lone surrogate.
        const needle = pick([text.toWellFormed(), text.slice(0, 2).toWellFormed(), whole.subarray(1, 3), below(300), target.subarray(0, 1)]);
        return String(whole[pick(['indexOf', 'lastIndexOf', 'includes'])](needle, a, encoding));
      }
      case 9: return after(target, target[pick(['slice', 'subarray'])](a, b));
      case 10: return after(target, target[pick(['swap16', 'swap32', 'swap64'])]());
      case 11: return after(target, target[pick(['utf8Slice', 'hexSlice', 'latin1Slice', 'base64Slice', 'ucs2Slice'])](below(9), below(9)));
      case 12: return Buffer.concat([target, bytes(), Buffer.from(text)], chance(50) ? undefined : below(40)).toString('hex');
      default: {
        const name = pick(numberMethods);
        const offset = chance(70) ? below(9) : a;
        const width = pick([1, 2, 3, 4, 5, 6, 6, 0, 7, undefined]);
        return `${name} ${name.startsWith('read') ? after(target, target[name](offset, width)) : after(target, target[name](pick(values), offset, width))}`;
      }
    }
  },

  url() {
    const url = chance(50) ? new URL(urlText()) : new URL(urlText(), pick(['http://user:pw@example.com:8080/a/b?c#d', 'file:///C:/x/y', 'data:text', 'x://h/p/q']));
    let text = describeUrl(url);
    for (let left = below(4); left > 0; left--) {
      const name = pick(urlParts);
      const value = join(urlPieces, 3);
      try {
        url[name] = value;
      } catch (error) {
        text += ` ${error.code}`;
      }
      text += ` | ${name} ${describeUrl(url)}`;
    }
    return text;
  },

  searchParams() {
    // Node takes characters beside malformed sequences for bytes.
    const pieces = ['a', 'b', '=', '&', '+', '%20', '%e2%82%ac', ' ', '?', '~', "'", '*', '!', '#']
      .concat(chance(50) ? ['\u20ac', '\ud800'] : ['%', '%zz', '%ff']);
    const params = new URLSearchParams(join(pieces, 10));
    for (let left = below(5); left > 0; left--) {
      const [name, value] = [join(pieces, 2), join(pieces, 2)];
      switch (below(5)) {
        case 0: params.append(name, value); break;
        case 1: params.delete(name, chance(50) ? undefined : value); break;
        case 2: params.set(name, value); break;
        case 3: params.sort(); break;
        default: params.has(name);
      }
    }
    return `${params} ${params.size} ${params.getAll('a')}`;
  },

  legacyUrl() {
    const text = urlText();
    const parsed = legacy.parse(text, chance(30), chance(50));
    return `${JSON.stringify(parsed)} ${legacy.format(parsed)}`;
  },

  urlPattern() {
    const ignoreCase = chance(20);
    let pattern;
    if (chance(50)) {
      pattern = new URLPattern(join(patternPieces, 6), pick([undefined, 'https://example.com/base/path']) ?? { ignoreCase });
    } else {
      const init = {};
      for (let left = below(4); left > 0; left--) init[pick(patternParts)] = join(patternPieces, 4);
      pattern = new URLPattern(init, { ignoreCase });
    }
    const input = chance(50) ? `http://example.com/${join(patternPieces, 4)}` : { pathname: join(patternPieces, 3) };
    const match = pattern.exec(input);
    const groups = match && patternParts.map((name) => [match[name].input, Object.entries(match[name].groups).sort()]);
    return JSON.stringify([patternParts.map((name) => pattern[name]), pattern.hasRegExpGroups, pattern.test(input), groups]);
  },

  decoder() {
    const decoder = new TextDecoder(pick(labels), { fatal: chance(40), ignoreBOM: chance(50) });
    let text = decoder.encoding;
    for (let left = 1 + below(4); left > 0; left--) {
      const part = chance(30) ? Buffer.from(pick(['\ufeff', '\u20ac', '\ud83d\ude00']), pick(['utf8', 'utf16le'])) : bytes(8);
      try {
        text += ` ${JSON.stringify(decoder.decode(part.subarray(below(2)), { stream: chance(60) }))}`;
      } catch (error) {
        return `${text} ${error.name} ${error.code}`;
      }
    }
    return text;
  },

  stringDecoder() {
    const decoder = new StringDecoder(pick(encodings));
    let text = decoder.encoding;
    for (let left = below(5); left > 0; left--) {
      text += ` ${JSON.stringify(chance(85) ? decoder.write(chance(50) ? bytes(5) : Buffer.from(join(letters, 3)).subarray(below(2))) : decoder.end())}`;
    }
    return `${text} ${JSON.stringify(decoder.end())}`;
  },

  base64() {
    const text = join(['QQ', 'Zg', 'abcd', '=', '==', ' ', '\n', '-', '_', '+', '/', '\u00e9', '\u20ac', 'x', '\f', '.'], 6);
    switch (below(4)) {
      case 0: return JSON.stringify(atob(text));
      case 1: return btoa(text);
      case 2: return `${buffer.isUtf8(Buffer.from(text, 'latin1'))} ${buffer.isAscii(bytes())} ${buffer.isUtf8(bytes(4))}`;
      default: {
        // How many replacements malformed text becomes is ICU's affair.
        const from = pick(['utf8', 'ucs2', 'latin1', 'ascii']);
        const source = from === 'utf8' || from === 'ucs2' ? Buffer.from(join(letters, 4).toWellFormed(), from) : bytes();
        return buffer.transcode(source, from, pick(['utf8', 'ucs2', 'latin1', 'ascii'])).toString('hex');
      }
    }
  },
};

const area = areas[process.argv[2]];
const base = state;
for (let i = 0; i < Number(process.argv[4]); i++) {
  state = (base + Math.imul(i, 2654435761)) >>> 0;
  below(1);
  let result;
  try {
    result = area();
  } catch (error) {
    result = `${error.name} ${error.code} ${error.message}`;
  }
  process.stdout.write(`${i} ${JSON.stringify(result)}\n`);
}
