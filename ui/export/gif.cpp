// GIF 89a (CompuServe, 1990). One palette for all frames: the colours that occur most, others take the nearest. A
// frame holds only the rectangle that changed, and in it only pixels that changed; LZW with variable codes.
#include "ui/export/gif.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "ui/export/raster.hpp"

namespace ui {

namespace {

constexpr std::size_t colours_max = 255;
constexpr std::uint8_t unchanged = 255;  // the transparent index

class Palette {
public:
    explicit Palette(const std::vector<Raster>& frames) {
        std::map<std::uint32_t, std::size_t> counts;
        for (const Raster& frame : frames) {
            for (auto from = frame.pixels.begin(); from != frame.pixels.end();) {
                const std::uint32_t colour = *from;  // Pictures are rows of one colour.
                const auto to = std::find_if(from, frame.pixels.end(),
                                             [&](std::uint32_t other) { return other != colour; });
                counts[colour] += static_cast<std::size_t>(to - from);
                from = to;
            }
        }
        std::vector<std::pair<std::uint32_t, std::size_t>> rows(counts.begin(), counts.end());
        std::stable_sort(rows.begin(), rows.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        for (const auto& [colour, count] : rows) {
            if (colours_.size() == colours_max) break;
            index_.emplace(colour, static_cast<std::uint8_t>(colours_.size()));
            colours_.push_back(colour);
        }
        last_ = colours_.front();
    }

    std::uint8_t index(std::uint32_t pixel) {
        if (pixel != last_) {
            last_ = pixel;
            last_index_ = find(pixel);
        }
        return last_index_;
    }

    /// 256 entries of red, green and blue.
    [[nodiscard]] std::string table() const {
        std::string bytes;
        for (const std::uint32_t colour : colours_) {
            for (const unsigned shift : {16U, 8U, 0U})
                bytes.push_back(static_cast<char>(colour >> shift & 0xFFU));
        }
        bytes.resize(std::size_t{256} * 3, '\0');
        return bytes;
    }

private:
    std::uint8_t find(std::uint32_t pixel) {
        const auto known = index_.find(pixel);
        if (known != index_.end()) return known->second;
        const auto distance = [&](std::uint32_t other) {
            int sum = 0;
            for (unsigned shift = 0; shift < 24; shift += 8) {
                const int by = static_cast<int>(pixel >> shift & 0xFFU) -
                               static_cast<int>(other >> shift & 0xFFU);
                sum += by * by;
            }
            return sum;
        };
        std::size_t best = 0;
        for (std::size_t i = 1; i < colours_.size(); ++i) {
            if (distance(colours_[i]) < distance(colours_[best])) best = i;
        }
        index_.emplace(pixel, static_cast<std::uint8_t>(best));
        return static_cast<std::uint8_t>(best);
    }

    std::vector<std::uint32_t> colours_;
    std::unordered_map<std::uint32_t, std::uint8_t> index_;
    // Most pixels have the colour of the one before.
    std::uint32_t last_ = 0;
    std::uint8_t last_index_ = 0;
};

void put16(std::string& out, std::size_t value) {
    out.push_back(static_cast<char>(value & 0xFFU));
    out.push_back(static_cast<char>(value >> 8U & 0xFFU));
}

/// Codes packed from the lowest bit, in blocks of at most 255 bytes.
class CodeWriter {
public:
    explicit CodeWriter(std::string& out) : out_(out) {}
    void put(std::uint32_t code, unsigned width) {
        bits_ |= code << used_;
        used_ += width;
        while (used_ >= 8) {
            add(static_cast<char>(bits_ & 0xFFU));
            bits_ >>= 8U;
            used_ -= 8;
        }
    }
    void finish() {
        if (used_ > 0) add(static_cast<char>(bits_ & 0xFFU));
        flush();
        out_.push_back('\0');
    }

private:
    void add(char byte) {
        block_.push_back(byte);
        if (block_.size() == 255) flush();
    }
    void flush() {
        if (block_.empty()) return;
        out_.push_back(static_cast<char>(block_.size()));
        out_ += block_;
        block_.clear();
    }
    std::string& out_;
    std::string block_;
    std::uint32_t bits_ = 0;
    unsigned used_ = 0;
};

void put_lzw(std::string& out, const std::vector<std::uint8_t>& pixels) {
    constexpr std::uint32_t clear = 256;
    constexpr std::uint32_t end = 257;
    constexpr std::uint32_t codes_max = 4096;
    out.push_back(8);  // bits of a pixel
    CodeWriter codes{out};
    // By prefix and pixel: the code, 0 if there is none (code 0 follows no prefix).
    std::vector<std::uint16_t> table(std::size_t{codes_max} * 256);
    std::uint32_t next = end + 1;
    unsigned width = 9;
    codes.put(clear, width);
    std::uint32_t prefix = pixels.front();
    for (std::size_t i = 1; i < pixels.size(); ++i) {
        std::uint16_t& known = table[std::size_t{prefix} * 256 + pixels[i]];
        if (known != 0) {
            prefix = known;
            continue;
        }
        codes.put(prefix, width);
        if (next < codes_max) {
            known = static_cast<std::uint16_t>(next);
            if (next == 1U << width && width < 12) ++width;
            ++next;
        } else {
            codes.put(clear, width);
            std::fill(table.begin(), table.end(), std::uint16_t{0});
            next = end + 1;
            width = 9;
        }
        prefix = pixels[i];
    }
    codes.put(prefix, width);
    codes.put(end, width);
    codes.finish();
}

struct Area {
    std::size_t left = 0;
    std::size_t top = 0;
    std::size_t right = 1;  // at least one pixel
    std::size_t bottom = 1;
};

Area changed_area(const Raster& before, const Raster& now) {
    const auto width = static_cast<std::size_t>(now.width);
    Area area{width, now.pixels.size() / width, 0, 0};
    for (std::size_t i = 0; i < now.pixels.size(); ++i) {
        if (now.pixels[i] == before.pixels[i]) continue;
        area.left = std::min(area.left, i % width);
        area.right = std::max(area.right, i % width + 1);
        area.top = std::min(area.top, i / width);
        area.bottom = std::max(area.bottom, i / width + 1);
    }
    return area.right == 0 ? Area{} : area;
}

/// Hundredths of a second in which somebody reads the description's first words.
std::size_t delay_of(const Scene& scene, bool is_last) {
    const std::size_t letters = std::min<std::size_t>(scene.caption.size(), 240);
    return 120 + letters * 2 + (is_last ? 250 : 0);
}

void put_frame(std::string& out, const Raster* before, const Raster& now, std::size_t delay,
               Palette& palette) {
    const auto width = static_cast<std::size_t>(now.width);
    const Area area = before == nullptr ? Area{0, 0, width, static_cast<std::size_t>(now.height)}
                                        : changed_area(*before, now);
    std::vector<std::uint8_t> pixels;
    for (std::size_t y = area.top; y < area.bottom; ++y) {
        for (std::size_t x = area.left; x < area.right; ++x) {
            const std::size_t i = y * width + x;
            const bool is_same = before != nullptr && before->pixels[i] == now.pixels[i];
            pixels.push_back(is_same ? unchanged : palette.index(now.pixels[i]));
        }
    }
    out += std::string{"\x21\xF9\x04\x05", 4};  // keep the frame, one index is transparent
    put16(out, delay);
    out.push_back(static_cast<char>(unchanged));
    out += std::string{"\0\x2C", 2};
    put16(out, area.left);
    put16(out, area.top);
    put16(out, area.right - area.left);
    put16(out, area.bottom - area.top);
    out.push_back('\0');
    put_lzw(out, pixels);
}

}  // namespace

std::string to_gif(std::span<const Scene> scenes, double width) {
    std::vector<Raster> frames;
    frames.reserve(scenes.size());
    for (const Scene& scene : scenes) frames.push_back(to_raster(scene, width));
    Palette palette{frames};
    std::string out = "GIF89a";
    put16(out, static_cast<std::size_t>(frames.front().width));
    put16(out, static_cast<std::size_t>(frames.front().height));
    out += std::string{"\xF7\0\0", 3};  // a table of 256 colours
    out += palette.table();
    out += std::string{"\x21\xFE\x12Made by loopglass.\0", 22};
    out += std::string{"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0", 19};  // for ever
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const bool is_last = i + 1 == frames.size();
        put_frame(out, i == 0 ? nullptr : &frames[i - 1], frames[i], delay_of(scenes[i], is_last),
                  palette);
    }
    out.push_back('\x3B');
    return out;
}

}  // namespace ui
