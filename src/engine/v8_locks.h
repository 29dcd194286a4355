// The mutexes inside V8's library.
#pragma once

namespace eddy::engine {

// Turns off the search for deadlocks in V8's mutexes, which the gem's library was built with: it takes a MiB of memory
// at the first lock, and time at each. Before V8 takes its first lock. Nothing to do for a library without it.
void ForgoDeadlockDetection();

}  // namespace eddy::engine
