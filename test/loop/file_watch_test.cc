#include "loop/file_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include "loop/fs.h"
#include "loop/fs_tree.h"
#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class TestWatch : private FileWatchListener {
 public:
  explicit TestWatch(FileWatchHub& hub) : watch(new FileWatch(hub, *this)) {}
  std::unique_ptr<FileWatch, CloseHandle> watch;
  std::vector<std::string> events;
  std::function<void()> on_event;

 private:
  void OnFileEvent(FileWatch&, FileEvent event, std::string_view name) override {
    events.push_back((event == FileEvent::kRename ? "rename " : "change ") + std::string(name));
    if (on_event) on_event();
  }
};

class FileWatchTest : public LoopTest {
 protected:
  void SetUp() override {
    LoopTest::SetUp();
    if (IsSkipped()) return;
    auto made = fs::MakeTemporaryDirectory("/tmp/eddy-watch-test-");
    ASSERT_TRUE(made.ok());
    folder_ = *made;
  }
  void TearDown() override {
    if (owned_loop_ != nullptr) loop().CloseAllHandles();
    if (!folder_.empty()) {
      EXPECT_TRUE(fs::Remove(folder_, {.recursive = true}).status.ok());
    }
  }
  void Touch(const std::string& name) { close(open((folder_ + "/" + name).c_str(), O_CREAT | O_WRONLY, 0600)); }

  std::string folder_;
};

TEST_P(FileWatchTest, NamesThatAppearAndContentsThatChangeAreTold) {
  FileWatchHub hub(loop());
  TestWatch folder(hub);
  ASSERT_TRUE(folder.watch->Start(folder_).ok());
  folder.on_event = [&] { folder.watch.reset(); };
  Touch("new");
  loop().Run();
  ASSERT_EQ(folder.events.size(), 1U);
  EXPECT_EQ(folder.events[0], "rename new");
  TestWatch file(hub);
  ASSERT_TRUE(file.watch->Start(folder_ + "/new").ok());
  file.on_event = [&] { file.watch.reset(); };
  EXPECT_EQ(truncate((folder_ + "/new").c_str(), 5), 0);
  loop().Run();
  ASSERT_EQ(file.events.size(), 1U);
  EXPECT_EQ(file.events[0], "change new");
  loop().CloseAllHandles();
}

TEST_P(FileWatchTest, TwoWatchesOfOneFolderAreBothToldAndMayGoInTheMiddle) {
  FileWatchHub hub(loop());
  TestWatch first(hub);
  TestWatch second(hub);
  ASSERT_TRUE(first.watch->Start(folder_).ok());
  ASSERT_TRUE(second.watch->Start(folder_).ok());
  // The first one takes the second away while both are being told.
  first.on_event = [&] {
    second.watch.reset();
    first.watch.reset();
  };
  Touch("x");
  loop().Run();
  EXPECT_EQ(first.events.size(), 1U);
  EXPECT_TRUE(second.events.empty());
  loop().CloseAllHandles();
}

TEST_P(FileWatchTest, WhatIsNotThereCannotBeWatched) {
  FileWatchHub hub(loop());
  TestWatch watch(hub);
  EXPECT_EQ(watch.watch->Start(folder_ + "/none").code(), -ENOENT);
  EXPECT_FALSE(watch.watch->IsActive());
  watch.watch.reset();
  loop().CloseAllHandles();
}

EDDY_ON_BOTH_BACKENDS(FileWatchTest);

}  // namespace
}  // namespace eddy::loop
