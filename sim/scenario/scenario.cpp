#include "sim/scenario/scenario.hpp"

#include "sim/scenario/compiler.hpp"
#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/source_text.hpp"

namespace sim {

Result<Program> load_scenario(std::string_view text, std::string_view file,
                              const FileReader& read_file) {
    scenario::SourceText source{text, file};
    const std::optional<scenario::JsonTree> tree = scenario::parse_json(source);
    if (!tree) return source.diagnostics();
    scenario::Compiler compiler{source, *tree, read_file, file};
    compiler.compile_file();
    if (source.has_errors()) return source.diagnostics();
    Program program = compiler.take();
    program.warnings = source.warnings();
    return program;
}

}  // namespace sim
