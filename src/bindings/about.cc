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

// ICU is inside V8's library, which brings none of its headers: these are as in unicode/uversion.h and its neighbours,
// with the number of the release that ICU appends to its names.
#ifdef EDDY_ICU_RELEASE
#define EDDY_JOINED_AS(name, release) name##_##release
#define EDDY_JOINED(name, release) EDDY_JOINED_AS(name, release)
#define EDDY_ICU(name) EDDY_JOINED(name, EDDY_ICU_RELEASE)
extern "C" {
void EDDY_ICU(u_getVersion)(uint8_t version[4]);
void EDDY_ICU(u_getUnicodeVersion)(uint8_t version[4]);
void EDDY_ICU(ulocdata_getCLDRVersion)(uint8_t version[4], int32_t* status);
const char* EDDY_ICU(ucal_getTZDataVersion)(int32_t* status);
}
#endif

namespace eddy::bindings {

namespace {

std::string NodeVersion() { return EDDY_NODE_VERSION; }

std::string BrotliVersion() {
  uint32_t version = BrotliEncoderVersion();
  return std::to_string(version >> 24) + "." + std::to_string((version >> 12) & 0xFFF) + "." +
         std::to_string(version & 0xFFF);
}

#ifdef EDDY_ICU_RELEASE
// As ICU writes its versions: two numbers, and the others where they are not zero.
std::string VersionText(const uint8_t (&version)[4]) {
  const int count = version[3] != 0 ? 4 : version[2] != 0 ? 3 : 2;
  std::string text = std::to_string(version[0]);
  for (int i = 1; i < count; i++) text += "." + std::to_string(version[i]);
  return text;
}
#endif

// versions() -> { node, eddy, v8, ... } as process.versions shows them.
v8::Local<v8::Value> Versions(v8::Isolate* isolate) {
  auto context = isolate->GetCurrentContext();
  auto versions = v8::Object::New(isolate);
  auto set = [&](const char* name, std::string_view version) {
    versions->Set(context, engine::Internalized(isolate, name), engine::FromLatin1(isolate, version)).Check();
  };
  set("node", std::string_view(EDDY_NODE_VERSION).substr(1));
  set("eddy", EDDY_VERSION);
#ifdef EDDY_VERSION_OF_ACORN
  set("acorn", EDDY_VERSION_OF_ACORN);
#endif
#ifdef EDDY_VERSION_OF_AMARO
  set("amaro", EDDY_VERSION_OF_AMARO);
#endif
  set("ares", ARES_VERSION_STR);
  set("brotli", BrotliVersion());
#ifdef EDDY_ICU_RELEASE
  uint8_t version[4] = {};
  int32_t status = 0;
  EDDY_ICU(ulocdata_getCLDRVersion)(version, &status);
  if (status <= 0) set("cldr", VersionText(version));
  EDDY_ICU(u_getVersion)(version);
  set("icu", VersionText(version));
#endif
  set("modules", "137");
  set("nghttp2", NGHTTP2_VERSION);
  set("openssl", OPENSSL_VERSION_STR);
  set("simdjson", EDDY_TEXT(SIMDJSON_VERSION));
  set("sqlite", SQLITE_VERSION);
#ifdef EDDY_ICU_RELEASE
  status = 0;
  const char* zones = EDDY_ICU(ucal_getTZDataVersion)(&status);
  if (status <= 0) set("tz", zones);
#endif
#ifdef EDDY_VERSION_OF_UNDICI
  set("undici", EDDY_VERSION_OF_UNDICI);
#endif
#ifdef EDDY_ICU_RELEASE
  EDDY_ICU(u_getUnicodeVersion)(version);
  set("unicode", VersionText(version));
#endif
  set("v8", v8::V8::GetVersion());
  set("zlib", ZLIB_VERSION);
  set("zstd", ZSTD_VERSION_STRING);
  return versions;
}

// sanitizer() -> the one that this binary is built with: "address", "thread", or "".
std::string Sanitizer() {
#if defined(__SANITIZE_ADDRESS__)
  return "address";
#elif defined(__SANITIZE_THREAD__)
  return "thread";
#else
  return "";
#endif
}

}  // namespace

void DefineAbout(BindingTarget& target) {
  target.Function<&NodeVersion>("nodeVersion");
  target.Function<&Sanitizer>("sanitizer");
  target.Function<&Versions>("versions");
}

}  // namespace eddy::bindings
