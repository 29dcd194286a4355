// What the V8 library of the gem wants from a newer C library (glibc 2.38) and C++ library (libstdc++ 13) than Debian
// 12's. Each part is compiled only where a link test (cmake/V8.cmake) finds it missing.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

extern "C" {

#ifdef EDDY_LACKS_ISOC23
// C23's strtol family differs from C17's only in accepting 0b prefixes, which V8 and ICU do not use.
long __isoc23_strtol(const char* text, char** end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char* text, char** end, int base) { return strtoul(text, end, base); }
long long __isoc23_strtoll(const char* text, char** end, int base) { return strtoll(text, end, base); }
unsigned long long __isoc23_strtoull(const char* text, char** end, int base) { return strtoull(text, end, base); }

int __isoc23_sscanf(const char* text, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int count = vsscanf(text, format, arguments);
  va_end(arguments);
  return count;
}

int __isoc23_fscanf(FILE* file, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int count = vfscanf(file, format, arguments);
  va_end(arguments);
  return count;
}
#endif

#ifdef EDDY_LACKS_REPLACE_COLD
// std::string::_M_replace_cold: the part of replace() for a replacement that lies inside the string itself. `at` is
// where `old_length` characters give way to `length` from `from`; `tail` characters follow.
void EddyReplaceCold(std::string*, char* at, size_t old_length, const char* from, size_t length, size_t tail) __asm__(
    "_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE15_M_replace_coldEPcmPKcmm");

void EddyReplaceCold(std::string*, char* at, size_t old_length, const char* from, size_t length, size_t tail) {
  if (length != 0 && length <= old_length) memmove(at, from, length);
  if (tail != 0 && old_length != length) memmove(at + length, at + old_length, tail);
  if (length <= old_length) return;
  if (from + length <= at + old_length) {
    memmove(at, from, length);
  } else if (from >= at + old_length) {
    // The source has moved with the tail.
    memcpy(at, from + (length - old_length), length);
  } else {
    size_t left = static_cast<size_t>(at + old_length - from);
    memmove(at, from, left);
    memcpy(at + left, at + length, length - left);
  }
}
#endif

}  // extern "C"
