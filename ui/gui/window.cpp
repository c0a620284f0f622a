// The window itself: GLFW's loop, which waits for input whenever nothing moves, and pictures of it.
#include "ui/gui/window.hpp"

#include <algorithm>
#include <cfloat>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#define GLFW_INCLUDE_NONE
#include <GL/gl.h>
#include <GLFW/glfw3.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <stb_image_write.h>

#include "ui/gui/gui.hpp"
#include "ui/gui/imgui_compat.hpp"
#include "ui/gui/session.hpp"

namespace ui::gui {

namespace {

constexpr std::int64_t script_ms_max = 60'000;  // for one command of a script
constexpr int settling_frames = 3;              // fonts are baked a frame after they are first used

std::string last_error;

void keep_error(int /*code*/, const char* text) { last_error = text; }

/// GLFW, its window and ImGui on it, taken down in reverse.
class Screen {
public:
    Screen() = default;
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() {
        if (has_backend_) {
            ImGui_ImplOpenGL3_Shutdown();
            ImGui_ImplGlfw_Shutdown();
        }
        if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
        if (window_ != nullptr) glfwDestroyWindow(window_);
        if (is_started_) glfwTerminate();
    }

    std::string open(const WindowOptions& options) {
        glfwSetErrorCallback(keep_error);
        if (glfwInit() != GLFW_TRUE) {
            return fmt::format(
                "there is no display to open a window on ({}); pictures and pages need none: "
                "loopglass export FILE -o OUT",
                last_error);
        }
        is_started_ = true;
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
        window_ = glfwCreateWindow(options.width, options.height, "loopglass", nullptr, nullptr);
        if (window_ == nullptr)
            return fmt::format("the display offers no OpenGL 3.3 ({})", last_error);
        glfwMakeContextCurrent(window_);
        glfwSwapInterval(options.is_scripted ? 0 : 1);
        ImGui::CreateContext();
        ImGui::GetIO().IniFilename = nullptr;
        has_backend_ = ImGui_ImplGlfw_InitForOpenGL(window_, true) &&
                       ImGui_ImplOpenGL3_Init("#version 330 core");
        return has_backend_ ? std::string{} : std::string{"OpenGL 3.3 does not start"};
    }
    [[nodiscard]] GLFWwindow* window() const { return window_; }

private:
    GLFWwindow* window_ = nullptr;
    bool is_started_ = false;
    bool has_backend_ = false;
};

void append_bytes(void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<std::size_t>(size));
}

/// What the last frame drew, before it is swapped away.
std::string read_png(GLFWwindow* window) {
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window, &width, &height);
    const auto row = static_cast<std::size_t>(width) * 3;
    std::vector<unsigned char> pixels(row * static_cast<std::size_t>(height));
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
    for (std::size_t top = 0, bottom = static_cast<std::size_t>(height); top + 1 < bottom; ++top) {
        --bottom;
        std::swap_ranges(pixels.begin() + static_cast<std::ptrdiff_t>(top * row),
                         pixels.begin() + static_cast<std::ptrdiff_t>((top + 1) * row),
                         pixels.begin() + static_cast<std::ptrdiff_t>(bottom * row));
    }
    std::string png;
    stbi_write_png_to_func(append_bytes, &png, width, height, 3, pixels.data(), width * 3);
    return png;
}

class Runner {
public:
    Runner(Host& host, const WindowOptions& options, GLFWwindow* window)
        : host_(host),
          options_(options),
          window_(window),
          session_(host, [] { glfwPostEmptyEvent(); }) {
        float scale = 1;
        glfwGetWindowContentScale(window_, &scale, nullptr);
        gui_.scale = options.scale > 0 ? options.scale : std::max(static_cast<double>(scale), 0.5);
        glfwSetWindowUserPointer(window_, this);
        glfwSetDropCallback(window_, [](GLFWwindow* where, int count, const char** paths) {
            auto& runner = *static_cast<Runner*>(glfwGetWindowUserPointer(where));
            if (count > 0) runner.dropped_ = paths[0];
        });
        // The backend has its own, which go first.
        glfwSetKeyCallback(window_, [](GLFWwindow* where, int key, int code, int action, int mods) {
            ImGui_ImplGlfw_KeyCallback(where, key, code, action, mods);
            auto& runner = *static_cast<Runner*>(glfwGetWindowUserPointer(where));
            if (action == GLFW_PRESS)
                runner.quick_keys_.press({.key = key,
                                          .has_control = (mods & GLFW_MOD_CONTROL) != 0,
                                          .has_shift = (mods & GLFW_MOD_SHIFT) != 0});
        });
        glfwSetMouseButtonCallback(
            window_, [](GLFWwindow* where, int button, int action, int mods) {
                ImGui_ImplGlfw_MouseButtonCallback(where, button, action, mods);
                static_cast<Runner*>(glfwGetWindowUserPointer(where))->had_click_ = true;
            });
    }

