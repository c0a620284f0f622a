#pragma once

#include <cstdint>
#include <string>

#include "sim/script/computations.hpp"

namespace sim::script {

// Keys derived from passwords, by the functions of the OpenSSL in node that its own jobs call. Only what takes a few seconds
// and little memory at most: nobody can stop it.

struct Pbkdf2 {
    Computations::Bytes password;
    Computations::Bytes salt;
    std::string digest;
    double iterations = 0;
    double length = 0;
};
/// No work if OpenSSL is not there or must not be asked.
[[nodiscard]] Computations::Work derive(Pbkdf2 key);

struct Scrypt {
    Computations::Bytes password;
    Computations::Bytes salt;
    double cost = 0;
    double block_size = 0;
    double parallel = 0;
    double memory_most = 0;
    double length = 0;
};
[[nodiscard]] Computations::Work derive(Scrypt key);

}  // namespace sim::script
