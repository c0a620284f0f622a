#pragma once

#include <array>

#include "sim/node/catalogue_rows.hpp"

/// The rows of computations, compression and names. Included by catalogue.cpp only.
/// Service times are medians of the synchronous forms on Node 20 and 24 (Linux 6, two cores).
namespace sim::catalogue {

// Per KiB that goes in when compressing, that comes out otherwise; JSON text, then random bytes.
inline constexpr CodecCosts zlib_in{microseconds(9), microseconds(16)};
inline constexpr CodecCosts zlib_out{nanoseconds(860), nanoseconds(370)};
inline constexpr CodecCosts brotli_in{microseconds(1170), microseconds(230)};
inline constexpr CodecCosts brotli_out{nanoseconds(1500), nanoseconds(250)};
inline constexpr CodecCosts zstd_in{nanoseconds(2000), nanoseconds(500)};
inline constexpr CodecCosts zstd_out{nanoseconds(800), nanoseconds(200)};

inline constexpr Duration hosts_file = microseconds(15);
inline constexpr std::string_view asks_server =
    "a name server one millisecond away; state your own";

inline constexpr std::string_view json_doc =
    "size: of the text; costs jsonParsePerKib, jsonStringifyPerKib";

/// Work on the main thread whose time is the cost model's.
constexpr Api sync_work(std::string_view name, Steps steps, std::string_view doc) {
    return row(name, ApiPlace::main_thread, WorkKind::cpu, steps, doc);
}

constexpr Api bcrypt(std::string_view name, Steps steps, std::string_view doc) {
    Api api = row(name, ApiPlace::pool, WorkKind::cpu, steps, doc);
    api.is_promise = true;
    api.work = milliseconds(44);
    api.call = microseconds(8);
    return api;
}

/// An address needs no lookup: Node calls back from a tick (R4.7).
constexpr Api literal(std::string_view name, bool is_promise) {
    Api api = row(name, ApiPlace::tick, WorkKind::cpu, {}, "an IP address instead of a name");
    api.is_promise = is_promise;
    api.call = microseconds(1);
    return api;
}

inline constexpr auto computations = std::to_array<Api>({
    compute("crypto.pbkdf2", milliseconds(42), {}, nanoseconds(2500),
            "100,000 iterations of sha512, 64 bytes"),
    compute_sync("crypto.pbkdf2Sync", milliseconds(42), {},
                 "100,000 iterations of sha512, 64 bytes"),
    compute("crypto.scrypt", milliseconds(30), {}, nanoseconds(2500), "the default cost of 16384"),
    compute_sync("crypto.scryptSync", milliseconds(30), {}, "the default cost of 16384"),
    // Four fifths of a KiB are memory that is new to the process, which randomFill does without.
    compute("crypto.randomBytes", microseconds(2), nanoseconds(1000), nanoseconds(2500)),
    compute_sync("crypto.randomBytesSync", microseconds(2), nanoseconds(1000),
                 "randomBytes without a callback"),
    compute("crypto.randomFill", microseconds(2), nanoseconds(250), nanoseconds(2500)),
    compute_sync("crypto.randomFillSync", microseconds(2), nanoseconds(250)),
    compute("crypto.randomInt", microseconds(2), {}, nanoseconds(2500)),
    since("16", compute("crypto.hkdf", microseconds(8), {}, nanoseconds(2500))),
    since("16", compute_sync("crypto.hkdfSync", microseconds(8), {})),
    compute("crypto.generateKeyPair", milliseconds(80), {}, nanoseconds(2500),
            "RSA of 2048 bits; single runs spread widely"),
    compute_sync("crypto.generateKeyPairSync", milliseconds(80), {},
                 "RSA of 2048 bits; single runs spread widely"),
    since("16", compute("crypto.generateKey", microseconds(2), {}, nanoseconds(2500),
                        "a secret key of 256 bits")),
    since("16",
          compute_sync("crypto.generateKeySync", microseconds(2), {}, "a secret key of 256 bits")),
    since("16",
          compute("crypto.generatePrime", milliseconds(4), {}, nanoseconds(2500), "512 bits")),
    since("16", compute_sync("crypto.generatePrimeSync", milliseconds(4), {}, "512 bits")),
    since("16",
          compute("crypto.checkPrime", microseconds(2900), {}, nanoseconds(2500), "512 bits")),
    since("16", compute_sync("crypto.checkPrimeSync", microseconds(2900), {}, "512 bits")),
    since("16", compute("crypto.sign", microseconds(270), nanoseconds(700), nanoseconds(2500),
                        "RSA of 2048 bits, with a callback")),
    since("16", compute("crypto.verify", microseconds(21), nanoseconds(700), nanoseconds(2500),
                        "RSA of 2048 bits, with a callback")),
    since("24", compute("crypto.argon2", milliseconds(116), {}, nanoseconds(2500),
                        "64 MiB, three passes, four lanes")),
    since("24", compute_sync("crypto.argon2Sync", milliseconds(116), {},
                             "64 MiB, three passes, four lanes")),
    compute_sync("crypto.signSync", microseconds(270), nanoseconds(700),
                 "sign without a callback, RSA of 2048 bits"),
    compute_sync("crypto.verifySync", microseconds(21), nanoseconds(700),
                 "verify without a callback, RSA of 2048 bits"),
    compute_sync("crypto.createHash", nanoseconds(1'800), nanoseconds(660),
                 "one update and digest of sha256"),
    compute_sync("crypto.createHmac", nanoseconds(2'500), nanoseconds(660),
                 "one update and digest of sha256"),
    compute_sync("crypto.createCipheriv", microseconds(3), nanoseconds(220),
                 "one update and final of aes-256-gcm"),
    compute_sync("crypto.randomUUID", nanoseconds(140), {}),

    since("16", as_promise(compute("crypto.subtle.digest", microseconds(2), nanoseconds(660),
                                   microseconds(8), "sha256"))),
    since("16", as_promise(compute("crypto.subtle.encrypt", microseconds(3), nanoseconds(220),
                                   microseconds(8), "aes-gcm of 256 bits"))),
    since("16", as_promise(compute("crypto.subtle.decrypt", microseconds(3), nanoseconds(220),
                                   microseconds(8), "aes-gcm of 256 bits"))),
    since("16", as_promise(compute("crypto.subtle.sign", microseconds(270), nanoseconds(660),
                                   microseconds(8), "RSA of 2048 bits"))),
    since("16", as_promise(compute("crypto.subtle.verify", microseconds(21), nanoseconds(660),
                                   microseconds(8), "RSA of 2048 bits"))),
    since("16", as_promise(compute("crypto.subtle.deriveBits", milliseconds(42), {},
                                   microseconds(8), "PBKDF2, 100,000 iterations of sha512"))),
    since("16", as_promise(compute("crypto.subtle.deriveKey", milliseconds(42), {}, microseconds(8),
                                   "PBKDF2, 100,000 iterations of sha512"))),
    since("16", as_promise(compute("crypto.subtle.generateKey", microseconds(2), {},
                                   microseconds(8), "aes-gcm of 256 bits"))),

    // Cost 10 is four times the 11 ms of cost 8. The package bcrypt makes the salt in a trip of its
    // own.
    bcrypt("bcrypt.hash", steps(TripKind::salt, TripKind::work), "cost 10, package bcrypt"),
    bcrypt("bcrypt.compare", steps(TripKind::work), "cost 10, package bcrypt"),
    compute_sync("bcrypt.hashSync", milliseconds(44), {}, "cost 10, package bcrypt"),
    compute_sync("bcrypt.compareSync", milliseconds(44), {}, "cost 10, package bcrypt"),
    as_promise(compute("argon2.hash", milliseconds(116), {}, microseconds(8),
                       "64 MiB, three passes, four lanes, all on the worker; package argon2")),
    as_promise(compute("argon2.verify", milliseconds(116), {}, microseconds(8),
                       "64 MiB, three passes, four lanes, all on the worker; package argon2")),
    compute("uv.work", milliseconds(1), {}, {},
            "any work that an addon hands to the pool; state its time"),

    codec("zlib.gzip", TripRule::zlib_compress, zlib_in, microseconds(18)),
    codec_sync("zlib.gzipSync", TripRule::zlib_compress, zlib_in),
    codec("zlib.gunzip", TripRule::zlib_decompress, zlib_out, microseconds(18)),
    codec_sync("zlib.gunzipSync", TripRule::zlib_decompress, zlib_out),
    codec("zlib.deflate", TripRule::zlib_compress, zlib_in, microseconds(18)),
    codec_sync("zlib.deflateSync", TripRule::zlib_compress, zlib_in),
    codec("zlib.inflate", TripRule::zlib_decompress, zlib_out, microseconds(18)),
    codec_sync("zlib.inflateSync", TripRule::zlib_decompress, zlib_out),
    codec("zlib.deflateRaw", TripRule::zlib_compress, zlib_in, microseconds(18)),
    codec_sync("zlib.deflateRawSync", TripRule::zlib_compress, zlib_in),
    codec("zlib.inflateRaw", TripRule::zlib_decompress, zlib_out, microseconds(18)),
    codec_sync("zlib.inflateRawSync", TripRule::zlib_decompress, zlib_out),
    codec("zlib.brotliCompress", TripRule::zlib_compress, brotli_in, microseconds(18),
          "quality 11, the default"),
    codec_sync("zlib.brotliCompressSync", TripRule::zlib_compress, brotli_in,
               "quality 11, the default"),
    codec("zlib.brotliDecompress", TripRule::zlib_decompress, brotli_out, microseconds(18)),
    codec_sync("zlib.brotliDecompressSync", TripRule::zlib_decompress, brotli_out),
    since("22", codec("zlib.zstdCompress", TripRule::zlib_compress, zstd_in, microseconds(18))),
    since("22", codec_sync("zlib.zstdCompressSync", TripRule::zlib_compress, zstd_in)),
    since("22",
          codec("zlib.zstdDecompress", TripRule::zlib_decompress, zstd_out, microseconds(18))),
    since("22", codec_sync("zlib.zstdDecompressSync", TripRule::zlib_decompress, zstd_out)),
    codec("zlib.unzip", TripRule::zlib_decompress, zlib_out, microseconds(18)),
    codec_sync("zlib.unzipSync", TripRule::zlib_decompress, zlib_out),
    codec("zlib.createGzip", TripRule::zlib_compress, zlib_in, microseconds(18),
          "a stream; parts: writes"),
    codec("zlib.createDeflate", TripRule::zlib_compress, zlib_in, microseconds(18),
          "a stream; parts: writes"),
    codec("zlib.createGunzip", TripRule::zlib_decompress, zlib_out, microseconds(18),
          "a stream; parts: writes"),
    codec("zlib.createInflate", TripRule::zlib_decompress, zlib_out, microseconds(18),
          "a stream; parts: writes"),

    lookup("dns.lookup", false, hosts_file,
           "a name in /etc/hosts; a name server takes its own time"),
    lookup("dns.promises.lookup", true, hosts_file,
           "a name in /etc/hosts; a name server takes its own time"),
    lookup("dns.lookupService", false, hosts_file,
           "a name in /etc/hosts; a name server takes its own time"),
    lookup("dns.promises.lookupService", true, hosts_file,
           "a name in /etc/hosts; a name server takes its own time"),
    literal("dns.lookup:ip", false),
    literal("dns.promises.lookup:ip", true),
    waiting("dns.resolve", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolve", milliseconds(1), asks_server)),
    waiting("dns.resolve4", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolve4", milliseconds(1), asks_server)),
    waiting("dns.resolve6", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolve6", milliseconds(1), asks_server)),
    waiting("dns.resolveMx", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolveMx", milliseconds(1), asks_server)),
    waiting("dns.resolveTxt", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolveTxt", milliseconds(1), asks_server)),
    waiting("dns.resolveSrv", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolveSrv", milliseconds(1), asks_server)),
    waiting("dns.resolveNs", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolveNs", milliseconds(1), asks_server)),
    waiting("dns.resolveCname", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.resolveCname", milliseconds(1), asks_server)),
    waiting("dns.reverse", milliseconds(1), asks_server),
    as_promise(waiting("dns.promises.reverse", milliseconds(1), asks_server)),

    compute_sync("child_process.spawnSync", microseconds(2300), {}, "a program that ends at once"),
    compute_sync("process.stdout.write", microseconds(4), {},
                 "a line to a pipe or file: synchronous on Linux"),
    ruled(sync_work("JSON.parse", steps(TripKind::json_parse), json_doc), TripRule::sized),
    ruled(sync_work("JSON.stringify", steps(TripKind::json_stringify), json_doc), TripRule::sized),
    since("18", compute_sync("structuredClone", microseconds(2), nanoseconds(14'700),
                             "size: of the value as JSON text")),
});

}  // namespace sim::catalogue
