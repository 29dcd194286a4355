#include "loop/fs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "loop/fs_cached.h"
#include "loop/fs_copy.h"
#include "loop/fs_directory.h"
#include "loop/fs_tree.h"
#include "loop/fs_whole_file.h"

namespace eddy::loop::fs {
namespace {

// A folder of its own for each test, removed with all that is in it.
class FsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = MakeTemporaryDirectory("/tmp/eddy-fs-test-");
    ASSERT_TRUE(made.ok());
    folder_ = *made;
  }
  void TearDown() override { EXPECT_TRUE(Remove(folder_, {.recursive = true, .force = true}).status.ok()); }

  std::string Path(std::string_view name) const { return folder_ + "/" + std::string(name); }
  void Put(std::string_view name, std::string_view text) {
    auto fd = Open(Path(name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ASSERT_TRUE(fd.ok());
    EXPECT_TRUE(WriteAll(*fd, AsBytes(text), kCurrentPosition).ok());
    EXPECT_TRUE(Close(*fd).ok());
  }
  std::string Get(std::string_view name) {
    auto fd = Open(Path(name).c_str(), O_RDONLY, 0);
    if (!fd.ok()) return "error " + std::to_string(fd.code());
    FileBytes bytes;
    std::atomic<bool> cancelled = false;
    EXPECT_TRUE(ReadToEnd(*fd, cancelled, bytes).ok());
    EXPECT_TRUE(Close(*fd).ok());
    return std::string(AsText({bytes.data(), bytes.size()}));
  }

  std::string folder_;
};

TEST_F(FsTest, WhatIsWrittenIsReadBack) {
  Put("a", "hello");
  EXPECT_EQ(Get("a"), "hello");
  auto fd = Open(Path("a").c_str(), O_RDWR, 0);
  ASSERT_TRUE(fd.ok());
  EXPECT_EQ(*Write(*fd, AsBytes("J"), 0), 1);
  uint8_t buffer[16];
  EXPECT_EQ(*Read(*fd, buffer, 1), 4);
  EXPECT_EQ(*Read(*fd, buffer, kCurrentPosition), 5);
  EXPECT_EQ(AsText({buffer, 5}), "Jello");
  EXPECT_EQ(*Read(*fd, buffer, kCurrentPosition), 0);
  EXPECT_TRUE(FTruncate(*fd, 2).ok());
  EXPECT_TRUE(FSync(*fd).ok());
  EXPECT_TRUE(FDataSync(*fd).ok());
  EXPECT_TRUE(Close(*fd).ok());
  EXPECT_EQ(Close(*fd).code(), -EBADF);
  EXPECT_EQ(Get("a"), "Je");
}

TEST_F(FsTest, VectorsAreReadAndWrittenInOrder) {
  auto fd = Open(Path("v").c_str(), O_RDWR | O_CREAT, 0644);
  ASSERT_TRUE(fd.ok());
  char one[] = "one";
  char two[] = "twoo";
  iovec out[] = {{one, 3}, {two, 4}};
  EXPECT_EQ(*WriteV(*fd, out, kCurrentPosition), 7);
  char a[2];
  char b[10];
  iovec in[] = {{a, 2}, {b, 10}};
  EXPECT_EQ(*ReadV(*fd, in, 0), 7);
  EXPECT_EQ(std::string(a, 2) + std::string(b, 5), "onetwoo");
  // More buffers than one system call takes.
  std::vector<iovec> many(3000, iovec{one, 1});
  EXPECT_EQ(*WriteV(*fd, many, 0), 3000);
  EXPECT_TRUE(Close(*fd).ok());
}

TEST_F(FsTest, StatTellsTypeSizeAndNanoseconds) {
  Put("s", "12345");
  auto status = Stat(Path("s").c_str());
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->size, 5u);
  EXPECT_TRUE(S_ISREG(status->mode));
  EXPECT_EQ(status->link_count, 1u);
  ASSERT_TRUE(Symlink("s", Path("l").c_str()).ok());
  EXPECT_TRUE(S_ISLNK(LStat(Path("l").c_str())->mode));
  EXPECT_EQ(Stat(Path("l").c_str())->inode, status->inode);
  EXPECT_EQ(*ReadLink(Path("l").c_str()), "s");
  ASSERT_TRUE(SetTimes(Path("s").c_str(), -1.5, 1234567890.123456).ok());
  status = Stat(Path("s").c_str());
  EXPECT_EQ(status->access_time.seconds, -2);
  EXPECT_EQ(status->access_time.nanoseconds, 500000000);
  EXPECT_EQ(status->modification_time.seconds, 1234567890);
  EXPECT_EQ(status->modification_time.nanoseconds, 123456001);
  EXPECT_EQ(Stat(Path("nothing").c_str()).code(), -ENOENT);
  EXPECT_EQ(Stat(Path("s/below").c_str()).code(), -ENOTDIR);
}

TEST_F(FsTest, LinkLoopsEndWithEloop) {
  ASSERT_TRUE(Symlink("b", Path("a").c_str()).ok());
  ASSERT_TRUE(Symlink("a", Path("b").c_str()).ok());
  EXPECT_EQ(Stat(Path("a").c_str()).code(), -ELOOP);
  EXPECT_EQ(ResolveLinks(Path("a")).outcome.status.code(), -ELOOP);
  EXPECT_EQ(RealPath(Path("a").c_str()).code(), -ELOOP);
  auto cached = cached::Stat(Path("a").c_str(), true);
  if (cached) {
    EXPECT_EQ(cached->code(), -ELOOP);
  }
}

TEST_F(FsTest, LinksAreResolvedComponentByComponent) {
  ASSERT_TRUE(MakeDirectories(Path("x/y/z"), 0777).outcome.status.ok());
  ASSERT_TRUE(Symlink("x/y", Path("short").c_str()).ok());
  ASSERT_TRUE(Symlink("../../short/z", Path("x/y/again").c_str()).ok());
  std::string real = *RealPath(folder_.c_str());
  EXPECT_EQ(ResolveLinks(Path("short/again/../z/.")).path, real + "/x/y/z");
  ResolvedPath missing = ResolveLinks(Path("short/none/below"));
  EXPECT_EQ(missing.outcome.status.code(), -ENOENT);
  EXPECT_STREQ(missing.outcome.syscall, "lstat");
  EXPECT_EQ(missing.outcome.path, real + "/x/y/none");
  EXPECT_EQ(ResolveLinks("/").path, "/");
  EXPECT_EQ(ResolveLinks("/..//.").path, "/");
}

TEST_F(FsTest, DirectoriesAreReadSortedAndWithTypes) {
  Put("b", "");
  Put("a", "");
  ASSERT_TRUE(MakeDirectory(Path("c").c_str(), 0755).ok());
  ASSERT_TRUE(Symlink("a", Path("l").c_str()).ok());
  ASSERT_EQ(mkfifo(Path("f").c_str(), 0600), 0);
  auto entries = ReadDirectory(folder_.c_str());
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 5u);
  EXPECT_EQ((*entries)[0].name, "a");
  EXPECT_EQ((*entries)[0].type, EntryType::kFile);
  EXPECT_EQ((*entries)[2].type, EntryType::kDirectory);
  EXPECT_EQ((*entries)[3].type, EntryType::kFifo);
  EXPECT_EQ((*entries)[4].type, EntryType::kLink);
  EXPECT_EQ(ReadDirectory(Path("a").c_str()).code(), -ENOTDIR);
}

