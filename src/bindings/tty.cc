// binding('tty'): terminals. lib/tty.js.
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <map>

#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

// The terminals that are in raw mode, with what they were before: put back at exit also when the program does not.
std::map<int, termios>& RawTerminals() {
  static auto* terminals = new std::map<int, termios>();
  return *terminals;
}

void RestoreTerminals() {
  for (const auto& [fd, before] : RawTerminals()) tcsetattr(fd, TCSANOW, &before);
}

// setRawMode(fd, on): raw as cfmakeraw, but with output processing (termios(3)).
Status SetRawMode(int32_t fd, bool on) {
  auto& terminals = RawTerminals();
  auto found = terminals.find(fd);
  if (!on) {
    if (found == terminals.end()) return Status();
    if (tcsetattr(fd, TCSADRAIN, &found->second) != 0) return Status::FromErrno();
    terminals.erase(found);
    return Status();
  }
  if (found != terminals.end()) return Status();
  termios mode;
  if (tcgetattr(fd, &mode) != 0) return Status::FromErrno();
  if (terminals.empty()) atexit(RestoreTerminals);
  termios before = mode;
  mode.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  mode.c_oflag |= ONLCR;
  mode.c_cflag |= CS8;
  mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  if (tcsetattr(fd, TCSADRAIN, &mode) != 0) return Status::FromErrno();
  terminals.emplace(fd, before);
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
