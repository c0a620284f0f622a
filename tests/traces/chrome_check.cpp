#include "tests/traces/chrome_check.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;
using Thread = std::pair<std::int64_t, std::int64_t>;

struct Slice {
    std::int64_t start = 0;
    std::int64_t end = 0;
};
struct Flow {
    bool has_ended = false;
};
struct OpenAsync {
    std::string name;
    Thread thread;
};

/// The keys that an event of each phase must have beside ph, pid, tid, ts, cat and name, and may have.
struct PhaseRow {
    std::vector<std::string> required;
    std::vector<std::string> allowed;
};
const std::map<std::string, PhaseRow>& phases() {
    static const std::map<std::string, PhaseRow> rows{
        {"X", {{"dur"}, {"args"}}}, {"b", {{"id"}, {"args"}}}, {"e", {{"id"}, {"args"}}},
        {"C", {{"args"}, {}}},      {"s", {{"id"}, {"args"}}}, {"f", {{"id", "bp"}, {"args"}}},
        {"M", {{"args"}, {}}},      {"i", {{"s"}, {"args"}}},
    };
    return rows;
}

class Checker {
public:
    std::vector<std::string> check(std::string_view text) {
        const Json root = Json::parse(text, nullptr, false);
        if (root.is_discarded()) return {"no valid JSON"};
        if (!root.is_object() || !root.contains("traceEvents") || !root["traceEvents"].is_array())
            return {"no object with traceEvents"};
        const Json unit = root.value("displayTimeUnit", Json{});
        if (unit != "ms" && unit != "ns") report("displayTimeUnit is neither ms nor ns");
        for (const Json& event : root["traceEvents"]) {
            read(event);
            ++index_;
        }
        // Flows bind to slices that may stand after them at the same instant, so they are looked at last.
        for (const auto& [index, thread, at] : flow_points_) {
            if (!lies_on_slice(thread, at))
                lines_.push_back(fmt::format(
                    "event {}: a flow at {} ns outside of all slices of its thread", index, at));
        }
        for (const auto& [key, stack] : open_) {
            if (!stack.empty())
                lines_.push_back(
                    fmt::format("async {} of {}: begun but not ended", key.second, key.first));
        }
        for (const auto& [key, flow] : flows_) {
            if (!flow.has_ended)
                lines_.push_back(
                    fmt::format("flow {} of {}: started but not ended", key.second, key.first));
        }
        for (const Thread& thread : used_) {
            if (!processes_.contains(thread.first))
                lines_.push_back(fmt::format("process {} has no name", thread.first));
            if (!threads_.contains(thread))
                lines_.push_back(fmt::format("thread {} of process {} has no name", thread.second,
                                             thread.first));
        }
        return lines_;
    }

private:
    void report(std::string_view what) {
        lines_.push_back(fmt::format("event {}: {}", index_, what));
    }

    bool has_shape(const Json& event) {
        if (!event.is_object() || !event.contains("ph") || !event["ph"].is_string())
            return report("no object with a phase"), false;
        const auto row = phases().find(event["ph"].get<std::string>());
        if (row == phases().end()) return report("unknown phase " + event["ph"].dump()), false;
        std::set<std::string> allowed{"ph", "pid", "tid", "ts", "cat", "name"};
        for (const std::string& key : allowed) {
            if (!event.contains(key)) return report("no " + key), false;
        }
        for (const std::string& key : row->second.required) {
            if (!event.contains(key)) return report("no " + key), false;
            allowed.insert(key);
        }
        allowed.insert(row->second.allowed.begin(), row->second.allowed.end());
        for (const auto& item : event.items()) {
            if (!allowed.contains(item.key())) return report("unexpected key " + item.key()), false;
        }
        return has_types(event);
    }

    bool has_types(const Json& event) {
        if (!event["pid"].is_number_integer() || !event["tid"].is_number_integer())
            return report("pid or tid is no integer"), false;
        if (!event["cat"].is_string() || event["cat"].get<std::string>().empty())
            return report("cat is no text"), false;
        if (!event["name"].is_string() || event["name"].get<std::string>().empty())
            return report("name is no text"), false;
        for (const char* key : {"ts", "dur"}) {
            if (event.contains(key) && (!event[key].is_number() || event[key].get<double>() < 0))
                return report(fmt::format("{} is no time", key)), false;
        }
        if (event.contains("id") && !event["id"].is_string()) return report("id is no text"), false;
        if (event.contains("args") && !event["args"].is_object())
            return report("args is no object"), false;
        if (event.value("bp", "e") != "e") return report("bp is not e"), false;
        if (event.value("s", "t") != "t") return report("s is not t"), false;
        return true;
    }