TEST_F(FsTest, LargeDirectoriesComeInPortions) {
  for (int i = 0; i < 1500; i++) Put("file-with-a-longer-name-" + std::to_string(i), "");
  auto directory = Directory::Open(folder_.c_str());
  ASSERT_TRUE(directory.ok());
  std::vector<DirectoryEntry> entries;
  size_t before;
  do {
    before = entries.size();
    ASSERT_TRUE((*directory)->Read(7, entries).ok());
    EXPECT_LE(entries.size() - before, 7u);
  } while (entries.size() > before);
  EXPECT_EQ(entries.size(), 1500u);
  EXPECT_TRUE((*directory)->Close().ok());
  EXPECT_EQ((*directory)->Read(1, entries).code(), -EBADF);
}

TEST_F(FsTest, MakeDirectoriesTellsTheFirstOneMade) {
  EXPECT_EQ(MakeDirectories(Path("a/b/c"), 0777).first, Path("a"));
  EXPECT_EQ(MakeDirectories(Path("a/b/c/d//e/"), 0777).first, Path("a/b/c/d/"));
  EXPECT_EQ(MakeDirectories(Path("a/b"), 0777).first, "");
  Put("f", "");
  EXPECT_EQ(MakeDirectories(Path("f"), 0777).outcome.status.code(), -EEXIST);
  EXPECT_EQ(MakeDirectories(Path("f/g"), 0777).outcome.status.code(), -ENOTDIR);
  EXPECT_EQ(MakeDirectories(Path("f/g/h"), 0777).outcome.status.code(), -ENOTDIR);
  // Where nothing can be made although the parent is there.
  EXPECT_EQ(MakeDirectories("/proc/none/below", 0777).outcome.status.code(), -ENOENT);
  EXPECT_EQ(MakeDirectories("/proc/none/below", 0777).outcome.path, "/proc/none");
}

