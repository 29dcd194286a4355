// Random read and write streams of files: their options, what the program does with them, and which events come.
'use strict';

const fs = require('node:fs');
const { bool, bytes, encoding, flags, mode, name, number, odd, options, text } = require('./random.cjs');
const { below, chance, pick } = require('../random.cjs');
const { digest, failure, show } = require('./show.cjs');
const { wouldBlock } = require('./calls.cjs');

/** Functions of the program's own in the place of those of node:fs; what is called is counted. */
function ownFs(calls) {
  const own = {};
  for (const call of ['open', 'read', 'write', 'writev', 'close', 'fsync']) {
    if (chance(15)) continue;
    own[call] = (...given) => {
      calls.push(call);
      return fs[call](...given);
    };
  }
  return own;
}

const readOptions = (calls) => options({
  autoClose: bool, emitClose: bool, encoding, end: number, flags: () => pick(['r', 'r', 'r+', 'rs', 'a+', 'w', 'x', 0]), fs: () => ownFs(calls),
  highWaterMark: () => pick([1, 3, 16, 1000, 65536, 100000]), mode, start: number,
}, 22);
const writeOptions = (calls) => options({
  autoClose: bool, emitClose: bool, encoding, flags, flush: bool, fs: () => ownFs(calls), highWaterMark: () => pick([0, 1, 16, 1000, 100000]), mode, start: number,
}, 22);

/** Notes the events of a stream; `ended` is resolved when no more are to come. */
function follow(stream, events, closes) {
  return new Promise((resolve) => {
    for (const event of ['open', 'ready', 'end', 'finish']) stream.on(event, () => events.push(event));
    stream.on('error', (error) => {
      events.push(`error ${failure(error)}`);
      if (!closes) setImmediate(() => setImmediate(resolve));
    });
    stream.on('close', () => {
      events.push('close');
      setImmediate(resolve);
    });
    if (!closes) for (const event of ['end', 'finish']) stream.on(event, () => setImmediate(() => setImmediate(resolve)));
  });
}

/** Not for ever: where nothing more comes, all that came is compared. */
function patiently(promise) {
  let timer;
  const late = new Promise((resolve) => { timer = setTimeout(resolve, 500); });
  return Promise.race([promise, late]).then(() => clearTimeout(timer));
}

/** What is still open is closed. */
function end(stream) {
  if (stream.destroyed) return undefined;
  const closed = new Promise((resolve) => { stream.destroy().once('close', resolve); });
  return patiently(closed);
}

async function reading(label, say) {
  const calls = [];
  const events = [];
  const file = chance(4) ? odd() : name();
  const given = chance(12) ? encoding() : readOptions(calls);
  const told = `${label} createReadStream(${show(file)}, ${show(given, 2)})`;
  if (wouldBlock('createReadStream', [file])) return say(`${told}: a pipe`);
  let stream;
  try {
    stream = fs.createReadStream(file, given);
  } catch (error) {
    return say(`${told}: threw ${failure(error)}`);
  }
  const state = [stream.path, stream.pending, stream.bytesRead, stream.flags, stream.mode, stream.start, stream.end, stream.autoClose].map((value) => show(value));
  const way = below(4);
  const ended = follow(stream, events, given?.emitClose !== false && given?.autoClose !== false);
  const chunks = [];
  if (way === 0) {
    stream.destroy(chance(50) ? new Error('mine') : undefined);
  } else if (way === 1) {
    const most = below(3);
    stream.on('data', (chunk) => {
      chunks.push(chunk);
      if (chunks.length > most) stream.destroy();
    });
  } else {
    stream.on('data', (chunk) => chunks.push(chunk));
  }
  await patiently(ended);
  const lengths = chunks.map((chunk) => chunk.length);
  const all = typeof chunks[0] === 'string' ? chunks.join('') : Buffer.concat(chunks);
  say(`${told}: ${state} [${events}] [${calls}] ${lengths.length > 8 ? lengths.length : lengths} ${digest(all)} ${stream.bytesRead} ${typeof stream.fd}`);
  await end(stream);
}

async function writing(label, say) {
  const calls = [];
  const events = [];
  const file = chance(4) ? odd() : name();
  const given = chance(12) ? encoding() : writeOptions(calls);
  const told = `${label} createWriteStream(${show(file)}, ${show(given, 2)})`;
  if (wouldBlock('createWriteStream', [file])) return say(`${told}: a pipe`);
  let stream;
  try {
    stream = fs.createWriteStream(file, given);
  } catch (error) {
    return say(`${told}: threw ${failure(error)}`);
  }
  const state = [stream.path, stream.pending, stream.bytesWritten, stream.flags, stream.mode, stream.start, stream.autoClose].map((value) => show(value));
  const ended = follow(stream, events, given?.emitClose !== false && given?.autoClose !== false);
  const done = [];
  const count = below(5);
  for (let i = 0; i < count; i++) {
    const chunk = chance(3) ? odd() : chance(50) ? text() : bytes();
    try {
      const more = chance(60) ? stream.write(chunk, (error) => done.push(`${i}${error ? ` ${error.code}` : ''}`)) : stream.write(chunk, chance(20) ? encoding() : undefined);
      done.push(more);
    } catch (error) {
      done.push(failure(error));
    }
  }
  if (chance(10)) stream.destroy(chance(50) ? new Error('mine') : undefined);
  else stream.end(...(chance(30) ? [text()] : []));
  await patiently(ended);
  say(`${told}: ${state} [${events}] [${calls.includes('writev') ? calls.filter((call) => !call.startsWith('write')) : calls}] [${done}] ${stream.bytesWritten} ${typeof stream.fd}`);
  await end(stream);
}

/** Makes a stream, uses it up, and says what came of it. */
function step(label, say) {
  return chance(50) ? reading(label, say) : writing(label, say);
}

module.exports = { step };
