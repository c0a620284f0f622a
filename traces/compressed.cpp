// zlib and libzstd as streams. Both formats allow several members one behind the other; so does the reader here. The
// bytes that come out are bounded, since a few kilobytes may claim to be petabytes.
#include "traces/compressed.hpp"

#include <zlib.h>
#include <zstd.h>

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/core/check.hpp"

namespace traces {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 18;
constexpr std::uint64_t unpacked_bytes_max = std::uint64_t{64} << 30;
constexpr std::string_view gzip_start = "\x1F\x8B";
constexpr std::string_view zstd_start = "\x28\xB5\x2F\xFD";

/// zlib's structures want pointers to what they only read.
Bytef* bytes_of(std::string_view text) {
    return const_cast<Bytef*>(  // NOLINT(cppcoreguidelines-pro-type-const-cast)
        reinterpret_cast<const Bytef*>(text.data()));
}

}  // namespace

Compression compression_of(std::string_view path) {
    if (path.ends_with(".gz")) return Compression::gzip;
    if (path.ends_with(".zst")) return Compression::zstd;
    return Compression::none;
}

std::string_view without_compression(std::string_view path) {
    const std::size_t size = compression_of(path) == Compression::none   ? 0
                             : compression_of(path) == Compression::gzip ? 3
                                                                         : 4;
    return path.substr(0, path.size() - size);
}

