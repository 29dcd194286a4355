// Whether loops may take 64 bytes at a time, with masks for what is left at the end (AVX-512BW). A function that does
// is marked EDDY_WIDE and called where kWideVectors holds.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#define EDDY_WIDE __attribute__((target("avx512f,avx512bw,popcnt")))

namespace eddy::encoding {

inline const bool kWideVectors = __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("popcnt") != 0;

// The mask of the first `count` of 64 or 32 lanes; `count` is below that.
inline __mmask64 LeadingLanes64(size_t count) { return (__mmask64{1} << count) - 1; }
inline __mmask32 LeadingLanes32(size_t count) { return static_cast<__mmask32>((uint64_t{1} << count) - 1); }

}  // namespace eddy::encoding
#endif
