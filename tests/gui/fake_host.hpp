#pragma once

#include <map>
#include <string>

#include "ui/gui/session.hpp"

namespace gui_test {

/// Files in memory; programs run on the engine at level full, or spans if the path begins with "long".
class FakeHost : public ui::gui::Host {
public:
    std::map<std::string, std::string> files;
    std::string settings;
    std::vector<ui::gui::LoadRequest> requests;  // all that were made

    [[nodiscard]] ui::gui::LoadedRun load(const ui::gui::LoadRequest& request,
                                          ui::gui::LoadProgress& progress) override;
    [[nodiscard]] ui::gui::Inquiry explore(const ui::gui::LoadRequest& request,
                                           ui::gui::LoadProgress& progress) override;
    [[nodiscard]] ui::gui::Inquiry quiz(const ui::gui::LoadRequest& request,
                                        ui::gui::LoadProgress& progress) override;
    [[nodiscard]] std::string save_text(const std::string& path, std::string_view text) override;
    [[nodiscard]] std::string save_picture(const std::string& path,
                                           std::span<const ui::Scene> scenes,
                                           double width) override;
    [[nodiscard]] std::string save_screenshot(const std::string& path, std::string png) override;
    [[nodiscard]] std::string save_bytes(const std::string& path, std::string_view bytes) override;
    [[nodiscard]] bool has_changed() override { return false; }
    [[nodiscard]] std::string full_path(const std::string& path) const override { return path; }
    [[nodiscard]] std::string load_settings() override { return settings; }
    void save_settings(std::string_view lines) override { settings = lines; }
};

/// Prints script, tick, promise, then, 20 ms later, timer.
extern const char* const order_text;
/// The same without the tick's line, so that versions do not matter: a load of `requests` logins on a pool of four.
[[nodiscard]] std::string load_text(int requests);

/// A session with a file opened; commands are applied and settled.
struct Opened {
    FakeHost host;
    ui::gui::Session session{host, [] {}};

    explicit Opened(const std::string& path, const std::string& text);
    /// What is wrong with it, empty if nothing.
    std::string operator()(const std::string& line);
    [[nodiscard]] const ui::gui::AppState& state() const { return session.state(); }
};

}  // namespace gui_test
