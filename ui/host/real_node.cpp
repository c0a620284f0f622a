#include "ui/host/real_node.hpp"

#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "ui/host/error_text.hpp"

namespace ui {

namespace {

sim::Diagnostic problem(std::string message, std::string hint = {}) {
    return {.place = {}, .message = std::move(message), .excerpt = {}, .hint = std::move(hint)};
}

bool is_version(std::string_view text) {
    const std::size_t dot = text.find('.');
    return text.starts_with('v') && dot != std::string_view::npos && dot > 1 &&
           text.find_first_not_of("v0123456789.") == std::string_view::npos;
}

}  // namespace

sim::Result<RealNode> find_real_node(const std::string& binary) {
    const ProcessRequest request{.arguments = {binary, "--version"},
                                 .environment = {{"NODE_OPTIONS", ""}},
                                 .time_max = std::chrono::seconds{20}};
    const ProcessResult result = run_process(request);
    constexpr std::string_view hint = "--with NODE names a Node: a path, or a command";
    if (result.end != ProcessEnd::exited) {
        return problem(fmt::format("\"{}\" {}", binary, end_text(result, request)),
                       std::string{hint});
    }
    const std::string version = result.out.substr(0, result.out.find('\n'));
    if (result.code != 0 || !is_version(version))
        return problem(fmt::format("\"{}\" is no Node: --version does not print one", binary),
                       std::string{hint});
    return RealNode{.binary = binary,
                    .version = version.substr(1),
                    .major = version.substr(1, version.find('.') - 1)};
}

sim::Result<TemporaryProgram> TemporaryProgram::write(std::string_view text,
                                                      std::string_view ending) {
    std::error_code error;
    std::optional<TemporaryFolder> folder = TemporaryFolder::make(error);
    if (!folder) return problem(fmt::format("no temporary folder: {}", error_text(error.value())));
    TemporaryProgram program{*std::move(folder), ending};
    std::ofstream file{program.file(), std::ios::binary};
    file << text;
    file.close();
    if (!file) return problem(fmt::format("{}: cannot be written", program.file()));
    return program;
}

TemporaryProgram::TemporaryProgram(TemporaryFolder folder, std::string_view ending)
    : folder_(std::move(folder)),
      file_((folder_.path() / fmt::format("program{}", ending)).string()) {}

ProcessRequest real_run(const RealNode& node, const std::string& file, const RealRuns& runs) {
    ProcessRequest request{
        .arguments = {node.binary, file},
        .environment = {{"NODE_OPTIONS", ""},
                        {"NODE_DEBUG", ""},
                        {"NODE_NO_WARNINGS", ""},
                        {"FORCE_COLOR", ""},
                        {"UV_THREADPOOL_SIZE",
                         runs.threadpool > 0 ? fmt::format("{}", runs.threadpool) : ""}},
        .time_max = runs.time_max,
        .interrupt = runs.interrupt};
    return request;
}

}  // namespace ui
