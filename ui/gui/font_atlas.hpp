#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "ui/fonts/fonts.hpp"

struct ImFont;

namespace ui::gui {

/// The faces at the sizes that are drawn: ImGui 1.86 blurs text of a size that was not baked. A size that is asked for the
/// first time is drawn by the nearest one for a frame, and baked before the next.
class FontAtlas {
public:
    /// For `size` pixels per em; never null once `bake` was called.
    [[nodiscard]] ImFont* find(Face face, double size);
    /// `text` is drawn: letters of it that are not usual are baked before the next frame.
    void want(std::string_view text);
    [[nodiscard]] bool needs_baking() const { return has_new_; }
    /// Between frames. Keeps what was used since the last baking and what is new.
    void bake();

private:
    using Size = std::pair<Face, std::int32_t>;  // in quarters of a pixel
    struct Baked {
        ImFont* font = nullptr;
        bool is_used = true;
    };
    std::map<Size, Baked> fonts_;
    std::set<char32_t> letters_;          // beside the usual ones
    std::vector<unsigned short> ranges_;  // of both, as ImGui reads them
    bool has_new_ = false;
};

/// What ImGui calls a font's size, its line height, for pixels per em.
[[nodiscard]] float line_height(Face face, double size);

}  // namespace ui::gui
