// What the program finds in the library: see ui/export/drawing.hpp.
#include "ui/export/drawing.hpp"
#ifdef LOOPGLASS_HAS_WINDOW
#include "ui/gui/window.hpp"
#endif

extern "C" [[gnu::visibility("default")]] const ui::Drawing loopglass_drawing = {
    .to_png = ui::to_png,
    .to_pdf = ui::to_pdf,
    .to_raster = ui::to_raster,
    .undrawn_letters = ui::undrawn_letters};

#ifdef LOOPGLASS_HAS_WINDOW
extern "C" [[gnu::visibility("default")]] void loopglass_show_window(
    ui::gui::Host& host, const ui::gui::WindowOptions& options, std::string& problem) {
    problem = ui::gui::show_window(host, options);
}
#endif
