#include "ui/cli/own_result.hpp"

#include <array>

namespace ui {

OwnResult own_result(std::string_view text) {
    struct Row {
        std::string_view beginning;
        std::string_view also;  // somewhere in it
        OwnResult result;
    };
    constexpr std::array rows{
        Row{R"({"loopglass": "sweep")",
            "",
            {"the result of a sweep",
             "loopglass merge shows it, loopglass export FILE -o OUT draws it"}},
        Row{"{\n  \"file\": ",
            R"("samplesOutside":)",
            {"what explore --json found", "loopglass export FILE -o OUT draws it"}},
        Row{"{\n  \"calibrated\": {", "", {cost_file, "--costs takes it"}},
        Row{"{\n  \"facts\": {\n    \"program\": ", "", {"the result of a run or a forecast", ""}},
        Row{"{\n  \"targets\": [", R"("findings": [)", {"the result of size", ""}},
        Row{"{\n  \"kind\": ", R"("question":)", {"a question of quiz --json", ""}},
        Row{"{\n  \"program\": ", R"("lines": [)", {"what explain --json says", ""}},
    };
    for (const Row& row : rows) {
        if (text.starts_with(row.beginning) && text.find(row.also) != std::string_view::npos)
            return row.result;
    }
    return {};
}

}  // namespace ui
