#pragma once

#include <optional>

#include "sim/script/computations.hpp"

namespace sim::script {

/// What runs of one program have computed, for the other runs of it: memory that their processes share. A table of results by
/// what was asked for, to the byte; when it is full it learns nothing more.
class KeptResults {
public:
    using Bytes = Computations::Bytes;

    /// The table in the file `descriptor`, a mebibyte of zeros at first; without room for anything if it is none.
    explicit KeptResults(int descriptor);
    KeptResults(const KeptResults&) = delete;
    KeptResults& operator=(const KeptResults&) = delete;
    ~KeptResults();

    [[nodiscard]] bool is_open() const { return table_ != nullptr; }
    [[nodiscard]] std::optional<Bytes> find(const Bytes& asked) const;
    void keep(const Bytes& asked, const Bytes& result);

private:
    struct Table;
    Table* table_ = nullptr;
};

}  // namespace sim::script
