// fs.cp: copies files and trees. https://nodejs.org/api/fs.html#fscpsrc-dest-options-callback
//
// The steps are written once, as generators that yield the file operations they need: cpSync runs these at once, cp awaits them.
'use strict';

const { codes, errnoException } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');
const { run, runSync } = require('internal/fs/steps');
const operations = require('internal/fs/operations');
const { codedError, getPath } = require('internal/fs/arguments');

const { errno } = binding('constants').os;
const { COPYFILE_EXCL } = binding('constants').fs;

// How many operations copy files at the same time, and how many files each.
const atOnce = 4;
const filesOfAnOperation = 32;

/**
 * Options of cp, checked and complete.
 * @param {object} [options]
 */
function checkOptions(options) {
  const parsed = {
    dereference: false, errorOnExist: false, filter: undefined, force: true, mode: 0, preserveTimestamps: false,
    recursive: false, verbatimSymlinks: false, plainErrors: false,
  };
  if (options === undefined) return parsed;
  validateObject(options, 'options');
  // What is inherited (a view or an iterator has a `filter`) is no option.
  options = { ...options };
  for (const name of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks']) {
    if (!(name in options)) continue;
    validateBoolean(options[name], `options.${name}`);
    parsed[name] = options[name];
  }
  if (options.mode !== undefined && options.mode !== null) validateInteger(options.mode, 'mode', 0, 7);
  parsed.mode = options.mode ?? 0;
  if (parsed.dereference && parsed.verbatimSymlinks) {
    throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) {
    validateFunction(options.filter, 'options.filter');
    parsed.filter = options.filter;
  }
  return parsed;
}

function refuse(name, code, message, path) {
  return new codes[name]({ message, path, syscall: 'cp', errno: errno[code], code });
}

/** What cpSync says as plain errors, the others as system errors. */
function refuseKind(options, name, code, message, path) {
  if (!options.plainErrors) return refuse(name, code, message, path);
  return codedError(new Error(`${message[0].toUpperCase()}${message.slice(1)}`), name);
}

function same(a, b) {
  return a.ino !== 0n && a.ino === b.ino && a.dev === b.dev;
}

const bigint = { bigint: true };

