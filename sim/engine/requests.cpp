#include "sim/engine/requests.hpp"

#include <bit>

#include "sim/core/check.hpp"

namespace sim {

std::uint32_t Requests::open(std::uint32_t load, std::uint32_t loop, Instant arrival) {
    const std::uint32_t index = pool.take();
    Request& request = pool[index];
    request = Request{};
    request.load = load;
    request.loop = loop;
    request.arrival = request.since = arrival;
    return index;
}

WaitReason Requests::present(const Request& request) {
    return request.mask == 0 ? WaitReason::other
                             : static_cast<WaitReason>(std::countr_zero(request.mask));
}

void Requests::accrue(Request& request, Instant now) {
    request.waits[static_cast<std::size_t>(present(request))] += now - request.since;
    request.since = now;
}

void Requests::enter(std::uint32_t index, WaitReason reason, Instant now) {
    Request& request = pool[index];
    const auto r = static_cast<std::size_t>(reason);
    if (request.held[r]++ != 0) return;
    const auto bit = static_cast<std::uint16_t>(1U << r);
    // Only a reason of higher precedence than all that hold changes what counts.
    if (request.mask == 0 || bit < (request.mask & -request.mask)) accrue(request, now);
    request.mask = static_cast<std::uint16_t>(request.mask | bit);
}

void Requests::leave(std::uint32_t index, WaitReason reason, Instant now) {
    Request& request = pool[index];
    const auto r = static_cast<std::size_t>(reason);
    SIM_CHECK(request.held[r] > 0);
    if (--request.held[r] != 0) return;
    if (present(request) == reason) accrue(request, now);
    request.mask = static_cast<std::uint16_t>(request.mask & ~(1U << r));
}

void Requests::change(std::uint32_t index, WaitReason from, WaitReason to, Instant now) {
    if (from == to) return;
    enter(index, to, now);
    leave(index, from, now);
}

void Requests::split_timer(std::uint32_t index, Instant due, Instant now) {
    Request& request = pool[index];
    if (present(request) != WaitReason::timer || due >= now) return;
    const Instant from = due > request.since ? due : request.since;
    request.waits[static_cast<std::size_t>(WaitReason::timer)] += from - request.since;
    request.waits[static_cast<std::size_t>(WaitReason::loop_busy)] += now - from;
    request.since = now;
}

void Requests::release(std::uint32_t index) {
    Request& request = pool[index];
    SIM_CHECK(request.references > 0);
    if (--request.references == 0 && request.is_answered) pool.give_back(index);
}

void Requests::close(std::uint32_t index, Instant now) {
    Request& request = pool[index];
    accrue(request, now);
    request.is_answered = true;
}

}  // namespace sim
