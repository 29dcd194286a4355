// fs.glob: the files whose names match patterns. https://nodejs.org/api/fs.html#fsglobpattern-options-callback
//
// A pattern is walked part by part: plain parts are followed, the others compared with what is in the directory. The walk is a
// generator that yields file operations (arrays), which its driver runs in its own form, and matches (strings and Dirents).
'use strict';

const { codes } = require('internal/errors');
const { validateBoolean, validateObject, validateString, validateStringArray } = require('internal/validators');
const { promised } = require('internal/fs/requests');
const operations = require('internal/fs/operations');
const { isUrl } = require('internal/fs/arguments');
const { compile, globstar } = require('internal/path/glob');

/** Whether a part of a pattern that is a name, or matches names, matches one. */
function isMatch(part, name) {
  return typeof part === 'string' ? part === name : typeof part !== 'symbol' && part.test(name);
}

class Walk {
  #cwd;
  #patterns = [];
  #compiled = [];
  #excluded;
  #excludes = [];
  #withFileTypes;
  #follow;
  #found = new Set();
  #directories = new Map();
  #globstar = globstar();
  #absolute;
  #root;

  /**
   * @param {string | string[]} pattern
   * @param {object} [options]
   * @param {boolean} absolute whether Dirents tell absolute paths of their directories; else they begin as options.cwd does
   */
  constructor(pattern, options, absolute) {
    const { join } = require('path');
    if (options !== undefined) validateObject(options, 'options');
    const { cwd, exclude, withFileTypes = false, followSymlinks = false } = options ?? {};
    this.#cwd = isUrl(cwd) ? require('url').fileURLToPath(cwd) : cwd ?? require('process').cwd();
    validateString(this.#cwd, 'options.cwd');
    this.#absolute = absolute;
    this.#root = cwd === undefined || cwd === null ? '.' : this.#cwd;
    this.#withFileTypes = Boolean(withFileTypes);
    validateBoolean(followSymlinks, 'options.followSymlinks');
    this.#follow = followSymlinks;
    if (exclude !== undefined && exclude !== null) {
      if (Array.isArray(exclude)) {
        validateStringArray(exclude, 'options.exclude');
        for (let i = 0; i < exclude.length; i++) this.#excludes.push(compile(exclude[i]), compile(join(this.#cwd, exclude[i])));
      } else if (typeof exclude === 'function') {
        this.#excluded = exclude;
      } else {
        throw new codes.ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
      }
    }
    const patterns = Array.isArray(pattern) ? pattern : [pattern];
    if (typeof pattern === 'object') {
      validateStringArray(pattern, 'patterns');
    } else {
      validateString(pattern, 'patterns');
    }
    for (let i = 0; i < patterns.length; i++) this.#compiled.push(compile(patterns[i]));
    this.#patterns = patterns;
  }

  #full(relative) {
    return require('path').resolve(this.#cwd, relative);
  }

  /** Dirents of a directory, read once; none for what can't be read. */
  * #entries(relative) {
    let entries = this.#directories.get(relative);
    if (entries === undefined) {
      try {
        entries = yield [operations.scan, this.#full(relative), undefined, true];
      } catch {
        entries = [];
      }
      this.#directories.set(relative, entries);
    }
    return entries;
  }

  #isExcluded(relative, name, dirent) {
    if (this.#excluded !== undefined) return Boolean(this.#excluded(this.#withFileTypes ? dirent : name));
    return this.#isExcludedPath(relative);
  }

  #isExcludedPath(relative) {
    if (relative.startsWith('./')) relative = relative.slice(2);
    for (let i = 0; i < this.#excludes.length; i++) {
      if (this.#excludes[i].match(relative)) return true;
    }
    return false;
  }

  /** A directory that is matched for what is in it goes with that. */
  #isExcludedDirectory(relative) {
    return relative !== '' && this.#excludes.length > 0 && this.#isExcludedPath(`${relative}/`);
  }

