// Functions of the Keccak family that OpenSSL 3.0 lacks or limits: cSHAKE and KMAC (NIST SP 800-185), TurboSHAKE and
// KangarooTwelve (RFC 9861). Bytes in, bytes out; nothing of OpenSSL or V8.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace eddy::bindings::crypto {

// The capacity of a function in bits: 256 for a security of 128 bits, 512 for 256 bits.
enum class KeccakStrength { k128, k256 };

// cSHAKE (SP 800-185, 3). Without a function name and customization it is SHAKE.
void CShake(KeccakStrength strength, std::span<const uint8_t> data, std::span<const uint8_t> function_name,
            std::span<const uint8_t> customization, std::span<uint8_t> out);

// KMAC (SP 800-185, 4). `bits`: of the output, which is part of the input; `out` has that many, in whole bytes.
void Kmac(KeccakStrength strength, std::span<const uint8_t> key, std::span<const uint8_t> data,
          std::span<const uint8_t> customization, uint64_t bits, std::span<uint8_t> out);

// TurboSHAKE (RFC 9861, 2). `domain`: 0x01 to 0x7F.
void TurboShake(KeccakStrength strength, std::span<const uint8_t> data, uint8_t domain, std::span<uint8_t> out);

// KangarooTwelve (RFC 9861, 3): KT128 and KT256.
void KangarooTwelve(KeccakStrength strength, std::span<const uint8_t> data, std::span<const uint8_t> customization,
                    std::span<uint8_t> out);

}  // namespace eddy::bindings::crypto
