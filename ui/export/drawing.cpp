// The functions of raster.hpp as all but the library of drawing see them: they are the library's own, by its table. It lies
// beside the program, or where it is installed.
#include "ui/export/drawing.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <string>

namespace ui {

namespace {

constexpr std::array<const char*, 2> places = {
    "/loopglass-drawing.so", "/../" LOOPGLASS_LIBRARY_FOLDER "/loopglass/loopglass-drawing.so"};

std::string program_folder() {
    std::array<char, 4096> path{};
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
    const std::string program{path.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
    return program.substr(0, program.rfind('/'));
}

void* open_library() {
    const std::string folder = program_folder();
    std::string problem;
    for (const char* const place : places) {
        const std::string file = folder + place;
        if (void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
        if (problem.empty() || access(file.c_str(), F_OK) == 0) problem = dlerror();
    }
    throw NoDrawing{problem};
}

const Drawing& drawing() {
    static const auto* const table = static_cast<const Drawing*>(find_drawn(drawing_name));
    return *table;
}

}  // namespace

void* find_drawn(const char* name) {
    static void* const library = open_library();
    void* const found = dlsym(library, name);
    if (found == nullptr) throw NoDrawing{dlerror()};
    return found;
}

std::string to_png(const Scene& scene, double width) { return drawing().to_png(scene, width); }

std::string to_pdf(std::span<const Scene> scenes, double width) {
    return drawing().to_pdf(scenes, width);
}

Raster to_raster(const Scene& scene, double width) { return drawing().to_raster(scene, width); }

std::string undrawn_letters(std::span<const Scene> scenes) {
    return drawing().undrawn_letters(scenes);
}

}  // namespace ui
