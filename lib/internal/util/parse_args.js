// util.parseArgs: options and positionals of a command line. https://nodejs.org/api/util.html#utilparseargsconfig
'use strict';
const { codes } = require('internal/errors');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray, validateUnion,
} = require('internal/validators');

const { hasOwn } = Object;

/** The program's own arguments, past the script or the flag that stood for one. */
function ownArguments() {
  const { argv, execArgv } = require('process');
  const evaluated = execArgv.some((flag) => flag === '-e' || flag === '--eval' || flag === '-p' || flag === '--print');
  return argv.slice(evaluated ? 1 : 2);
}

function validateOption(name, option) {
  const path = `options.${name}`;
  validateObject(option, path);
  const { type, short, multiple, default: fallback } = option;
  validateUnion(type, `${path}.type`, ['string', 'boolean']);
  if (hasOwn(option, 'short')) {
    validateString(short, `${path}.short`);
    if (short.length !== 1) {
      throw new codes.ERR_INVALID_ARG_VALUE(`${path}.short`, short, 'must be a single character');
    }
  }
  if (hasOwn(option, 'multiple')) validateBoolean(multiple, `${path}.multiple`);
  if (fallback === undefined) return;
  if (type === 'string') {
    (multiple ? validateStringArray : validateString)(fallback, `${path}.default`);
  } else {
    (multiple ? validateBooleanArray : validateBoolean)(fallback, `${path}.default`);
  }
}

class Parser {
  constructor(options, strict, allowNegative) {
    this.options = options;
    this.strict = strict;
    this.allowNegative = allowNegative;
    this.tokens = [];
  }

  own(name) {
    return hasOwn(this.options, name) ? this.options[name] : undefined;
  }

  longOf(short) {
    for (const name of Object.keys(this.options)) {
      const option = this.options[name];
      if (option !== null && typeof option === 'object' && option.short === short) return name;
    }
    return short;
  }

  takesValue(name) {
    return this.own(name)?.type === 'string';
  }

  option(name, rawName, index, value, inlineValue) {
    this.tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
  }

  /** Splits the arguments into tokens; checks nothing. */
  tokenize(args) {
    let index = -1;
    // Arguments still to come; a group of short options is replaced by single ones.
    const rest = [...args].reverse();
    // How many of them came from such a group, and so share its index.
    let fromGroup = 0;
    while (rest.length > 0) {
      const arg = rest.pop();
      const next = rest.length > 0 ? rest[rest.length - 1] : undefined;
      if (fromGroup > 0) {
        fromGroup--;
      } else {
        index++;
      }
      if (arg === '--') {
        this.tokens.push({ kind: 'option-terminator', index });
        while (rest.length > 0) this.tokens.push({ kind: 'positional', index: ++index, value: rest.pop() });
        return;
      }
      if (typeof arg !== 'string' || arg.length < 2 || arg[0] !== '-') {
        this.tokens.push({ kind: 'positional', index, value: arg });
      } else if (arg[1] !== '-') {
        if (arg.length === 2) {
          const name = this.longOf(arg[1]);
          if (this.takesValue(name) && next !== undefined) {
            this.option(name, arg, index, rest.pop(), false);
            index++;
          } else {
            this.option(name, arg, index, undefined, undefined);
          }
        } else if (this.takesValue(this.longOf(arg[1]))) {
          // -fVALUE
          this.option(this.longOf(arg[1]), arg.slice(0, 2), index, arg.slice(2), true);
        } else {
          const group = [];
          for (let i = 1; i < arg.length; i++) {
            if (i < arg.length - 1 && this.takesValue(this.longOf(arg[i]))) {
              group.push(`-${arg.slice(i)}`);
              break;
            }
            group.push(`-${arg[i]}`);
          }
          for (let i = group.length - 1; i >= 0; i--) rest.push(group[i]);
          fromGroup = group.length;
        }
      } else {
        const equals = arg.indexOf('=', 3);
        if (equals !== -1) {
          this.option(arg.slice(2, equals), arg.slice(0, equals), index, arg.slice(equals + 1), true);
        } else {
          const name = arg.slice(2);
          if (this.takesValue(name) && next !== undefined) {
            this.option(name, arg, index, rest.pop(), false);
            index++;
          } else {
            this.option(name, arg, index, undefined, undefined);
          }
        }
      }
    }
  }

  /** The value of a token, which is renamed where `--no-` negates an option. */
  resolve(token) {
    const { name, value } = token;
    if (!this.allowNegative || !name.startsWith('no-') || this.own(name) !== undefined) return value;
    const positive = name.slice(3);
    // Strictly, only what is known to be a flag; otherwise whatever has no value of its own.
    if (this.strict ? this.own(positive)?.type !== 'boolean' : value !== undefined) return value;
    token.name = positive;
    return value ?? false;
  }

  check(token, name, value, allowPositionals) {
    const option = this.own(name);
    if (option === undefined) throw new codes.ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    const shown = `${option.short ? `-${option.short}, ` : ''}--${name}`;
    if (option.type === 'string' && typeof value !== 'string') {
      throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
    }
    if (option.type === 'boolean' && value !== undefined && token.value !== undefined) {
      throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
    }
    if (!token.inlineValue && typeof token.value === 'string' && token.value.length > 1 && token.value[0] === '-') {
      const { rawName } = token;
      const example = rawName.startsWith('--') ? `'${rawName}=-XYZ'` : `'--${name}=-XYZ' or '${rawName}-XYZ'`;
      throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${rawName}'?
To specify an option argument starting with a dash use ${example}.`);
    }
  }
}

function store(values, name, value, multiple) {
  // A program may be given --__proto__.
  if (name === '__proto__') return;
  const stored = value ?? true;
  if (multiple) {
    if (values[name]) {
      values[name].push(stored);
    } else {
      values[name] = [stored];
    }
  } else {
    values[name] = stored;
  }
}

/**
 * @param {{ args?: string[], options?: object, strict?: boolean, allowPositionals?: boolean, allowNegative?: boolean,
 *   tokens?: boolean }} [config]
 * @returns {{ values: object, positionals: string[], tokens?: object[] }}
 * @throws {TypeError} ERR_PARSE_ARGS_UNKNOWN_OPTION, ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
 *   ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL
 */
function parseArgs(config = {}) {
  const own = (name, fallback) => (hasOwn(config, name) ? config[name] ?? fallback : fallback);
  const args = own('args', undefined) ?? ownArguments();
  const strict = own('strict', true);
  const allowPositionals = own('allowPositionals', !strict);
  const wantsTokens = own('tokens', false);
  const allowNegative = own('allowNegative', false);
  const options = own('options', { __proto__: null });
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(wantsTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  for (const name of Object.keys(options)) validateOption(name, options[name]);

  const parser = new Parser(options, strict, allowNegative);
  parser.tokenize(args);
  const values = { __proto__: null };
  const positionals = [];
  for (const token of parser.tokens) {
    if (token.kind === 'option') {
      const value = parser.resolve(token);
      const { name } = token;
      if (strict) parser.check(token, name, value, allowPositionals);
      store(values, name, value, parser.own(name)?.multiple);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new codes.ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      positionals.push(token.value);
    }
  }
  for (const name of Object.keys(options)) {
    const { default: fallback } = options[name];
    if (fallback !== undefined && values[name] === undefined) values[name] = fallback;
  }
  const result = { values, positionals };
  if (wantsTokens) result.tokens = parser.tokens;
  return result;
}

module.exports = { parseArgs };