TEST_F(FsTest, TreesOfAnyDepthAreRemoved) {
  // Deeper than PATH_MAX allows a path to be, and than descriptors would do.
  int folder = open(folder_.c_str(), O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < 2000; i++) {
    ASSERT_EQ(mkdirat(folder, "deep", 0755), 0);
    int next = openat(folder, "deep", O_RDONLY | O_DIRECTORY);
    close(folder);
    folder = next;
  }
  close(openat(folder, "file", O_CREAT | O_WRONLY, 0600));
  close(folder);
  Put("outside", "kept");
  ASSERT_TRUE(Symlink(Path("outside").c_str(), Path("deep/link").c_str()).ok());
  EXPECT_EQ(Remove(Path("deep"), {}).status.code(), -EISDIR);
  EXPECT_TRUE(Remove(Path("deep"), {.recursive = true}).status.ok());
  EXPECT_EQ(Stat(Path("deep").c_str()).code(), -ENOENT);
  EXPECT_EQ(Get("outside"), "kept");
  TreeOutcome none = Remove(Path("none"), {});
  EXPECT_EQ(none.status.code(), -ENOENT);
  EXPECT_STREQ(none.syscall, "lstat");
  EXPECT_TRUE(Remove(Path("none"), {.force = true}).status.ok());
}

TEST_F(FsTest, CopiesHaveContentsAndPermissions) {
  std::string large(3 << 20, 'x');
  Put("from", large);
  ASSERT_TRUE(Chmod(Path("from").c_str(), 0751).ok());
  ASSERT_TRUE(CopyFile(Path("from").c_str(), Path("to").c_str(), 0).ok());
  EXPECT_EQ(Get("to"), large);
  EXPECT_EQ(Stat(Path("to").c_str())->mode & 07777, 0751u);
  EXPECT_EQ(CopyFile(Path("from").c_str(), Path("to").c_str(), kCopyExclusive).code(), -EEXIST);
  Put("small", "s");
  ASSERT_TRUE(CopyFile(Path("small").c_str(), Path("to").c_str(), kCopyClone).ok());
  EXPECT_EQ(Get("to"), "s");
  // Onto itself, also by another name.
  ASSERT_TRUE(Link(Path("small").c_str(), Path("same").c_str()).ok());
  EXPECT_TRUE(CopyFile(Path("small").c_str(), Path("same").c_str(), 0).ok());
  EXPECT_EQ(Get("same"), "s");
  EXPECT_EQ(CopyFile(folder_.c_str(), Path("dir").c_str(), 0).code(), -EISDIR);
  EXPECT_EQ(Stat(Path("dir").c_str()).code(), -ENOENT);
  // Files that don't tell their size.
  ASSERT_TRUE(CopyFile("/proc/version", Path("version").c_str(), 0).ok());
  EXPECT_NE(Get("version").find("Linux"), std::string::npos);
}

