// Whole inputs into whole outputs, by libdeflate, which is faster than zlib where nothing streams.
// https://github.com/ebiggers/libdeflate
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "bindings/zlib/codec.h"

namespace eddy::bindings::zlib {

// Gives memory for an output of so many bytes.
using MakeOutput = std::function<std::span<uint8_t>(size_t size)>;

// Decompresses all of `input` into memory that `make` gives. False leaves the case to zlib, which knows what is wrong
// where something is: malformed input, bytes after its end, several members, more than `limit` bytes of output.
[[nodiscard]] bool InflateWhole(Mode mode, std::span<const uint8_t> input, size_t limit, const MakeOutput& make);

// Compresses `input` at zlib's level 1 to 9, or -1 for its default: to no more bytes than zlib, as a rule. False leaves
// the case to zlib, as above.
[[nodiscard]] bool DeflateWhole(Mode mode, std::span<const uint8_t> input, int level, size_t limit,
                                const MakeOutput& make);

// The CRC-32 of ISO 3309 of `bytes`, `value` being that of what came before.
[[nodiscard]] uint32_t Crc32(uint32_t value, std::span<const uint8_t> bytes);

}  // namespace eddy::bindings::zlib
