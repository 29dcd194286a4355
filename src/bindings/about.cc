// binding('about'): the versions of Eddy and of what it is made of. https://nodejs.org/api/process.html#processversions
#include <ares_version.h>
#include <brotli/encode.h>
#include <nghttp2/nghttp2ver.h>
#include <openssl/crypto.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

#include "bindings/registry.h"

#define EDDY_TEXT_OF(x) #x
#define EDDY_TEXT(x) EDDY_TEXT_OF(x)

namespace eddy::bindings {

namespace {

std::string NodeVersion() { return EDDY_NODE_VERSION; }

std::string BrotliVersion() {
  uint32_t version = BrotliEncoderVersion();
  return std::to_string(version >> 24) + "." + std::to_string((version >> 12) & 0xFFF) + "." +
         std::to_string(version & 0xFFF);
}

// versions() -> { node, eddy, v8, ... } as process.versions shows them.
v8::Local<v8::Value> Versions(v8::Isolate* isolate) {
  auto context = isolate->GetCurrentContext();
  auto versions = v8::Object::New(isolate);
  auto set = [&](const char* name, std::string_view version) {
    versions->Set(context, engine::Internalized(isolate, name), engine::FromLatin1(isolate, version)).Check();
  };
  set("node", std::string_view(EDDY_NODE_VERSION).substr(1));
  set("eddy", EDDY_VERSION);
#ifdef EDDY_VERSION_OF_AMARO
  set("amaro", EDDY_VERSION_OF_AMARO);
#endif
  set("ares", ARES_VERSION_STR);
  set("brotli", BrotliVersion());
  set("modules", "137");
  set("nghttp2", NGHTTP2_VERSION);
  set("openssl", OPENSSL_VERSION_STR);
  set("simdjson", EDDY_TEXT(SIMDJSON_VERSION));
  set("sqlite", SQLITE_VERSION);
#ifdef EDDY_VERSION_OF_UNDICI
  set("undici", EDDY_VERSION_OF_UNDICI);
#endif
  set("v8", v8::V8::GetVersion());
  set("zlib", ZLIB_VERSION);
  set("zstd", ZSTD_VERSION_STRING);
  return versions;
}

}  // namespace

void DefineAbout(BindingTarget& target) {
  target.Function<&NodeVersion>("nodeVersion");
  target.Function<&Versions>("versions");
}

}  // namespace eddy::bindings
