// The Console class. https://nodejs.org/api/console.html#class-console
'use strict';
const { codes } = require('internal/errors');
const { validateArray, validateInteger, validateObject, validateOneOf } = require('internal/validators');
const diagnostics = require('internal/diagnostics/registry');
const { process } = require('internal/process/object');

const { defineProperty } = Object;

/** State of a console that only this file touches. */
const kState = Symbol('console state');

const colorOptions = { colors: true };
const noColorOptions = {};

function noop() {}

class State {
  /** What each group prepends to a line. */
  groupStep = 2;
  indentation = '';
  colorMode = 'auto';
  inspectOptions = undefined;
  optionsMap = undefined;
  counts = new Map();
  ignoreErrors = true;
  // Where the streams come from: a program may replace console._stdout.
  directWrite = undefined;
  onWriteError = undefined;
}

/** Colours and other options of inspect for a stream. */
function inspectOptionsFor(state, stream) {
  let { colorMode } = state;
  if (colorMode === 'auto') {
    // Most programs write to no terminal, and most environments don't speak of colours.
    colorMode = (stream?.isTTY || process.env.FORCE_COLOR !== undefined) && require('internal/tty/colors').showsColors(stream);
  }
  const perStream = state.optionsMap?.get(stream) ?? state.inspectOptions;
  if (perStream !== undefined) {
    return perStream.colors === undefined ? { ...perStream, colors: colorMode } : perStream;
  }
  return colorMode ? colorOptions : noColorOptions;
}

function indent(text, indentation) {
  return indentation + (text.includes('\n') ? text.replaceAll('\n', `\n${indentation}`) : text);
}

