// The event loop of Eddy for C++ programs: link eddy_loop and include this. No JavaScript, no V8.
//
//   auto loop = eddy::loop::Loop::Create();
//   MyServer server(**loop);   // implements ServerListener, has a TcpServer
//   (*loop)->Run();            // until nothing is left to wait for
//
// Start with the contract in loop/handle.h and the phases in loop/loop.h; examples/loop_echo.cc is a whole program.
#pragma once

// IWYU pragma: begin_exports
#include "base/bytes.h"
#include "base/result.h"
#include "loop/file_descriptor.h"
#include "loop/handle.h"
#include "loop/lease.h"
#include "loop/loop.h"
#include "loop/observer.h"
#include "loop/phase_hooks.h"
#include "loop/pipe.h"
#include "loop/poll.h"
#include "loop/socket_address.h"
#include "loop/task.h"
#include "loop/tcp.h"
#include "loop/timer.h"
#include "loop/wakeup.h"
// IWYU pragma: end_exports
