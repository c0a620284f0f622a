#include "sim/trace/request_table.hpp"

#include <bit>

namespace sim {

RequestRecord RequestTable::operator[](std::size_t number) const {
    const Row& row = rows_[number];
    RequestRecord record{
        .arrival = row.arrival, .done = row.done, .load = row.load, .outcome = row.outcome};
    std::size_t next = row.first;
    for (std::uint32_t left = row.reasons; left != 0; left &= left - 1)
        record.waits[static_cast<std::size_t>(std::countr_zero(left))] = waits_[next++];
    return record;
}

void RequestTable::push_back(const RequestRecord& record) {
    rows_.push_back({});
    replace(rows_.size() - 1, record);
}

void RequestTable::replace(std::size_t number, const RequestRecord& record) {
    Row& row = rows_[number];
    row.arrival = record.arrival;
    row.load = record.load;
    close(number, record.done, record.outcome, record.waits);
}

}  // namespace sim