function onWriteError(stream) {
  return (error) => {
    // A console is a debugging aid: a stream that fails must not bring the program down.
    if (error !== null && error !== undefined && !stream._writableState?.errorEmitted &&
        stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

/** Writes one line to `_stdout` or `_stderr`. */
function writeLine(console, toStderr, text) {
  const state = console[kState];
  if (state.indentation !== '') text = indent(text, state.indentation);
  text += '\n';
  if (state.directWrite !== undefined && state.directWrite(toStderr, text)) return;
  const stream = toStderr ? console._stderr : console._stdout;
  if (!console._ignoreErrors) {
    stream.write(text);
    return;
  }
  if (stream.destroyed) return;
  const handler = toStderr ? console._stderrErrorHandler : console._stdoutErrorHandler;
  // A stream may fail at once, while nobody listens.
  stream.once('error', noop);
  try {
    stream.write(text, handler);
  } catch (error) {
    if (require('internal/util/inspect/printer').isStackOverflow(error)) throw error;
  } finally {
    stream.removeListener('error', noop);
  }
}

function formatFor(console, toStderr, args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  if (args.length === 0) return '';
  // Not needed by a program that only prints text.
  const { formatList } = require('internal/util/format');
  const state = console[kState];
  if (state.directWrite !== undefined && process.env.FORCE_COLOR === undefined && state.directWrite(toStderr, '')) {
    return formatList(undefined, args);
  }
  const options = inspectOptionsFor(state, toStderr ? console._stderr : console._stdout);
  return formatList(options === noColorOptions ? undefined : options, args);
}

function print(console, toStderr, method, args) {
  if (diagnostics.subscribed !== 0) publish(method, args);
  writeLine(console, toStderr, formatFor(console, toStderr, args));
}

function publish(method, args) {
  const channel = require('diagnostics_channel').channel(`console.${method}`);
  if (channel.hasSubscribers) channel.publish(args);
}

function warn(text) {
  require('process').emitWarning(text);
}

function now() {
  return binding('process').monotonicMs();
}

function pad(value) {
  return value.padStart(2, '0');
}

/** @param {number} ms */
function formatTime(ms) {
  let hours = 0;
  let minutes = 0;
  let seconds = 0;
  if (ms >= 1000) {
    if (ms >= 60_000) {
      if (ms >= 3_600_000) {
        hours = Math.floor(ms / 3_600_000);
        ms %= 3_600_000;
      }
      minutes = Math.floor(ms / 60_000);
      ms %= 60_000;
    }
    seconds = ms / 1000;
  }
  if (hours !== 0 || minutes !== 0) {
    const { 0: whole, 1: fraction } = seconds.toFixed(3).split('.');
    const text = hours !== 0 ? `${hours}:${pad(String(minutes))}` : String(minutes);
    return `${text}:${pad(whole)}.${fraction} (${hours !== 0 ? 'h:m' : ''}m:ss.mmm)`;
  }
  if (seconds !== 0) return `${seconds.toFixed(3)}s`;
  return `${Number(ms.toFixed(3))}ms`;
}

function logTime(console, label, started, args) {
  const text = formatTime(now() - started);
  if (args === undefined) {
    console.log('%s: %s', label, text);
  } else {
    console.log('%s: %s', label, text, ...args);
  }
}

/** The methods, in the order in which they show on a console. */
const methods = {
  /** Prints to stdout with a newline; arguments as for util.format. */
  log(...args) {
    print(this, false, 'log', args);
  },

  /** The same as log. */
  info(...args) {
    print(this, false, 'info', args);
  },

  /** The same as log. */
  debug(...args) {
    print(this, false, 'debug', args);
  },

  /** Prints to stderr with a newline. */
  warn(...args) {
    print(this, true, 'warn', args);
  },

  /** Prints to stderr with a newline. */
  error(...args) {
    print(this, true, 'error', args);
  },

  /** Prints util.inspect of the object, past its own inspection function. */
  dir(object, options) {
    const state = this[kState];
    const direct = state.directWrite !== undefined && state.directWrite(false, '');
    const { inspect } = require('internal/util/inspect');
    writeLine(this, false, inspect(object, {
      customInspect: false,
      ...(direct ? state.inspectOptions : inspectOptionsFor(state, this._stdout)),
      ...options,
    }));
  },

  /** Starts a timer. */
  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      warn(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, now());
  },

  /** Stops a timer and prints how long it ran. */
  timeEnd(label = 'default') {
    label = `${label}`;
    const started = this._times.get(label);
    if (started === undefined) {
      warn(`No such label '${label}' for console.timeEnd()`);
      return;
    }
    logTime(this, label, started, undefined);
    this._times.delete(label);
  },

  /** Prints how long a timer has run. */
  timeLog(label = 'default', ...args) {
    label = `${label}`;
    const started = this._times.get(label);
    if (started === undefined) {
      warn(`No such label '${label}' for console.timeLog()`);
      return;
    }
    logTime(this, label, started, args);
  },

  /** Prints the stack, after "Trace: " and the formatted message, to stderr. */
  trace: function trace(...args) {
    const error = { name: 'Trace', message: formatFor(this, true, args) };
    Error.captureStackTrace(error, trace);
    this.error(error.stack);
  },

  /** Prints a message to stderr if the value is falsy; never throws. */
  assert(value, ...args) {
    if (value) return;
    if (typeof args[0] === 'string') {
      args[0] = `Assertion failed: ${args[0]}`;
    } else {
      args.unshift('Assertion failed');
    }
    this.warn(...args);
  },

  /** Clears a terminal. */
  clear() {
    if (this._stdout.isTTY && require('process').env.TERM !== 'dumb') {
      this._stdout.write('\u001b[1;1H\u001b[0J');
    }
  },

  /** Prints how often it was called with the label. */
  count(label = 'default') {
    label = `${label}`;
    const { counts } = this[kState];
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    this.log(`${label}: ${count}`);
  },

  /** Starts counting anew. */
  countReset(label = 'default') {
    label = `${label}`;
    if (!this[kState].counts.delete(label)) warn(`Count for '${label}' does not exist`);
  },

  /** Prints the label and indents what follows. */
  group(...label) {
    if (label.length > 0) this.log(...label);
    const state = this[kState];
    state.indentation += ' '.repeat(state.groupStep);
  },

  /** Ends the innermost group. */
  groupEnd() {
    const state = this[kState];
    state.indentation = state.indentation.slice(0, state.indentation.length - state.groupStep);
  },

  /** Prints a table of the rows and columns of the data, or the data when it has none. */
  table(tabularData, properties) {
    if (tabularData === null || typeof tabularData !== 'object') {
      this.log(tabularData);
      return;
    }
    if (properties !== undefined) validateArray(properties, 'properties');
    const state = this[kState];
    const { inspect } = require('internal/util/inspect');
    const printCell = (value) => {
      const crowded = value !== null && typeof value === 'object' && !Array.isArray(value) &&
        Object.keys(value).length > 2;
      return inspect(value, {
        maxArrayLength: 3,
        breakLength: Infinity,
        ...inspectOptionsFor(state, state.directWrite?.(false, '') ? undefined : this._stdout),
        depth: crowded ? -1 : 0,
      });
    };
    this.log(require('internal/console/table').table(tabularData, properties, printCell));
  },
};
methods.dirxml = methods.log;
methods.groupCollapsed = methods.group;

const methodNames = Object.keys(methods);

function hidden(object, name, value) {
  defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

/** Gives a console its own bound methods and its state. */
function initialize(console, state) {
  for (let i = 0; i < methodNames.length; i++) {
    const name = methodNames[i];
    // Bound, so that `const { log } = console` works; taken from the object, so that a subclass's own are bound.
    const method = typeof console[name] === 'function' ? console[name] : methods[name];
    const bound = method.bind(console);
    defineProperty(bound, 'name', { __proto__: null, value: name, configurable: true });
    console[name] = bound;
  }
  hidden(console, kState, state);
  hidden(console, '_ignoreErrors', state.ignoreErrors);
  hidden(console, '_times', new Map());
  defineProperty(console, Symbol.toStringTag, {
    __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true,
  });
}

function isWritable(stream) {
  return stream !== null && typeof stream === 'object' && typeof stream.write === 'function';
}

/**
 * A console that writes to streams.
 * @param {object} options stdout, stderr, ignoreErrors, colorMode, inspectOptions, groupIndentation; or the stream for
 *   stdout, followed by those for stderr and ignoreErrors
 * @throws {TypeError} ERR_CONSOLE_WRITABLE_STREAM, ERR_INVALID_ARG_VALUE, ERR_INCOMPATIBLE_OPTION_PAIR,
 *   ERR_INVALID_ARG_TYPE
 */
function Console(options) {
  // Callable without new, as it has always been.
  if (new.target === undefined) return Reflect.construct(Console, arguments);
  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation,
  } = options;
  if (!isWritable(stdout)) throw new codes.ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!stderr || !isWritable(stderr)) throw new codes.ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) validateInteger(groupIndentation, 'groupIndentation', 0, 1000);

  const state = new State();
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    const each = inspectOptions instanceof Map ? [...inspectOptions.values()] : [inspectOptions];
    for (let i = 0; i < each.length; i++) {
      if (each[i].colors !== undefined && options.colorMode !== undefined) {
        throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
      }
    }
    if (inspectOptions instanceof Map) {
      state.optionsMap = inspectOptions;
    } else {
      state.inspectOptions = inspectOptions;
    }
  }
  state.groupStep = groupIndentation ?? 2;
  state.colorMode = colorMode;
  state.ignoreErrors = Boolean(ignoreErrors);
  initialize(this, state);
  hidden(this, '_stdout', stdout);
  hidden(this, '_stderr', stderr);
  hidden(this, '_stdoutErrorHandler', onWriteError(stdout));
  hidden(this, '_stderrErrorHandler', onWriteError(stderr));
}
for (let i = 0; i < methodNames.length; i++) Console.prototype[methodNames[i]] = methods[methodNames[i]];
defineProperty(Console, Symbol.hasInstance, {
  __proto__: null,
  value(instance) {
    return (typeof instance === 'object' && instance !== null && instance[kState] !== undefined &&
      (this === Console || Function.prototype[Symbol.hasInstance].call(this, instance)));
  },
});

module.exports = { Console, State, hidden, initialize, methods, onWriteError };