    std::string run() {
        if (!options_.is_scripted) {
            const sim::Result<std::vector<Command>> kept =
                read_script(host_.load_settings(), "settings");
            // Settings of another version may name what is gone; the rest holds.
            if (kept) {
                for (const Command& command : *kept) (void)session_.apply(command);
            }
            begin_where_it_ended();
        }
        for (const Command& command : options_.start) (void)session_.apply(command);
        last_ = std::chrono::steady_clock::now();
        while (glfwWindowShouldClose(window_) == GLFW_FALSE && !session_.is_quitting()) {
            if (options_.is_scripted && !step_script()) break;
            turn();
        }
        return finish();
    }

private:
    /// One round of the loop.
    void turn() {
        if (options_.is_scripted && session_.is_busy()) {
            // Which frames fall into a load is chance, and so would be the letters that are baked.
            glfwWaitEventsTimeout(0.02);
            (void)session_.settle(gui_.scenes, 1280);
            still_ = 0;
            return;
        }
        if (options_.is_scripted) glfwPollEvents();
        else if (still_ < settling_frames || gui_.wants_frame) glfwWaitEventsTimeout(0.016);
        else glfwWaitEventsTimeout(0.5);
        const auto now = std::chrono::steady_clock::now();
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(now - last_).count();
        const bool had_time = elapsed > 0 && !options_.is_scripted;
        if (had_time) {
            last_ = now;
            if (gui_.wants_frame)
                (void)session_.apply(
                    {"elapse", std::to_string(std::min<std::int64_t>(elapsed, 1000))});
            session_.watch(elapsed);
        }
        if (!dropped_.empty()) {
            (void)session_.apply({"open", dropped_});
            dropped_.clear();
        }
        if (session_.settle(gui_.scenes, 1280)) still_ = 0;
        if (has_input()) still_ = 0;
        if (still_ >= settling_frames && !gui_.wants_frame)
            return;  // nothing has changed: no frame
        ++still_;
        frame();
    }

    /// Whether the mouse or a key did something since the last frame.
    bool has_input() {
        double x = 0;
        double y = 0;
        int width = 0;
        int height = 0;
        glfwGetCursorPos(window_, &x, &y);
        glfwGetFramebufferSize(window_, &width, &height);
        const ImGuiIO& io = ImGui::GetIO();
        bool has = x != x_ || y != y_ || width != width_ || height != height_ ||
                   io.MouseWheel != 0 || !io.InputQueueCharacters.empty();
        for (int button = 0; button < 3; ++button)
            has = has || glfwGetMouseButton(window_, button) == GLFW_PRESS;
        for (int key = 32; key <= GLFW_KEY_LAST; ++key)
            has = has || glfwGetKey(window_, key) == GLFW_PRESS;
        x_ = x;
        y_ = y;
        width_ = width;
        height_ = height;
        has = has || quick_keys_.has_any() || std::exchange(had_click_, false);
        const bool ended = had_input_ && !has;  // a release counts, too
        had_input_ = has;
        return has || ended;
    }