TEST_F(FsTest, CopyDirectoryMakesOneAndCopiesItsFirstFiles) {
  ASSERT_TRUE(MakeDirectory(Path("from").c_str(), 0755).ok());
  ASSERT_TRUE(MakeDirectory(Path("from/below").c_str(), 0755).ok());
  for (int i = 0; i < 40; i++) Put("from/" + std::to_string(i), std::to_string(i));
  auto copy = CopyDirectory(Path("from"), Path("to"), 0555, kCopyExclusive);
  ASSERT_TRUE(copy.ok());
  EXPECT_EQ(copy->entries.size(), 41u);
  EXPECT_EQ(copy->copied, kMostCopiedAtOnce);
  EXPECT_FALSE(copy->has_mode);
  EXPECT_EQ(Stat(Path("to").c_str())->mode & 0700, 0700u);
  // By name: 0, 1, 10, 11, ... The others are left.
  EXPECT_EQ(Get("to/10"), "10");
  EXPECT_EQ(Stat(Path("to/9").c_str()).code(), -ENOENT);
  EXPECT_EQ(Stat(Path("to/below").c_str()).code(), -ENOENT);

  using namespace std::string_view_literals;
  EXPECT_EQ(CopyFiles(Path("from"), Path("to"), "8\0009\000nowhere\0007\000"sv, kCopyExclusive), 2);
  EXPECT_EQ(Get("to/9"), "9");
  EXPECT_EQ(Stat(Path("to/7").c_str()).code(), -ENOENT);
  EXPECT_EQ(CopyFiles(Path("from"), Path("to"), "9\000"sv, kCopyExclusive), 0);

  EXPECT_EQ(CopyDirectory(Path("from"), Path("to"), 0755, 0).code(), -EEXIST);
  EXPECT_EQ(CopyDirectory(Path("nowhere"), Path("new"), 0755, 0).code(), -ENOENT);
  EXPECT_EQ(Stat(Path("new").c_str()).code(), -ENOENT);
}

TEST_F(FsTest, ReadingToTheEndTakesFilesOfUnknownSizeAndStopsWhenCancelled) {
  auto fd = Open("/proc/cpuinfo", O_RDONLY, 0);
  ASSERT_TRUE(fd.ok());
  FileBytes bytes;
  std::atomic<bool> cancelled = false;
  EXPECT_TRUE(ReadToEnd(*fd, cancelled, bytes).ok());
  EXPECT_GT(bytes.size(), 0u);
  EXPECT_TRUE(Close(*fd).ok());
  // Endless: only cancelling stops it early. What writes does not go ahead of what reads.
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  std::thread writer([&] {
    const std::string text(4096, 'x');
    for (int i = 0; write(ends[1], text.data(), text.size()) > 0; i++) {
      if (i == 100) cancelled = true;
    }
  });
  FileBytes endless;
  EXPECT_EQ(ReadToEnd(ends[0], cancelled, endless).code(), -ECANCELED);
  EXPECT_GT(endless.size(), 0u);
  EXPECT_TRUE(Close(ends[0]).ok());
  writer.join();
  EXPECT_TRUE(Close(ends[1]).ok());
}

std::vector<size_t> given;

// Serves from 100 bytes on.
constexpr FileMemory kCountedMemory{
    .serves = [](size_t size) { return size >= 100; },
    .take =
        [](size_t size) {
          given.push_back(size);
          return std::malloc(size);
        },
    .give_back =
        [](void* block, size_t size) {
          given.erase(std::find(given.begin(), given.end(), size));
          std::free(block);
        },
};

TEST_F(FsTest, LargeFilesAreReadIntoMemoryThatIsGivenBack) {
  std::atomic<bool> cancelled = false;
  std::string text(5000, 't');
  Put("small", "s");
  Put("large", text);
  for (const char* name : {"small", "large"}) {
    FileBytes bytes(kCountedMemory);
    auto fd = Open(Path(name).c_str(), O_RDONLY, 0);
    ASSERT_TRUE(fd.ok());
    EXPECT_TRUE(ReadToEnd(*fd, cancelled, bytes).ok());
    EXPECT_TRUE(Close(*fd).ok());
    EXPECT_EQ(AsText({bytes.data(), bytes.size()}), Get(name));
    EXPECT_EQ(given.size(), name == std::string_view("large") ? 1u : 0u);
    // Whoever takes the bytes gives them back.
    FileBytes moved = std::move(bytes);
    EXPECT_EQ(bytes.size(), 0u);
    size_t capacity = moved.capacity();
    uint8_t* taken = moved.Release();
    if (kCountedMemory.serves(capacity)) {
      kCountedMemory.give_back(taken, capacity);
    } else {
      std::free(taken);
    }
  }
  EXPECT_TRUE(given.empty());
  {
    // Growing and shrinking between the two kinds of memory.
    FileBytes bytes(kCountedMemory);
    ASSERT_TRUE(bytes.Reserve(10));
    std::memset(bytes.data(), 'x', 10);
    bytes.SetSize(10);
    ASSERT_TRUE(bytes.Reserve(200));
    EXPECT_EQ(given, std::vector<size_t>{200});
    ASSERT_TRUE(bytes.Reserve(1000));
    EXPECT_EQ(given, std::vector<size_t>{1000});
    bytes.Trim();
    EXPECT_TRUE(given.empty());
    EXPECT_EQ(bytes.capacity(), 10u);
    EXPECT_EQ(AsText({bytes.data(), bytes.size()}), "xxxxxxxxxx");
    ASSERT_TRUE(bytes.Reserve(300));
  }
  EXPECT_TRUE(given.empty());
}

