// From the kernel's statx record to FileStatus; shared by the blocking calls and the cached attempts.
#pragma once
#include <sys/stat.h>

#include "loop/fs.h"

namespace eddy::loop::fs {

// The fields that FileStatus has.
constexpr unsigned kStatusMask = STATX_BASIC_STATS | STATX_BTIME;

FileStatus ToFileStatus(const struct statx& raw);

}  // namespace eddy::loop::fs
