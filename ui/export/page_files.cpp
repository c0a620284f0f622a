#include "ui/export/page_files.hpp"

#include <array>

#include <fmt/format.h>

#include "ui/export/page.hpp"
#include "ui/export/svg.hpp"
#include "ui/fonts/fonts.hpp"
#include "ui/fonts/metrics.hpp"

// NOLINTBEGIN: the assembler's view of the files.
#define EMBED(name, file)                                                         \
    __asm__(".section .rodata\n.global loopglass_page_" #name                     \
            "_begin\n"                                                            \
            "loopglass_page_" #name "_begin:\n.incbin \"" LOOPGLASS_PAGE "/" file \
            "\"\n.global loopglass_page_" #name "_end\nloopglass_page_" #name     \
            "_end:\n.byte 0\n.text\n");                                           \
    extern "C" const char loopglass_page_##name##_begin[];                        \
    extern "C" const char loopglass_page_##name##_end[];

EMBED(body, "page.html")
EMBED(style, "page.css")
EMBED(script, "page.js")
// NOLINTEND

namespace ui {

std::string_view page_body() { return {loopglass_page_body_begin, loopglass_page_body_end}; }
std::string_view page_style() { return {loopglass_page_style_begin, loopglass_page_style_end}; }
std::string_view page_script() { return {loopglass_page_script_begin, loopglass_page_script_end}; }

std::string to_base64(std::string_view bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const auto byte = i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
            group = group << 8U | byte;
        }
        for (std::size_t k = 0; k < 4; ++k) {
            const auto shift = static_cast<unsigned>(18 - 6 * k);
            out.push_back(i + k > bytes.size() ? '=' : letters[group >> shift & 0x3FU]);
        }
    }
    return out;
}

std::string to_json(std::string_view text) {
    std::string out = "\"";
    for (const char c : to_plain_line(text)) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (c == '<') out += "\\u003c";
        else out.push_back(c);
    }
    return out + '"';
}

std::string page_head(std::string_view title, std::string_view style) {
    std::string out{page_mark};
    out += fmt::format(
        "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; "
        "script-src 'unsafe-inline'; font-src data:; img-src data:\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>\n",
        to_xml(to_plain_line(title)));
    out += "/* Inter and JetBrains Mono, SIL Open Font License 1.1, openfontlicense.org */\n";
    const auto font = [&](Face face, int weight) {
        out += fmt::format(
            "@font-face{{font-family:\"{}\";font-weight:{};src:url(data:font/woff2;base64,{}) "
            "format(\"woff2\")}}\n",
            family_of(face), weight, to_base64(font_woff2(face)));
    };
    font(Face::sans, 400);
    font(Face::sans_bold, 600);
    font(Face::mono, 400);
    return out.append(style).append("</style>\n</head>\n");
}

}  // namespace ui
