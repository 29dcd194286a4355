// Runs a command a number of times and says what each run cost: used by bench/run.py for start-up figures. Small on
// purpose: the kernel counts a parent's memory into its child's peak, and a script interpreter's would hide ours.
//
//   bench_process <runs> <program> [argument...]     prints per run: wall microseconds, CPU microseconds, peak KiB
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  for (int run = 0; run < std::atoi(argv[1]); ++run) {
    auto start = std::chrono::steady_clock::now();
    pid_t pid;
    if (posix_spawn(&pid, argv[2], nullptr, nullptr, argv + 2, environ) != 0) return 1;
    int status;
    rusage usage;
    if (wait4(pid, &status, 0, &usage) != pid || status != 0) return 1;
    auto wall = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
    long cpu =
        (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    std::printf("%ld %ld %ld\n", static_cast<long>(wall), cpu, usage.ru_maxrss);
  }
}
