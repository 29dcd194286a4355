#include "loop/backend.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

// From here on io_uring_setup fails with EPERM in this process, as many containers have it.
void ForbidUring() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{sizeof program / sizeof program[0], program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
    _exit(99);
}

TEST(BackendDeathTest, WithoutUringTheLoopRunsOnEpollSilently) {
  EXPECT_EXIT(
      {
        ForbidUring();
        auto loop = Loop::Create();
        _exit(loop.ok() && std::strcmp((*loop)->backend_name(), "epoll") == 0 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST(BackendDeathTest, WithoutUringAskingForItByNameFails) {
  EXPECT_EXIT(
      {
        ForbidUring();
        setenv("EDDY_LOOP", "uring", 1);
        _exit(-Loop::Create().code() == ENOSYS ? 0 : 1);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST(BackendDeathTest, ADestroyedHandleThatIsOpenEndsTheProcess) {
  EXPECT_DEATH(
      {
        auto loop = Loop::Create();
        TestTcp socket(**loop);
        static_cast<void>(socket.socket.Bind(Loopback()));
        _exit((socket.socket.~TcpSocket(), 0));
      },
      "destroyed while its descriptor was in use");
}

}  // namespace
}  // namespace eddy::loop