struct Unpacked::Impl {
    explicit Impl(const Source& from) : source(&from) {}
    ~Impl() {
        if (has_gzip) inflateEnd(&gzip);
        ZSTD_freeDStream(zstd);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start() {
        has_started = true;
        // The first bytes may come one by one.
        while (first.size() < zstd_start.size()) {
            const std::string_view piece = (*source)();
            if (piece.empty()) break;
            first += piece;
        }
        rest = first;
        if (rest.starts_with(gzip_start)) {
            compression = Compression::gzip;
            has_gzip = inflateInit2(&gzip, 15 + 16) == Z_OK;
            SIM_CHECK(has_gzip);
        } else if (rest.starts_with(zstd_start)) {
            compression = Compression::zstd;
            zstd = ZSTD_createDStream();
            SIM_CHECK(zstd != nullptr);
        }
        if (compression != Compression::none) block.resize(block_bytes);
    }

    /// More packed bytes in `rest`; false at the end.
    bool refill() {
        if (rest.empty()) rest = (*source)();
        return !rest.empty();
    }

    std::string_view fail(std::string_view what) {
        problem = fmt::format(
            "{}: {}", compression == Compression::gzip ? "packed with gzip" : "packed with zstd",
            what);
        return {};
    }

    std::string_view next() {
        if (!has_started) start();
        if (!problem.empty()) return {};
        if (compression == Compression::none) {
            if (!rest.empty()) return std::exchange(rest, {});
            return (*source)();
        }
        while (true) {
            // A full block may have left something in the unpacker.
            if (!is_full && !refill())
                return is_open ? fail("the file ends early") : std::string_view{};
            const std::size_t size =
                compression == Compression::gzip ? unpack_gzip() : unpack_zstd();
            if (!problem.empty()) return {};
            is_full = size == block.size();
            total += size;
            if (total > unpacked_bytes_max)
                return fail(
                    fmt::format("it unpacks to more than {} GiB", unpacked_bytes_max >> 30U));
            if (size > 0) return {block.data(), size};
        }
    }

    std::size_t unpack_gzip() {
        if (!is_open) {
            if (inflateReset(&gzip) != Z_OK) fail("it cannot be unpacked");
            is_open = true;
        }
        gzip.next_in = bytes_of(rest);
        gzip.avail_in = static_cast<uInt>(rest.size());
        gzip.next_out = reinterpret_cast<Bytef*>(block.data());
        gzip.avail_out = static_cast<uInt>(block.size());
        const int result = inflate(&gzip, Z_NO_FLUSH);
        rest.remove_prefix(rest.size() - gzip.avail_in);
        if (result == Z_STREAM_END) is_open = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            fail(gzip.msg != nullptr ? gzip.msg : "it cannot be unpacked");
        return block.size() - gzip.avail_out;
    }

    std::size_t unpack_zstd() {
        ZSTD_inBuffer in{rest.data(), rest.size(), 0};
        ZSTD_outBuffer out{block.data(), block.size(), 0};
        const std::size_t result = ZSTD_decompressStream(zstd, &out, &in);
        if (ZSTD_isError(result) != 0) {
            fail(ZSTD_getErrorName(result));
            return 0;
        }
        rest.remove_prefix(in.pos);
        is_open = result != 0;
        return out.pos;
    }

    const Source* source;
    std::string first;
    std::string_view rest;  // packed bytes not yet used
    std::vector<char> block;
    std::string problem;
    z_stream gzip{};
    ZSTD_DStream* zstd = nullptr;
    std::uint64_t total = 0;
    Compression compression = Compression::none;
    bool has_started = false;
    bool has_gzip = false;
    bool is_open = false;  // within a member
    bool is_full = false;  // the last block was
};

Unpacked::Unpacked(const Source& source) : impl_(std::make_unique<Impl>(source)) {}
Unpacked::~Unpacked() = default;
std::string_view Unpacked::next() { return impl_->next(); }
const std::string& Unpacked::problem() const { return impl_->problem; }
Compression Unpacked::compression() const { return impl_->compression; }

struct Packer::Impl {
    Impl(Compression how, const Sink& to) : compression(how), sink(&to), block(block_bytes) {
        if (compression == Compression::gzip) {
            // Level 6; no name and no time in the header: the same trace gives the same bytes.
            SIM_CHECK(deflateInit2(&gzip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        } else if (compression == Compression::zstd) {
            zstd = ZSTD_createCStream();
            SIM_CHECK(zstd != nullptr);
            SIM_CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1)) == 0);
        }
    }
    ~Impl() {
        if (compression == Compression::gzip) deflateEnd(&gzip);
        ZSTD_freeCStream(zstd);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    bool put(std::size_t size) {
        if (size > 0 && is_good) is_good = (*sink)({block.data(), size});
        return is_good;
    }

    bool write(std::string_view bytes, bool is_last) {
        switch (compression) {
            case Compression::none:
                if (!bytes.empty() && is_good) is_good = (*sink)(bytes);
                return is_good;
            case Compression::gzip: return write_gzip(bytes, is_last);
            case Compression::zstd: return write_zstd(bytes, is_last);
        }
        return false;
    }

    bool write_gzip(std::string_view bytes, bool is_last) {
        gzip.next_in = bytes_of(bytes);
        gzip.avail_in = static_cast<uInt>(bytes.size());
        do {
            gzip.next_out = reinterpret_cast<Bytef*>(block.data());
            gzip.avail_out = static_cast<uInt>(block.size());
            SIM_CHECK(deflate(&gzip, is_last ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR);
            if (!put(block.size() - gzip.avail_out)) return false;
        } while (gzip.avail_out == 0);
        return true;
    }

    bool write_zstd(std::string_view bytes, bool is_last) {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::size_t left = 0;
        do {
            ZSTD_outBuffer out{block.data(), block.size(), 0};
            left = ZSTD_compressStream2(zstd, &out, &in, is_last ? ZSTD_e_end : ZSTD_e_continue);
            SIM_CHECK(ZSTD_isError(left) == 0);
            if (!put(out.pos)) return false;
        } while (in.pos < in.size || (is_last && left > 0));
        return true;
    }

    Compression compression;
    const Sink* sink;
    std::vector<char> block;
    z_stream gzip{};
    ZSTD_CStream* zstd = nullptr;
    bool is_good = true;
};

Packer::Packer(Compression compression, const Sink& sink)
    : impl_(std::make_unique<Impl>(compression, sink)) {}
Packer::~Packer() = default;
bool Packer::write(std::string_view bytes) {
    // Pieces are far smaller than what zlib counts with 32 bits.
    SIM_CHECK(bytes.size() <= std::size_t{1} << 30);
    return impl_->write(bytes, false);
}
bool Packer::finish() { return impl_->write({}, true); }

}  // namespace traces
