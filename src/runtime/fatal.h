// The ends that a program does not choose: an exception that nothing caught, and a heap that is full.
#pragma once
#include <v8.h>

#include <string>

namespace eddy::runtime {

class Realm;

// Prints the error as Node does (file and line, the source line, a caret, the stack, the version), runs 'exit'
// listeners and ends the process, or the worker, if that could not tell its parent. `code` is the exit code unless the
// program has set process.exitCode.
void ExitUncaught(Realm& realm, v8::Local<v8::Value> error, v8::Local<v8::Message> message, int code = 1);

// The text that ExitUncaught prints before the stack: "file:line", the source line, a caret under the place. Empty when
// the place is unknown.
std::string SourceFrame(v8::Isolate* isolate, v8::Local<v8::Message> message);

// SourceFrame for `error`: what SetSourceFrame gave it, or by its stack. Reading `error.stack` makes V8 forget the
// place.
std::string SourceFrameOf(v8::Isolate* isolate, v8::Local<v8::Value> error, v8::Local<v8::Message> message);

// Keeps `frame` with the error as the text to print before its stack; "" for none.
void SetSourceFrame(v8::Isolate* isolate, v8::Local<v8::Object> error, const std::string& frame);

// Makes V8's fatal errors and the heap limit end with a message that says what happened, on stderr, and SIGABRT
// (exit code 134 in a shell), as Node does.
void InstallFatalHandlers(v8::Isolate* isolate);

}  // namespace eddy::runtime
