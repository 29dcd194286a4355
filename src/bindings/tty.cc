// binding('tty'): terminals. lib/tty.js.
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

#include "bindings/registry.h"
#include "runtime/realm.h"

namespace eddy::bindings {

namespace {

// The terminals that are not as they were, with what they were: put back at the end also when the program does not.
// Read by a signal handler, so of a fixed size; `before` is in place when `fd` tells of it. Changed by any thread,
// under the mutex.
struct ChangedTerminal {
  std::atomic<int> fd{-1};
  termios before{};
};
constexpr size_t kMostTerminals = 8;
std::array<ChangedTerminal, kMostTerminals> changed_terminals;

std::mutex& TerminalsMutex() {
  // Never destroyed: threads may end after main has.
  static auto* mutex = new std::mutex;
  return *mutex;
}

void RestoreTerminals() {
  for (const ChangedTerminal& terminal : changed_terminals) {
    if (const int fd = terminal.fd; fd >= 0) tcsetattr(fd, TCSANOW, &terminal.before);
  }
}

// A signal that ends the process, of which nobody else is told.
void RestoreAndDie(int number) {
  RestoreTerminals();
  signal(number, SIG_DFL);
  raise(number);
}

// With the mutex held.
void WatchEnds() {
  static bool watched = false;
  if (watched) return;
  watched = true;
  Realm::AtProcessExit(RestoreTerminals);
  for (int number : {SIGINT, SIGTERM}) {
    struct sigaction now;
    if (sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) signal(number, RestoreAndDie);
  }
}

enum TerminalMode : int32_t { kNormal, kRaw, kIo };

// setRawMode(fd, mode): 1 as cfmakeraw, but with output processing; 2 without; 0 as it was before (termios(3)).
Status SetRawMode(int32_t fd, int32_t mode) {
  const std::scoped_lock lock(TerminalsMutex());
  auto found = std::find_if(changed_terminals.begin(), changed_terminals.end(),
                            [fd](const ChangedTerminal& terminal) { return terminal.fd == fd; });
  const bool changed = found != changed_terminals.end();
  if (mode == kNormal) {
    if (!changed) return Status();
    if (tcsetattr(fd, TCSADRAIN, &found->before) != 0) return Status::FromErrno();
    found->fd = -1;
    return Status();
  }
  termios wanted;
  if (changed) {
    wanted = found->before;
  } else if (tcgetattr(fd, &wanted) != 0) {
    return Status::FromErrno();
  }
  const termios before = wanted;
  wanted.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  if (mode == kIo) {
    wanted.c_oflag &= ~static_cast<tcflag_t>(OPOST | ONLCR);
  } else {
    wanted.c_oflag |= ONLCR;
  }
  wanted.c_cflag |= CS8;
  wanted.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  wanted.c_cc[VMIN] = 1;
  wanted.c_cc[VTIME] = 0;
  if (tcsetattr(fd, TCSADRAIN, &wanted) != 0) return Status::FromErrno();
  if (changed) return Status();
  WatchEnds();
  for (ChangedTerminal& terminal : changed_terminals) {
    if (terminal.fd >= 0) continue;
    terminal.before = before;
    terminal.fd = fd;
    break;
  }
  return Status();
}

// windowSize(fd) -> [columns, rows], or a negative errno.
Result<std::vector<int32_t>> WindowSize(int32_t fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return Status::FromErrno();
  return std::vector<int32_t>{size.ws_col, size.ws_row};
}

// isTerminal(fd) -> whether the descriptor is a terminal.
bool IsTerminal(int32_t fd) { return isatty(fd) == 1; }

}  // namespace

void DefineTty(BindingTarget& target) {
  target.Function<&IsTerminal>("isTerminal");
  target.Function<&SetRawMode>("setRawMode");
  target.Function<&WindowSize>("windowSize");
}

}  // namespace eddy::bindings
