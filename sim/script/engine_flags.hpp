#pragma once

namespace sim::script {

/// Sets a flag of V8's that matters to machine code only ("--no-turbo-fast-api-calls") so that V8 goes on to take the code that
/// Node brings along for its modules. V8 keeps a hash of all flags and takes no code that was made under another one: what
/// the first line of output needs would be compiled for 6 ms. Where the hash cannot be found it stays as V8 sets it, and all is
/// slower.
void set_flag_and_keep_code(const char* flag);

}  // namespace sim::script