    void frame() {
        if (gui_.fonts.needs_baking()) {
            gui_.fonts.bake();
            renew_font_texture();
            still_ = std::min(still_, 1);
        }
        ImGui_ImplOpenGL3_NewFrame();
        ImGui_ImplGlfw_NewFrame();
        // A script's pictures do not depend on where the pointer happens to be.
        if (options_.is_scripted) feed_mouse(-FLT_MAX, -FLT_MAX);
        quick_keys_.begin_frame();
        ImGui::NewFrame();
        gui_.is_loading = session_.is_busy();
        gui_.loaded = session_.loaded();
        gui_.explored = session_.explored();
        draw_frame(gui_, session_.state());
        ImGui::Render();
        quick_keys_.end_frame();
        const Color back = theme_of(session_.state()).background;
        int width = 0;
        int height = 0;
        glfwGetFramebufferSize(window_, &width, &height);
        glViewport(0, 0, width, height);
        glClearColor(static_cast<float>(back.red) / 255, static_cast<float>(back.green) / 255,
                     static_cast<float>(back.blue) / 255, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        const bool is_settled = still_ >= settling_frames && !gui_.fonts.needs_baking();
        if (is_settled && !wanted_.empty()) {
            for (const std::string& path : wanted_)
                note(host_.save_screenshot(path, read_png(window_)));
            wanted_.clear();
        }
        glfwSwapBuffers(window_);
        if (!gui_.commands.empty()) still_ = 0;
        for (const Command& command : std::exchange(gui_.commands, {}))
            (void)session_.apply(command);
    }

    /// The next command when everything before it is done; false at the end of the script.
    bool step_script() {
        const auto now = std::chrono::steady_clock::now();
        // In this order: what ends between the two is taken the next time.
        const bool is_busy = session_.is_busy();
        if (session_.settle(gui_.scenes, 1280)) still_ = 0;
        const bool is_done = !is_busy && wanted_.empty() && still_ >= settling_frames &&
                             session_.state().effects.empty();
        if (!is_done) {
            if (now - last_ < std::chrono::milliseconds{script_ms_max}) return true;
            note("the script waited a minute for one command");
            return false;
        }
        last_ = now;
        std::vector<std::string> pictures = session_.take_screenshots();
        if (next_ < options_.script.size()) {
            const Command& command = options_.script[next_++];
            const std::string problem = session_.apply(command);
            if (!problem.empty()) {
                note(fmt::format("command {} of the script: {}", next_, problem));
                return false;
            }
            (void)session_.settle(gui_.scenes, 1280);
            pictures = session_.take_screenshots();
            wanted_.insert(wanted_.end(), pictures.begin(), pictures.end());
            still_ = 0;
            return true;
        }
        if (!options_.screenshot.empty() && !has_final_) {
            has_final_ = true;
            wanted_.push_back(options_.screenshot);
            still_ = 0;
            return true;
        }
        return false;
    }

    std::string finish() {
        if (!options_.state_file.empty())
            note(host_.save_bytes(options_.state_file, to_json(session_.state())));
        if (options_.is_scripted) return problem_;
        keep_size();
        host_.save_settings(session_.settings());
        return problem_;
    }

    /// The size of the last window, and what it had open to choose from.
    void begin_where_it_ended() {
        const AppState& state = session_.state();
        if (!options_.has_size && state.window_size)
            glfwSetWindowSize(window_, state.window_size->first, state.window_size->second);
        const bool opens = std::any_of(options_.start.begin(), options_.start.end(),
                                       [](const Command& command) { return command.id == "open"; });
        if (!opens && !state.recent.empty()) (void)session_.apply({"open.dialog", {}});
    }

    void keep_size() {
        int width = 0;
        int height = 0;
        glfwGetWindowSize(window_, &width, &height);
        (void)session_.apply({"window.size", fmt::format("{}x{}", width, height)});
    }

    void note(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
    }

    Host& host_;
    const WindowOptions& options_;
    GLFWwindow* window_;
    Session session_;
    Gui gui_;
    std::string dropped_;
    QuickKeys quick_keys_;
    bool had_click_ = false;
    std::vector<std::string> wanted_;  // screenshots
    std::string problem_;
    std::size_t next_ = 0;
    bool has_final_ = false;
    int still_ = 0;  // frames since something changed
    bool had_input_ = false;
    double x_ = 0;
    double y_ = 0;
    int width_ = 0;
    int height_ = 0;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace

std::string show_window(Host& host, const WindowOptions& options) {
    Screen screen;
    std::string problem = screen.open(options);
    if (!problem.empty()) return problem;
    Runner runner{host, options, screen.window()};
    return runner.run();
}

}  // namespace ui::gui
