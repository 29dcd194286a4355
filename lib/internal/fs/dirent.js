// fs.Dirent: a directory entry with its type. https://nodejs.org/api/fs.html#class-fsdirent
'use strict';

const {
  UV_DIRENT_DIR, UV_DIRENT_FILE, UV_DIRENT_BLOCK, UV_DIRENT_CHAR, UV_DIRENT_LINK, UV_DIRENT_FIFO, UV_DIRENT_SOCKET,
} = binding('constants').fs;

const kind = Symbol('type');

class Dirent {
  /**
   * @param {string | Buffer} name
   * @param {number} type one of UV_DIRENT_*
   * @param {string | Buffer} parentPath the directory that it is in
   */
  constructor(name, type, parentPath) {
    this.name = name;
    this.parentPath = parentPath;
    this[kind] = type;
  }

  isDirectory() {
    return this[kind] === UV_DIRENT_DIR;
  }

  isFile() {
    return this[kind] === UV_DIRENT_FILE;
  }

  isBlockDevice() {
    return this[kind] === UV_DIRENT_BLOCK;
  }

  isCharacterDevice() {
    return this[kind] === UV_DIRENT_CHAR;
  }

  isSymbolicLink() {
    return this[kind] === UV_DIRENT_LINK;
  }

  isFIFO() {
    return this[kind] === UV_DIRENT_FIFO;
  }

  isSocket() {
    return this[kind] === UV_DIRENT_SOCKET;
  }
}

/**
 * @param {Stats} stats
 * @returns {number} the type as a Dirent keeps it
 */
function typeOf(stats) {
  if (stats.isFile()) return UV_DIRENT_FILE;
  if (stats.isDirectory()) return UV_DIRENT_DIR;
  if (stats.isSymbolicLink()) return UV_DIRENT_LINK;
  if (stats.isFIFO()) return UV_DIRENT_FIFO;
  if (stats.isSocket()) return UV_DIRENT_SOCKET;
  return stats.isBlockDevice() ? UV_DIRENT_BLOCK : UV_DIRENT_CHAR;
}

module.exports = { Dirent, typeOf };
