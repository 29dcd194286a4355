// fs.Stats and fs.StatFs: what stat and statfs tell, as numbers or bigints.
// https://nodejs.org/api/fs.html#class-fsstats
'use strict';

const { S_IFMT, S_IFREG, S_IFDIR, S_IFBLK, S_IFCHR, S_IFLNK, S_IFIFO, S_IFSOCK } = binding('constants').fs;

// Where the numbers of one record lie, as WriteStat (src/bindings/fs_values.h) puts them.
const recordLength = 18;

function dateAccessors(prototype) {
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
    const milliseconds = `${name}Ms`;
    Object.defineProperty(prototype, name, {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get() {
        // To the nearest millisecond; a Date keeps no more.
        const value = new Date(Math.round(Number(this[milliseconds]) + 0));
        this[name] = value;
        return value;
      },
      set(value) {
        Object.defineProperty(this, name, { __proto__: null, enumerable: true, configurable: true, writable: true, value });
      },
    });
  }
}

class StatsBase {
  isDirectory() {
    return this._isType(S_IFDIR);
  }
  isFile() {
    return this._isType(S_IFREG);
  }
  isBlockDevice() {
    return this._isType(S_IFBLK);
  }
  isCharacterDevice() {
    return this._isType(S_IFCHR);
  }
  isSymbolicLink() {
    return this._isType(S_IFLNK);
  }
  isFIFO() {
    return this._isType(S_IFIFO);
  }
  isSocket() {
    return this._isType(S_IFSOCK);
  }
}

/**
 * Times are in milliseconds, with a fraction.
 */
function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}
Object.setPrototypeOf(Stats.prototype, StatsBase.prototype);
Object.setPrototypeOf(Stats, StatsBase);
Object.defineProperty(Stats.prototype, '_isType', {
  __proto__: null,
  configurable: true,
  writable: true,
  value(type) {
    return (this.mode & S_IFMT) === type;
  },
});
dateAccessors(Stats.prototype);

function BigIntStats() {}
Object.setPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
Object.setPrototypeOf(BigIntStats, StatsBase);
Object.defineProperty(BigIntStats.prototype, '_isType', {
  __proto__: null,
  configurable: true,
  writable: true,
  value(type) {
    return (this.mode & BigInt(S_IFMT)) === BigInt(type);
  },
});
dateAccessors(BigIntStats.prototype);

/**
 * @param {Float64Array} records
 * @param {number} at the index of the record
 * @returns {Stats}
 */
function toStats(records, at) {
  const i = at * recordLength;
  return new Stats(
    records[i], records[i + 1], records[i + 2], records[i + 3], records[i + 4], records[i + 5], records[i + 6],
    records[i + 7], records[i + 8], records[i + 9],
    records[i + 10] * 1000 + records[i + 11] / 1e6, records[i + 12] * 1000 + records[i + 13] / 1e6,
    records[i + 14] * 1000 + records[i + 15] / 1e6, records[i + 16] * 1000 + records[i + 17] / 1e6);
}

const names = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'];
const timeNames = ['atime', 'mtime', 'ctime', 'birthtime'];

/**
 * @param {BigInt64Array} records
 * @param {number} at
 * @returns {BigIntStats}
 */
function toBigIntStats(records, at) {
  const start = at * recordLength;
  const stats = new BigIntStats();
  for (let i = 0; i < names.length; i++) stats[names[i]] = BigInt.asUintN(64, records[start + i]);
  const nanoseconds = [];
  for (let i = 0; i < timeNames.length; i++) {
    nanoseconds[i] = records[start + 10 + 2 * i] * 1000000000n + records[start + 11 + 2 * i];
    stats[`${timeNames[i]}Ms`] = nanoseconds[i] / 1000000n;
  }
  for (let i = 0; i < timeNames.length; i++) stats[`${timeNames[i]}Ns`] = nanoseconds[i];
  return stats;
}

class StatFs {
  constructor(type, bsize, frsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.frsize = frsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

/**
 * @param {Float64Array | BigInt64Array} records
 * @param {number} at
 * @returns {StatFs}
 */
function toStatFs(records, at) {
  const i = at * recordLength;
  return new StatFs(records[i], records[i + 1], records[i + 2], records[i + 3], records[i + 4], records[i + 5],
                    records[i + 6], records[i + 7]);
}

/** @returns {Stats | BigIntStats} all zero: what watchFile reports for a file that is not there */
function emptyStats(bigint) {
  const zeros = bigint ? new BigInt64Array(recordLength) : new Float64Array(recordLength);
  return bigint ? toBigIntStats(zeros, 0) : toStats(zeros, 0);
}

module.exports = { BigIntStats, StatFs, Stats, emptyStats, toBigIntStats, toStatFs, toStats };
