#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "traces/native.hpp"
#include "traces/output.hpp"

namespace traces {

enum class Compression : std::uint8_t { none, gzip, zstd };

/// By the ending of a file's name: ".gz", ".zst".
[[nodiscard]] Compression compression_of(std::string_view path);
/// `path` without such an ending.
[[nodiscard]] std::string_view without_compression(std::string_view path);

/// Gives what a source holds, unpacked if its first bytes say that it is packed with gzip or zstd.
class Unpacked {
public:
    explicit Unpacked(const Source& source);
    ~Unpacked();
    Unpacked(const Unpacked&) = delete;
    Unpacked& operator=(const Unpacked&) = delete;

    /// The next bytes, valid until the next call; empty at the end and after a failure.
    [[nodiscard]] std::string_view next();
    /// What is wrong with the packing: damaged, cut off, or unpacks to far more than any trace.
    [[nodiscard]] const std::string& problem() const;
    [[nodiscard]] Compression compression() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Packs what it takes and hands it on to a sink.
class Packer {
public:
    Packer(Compression compression, const Sink& sink);
    ~Packer();
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    [[nodiscard]] bool write(std::string_view bytes);
    /// What is left and the end of the packing; false if the sink refused something.
    [[nodiscard]] bool finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace traces
