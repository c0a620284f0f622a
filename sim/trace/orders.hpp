#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/trace/path_needs.hpp"

namespace sim {

/// A choice along the path to an order, in words.
struct OrderChoice {
    std::string point;               // what was open
    std::vector<std::string> texts;  // what could be
    std::uint32_t picked = 0;        // what was
};

/// One output that the program can print.
struct Order {
    std::vector<std::string> lines;
    std::vector<std::uint32_t> error_lines;  // which of them went to stderr
    std::string ending;                      // "done", "exception", "exit", "limit" ...
    std::int32_t exit_code = 0;
    std::vector<std::uint32_t>
        picks;  // a path to it with the fewest picks other than the first; these are left out at its end
    bool steps_wait = false;  // of the latitude of these picks, like the next
    bool clocks_are_read = false;
    std::vector<std::int64_t> durations;
    std::vector<OrderChoice> choices;  // as long as `picks`
    std::int64_t neighbour = -1;       // the order that it parts from by the last of them
    std::int64_t seen = 0;             // how many of the samples printed it
};

/// Two lines that every order prints once, and which comes first. If the orders are incomplete it is about those that were
/// found or sampled.
struct OrderFact {
    std::string first;
    std::string second;
    bool is_always = false;  // otherwise either may come first
    std::int64_t decided_in =
        -1;  // an order whose last choice decides it against its neighbour's; -1 unknown
};

/// Every output that a program can print, in the order in which they were found: fewest unlikely picks first.
struct Orders {
    std::vector<Order> orders;
    std::vector<OrderFact> facts;
    bool is_complete = true;
    PathNeeds needs;  // if there are any, nothing else is here
    std::int64_t runs = 0;
    std::int64_t samples = 0;
    std::int64_t samples_outside =
        0;  // printed something that is in no order: it is incomplete, or the bounds are too narrow
};

}  // namespace sim
