// Options, colours and styles of util.inspect. https://nodejs.org/api/util.html#utilinspectobject-options
'use strict';

/** What `util.inspect` does without options; a program may change it through `util.inspect.defaultOptions`. */
const defaultOptions = Object.seal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});

const normalForeground = 39;
const normalBackground = 49;

/** Escape codes that switch a colour or modifier on and off. ECMA-48, SGR */
const colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, normalForeground],
  red: [31, normalForeground],
  green: [32, normalForeground],
  yellow: [33, normalForeground],
  blue: [34, normalForeground],
  magenta: [35, normalForeground],
  cyan: [36, normalForeground],
  white: [37, normalForeground],
  bgBlack: [40, normalBackground],
  bgRed: [41, normalBackground],
  bgGreen: [42, normalBackground],
  bgYellow: [43, normalBackground],
  bgBlue: [44, normalBackground],
  bgMagenta: [45, normalBackground],
  bgCyan: [46, normalBackground],
  bgWhite: [47, normalBackground],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, normalForeground],
  redBright: [91, normalForeground],
  greenBright: [92, normalForeground],
  yellowBright: [93, normalForeground],
  blueBright: [94, normalForeground],
  magentaBright: [95, normalForeground],
  cyanBright: [96, normalForeground],
  whiteBright: [97, normalForeground],
  bgGray: [100, normalBackground],
  bgRedBright: [101, normalBackground],
  bgGreenBright: [102, normalBackground],
  bgYellowBright: [103, normalBackground],
  bgBlueBright: [104, normalBackground],
  bgMagentaBright: [105, normalBackground],
  bgCyanBright: [106, normalBackground],
  bgWhiteBright: [107, normalBackground],
};

/** Other spellings, which don't show when the colours are listed. */
const aliases = [
  'grey', 'gray',
  'blackBright', 'gray',
  'bgGrey', 'bgGray',
  'bgBlackBright', 'bgGray',
  'faint', 'dim',
  'crossedout', 'strikethrough',
  'strikeThrough', 'strikethrough',
  'crossedOut', 'strikethrough',
  'conceal', 'hidden',
  'swapColors', 'inverse',
  'swapcolors', 'inverse',
  'doubleUnderline', 'doubleunderline',
];
for (let i = 0; i < aliases.length; i += 2) {
  const target = aliases[i + 1];
  Object.defineProperty(colors, aliases[i], {
    __proto__: null,
    get() {
      return this[target];
    },
    set(value) {
      this[target] = value;
    },
    configurable: true,
    enumerable: false,
  });
}

/** The colour of each kind of value; regular expressions may also be coloured by a function of their text. */
const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: 'red',
  module: 'underline',
};

/**
 * Colours text as its kind of value.
 * @param {string} text
 * @param {string} kind a key of `styles`
 * @returns {string}
 */
function stylizeWithColor(text, kind) {
  const style = styles[kind];
  if (style === undefined) return text;
  if (typeof style === 'function') return style(text);
  const color = colors[style];
  return color === undefined ? text : `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
}

/**
 * Leaves text as it is.
 * @param {string} text
 * @returns {string}
 */
function stylizeNoColor(text) {
  return text;
}

module.exports = { colors, defaultOptions, styles, stylizeNoColor, stylizeWithColor };
