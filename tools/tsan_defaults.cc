// What ThreadSanitizer leaves out of its judgement, in every program of a build with it. TSAN_OPTIONS adds to this.
//
// V8 is not compiled for it: of V8's accesses to memory it sees only malloc, free and memcpy, and of the atomics
// between them nothing. Those accesses don't count; V8's locks do, and everything that V8 calls of ours.
extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:libv8.so\n"; }

// A report of locks taken in both orders shows where each was. A process that ends waits for none of its threads.
extern "C" const char* __tsan_default_options() { return "second_deadlock_stack=1:report_thread_leaks=0"; }
