// Copying one file's contents, inside the kernel where it can.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "loop/fs_directory.h"

namespace eddy::loop::fs {

// Flags of CopyFile; the numbers are those that programs see as fs.constants.COPYFILE_*.
constexpr int kCopyExclusive = 1;   // EEXIST when the destination exists
constexpr int kCopyClone = 2;       // share the blocks (FICLONE) where the file system can, else copy
constexpr int kCopyCloneForce = 4;  // share the blocks or fail, with ENOTSUP as a rule

// Copies contents and permissions of `source` to `destination`, which is overwritten. A file copied onto itself stays
// as it is. When copying fails, a destination that this call made is removed. EISDIR when `source` is a directory;
// ENOTSUP when it is none of file, FIFO or device.
Status CopyFile(const char* source, const char* destination, int flags);

// Copies files of the directory `source`, whose `names` each end with a NUL, to the directory `destination`, one after
// another as CopyFile does, until one fails. Returns how many are copied.
int32_t CopyFiles(const std::string& source, const std::string& destination, std::string_view names, int flags);

// How far CopyDirectory has come.
struct DirectoryCopy {
  std::vector<DirectoryEntry> entries;  // of the source
  int32_t copied = 0;                   // of the plain files among them, the first ones
  bool has_mode = false;                // the new directory has the mode it is to have in the end
};

// So many files CopyDirectory copies at most: with more, several threads are faster.
constexpr int32_t kMostCopiedAtOnce = 32;

// Makes the directory `destination`, which is to have `mode` (and is writable until it is complete), and copies the
// first plain files of `source` to it, as CopyFile does, until one fails. Fails with nothing made when `source` can't
// be read or `destination` can't be made.
Result<DirectoryCopy> CopyDirectory(const std::string& source, const std::string& destination, uint32_t mode,
                                    int flags);

}  // namespace eddy::loop::fs
