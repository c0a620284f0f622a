// Every picture of every scenario, which takes half a minute under the address sanitizer and a few seconds without.
#include <string>

#include "tests/catch.hpp"
#include "tests/places.hpp"
#include "tests/ui/picture_check.hpp"
#include "tests/ui/shown.hpp"
#include "ui/host/installed.hpp"

TEST_CASE("pictures of every scenario are fit for a slide", "[pictures]") {
    for (const std::string& name : ui::find_scenarios(source_path("scenarios"))) {
        CAPTURE(name);
        Shown shown;
        run_scenario(shown, name);
        check_pictures(shown, options_of(1280, 720, "light"));
        check_pictures(shown, options_of(1200, 675, "projector"));
        check_pictures(shown, options_of(1440, 1080, "dark"));
        check_pictures(shown, options_of(675, 1200, "light"));
    }
}
