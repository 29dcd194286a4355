// From the bytes that a terminal sends to keys: xterm's and rxvt's control sequences.
// https://nodejs.org/api/readline.html#readlineemitkeypresseventsstream-interface
'use strict';

const { StringDecoder } = require('string_decoder');
const { clearTimeout, setTimeout } = require('timers');

const escapeCharacter = '\u001b';
const escapeTimeout = 500;

const installed = Symbol('keypress decoder');
/** On an Interface: what was read last was one key, and not text that was pasted. */
const typed = Symbol('one key was typed');

// By what follows ESC, without modifiers.
const names = {
  '__proto__': null,
  'OP': 'f1', 'OQ': 'f2', 'OR': 'f3', 'OS': 'f4',
  '[P': 'f1', '[Q': 'f2', '[R': 'f3', '[S': 'f4',
  '[11~': 'f1', '[12~': 'f2', '[13~': 'f3', '[14~': 'f4',
  '[200~': 'paste-start', '[201~': 'paste-end',
  '[[A': 'f1', '[[B': 'f2', '[[C': 'f3', '[[D': 'f4', '[[E': 'f5',
  '[15~': 'f5', '[17~': 'f6', '[18~': 'f7', '[19~': 'f8', '[20~': 'f9', '[21~': 'f10', '[23~': 'f11', '[24~': 'f12',
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[E': 'clear', '[F': 'end', '[H': 'home',
  'OA': 'up', 'OB': 'down', 'OC': 'right', 'OD': 'left', 'OE': 'clear', 'OF': 'end', 'OH': 'home',
  '[1~': 'home', '[2~': 'insert', '[3~': 'delete', '[4~': 'end', '[5~': 'pageup', '[6~': 'pagedown',
  '[[5~': 'pageup', '[[6~': 'pagedown', '[7~': 'home', '[8~': 'end',
};
const shifted = {
  '__proto__': null,
  '[a': 'up', '[b': 'down', '[c': 'right', '[d': 'left', '[e': 'clear',
  '[2$': 'insert', '[3$': 'delete', '[5$': 'pageup', '[6$': 'pagedown', '[7$': 'home', '[8$': 'end',
  '[Z': 'tab',
};
const controlled = {
  '__proto__': null,
  'Oa': 'up', 'Ob': 'down', 'Oc': 'right', 'Od': 'left', 'Oe': 'clear',
  '[2^': 'insert', '[3^': 'delete', '[5^': 'pageup', '[6^': 'pagedown', '[7^': 'home', '[8^': 'end',
};

/**
 * A decoder that takes one character at a time: `decoder.next(character)`; '' means that no more comes for now.
 * Keys go to `stream` as 'keypress' (text, { sequence, name, ctrl, meta, shift }).
 */
function* decodeKeys(stream) {
  for (;;) {
    let character = yield;
    let sequence = character;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };
    if (character === escapeCharacter) {
      escaped = true;
      sequence += (character = yield);
      if (character === escapeCharacter) sequence += (character = yield);
    }
    if (escaped && (character === 'O' || character === '[')) {
      let code = character;
      let modifier = 0;
      if (character === 'O') {
        // ESC O letter, ESC O modifier letter
        sequence += (character = yield);
        if (character >= '0' && character <= '9') {
          modifier = (character >> 0) - 1;
          sequence += (character = yield);
        }
        code += character;
      } else {
        // ESC [ letter, ESC [ modifier letter, ESC [ [ modifier letter, ESC [ number ; modifier letter or ~ ^ $
        sequence += (character = yield);
        if (character === '[') {
          code += character;
          sequence += (character = yield);
        }
        const start = sequence.length - 1;
        for (let digits = 0; digits < 3 && character >= '0' && character <= '9'; digits++) sequence += (character = yield);
        if (character === ';') {
          sequence += (character = yield);
          while (character >= '0' && character <= '9') sequence += (character = yield);
        }
        const text = sequence.slice(start);
        let match = /^(\d{1,3})(?:;(\d{1,2}))?([~^$])$/.exec(text);
        if (match !== null) {
          code += match[1] + match[3];
          modifier = (match[2] || 1) - 1;
        } else if ((match = /^(?:(?:\d;)?(\d))?([A-Za-z])$/.exec(text)) !== null) {
          code += match[2];
          modifier = (match[1] || 1) - 1;
        } else {
          code += text;
        }
      }
      key.ctrl = (modifier & 4) !== 0;
      key.meta = (modifier & 10) !== 0;
      key.shift = (modifier & 1) !== 0;
      key.code = code;
      if (names[code] !== undefined) {
        key.name = names[code];
      } else if (shifted[code] !== undefined) {
        key.name = shifted[code];
        key.shift = true;
      } else if (controlled[code] !== undefined) {
        key.name = controlled[code];
        key.ctrl = true;
      } else {
        key.name = 'undefined';
      }
    } else if (character === '\r') {
      key.name = 'return';
      key.meta = escaped;
    } else if (character === '\n') {
      key.name = 'enter';
      key.meta = escaped;
    } else if (character === '\t') {
      key.name = 'tab';
      key.meta = escaped;
    } else if (character === '\b' || character === '\u007f') {
      key.name = 'backspace';
      key.meta = escaped;
    } else if (character === escapeCharacter || character === '') {
      key.name = 'escape';
      key.meta = escaped;
    } else if (character === ' ') {
      key.name = 'space';
      key.meta = escaped;
    } else if (!escaped && character <= '\u001a') {
      key.name = String.fromCharCode(character.charCodeAt(0) + 96);
      key.ctrl = true;
    } else if (/^[0-9A-Za-z]$/.test(character)) {
      key.name = character.toLowerCase();
      key.shift = character >= 'A' && character <= 'Z';
      key.meta = escaped;
    } else if (escaped) {
      // ESC and something that is no key of its own
      key.name = character.length > 0 ? undefined : 'escape';
      key.meta = true;
    }
    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      // ESC alone, or twice, is the escape key: its text is the character itself.
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if ([...sequence].length === 1) {
      stream.emit('keypress', sequence, key);
    }
  }
}

/**
 * Makes `stream` emit 'keypress' for what it reads.
 * @param {stream.Readable} stream
 * @param {object} [iface] a readline Interface that reads it: while a paste goes on it is asked to wait with its output
 */
function emitKeypressEvents(stream, iface = {}) {
  if (stream[installed]) return;
  stream[installed] = true;
  const decoder = new StringDecoder('utf8');
  const keys = decodeKeys(stream);
  keys.next();
  let timer;

  const flushEscape = () => keys.next('');

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody listens any more: the stream is left alone until somebody does.
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const text = typeof input === 'string' ? input : decoder.write(input);
    if (text === '') return;
    clearTimeout(timer);
    const wait = iface.escapeCodeTimeout ?? escapeTimeout;
    let consumed = 0;
    iface[typed] = text.length === 1;
    for (const character of text) {
      consumed += character.length;
      // A tab inside pasted text is a tab, not a wish for completion.
      if (consumed === text.length) iface.isCompletionEnabled = true;
      else iface.isCompletionEnabled = false;
      try {
        keys.next(character);
        if (consumed === text.length && character === escapeCharacter) timer = setTimeout(flushEscape, wait);
      } catch (error) {
        // The generator has ended with a listener's exception; the next data begins anew.
        restart();
        throw error;
      }
    }
  }

  function restart() {
    const fresh = decodeKeys(stream);
    fresh.next();
    keys.next = (value) => fresh.next(value);
  }

  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) {
    stream.on('data', onData);
  } else {
    stream.on('newListener', onNewListener);
  }
}

module.exports = { emitKeypressEvents, typed };
