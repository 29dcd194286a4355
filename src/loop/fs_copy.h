// Copying one file's contents, inside the kernel where it can.
#pragma once
#include "base/result.h"

namespace eddy::loop::fs {

// Flags of CopyFile; the numbers are those that programs see as fs.constants.COPYFILE_*.
constexpr int kCopyExclusive = 1;   // EEXIST when the destination exists
constexpr int kCopyClone = 2;       // share the blocks (FICLONE) where the file system can, else copy
constexpr int kCopyCloneForce = 4;  // share the blocks or fail, with ENOTSUP as a rule

// Copies contents and permissions of `source` to `destination`, which is overwritten. A file copied onto itself stays
// as it is. When copying fails, a destination that this call made is removed. EISDIR when `source` is a directory;
// ENOTSUP when it is none of file, FIFO or device.
Status CopyFile(const char* source, const char* destination, int flags);

}  // namespace eddy::loop::fs
