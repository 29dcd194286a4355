#include "loop/fs_directory.h"

#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "loop/fs.h"

namespace eddy::loop::fs {
namespace {

EntryType FromDirentType(unsigned char type) {
  switch (type) {
    case DT_REG:
      return EntryType::kFile;
    case DT_DIR:
      return EntryType::kDirectory;
    case DT_LNK:
      return EntryType::kLink;
    case DT_FIFO:
      return EntryType::kFifo;
    case DT_SOCK:
      return EntryType::kSocket;
    case DT_CHR:
      return EntryType::kCharacterDevice;
    case DT_BLK:
      return EntryType::kBlockDevice;
    default:
      return EntryType::kUnknown;
  }
}

bool IsSelfOrParent(const char* name) {
  return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

// How many bytes all names begin with.
size_t CommonPrefix(const std::vector<DirectoryEntry>& entries) {
  if (entries.empty()) return 0;
  const std::string& first = entries.front().name;
  auto end = first.end();
  for (const auto& [name, type] : entries) end = std::mismatch(first.begin(), end, name.begin(), name.end()).first;
  return static_cast<size_t>(end - first.begin());
}

// The eight bytes of a name from `start` on as a number that orders as they do.
uint64_t BytesFrom(const std::string& name, size_t start) {
  char bytes[8] = {};
  std::memcpy(bytes, name.data() + start, std::min<size_t>(name.size() - start, 8));
  uint64_t number;
  std::memcpy(&number, bytes, 8);
  return be64toh(number);
}

// By name. Small keys are sorted, not the entries: a directory may have a hundred thousand of them.
std::vector<DirectoryEntry> Sorted(std::vector<DirectoryEntry> entries) {
  struct Key {
    uint64_t leading;
    DirectoryEntry* entry;
  };
  std::vector<Key> keys;
  keys.reserve(entries.size());
  // Names are often alike at the beginning (img-0001, img-0002): what tells them apart comes after.
  const size_t start = CommonPrefix(entries);
  for (DirectoryEntry& entry : entries) keys.push_back({BytesFrom(entry.name, start), &entry});
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return a.leading != b.leading ? a.leading < b.leading : a.entry->name < b.entry->name;
  });
  std::vector<DirectoryEntry> sorted;
  sorted.reserve(entries.size());
  for (const Key& key : keys) sorted.push_back(std::move(*key.entry));
  return sorted;
}

}  // namespace

EntryType EntryTypeOf(uint64_t mode) { return FromDirentType(static_cast<unsigned char>(IFTODT(mode))); }

Result<std::unique_ptr<Directory>> Directory::Open(const char* path) {
  Result<int> fd = fs::Open(path, O_RDONLY | O_DIRECTORY, 0);
  if (!fd.ok()) return fd.status();
  return std::make_unique<Directory>(FileDescriptor(*fd));
}

Status Directory::Read(size_t count, std::vector<DirectoryEntry>& entries) {
  if (!fd_.valid()) return Status(-EBADF);
  if (buffer_ == nullptr) buffer_ = std::make_unique<char[]>(kBufferSize);
  while (count > 0) {
    if (position_ == filled_) {
      ssize_t got = getdents64(fd_.get(), buffer_.get(), kBufferSize);
      if (got < 0) {
        // A directory removed while it is read has no entries left.
        if (errno == ENOENT) return {};
        return Status::FromErrno();
      }
      if (got == 0) return {};
      position_ = 0;
      filled_ = static_cast<size_t>(got);
    }
    const auto* record = reinterpret_cast<const dirent64*>(buffer_.get() + position_);
    position_ += record->d_reclen;
    if (IsSelfOrParent(record->d_name)) continue;
    entries.push_back({record->d_name, FromDirentType(record->d_type)});
    count--;
  }
  return {};
}

Status Directory::Close() {
  if (!fd_.valid()) return Status(-EBADF);
  return fs::Close(fd_.Release());
}

Result<std::vector<DirectoryEntry>> ReadDirectory(const char* path) {
  Result<std::unique_ptr<Directory>> directory = Directory::Open(path);
  if (!directory.ok()) return directory.status();
  std::vector<DirectoryEntry> entries;
  Status status = (*directory)->Read(SIZE_MAX, entries);
  if (!status.ok()) return status;
  for (DirectoryEntry& entry : entries) {
    if (entry.type != EntryType::kUnknown) continue;
    struct stat information;
    if (fstatat((*directory)->fd(), entry.name.c_str(), &information, AT_SYMLINK_NOFOLLOW) == 0) {
      entry.type = EntryTypeOf(information.st_mode);
    }
  }
  return Sorted(std::move(entries));
}

}  // namespace eddy::loop::fs
