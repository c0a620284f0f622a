#pragma once

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/harness.hpp"
#include "tests/places.hpp"
#include "ui/host/process.hpp"
#include "ui/host/script_run.hpp"

namespace script_test {

/// Whether a Node is there to run scripts; says why a test that needs one is skipped if not.
inline bool has_host() {
    const auto host = ui::find_script_host();
    if (!host) std::cout << "skipped: " << host.diagnostics().front().message << '\n';
    return static_cast<bool>(host);
}

/// A script in a folder of its own, run by the program as a user runs it.
struct Script {
    cli_test::Folder folder;
    std::string name;

    explicit Script(const std::string& text, std::string name_ = "a.js") : name(std::move(name_)) {
        folder.write(name, text);
    }
    [[nodiscard]] ui::ProcessResult run(const std::vector<std::string>& options = {},
                                        const std::string& command = "run") const {
        ui::ProcessRequest request;
        request.arguments = {program_path(), command, folder.path(name)};
        request.arguments.insert(request.arguments.end(), options.begin(), options.end());
        return ui::run_process(request);
    }
};

}  // namespace script_test
