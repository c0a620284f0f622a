#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sim::script {

/// What the program asked for and did not get, since it is not modelled or not shown: it may be why it fails.
class Refusals {
public:
    /// The program asked for what is not modelled, and an error told it so. It may ask again and again.
    void note(const std::string& what);
    /// What is there was not shown to the program, which may be why it fails; others only look whether it is there.
    void note_withheld(std::string what) { withheld_ = std::move(what); }
    /// An error of what is not modelled is about to end the program.
    void note_uncaught(std::string what) { uncaught_ = std::move(what); }

    /// The first that was refused and how many more there are; empty if there was none.
    [[nodiscard]] std::string caught() const;
    /// The last of it; empty if there was none.
    [[nodiscard]] const std::string& withheld() const { return withheld_; }
    /// Empty if there was none.
    [[nodiscard]] const std::string& uncaught() const { return uncaught_; }

private:
    std::vector<std::string> refused_;  // each once
    std::string uncaught_;
    std::string withheld_;
};

}  // namespace sim::script
