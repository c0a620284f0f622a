#pragma once

#include <string>
#include <string_view>

namespace ui {

// The files of ui/export/page, as they are.
[[nodiscard]] std::string_view page_body();
[[nodiscard]] std::string_view page_style();
[[nodiscard]] std::string_view page_script();

/// Bytes as base64 (RFC 4648).
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// A JSON string that may stand inside of a <script> element.
[[nodiscard]] std::string to_json(std::string_view text);
/// The beginning of a page up to its body: title, fonts, `style`, and a policy that forbids all requests.
[[nodiscard]] std::string page_head(std::string_view title, std::string_view style);

}  // namespace ui
