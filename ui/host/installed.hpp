#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ui {

/// The folder of the scenarios that came with this executable: `share/loopglass/scenarios` beside its `bin`, or
/// `scenarios` in a folder above it (a build tree). Empty if there is none.
[[nodiscard]] std::string find_scenarios_folder();
/// The same for an executable at `executable`.
[[nodiscard]] std::string find_scenarios_folder(const std::string& executable);

/// All scenario files (*.json, schemas left out) under `folder`, as paths relative to it, sorted by bytes. Empty when the
/// folder is missing.
[[nodiscard]] std::vector<std::string> find_scenarios(const std::string& folder);

/// The file of the installed scenario `name` ("pool/logins", "logins" if only one has that last part); empty if
/// there is none.
[[nodiscard]] std::string find_scenario(const std::string& folder, const std::string& name);

}  // namespace ui
