#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostic.hpp"
#include "ui/host/process.hpp"
#include "ui/host/temporary_folder.hpp"

namespace ui {

/// A Node on this machine.
struct RealNode {
    std::string binary;   // as the user named it
    std::string version;  // "20.20.2"
    std::string major;    // "20"
};

/// Asks `binary` for its version; a diagnostic if it is none of Node's or does not start.
[[nodiscard]] sim::Result<RealNode> find_real_node(const std::string& binary);

/// A program of one file in a folder of its own that goes away with this.
class TemporaryProgram {
public:
    /// `ending` is ".cjs" or ".mjs".
    [[nodiscard]] static sim::Result<TemporaryProgram> write(std::string_view text,
                                                             std::string_view ending);
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    TemporaryProgram(TemporaryFolder folder, std::string_view ending);

    TemporaryFolder folder_;
    std::string file_;
};

struct RealRuns {
    int count = 20;
    int threadpool = 0;  // UV_THREADPOOL_SIZE; 0: Node's default
    std::chrono::milliseconds time_max{60'000};
    const std::atomic<bool>* interrupt = nullptr;
};

/// One run of `file` under real Node. What could change what a program prints is kept out of its environment.
[[nodiscard]] ProcessRequest real_run(const RealNode& node, const std::string& file,
                                      const RealRuns& runs);

}  // namespace ui
