// What Node 18 to 26 wrote to stderr for such programs.
#include "ui/cli/node_error.hpp"

#include "tests/catch.hpp"

namespace {

std::string found(std::string_view said) {
    const std::optional<sim::Diagnostic> error = ui::find_node_error(said);
    return error ? sim::to_text(*error) : "none";
}

}  // namespace

TEST_CASE("an error that ends Node is found in what it writes", "[script]") {
    CHECK(found("/tmp/a b.js:3\n  null.x();\n       ^\n\n"
                "TypeError: Cannot read properties of null (reading 'x')\n"
                "    at Timeout._onTimeout (/tmp/a b.js:3:8)\n\nNode.js v20.20.2\n") ==
          "/tmp/a b.js:3:8: TypeError: Cannot read properties of null (reading 'x')\n"
          "  null.x();\n       ^");
    CHECK(found("file:///tmp/a.mjs:2\nawait Promise.reject(new TypeError('no'));\n"
                "                     ^\n\nTypeError: no\n    at file:///tmp/a.mjs:2:22\n") ==
          "/tmp/a.mjs:2:22: TypeError: no\nawait Promise.reject(new TypeError('no'));\n"
          "                     ^");
    CHECK(found("\n/tmp/a.js:1\nthrow 5;\n^\n5\n(Use `node --trace-uncaught ...` to show where "
                "the exception was thrown)\n") == "/tmp/a.js:1:1: 5\nthrow 5;\n^");
}

TEST_CASE("what is no error of Node's is none", "[script]") {
    CHECK(found("") == "none");
    CHECK(found("Uncaught:\nnull\n") == "none");
    CHECK(found("at 12:30\nsomething\n") == "none");
    CHECK(found("a.js:99999999999999999999\nx\n^\n\nError\n") == "none");
    CHECK(found("a.js:1\nx\n^") == "none");
}
