#pragma once

#include <string>

namespace sim::script {

/// Makes many runs from one start of Node, which takes longer than most programs. Reads requests from the descriptor
/// `requests`, each the number of its bytes, a line end and so many bytes, and forks a child for each. Returns in the
/// child, with the text of the request. When the child has ended its parent writes a zero byte, the status of the
/// child and a line end to `reports`; it ends itself when `requests` does.
[[nodiscard]] std::string serve_runs(int requests, int reports);

/// The same of one run in this process: tells by a byte that it stands where chance has a say, and returns the request.
[[nodiscard]] std::string ask_for_request(int socket);

/// A request ("stops=") whose child serves further ones, from where it then stands; one ("go=") for such a process to go on
/// by itself, which serve_runs returns without a child; and the last one of these ("go=path"), with a path to its end.
[[nodiscard]] bool serves_on(const std::string& request);
[[nodiscard]] bool goes_on(const std::string& request);
[[nodiscard]] bool is_last(const std::string& request);

}  // namespace sim::script
