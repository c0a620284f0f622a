#include "ui/cli/console.hpp"

#include <ostream>

#include <fmt/core.h>

namespace ui {

bool is_interrupted(const Console& console) {
    return console.interrupt != nullptr && console.interrupt->load();
}

void complain(const Console& console, std::string_view message, std::string_view hint) {
    console.out
        .flush();  // what was printed before the message stands before it, on a terminal, too
    console.err << "loopglass: " << message << '\n';
    if (!hint.empty()) console.err << "    " << hint << '\n';
    console.err.flush();
}

void complain(const Console& console, const sim::Diagnostic& diagnostic) {
    std::string text = to_text(diagnostic);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    complain(console, text);
}

void complain(const Console& console, const std::vector<sim::Diagnostic>& diagnostics) {
    for (const sim::Diagnostic& diagnostic : diagnostics) complain(console, diagnostic);
}

std::string guess(std::string_view word, const std::vector<std::string_view>& known) {
    const std::string_view nearest = sim::find_nearest(word, known);
    return nearest.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", nearest);
}

}  // namespace ui
