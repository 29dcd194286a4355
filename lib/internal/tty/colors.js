// How many colours a terminal shows, as far as the environment tells.
// https://nodejs.org/api/tty.html#writestreamgetcolordepthenv
'use strict';

const kNone = 1;
const k16 = 4;
const k256 = 8;
const kTrue = 24;

/** Terminals by the value of TERM. */
const byTerm = {
  '__proto__': null,
  'eterm': k16, 'cons25': k16, 'console': k16, 'cygwin': k16, 'dtterm': k16, 'gnome': k16, 'hurd': k16, 'jfbterm': k16,
  'konsole': k16, 'kterm': k16, 'mlterm': k16, 'mosh': kTrue, 'putty': k16, 'st': k16, 'rxvt-unicode-24bit': kTrue,
  'terminator': kTrue, 'xterm-kitty': kTrue,
};

const termPatterns = [/ansi/, /color/, /linux/, /direct/, /^con\d*x\d/, /^rxvt/, /^screen/, /^xterm/, /^vt100/, /^vt220/];

/** Services that build and test, by a variable that each sets. */
const byService = {
  __proto__: null,
  APPVEYOR: k256, BUILDKITE: k256, CIRCLECI: kTrue, DRONE: k256, GITEA_ACTIONS: kTrue, GITHUB_ACTIONS: kTrue,
  GITLAB_CI: k256, TRAVIS: k256,
};

let warned = false;

function warnOnce(env) {
  if (warned) return;
  const ignored = ['NODE_DISABLE_COLORS', 'NO_COLOR'].filter((name) => env[name] !== undefined);
  if (ignored.length === 0) return;
  warned = true;
  require('process').emitWarning(
    `The '${ignored.join("' and '")}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

/** Windows' own terminals, by the build that they came with. */
function ofWindows() {
  const { 0: major, 2: build } = require('os').release().split('.').map(Number);
  if (major < 10 || !(build >= 10586)) return k16;
  return build >= 14931 ? kTrue : k256;
}

function forced(env) {
  switch (env.FORCE_COLOR) {
    case '':
    case '1':
    case 'true':
      warnOnce(env);
      return k16;
    case '2':
      warnOnce(env);
      return k256;
    case '3':
      warnOnce(env);
      return kTrue;
    default:
      return kNone;
  }
}

function ofService(env) {
  for (const name of Object.keys(byService)) {
    if (name in env) return byService[name];
  }
  return env.CI_NAME === 'codeship' ? k256 : kNone;
}

function ofProgram(env) {
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app':
      return !env.TERM_PROGRAM_VERSION || /^[0-2]\./.test(env.TERM_PROGRAM_VERSION) ? k256 : kTrue;
    case 'HyperTerm':
    case 'MacTerm':
      return kTrue;
    case 'Apple_Terminal':
      return k256;
    default:
      return 0;
  }
}

/**
 * @param {{ [name: string]: string | undefined }} env
 * @returns {1 | 4 | 8 | 24} bits
 */
function colorDepth(env) {
  if (env.FORCE_COLOR !== undefined) return forced(env);
  if (env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '' ||
      env.NO_COLOR !== undefined && env.NO_COLOR !== '' || env.TERM === 'dumb') {
    return kNone;
  }
  if (require('process').platform === 'win32') return ofWindows();
  if (env.TMUX) return kTrue;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return k16;
  if ('CI' in env) return ofService(env);
  if ('TEAMCITY_VERSION' in env) {
    return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? k16 : kNone;
  }
  const program = ofProgram(env);
  if (program !== 0) return program;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return kTrue;
  if (env.TERM) {
    if (/truecolor/.test(env.TERM)) return kTrue;
    if (/^xterm-256/.test(env.TERM)) return k256;
    const term = env.TERM.toLowerCase();
    if (byTerm[term] !== undefined) return byTerm[term];
    if (termPatterns.some((pattern) => pattern.test(term))) return k16;
  }
  return env.COLORTERM ? k16 : kNone;
}

/**
 * Whether a stream's reader sees colours; FORCE_COLOR overrides what the stream says.
 * https://nodejs.org/api/cli.html#force_color1-2-3
 * @param {object | undefined} stream
 * @returns {boolean}
 */
function showsColors(stream) {
  const { env } = require('process');
  if (env.FORCE_COLOR !== undefined) return forced(env) > 2;
  return Boolean(stream?.isTTY) && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
}

/** The same of stderr; where it is no terminal its stream is not made for that. @returns {boolean} */
function stderrShowsColors() {
  const process = require('process');
  if (process.env.FORCE_COLOR === undefined && !binding('tty').isTerminal(2)) return false;
  return showsColors(process.stderr);
}

module.exports = { colorDepth, showsColors, stderrShowsColors };