TEST_F(FsTest, CachedAnswersAreTheTrueOnes) {
  Put("c", "cached");
  std::string path = Path("c");
  cached::Learn(*Stat(path.c_str()), path.c_str());
  auto status = cached::Stat(path.c_str(), true);
  if (!status) GTEST_SKIP() << "this kernel or file system declines";
  EXPECT_EQ((*status)->size, 6u);
  ASSERT_EQ(Stat(Path("none").c_str()).code(), -ENOENT);  // now it is known that it is not there
  if (auto none = cached::Stat(Path("none").c_str(), true)) {
    EXPECT_EQ(none->code(), -ENOENT);
  }
  ASSERT_TRUE(Symlink("c", Path("l").c_str()).ok());
  EXPECT_TRUE(S_ISLNK((*cached::Stat(Path("l").c_str(), false))->mode));
  EXPECT_TRUE(cached::Access(path.c_str(), R_OK)->ok());
  auto fd = cached::Open(path.c_str(), O_RDONLY);
  ASSERT_TRUE(fd && fd->ok());
  EXPECT_EQ(fcntl(**fd, F_GETFL) & O_NONBLOCK, 0);
  uint8_t buffer[16];
  auto count = cached::Read(**fd, buffer, 2);
  ASSERT_TRUE(count);
  EXPECT_EQ(**count, 4);
  EXPECT_EQ(**cached::Read(**fd, buffer, kCurrentPosition), 6);
  EXPECT_TRUE(cached::Close(**fd)->ok());
  EXPECT_FALSE(cached::Open(path.c_str(), O_RDWR | O_TRUNC));
}

TEST_F(FsTest, FilesThatAreMemoryAreReadAtOnce) {
  std::string path = "/dev/shm/eddy-fs-test-" + std::to_string(getpid());
  Result<int> made = Open(path.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
  if (!made.ok()) GTEST_SKIP() << "no file system in memory here";
  FileDescriptor fd(*made);
  ASSERT_TRUE(WriteAll(*made, AsBytes("memory"), kCurrentPosition).ok());
  struct statfs system;
  const bool memory = fstatfs(*made, &system) == 0 && system.f_type == TMPFS_MAGIC;
  cached::Learn(*made);
  auto file = cached::OpenToReadAll(path.c_str());
  EXPECT_TRUE(Unlink(path.c_str()).ok());
  if (!memory || !file) GTEST_SKIP() << "no file system in memory here, or an old kernel";
  ASSERT_TRUE(file->ok());
  EXPECT_TRUE((*file)->in_memory);
  EXPECT_EQ((*file)->size, 6u);
  uint8_t buffer[16];
  auto count = cached::Read(*made, buffer, 2);
  ASSERT_TRUE(count);
  EXPECT_EQ(**count, 4);
}

TEST_F(FsTest, FifosAndDevicesAreLeftToThePool) {
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  (void)cached::Stat(Path("fifo").c_str(), true);
  EXPECT_FALSE(cached::Open(Path("fifo").c_str(), O_RDONLY));
  EXPECT_FALSE(cached::OpenToReadAll("/dev/null"));
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  uint8_t buffer[8];
  EXPECT_FALSE(cached::Read(ends[0], buffer, kCurrentPosition));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace eddy::loop::fs
