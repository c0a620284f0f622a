# Writes OUT: the texts of FILES as constants. A text is cut into pieces, since compilers limit the length of one literal.
set(rows "")
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(MAKE_C_IDENTIFIER "text_${name}" variable)
    string(APPEND out "constexpr unsigned char ${variable}[] = {${bytes}0};\n")
    string(APPEND rows
        "    {\"${name}\", {reinterpret_cast<const char*>(${variable}), sizeof(${variable}) - 1}},\n")
endforeach()
file(WRITE ${OUT} "#include \"sim/script/modules.hpp\"\n\nnamespace sim::script {\nnamespace {\n${out}}\n
std::span<const ScriptModule> script_modules() {
    static const ScriptModule modules[] = {\n${rows}    };
    return modules;\n}\n\n}  // namespace sim::script\n")