    void read(const Json& event) {
        if (!has_shape(event)) return;
        const std::string phase = event["ph"];
        const Thread thread{event["pid"], event["tid"]};
        // Microseconds with three decimals are whole nanoseconds.
        const std::int64_t at = std::llround(event["ts"].get<double>() * 1000);
        if (phase == "M") return metadata(event, thread);
        if (at < last_) report(fmt::format("at {} ns, the one before it is at {} ns", at, last_));
        last_ = std::max(last_, at);
        used_.insert(thread);
        if (phase == "X") slice(thread, at, at + std::llround(event["dur"].get<double>() * 1000));
        if (phase == "b" || phase == "e") async(event, thread, phase == "b");
        if (phase == "s" || phase == "f") flow(event, thread, at, phase == "s");
        if (phase == "C") counter(event);
    }

    void metadata(const Json& event, Thread thread) {
        const std::string name = event["name"];
        const Json& args = event["args"];
        if (name == "process_name" || name == "thread_name") {
            if (args.size() != 1 || !args.contains("name") || !args["name"].is_string())
                return report("a name without a text");
            const bool is_new = name == "process_name" ? processes_.insert(thread.first).second
                                                       : threads_.insert(thread).second;
            if (!is_new) report("a second " + name);
        } else if (name == "process_sort_index" || name == "thread_sort_index") {
            if (args.size() != 1 || !args.contains("sort_index") ||
                !args["sort_index"].is_number_integer())
                report("a sort index without a number");
        } else {
            report("unknown metadata " + name);
        }
    }

    void slice(Thread thread, std::int64_t start, std::int64_t end) {
        std::vector<Slice>& stack = stacks_[thread];
        while (!stack.empty() && stack.back().end <= start) stack.pop_back();
        if (!stack.empty() && end > stack.back().end)
            report("a slice that overlaps another on its thread");
        stack.push_back({start, end});
        slices_[thread].emplace(start, end);
    }

    void async(const Json& event, Thread thread, bool is_begin) {
        auto& stack = open_[{event["cat"], event["id"]}];
        if (is_begin) {
            stack.push_back({event["name"], thread});
            return;
        }
        if (stack.empty()) return report("an async end without a begin");
        if (stack.back().name != event["name"]) report("an async end whose begin has another name");
        if (stack.back().thread.first != thread.first)
            report("an async end in another process than its begin");
        stack.pop_back();
    }

    void flow(const Json& event, Thread thread, std::int64_t at, bool is_start) {
        const std::pair<std::string, std::string> key{event["cat"], event["id"]};
        flow_points_.push_back({index_, thread, at});
        if (is_start) {
            if (!flows_.emplace(key, Flow{}).second) report("a flow that starts twice");
            return;
        }
        const auto found = flows_.find(key);
        if (found == flows_.end()) return report("a flow that ends before it starts");
        if (found->second.has_ended) report("a flow that ends twice");
        found->second.has_ended = true;
    }

    void counter(const Json& event) {
        if (event["args"].empty()) report("a counter without values");
        for (const Json& value : event["args"]) {
            if (!value.is_number()) report("a counter whose value is no number");
        }
    }

    /// Slices nest, so only the latest few that start before `at` can reach it.
    bool lies_on_slice(Thread thread, std::int64_t at) {
        const auto& all = slices_[thread];
        for (auto it = all.upper_bound(at); it != all.begin();) {
            --it;
            if (it->second >= at) return true;
        }
        return false;
    }

    struct FlowPoint {
        std::size_t index = 0;
        Thread thread;
        std::int64_t at = 0;
    };

    std::vector<std::string> lines_;
    std::size_t index_ = 0;
    std::int64_t last_ = 0;
    std::set<Thread> used_;
    std::set<std::int64_t> processes_;
    std::set<Thread> threads_;
    std::map<Thread, std::vector<Slice>> stacks_;
    std::map<Thread, std::multimap<std::int64_t, std::int64_t>> slices_;
    std::map<std::pair<std::string, std::string>, std::vector<OpenAsync>> open_;
    std::map<std::pair<std::string, std::string>, Flow> flows_;
    std::vector<FlowPoint> flow_points_;
};

}  // namespace

std::vector<std::string> check_chrome(std::string_view json) { return Checker{}.check(json); }
