#include "sim/script/derived_keys.hpp"

#include <utility>

// Of the OpenSSL in node. Source: openssl/evp.h.
extern "C" {
struct evp_md_st;
[[gnu::weak]] const evp_md_st* EVP_get_digestbyname(const char* name);
[[gnu::weak]] int PKCS5_PBKDF2_HMAC(const char* password, int password_size,
                                    const unsigned char* salt, int salt_size, int iterations,
                                    const evp_md_st* digest, int key_size, unsigned char* key);
[[gnu::weak]] int EVP_PBE_scrypt(const char* password, std::size_t password_size,
                                 const unsigned char* salt, std::size_t salt_size, std::uint64_t n,
                                 std::uint64_t r, std::uint64_t p, std::uint64_t memory_most,
                                 unsigned char* key, std::size_t key_size);
}

namespace sim::script {

namespace {

using Bytes = Computations::Bytes;

constexpr double bytes_most = 1 << 20;
constexpr double rounds_most = 1e7;  // pbkdf2: iterations times bytes of the key / 16
constexpr double blocks_most = 1 << 20;
constexpr double passes_most = 16;

bool is_within(double value, double most) { return value >= 1 && value <= most; }

const char* text(const Bytes& bytes) {
    return bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data());
}

const unsigned char* data(const Bytes& bytes) {
    return reinterpret_cast<const unsigned char*>(text(bytes));
}

}  // namespace

Computations::Work derive(Pbkdf2 key) {
    const evp_md_st* const digest = EVP_get_digestbyname != nullptr && PKCS5_PBKDF2_HMAC != nullptr
                                        ? EVP_get_digestbyname(key.digest.c_str())
                                        : nullptr;
    if (digest == nullptr || !is_within(key.length, bytes_most) ||
        !is_within(key.iterations, rounds_most) ||
        key.iterations * (1 + key.length / 16) > rounds_most)
        return {};
    return [digest, key = std::move(key)]() -> std::optional<Bytes> {
        Bytes out(static_cast<std::size_t>(key.length));
        const int is_done = PKCS5_PBKDF2_HMAC(
            text(key.password), static_cast<int>(key.password.size()), data(key.salt),
            static_cast<int>(key.salt.size()), static_cast<int>(key.iterations), digest,
            static_cast<int>(out.size()), out.data());
        if (is_done != 1) return std::nullopt;
        return out;
    };
}

Computations::Work derive(Scrypt key) {
    if (EVP_PBE_scrypt == nullptr || !is_within(key.length, bytes_most) ||
        !is_within(key.cost, blocks_most) || !is_within(key.block_size, blocks_most) ||
        !is_within(key.parallel, passes_most) || key.cost * key.block_size > blocks_most ||
        !is_within(key.memory_most, 0x1p53))
        return {};
    return [key = std::move(key)]() -> std::optional<Bytes> {
        Bytes out(static_cast<std::size_t>(key.length));
        const int is_done = EVP_PBE_scrypt(
            text(key.password), key.password.size(), data(key.salt), key.salt.size(),
            static_cast<std::uint64_t>(key.cost), static_cast<std::uint64_t>(key.block_size),
            static_cast<std::uint64_t>(key.parallel), static_cast<std::uint64_t>(key.memory_most),
            out.data(), out.size());
        if (is_done != 1) return std::nullopt;
        return out;
    };
}

}  // namespace sim::script
