#include <cstdint>
#include <string>

#include <zlib.h>

#include "ui/export/raster.hpp"

namespace ui {

void add_png_maker(std::string& png) {
    constexpr std::size_t header = 8 + 25;  // signature and IHDR
    const std::string body{"tEXtSoftware\0loopglass", 22};
    const auto number = [](std::uint32_t value) {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU));
        return bytes;
    };
    const auto length = static_cast<std::uint32_t>(body.size() - 4);
    const auto sum = static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
    png.insert(header, number(length) + body + number(sum));
}

}  // namespace ui