  /** `entry` is given for what was found in a directory: it is there, even if its name is no UTF-8. */
  * #match(relative, entry = undefined) {
    const { basename, dirname, isAbsolute, join } = require('path');
    const path = relative === '' ? '.' : join(relative).replace(/(?<=.)\/$/, '');
    if (this.#found.has(path)) return;
    let found = entry;
    if (entry === undefined) {
      try {
        found = yield [operations.lstat, this.#full(path)];
      } catch {
        return;
      }
    }
    const { Dirent, typeOf } = require('internal/fs/dirent');
    const place = this.#absolute || isAbsolute(path) ? this.#full(path) : join(this.#root, path);
    const dirent = new Dirent(basename(place), typeOf(found), dirname(place));
    if (this.#isExcluded(path, basename(path), dirent)) return;
    this.#found.add(path);
    yield this.#withFileTypes ? dirent : path;
  }

  * #isDirectory(relative, entry) {
    if (entry.isDirectory()) return true;
    if (!entry.isSymbolicLink()) return false;
    try {
      return (yield [operations.stat, this.#full(relative)]).isDirectory();
    } catch {
      return false;
    }
  }

  /**
   * @param {string} relative the directory, '' for the one to start in
   * @param {Array<string | RegExp | symbol>} parts
   * @param {number} index of the part that is compared with what is in the directory
   * @param {string[]} real the real paths on the way, when links are followed
   */
  * #step(relative, parts, index, real) {
    if (index === parts.length) {
      yield* this.#match(relative);
      return;
    }
    const part = parts[index];
    const below = (name) => (relative === '' ? name : relative === '/' ? `/${name}` : `${relative}/${name}`);
    if (typeof part === 'string') {
      if (part === '') {
        // At the start it is the root, at the end "directories only".
        if (index === 0) {
          yield* this.#step('/', parts, 1, real);
        } else if (index === parts.length - 1) {
          if (!this.#isExcludedDirectory(relative) && (yield* this.#leadsToDirectory(relative))) yield* this.#match(relative);
        } else {
          yield* this.#step(relative, parts, index + 1, real);
        }
        return;
      }
      // What is only "here" or "above" is no match.
      const rest = index + 2 === parts.length && parts[index + 1] === '' ? index + 2 : index + 1;
      if (rest === parts.length && relative === '' && (part === '..' || part === '.')) return;
      const path = below(part);
      if (this.#excludes.length > 0 && this.#isExcludedPath(path)) return;
      yield* this.#step(path, parts, index + 1, real);
      return;
    }
    const entries = yield* this.#entries(relative);
    if (part !== this.#globstar) {
      for (let i = 0; i < entries.length; i++) {
        const { name } = entries[i];
        if (!part.test(name) || this.#isExcluded(below(name), name, entries[i])) continue;
        if (index === parts.length - 1) {
          yield* this.#match(below(name), entries[i]);
        } else if (this.#follow ? yield* this.#isDirectory(below(name), entries[i]) : entries[i].isDirectory()) {
          // Links are followed where a pattern names them; where it happens to match them, on demand.
          yield* this.#step(below(name), parts, index + 1, real);
        }
      }
      return;
    }
    const last = index === parts.length - 1;
    const next = parts[index + 1];
    // A name after "**" is looked for among the entries, as a pattern would be: links are not followed for it.
    const named = typeof next === 'string' && next !== '' && next !== '.' && next !== '..';
    if (last) {
      if (!this.#isExcludedDirectory(relative)) yield* this.#match(relative);
    } else if (!named) {
      yield* this.#step(relative, parts, index + 1, real);
    }
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      const { name } = entry;
      if (named && name === next && !this.#isExcluded(below(name), name, entry)) {
        if (index + 2 === parts.length) {
          yield* this.#match(below(name), entry);
        } else if (entry.isDirectory() || (this.#follow && (yield* this.#isDirectory(below(name), entry)))) {
          yield* this.#step(below(name), parts, index + 2, real);
        }
      }
      if (name.charCodeAt(0) === 46 || this.#isExcluded(below(name), name, entry)) continue;
      if (entry.isDirectory()) {
        yield* this.#step(below(name), parts, index, real);
      } else if (this.#follow && entry.isSymbolicLink() && (yield* this.#isDirectory(below(name), entry))) {
        const target = yield [operations.realpathNative, this.#full(below(name))];
        if (!real.includes(target)) yield* this.#step(below(name), parts, index, [...real, target]);
      } else if (last) {
        yield* this.#match(below(name), entry);
      } else if (entry.isSymbolicLink() && isMatch(next, name)) {
        // It is looked into for what comes next, no further.
        yield* this.#step(below(name), parts, index + 1, real);
      }
    }
  }

  * #leadsToDirectory(relative) {
    try {
      return (yield [operations.stat, this.#full(relative)]).isDirectory();
    } catch {
      return false;
    }
  }

  * run() {
    const patterns = this.#patterns;
    for (let i = 0; i < this.#compiled.length; i++) {
      const { set } = this.#compiled[i];
      for (let j = 0; j < set.length; j++) {
        // What comes back to where it began ("a/..") leaves nothing to match.
        if (set[j].length === 1 && set[j][0] === '' && !patterns[i].startsWith('/')) continue;
        yield* this.#step('', set[j], 0, []);
      }
    }
  }
}

/** @returns {Array<string | Dirent>} */
function globSync(pattern, options) {
  const steps = new Walk(pattern, options, false).run();
  const found = [];
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    if (!Array.isArray(step)) {
      found.push(step);
      next = steps.next();
      continue;
    }
    let result;
    try {
      result = step[0](undefined, step[1], step[2], step[3]);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
  return found;
}

async function* iterate(walk) {
  const steps = walk.run();
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    if (!Array.isArray(step)) {
      yield step;
      next = steps.next();
      continue;
    }
    let result;
    try {
      result = await step[0](promised, step[1], step[2], step[3]);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
}

/** @returns {AsyncIterator<string | Dirent>} */
async function* glob(pattern, options) {
  yield* iterate(new Walk(pattern, options, true));
}

/** Collects for a callback; arguments are checked at once. */
function collect(pattern, options) {
  return gather(new Walk(pattern, options, true));
}

async function gather(walk) {
  const found = [];
  for await (const match of iterate(walk)) found.push(match);
  return found;
}

module.exports = { collect, glob, globSync };
