#pragma once

#include <memory>
#include <string>

#include "ui/cli/console.hpp"
#include "ui/cli/options.hpp"
#include "ui/gui/host.hpp"
#include "ui/host/watch.hpp"

namespace ui {

/// The window's door to files and runs: reads what the command line reads, and runs it as `run` does.
class ViewHost : public gui::Host {
public:
    /// `options` hold for every run unless a knob says otherwise.
    ViewHost(const Options& options, const Console& console);

    [[nodiscard]] gui::LoadedRun load(const gui::LoadRequest& request,
                                      gui::LoadProgress& progress) override;
    [[nodiscard]] gui::Inquiry explore(const gui::LoadRequest& request,
                                       gui::LoadProgress& progress) override;
    [[nodiscard]] gui::Inquiry quiz(const gui::LoadRequest& request,
                                    gui::LoadProgress& progress) override;
    [[nodiscard]] std::string save_text(const std::string& path, std::string_view text) override;
    [[nodiscard]] std::string save_picture(const std::string& path, std::span<const Scene> scenes,
                                           double width) override;
    [[nodiscard]] std::string save_screenshot(const std::string& path, std::string png) override;
    [[nodiscard]] std::string save_bytes(const std::string& path, std::string_view bytes) override;
    [[nodiscard]] bool has_changed() override;
    [[nodiscard]] std::string full_path(const std::string& path) const override;
    [[nodiscard]] std::string load_settings() override;
    void save_settings(std::string_view lines) override;

private:
    [[nodiscard]] gui::LoadedRun load_folder(const std::string& folder);
    [[nodiscard]] static gui::LoadedRun load_sweep(const std::string& path);
    [[nodiscard]] gui::LoadedRun load_trace(const std::string& path, gui::LoadProgress& progress);
    [[nodiscard]] gui::LoadedRun load_script(const gui::LoadRequest& request,
                                             const Options& options, gui::LoadProgress& progress);
    [[nodiscard]] gui::LoadedRun load_scenario(const gui::LoadRequest& request,
                                               const Options& options, gui::LoadProgress& progress);

    const Options& options_;
    const Console& console_;
    std::unique_ptr<FileWatch>
        watch_;  // of the last load; only `load` writes it, between loads it is read
};

}  // namespace ui