/** lstat or stat; undefined for what is not there. */
function* statOrNothing(follow, path) {
  try {
    return yield [follow ? operations.stat : operations.lstat, path, bigint];
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Refuses what can't be copied onto what is there. */
function checkPair(src, dest, srcStats, destStats, options) {
  if (destStats !== undefined) {
    if (same(srcStats, destStats)) {
      if (options.plainErrors) throw codedError(new Error(`src and dest cannot be the same ${dest}`), 'ERR_FS_CP_EINVAL');
      throw refuse('ERR_FS_CP_EINVAL', 'EINVAL', 'src and dest cannot be the same', dest);
    }
    if (srcStats.isDirectory() && !destStats.isDirectory()) {
      throw refuseKind(options, 'ERR_FS_CP_DIR_TO_NON_DIR', 'EISDIR',
                       `cannot overwrite non-directory ${dest} with directory ${src}`, dest);
    }
    if (!srcStats.isDirectory() && destStats.isDirectory()) {
      throw refuseKind(options, 'ERR_FS_CP_NON_DIR_TO_DIR', 'ENOTDIR',
                       `cannot overwrite directory ${dest} with non-directory ${src}`, dest);
    }
  }
  if (!srcStats.isDirectory()) return;
  // The synchronous form calls a directory by a trailing slash here.
  if (options.plainErrors && !src.endsWith('/')) src += '/';
  if (isBelow(src, dest)) {
    throw refuseKind(options, 'ERR_FS_CP_EINVAL', 'EINVAL', `cannot copy ${src} to a subdirectory of self ${dest}`, dest);
  }
  if (!options.recursive && options.plainErrors) {
    throw codedError(new Error(`Recursive option not enabled, cannot copy a directory: ${src}`), 'ERR_FS_EISDIR');
  }
}

/** Whether `dest` is `src` or inside it, by their names. */
function isBelow(src, dest) {
  const { resolve, sep } = require('path');
  const from = resolve(src).split(sep).filter(Boolean);
  const to = resolve(dest).split(sep).filter(Boolean);
  return from.every((part, i) => to[i] === part);
}

/** Refuses a destination below the source under another name (a link on the way). */
function* checkParents(src, srcStats, dest, options) {
  const { dirname, resolve } = require('path');
  const top = resolve(dirname(src));
  let parent = resolve(dirname(dest));
  while (parent !== top && parent !== dirname(parent)) {
    const stats = yield* statOrNothing(true, parent);
    if (stats !== undefined && same(srcStats, stats)) {
      throw refuseKind(options, 'ERR_FS_CP_EINVAL', 'EINVAL', `cannot copy ${src} to a subdirectory of self ${dest}`, dest);
    }
    parent = dirname(parent);
  }
}

function* setTimes(src, dest) {
  const stats = yield [operations.stat, src];
  yield [operations.utimes, dest, stats.atimeMs / 1000, stats.mtimeMs / 1000];
}

function* copyFile(src, dest, srcStats, destStats, options) {
  if (destStats !== undefined) {
    if (!options.force) {
      if (options.errorOnExist) throw refuse('ERR_FS_CP_EEXIST', 'EEXIST', `${dest} already exists`, dest);
      return;
    }
    // Not written into: other names of the same file keep what they had.
    yield [operations.unlink, dest];
  }
  // With its permissions.
  yield [operations.copyFile, src, dest, options.mode, options.plainErrors && destStats !== undefined ? 'cp' : 'copyfile'];
  if (!options.preserveTimestamps) return;
  const writable = (Number(srcStats.mode) & 0o200) !== 0;
  if (!writable) yield [operations.chmod, dest, Number(srcStats.mode & 0o7777n) | 0o200];
  yield* setTimes(src, dest);
  if (!writable) yield [operations.chmod, dest, Number(srcStats.mode & 0o7777n)];
}

function* copyLink(src, dest, destStats, options) {
  const { dirname, resolve } = require('path');
  let target = yield [operations.readlink, src];
  if (!options.verbatimSymlinks) target = resolve(dirname(src), target);
  if (destStats === undefined) {
    yield [operations.symlink, target, dest];
    return;
  }
  let destTarget;
  try {
    destTarget = yield [operations.readlink, dest];
  } catch (error) {
    // A regular file is in the way: EEXIST.
    if (error.code !== 'EINVAL') throw error;
    yield [operations.symlink, target, dest];
    return;
  }
  destTarget = resolve(dirname(dest), destTarget);
  const full = resolve(dirname(src), target);
  const targetStats = yield [operations.stat, src, bigint];
  if (targetStats.isDirectory() && isBelow(full, destTarget)) {
    throw refuse('ERR_FS_CP_EINVAL', 'EINVAL', `cannot copy ${full} to a subdirectory of self ${destTarget}`, dest);
  }
  // The synchronous form replaces no link that leads nowhere.
  const destTargetStats = options.plainErrors ? yield [operations.stat, dest, bigint] : yield* attempt(operations.stat, dest);
  if (destTargetStats?.isDirectory() && full !== destTarget && isBelow(destTarget, full)) {
    throw refuse('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'EINVAL', `cannot overwrite ${destTarget} with ${full}`, dest);
  }
  yield [operations.unlink, dest];
  yield [operations.symlink, target, dest];
}

/**
 * Copies files where nothing is in the way, many by each operation; whatever is not as simple is left to copyChecked, which
 * also knows how to word what is wrong.
 * @param {number} done so many of the names are copied already
 * @returns {Set<string> | Promise<Set<string>>} the names that are done
 */
function copyNew(mode, src, dest, names, done, flags) {
  const copied = new Set(names.slice(0, done));
  let next = done;
  const copySome = () => {
    const some = names.slice(next, next += filesOfAnOperation);
    const note = (count) => {
      for (let i = 0; i < count; i++) copied.add(some[i]);
      if (count < some.length) next = names.length;
    };
    const count = operations.copyFiles(mode, src, dest, some, flags);
    return mode === undefined ? note(count) : count.then(note);
  };
  if (mode === undefined) {
    while (next < names.length) copySome();
    return copied;
  }
  const worker = async () => {
    while (next < names.length) await copySome();
  };
  const workers = [];
  for (let i = 0; i < atOnce && next < names.length; i++) workers.push(worker());
  return workers.length === 0 ? copied : Promise.all(workers).then(() => copied);
}

/** A directory that is not there yet, with the first of its files; undefined where it is not as simple. */
function* beginDirectory(src, dest, srcStats, options) {
  try {
    return yield [operations.copyDirectory, src, dest, Number(srcStats.mode & 0o7777n), options.mode | COPYFILE_EXCL];
  } catch {
    return undefined;
  }
}

/**
 * The contents of a directory, as far as it can be done without looking at each.
 * @returns {{ entries: Dirent[], copied: Set<string>, hasMode: boolean }} what there is; the names that are done; whether
 *   `dest` has its permissions already
 */
function* copyMost(src, dest, srcStats, destStats, options) {
  const simple = options.filter === undefined && !options.preserveTimestamps;
  const begun = simple && destStats === undefined ? yield* beginDirectory(src, dest, srcStats, options) : undefined;
  if (begun === undefined && destStats === undefined) yield [operations.mkdir, dest, undefined];
  const entries = begun === undefined ? yield [operations.scan, src, undefined, true, 'opendir'] : begun.entries;
  const hasMode = destStats !== undefined || begun?.hasMode === true;
  if (!simple) return { entries, copied: new Set(), hasMode };
  const names = [];
  for (let i = 0; i < entries.length; i++) if (entries[i].isFile()) names.push(entries[i].name);
  const copied = yield [copyNew, src, dest, names, begun?.copied ?? 0, options.mode | COPYFILE_EXCL];
  return { entries, copied, hasMode };
}

function* copyDirectory(src, dest, srcStats, destStats, options) {
  if (!options.recursive) throw refuse('ERR_FS_EISDIR', 'EISDIR', `${src} is a directory (not copied)`, src);
  const { join } = require('path');
  const { entries, copied, hasMode } = yield* copyMost(src, dest, srcStats, destStats, options);
  for (let i = 0; i < entries.length; i++) {
    const { name } = entries[i];
    if (copied.has(name)) continue;
    const from = join(src, name);
    const to = join(dest, name);
    if (options.filter !== undefined && !(yield [askFilter, options.filter, from, to])) continue;
    yield* copyChecked(from, to, options);
  }
  if (!hasMode) yield [operations.chmod, dest, Number(srcStats.mode & 0o7777n)];
  if (options.preserveTimestamps) yield* setTimes(src, dest);
}

function* copyChecked(src, dest, options) {
  const srcStats = yield [options.dereference ? operations.stat : operations.lstat, src, bigint];
  const destStats = yield* statOrNothing(options.dereference, dest);
  checkPair(src, dest, srcStats, destStats, options);
  yield* copyItem(src, dest, srcStats, destStats, options);
}

function* copyItem(src, dest, srcStats, destStats, options) {
  if (srcStats.isDirectory()) {
    yield* copyDirectory(src, dest, srcStats, destStats, options);
  } else if (srcStats.isFile() || srcStats.isCharacterDevice() || srcStats.isBlockDevice()) {
    yield* copyFile(src, dest, srcStats, destStats, options);
  } else if (srcStats.isSymbolicLink()) {
    yield* copyLink(src, dest, destStats, options);
  } else if (srcStats.isSocket()) {
    throw refuseKind(options, 'ERR_FS_CP_SOCKET', 'EINVAL', `cannot copy a socket file: ${dest}`, dest);
  } else if (srcStats.isFIFO()) {
    throw refuseKind(options, 'ERR_FS_CP_FIFO_PIPE', 'EINVAL', `cannot copy a FIFO pipe: ${dest}`, dest);
  } else {
    throw refuseKind(options, 'ERR_FS_CP_UNKNOWN', 'EINVAL', `cannot copy an unknown file type: ${dest}`, dest);
  }
}

/** The synchronous form looks at what a link leads to before it copies the link. */
function* checkTargets(src, dest, options) {
  let srcStats;
  try {
    srcStats = yield [operations.stat, src, bigint];
  } catch (error) {
    throw errnoException(error.errno, 'lstat', src);
  }
  // Whatever is wrong with the destination shows when it is written to.
  const target = yield* attempt(operations.stat, dest);
  if (target !== undefined && same(srcStats, target)) {
    checkPair(src, dest, srcStats, target, options);
  } else {
    checkPair(src, dest, srcStats, yield* attempt(operations.lstat, dest), options);
  }
}

function* attempt(look, path) {
  try {
    return yield [look, path, bigint];
  } catch {
    return undefined;
  }
}

function* copyRoot(src, dest, options, refusesDirectory) {
  if (options.filter !== undefined && !(yield [askFilter, options.filter, src, dest])) return;
  if (options.plainErrors && !options.dereference) yield* checkTargets(src, dest, options);
  const srcStats = yield [options.dereference ? operations.stat : operations.lstat, src, bigint];
  const destStats = yield* statOrNothing(options.dereference, dest);
  if (!options.plainErrors || options.dereference) checkPair(src, dest, srcStats, destStats, options);
  const ontoDirectory = refusesDirectory && options.recursive && srcStats.isDirectory() && destStats !== undefined;
  if (ontoDirectory && options.errorOnExist && !options.force) {
    throw refuse('ERR_FS_CP_EEXIST', 'EEXIST', `${dest} already exists`, dest);
  }
  yield* checkParents(src, srcStats, dest, options);
  if (destStats === undefined) {
    yield [operations.mkdir, require('path').dirname(dest), { recursive: true }];
  }
  yield* copyItem(src, dest, srcStats, destStats, options);
}

function asText(path) {
  return typeof path === 'string' ? path : require('buffer').Buffer.from(path).toString();
}

/** Asks the program's filter as one of the steps: only the synchronous form needs the answer at once. */
function askFilter(mode, filter, src, dest) {
  const answer = filter(src, dest);
  if (mode === undefined && typeof answer?.then === 'function') {
    throw new codes.ERR_INVALID_RETURN_VALUE('boolean', 'filter', answer);
  }
  return answer;
}

function cpSync(src, dest, options) {
  options = checkOptions(options);
  options.plainErrors = true;
  runSync(copyRoot(asText(getPath(src, 'src')), asText(getPath(dest, 'dest')), options, false));
}

/**
 * Unlike the synchronous form, it takes a directory that is there already for something that exists.
 * @returns {Promise<void>}
 */
async function cp(src, dest, options) {
  options = checkOptions(options);
  await run(copyRoot(asText(getPath(src, 'src')), asText(getPath(dest, 'dest')), options, true));
}

module.exports = { checkOptions, cp, cpSync };
