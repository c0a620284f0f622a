#pragma once

#include <cstdint>

namespace sim::script {

/// The hash of all flags as V8 keeps it while they are those that Node starts with.
struct FlagHash {
    /// The number of its word among those that node may write; 0: it was not found.
    std::uint64_t place = 0;
    std::uint32_t word = 0;
    std::uint32_t tag = 0;  // CachedDataVersionTag(), which depends on it
};

/// Looking takes as long as a tenth of a program's start.
[[nodiscard]] FlagHash find_flag_hash();

/// Under other flags V8 compiles anew what it has code for. Those that loopglass starts servers with change nothing of that code: with
/// the hash `usual` they take it, and what a run compiles, which is what it is charged for, is the same in all of them.
void put_back_flag_hash(const FlagHash& usual);

/// loopglass starts Node with --no-rehash-snapshot, so that V8 keeps the secrets of its hashes that Node was built with: to draw
/// others, which protects servers from their clients, it looks for primes through a tenth of its start. Once the engine
/// stands the flag goes, as V8 takes no code that was made under other flags. Source: V8's HashSeed::InitializeRoots, which Node
/// 20.20.2, 22.23.5, 24.22.3 and 26.12.1 have and 18.20.8 has not.
void keep_hashes_no_longer();

/// From now on machine code calls no function of Node's by the way on which no JavaScript may run. V8 goes on to take the code
/// that Node brings along for its modules, though it takes none that was made under other flags: the hash, which is likely at
/// `hash_place`, is put back. Otherwise what the first line of output needs would be compiled for 6 ms. Where the hash
/// cannot be found it stays as V8 sets it, and all is slower.
void forbid_fast_calls(std::uint64_t hash_place);

/// While this lives V8 does not make machine code of a function at its first few calls, as it does (Sparkplug): for a program that
/// ends at once that takes longer than the code saves. Where the hash is not at `hash_place` V8 goes on as ever.
class BaselinePause {
public:
    explicit BaselinePause(std::uint64_t hash_place);
    ~BaselinePause();
    BaselinePause(const BaselinePause&) = delete;
    BaselinePause& operator=(const BaselinePause&) = delete;

private:
    std::uint64_t hash_place_;
    bool is_on_;  // otherwise the flag stood like that
};

}  // namespace sim::script
