#include "ui/export/zip.hpp"

#include <cstdint>

#include <zlib.h>

#include "sim/core/check.hpp"

namespace ui {

namespace {

constexpr std::size_t made_1980 = 0x0021;  // the first day that ZIP knows

void put(std::string& out, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<char>(value >> static_cast<unsigned>(8 * i) & 0xFFU));
}

std::string deflated(const std::string& bytes) {
    z_stream stream{};
    SIM_CHECK(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    std::string in = bytes;  // zlib takes what it reads as writable
    stream.next_in = static_cast<Bytef*>(static_cast<void*>(in.data()));
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
    stream.avail_out = static_cast<uInt>(out.size());
    const int ended = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    SIM_CHECK(ended == Z_STREAM_END);
    return out;
}

/// What the local header and the directory have in common.
std::string facts(const ZipEntry& entry, std::size_t packed) {
    std::string out;
    put(out, 20, 2);        // version needed: 2.0
    put(out, 1U << 11, 2);  // names are UTF-8
    put(out, 8, 2);         // deflate
    put(out, 0, 2);
    put(out, made_1980, 2);
    const void* const data = entry.bytes.data();
    put(out, crc32(0, static_cast<const Bytef*>(data), static_cast<uInt>(entry.bytes.size())), 4);
    put(out, packed, 4);
    put(out, entry.bytes.size(), 4);
    put(out, entry.name.size(), 2);
    put(out, 0, 2);
    return out;
}

}  // namespace

std::string to_zip(const std::vector<ZipEntry>& entries) {
    std::string out;
    std::string directory;
    for (const ZipEntry& entry : entries) {
        const std::string packed = deflated(entry.bytes);
        const std::string row = facts(entry, packed.size());
        const std::size_t at = out.size();
        out.append("PK\x03\x04").append(row).append(entry.name).append(packed);
        directory += "PK\x01\x02";
        put(directory, 20, 2);
        directory += row;
        put(directory, 0, 2);  // comment
        put(directory, 0, 2);  // disk
        put(directory, 0, 2);
        put(directory, 0, 4);
        put(directory, at, 4);
        directory += entry.name;
    }
    const std::size_t start = out.size();
    out += directory + "PK\x05\x06";
    put(out, 0, 4);
    put(out, entries.size(), 2);
    put(out, entries.size(), 2);
    put(out, directory.size(), 4);
    put(out, start, 4);
    put(out, zip_mark.size(), 2);
    return out.append(zip_mark);
}

}  // namespace ui
