#pragma once

#include <set>
#include <string>
#include <utility>

namespace sim::script {

/// What the program asked for and did not get, since it is not modelled or not shown to it.
class Refusals {
public:
    /// The program asked for what is not modelled, and an error told it so. It may ask again and again.
    void note(const std::string& what);
    /// What is there was not shown to the program.
    void note_withheld(const std::string& what) {
        note(what);
        withheld_ = what;
    }
    /// An error that a file or module is not there is about to end the program.
    void note_missed() { has_missed_ = true; }
    /// An error of what is not modelled is about to end the program.
    void note_uncaught(std::string what) { uncaught_ = std::move(what); }

    /// The first that was refused or not shown and how many more there are; empty if there was none.
    [[nodiscard]] std::string caught() const;
    /// What was not shown to the program and is why it fails; empty if there is nothing.
    [[nodiscard]] std::string missed() const { return has_missed_ ? withheld_ : std::string{}; }
    /// Empty if there was none.
    [[nodiscard]] const std::string& uncaught() const { return uncaught_; }

private:
    std::set<std::string> refused_;  // with what was not shown
    std::string first_;
    std::string uncaught_;
    std::string withheld_;  // the last of it
    bool has_missed_ = false;
};

}  // namespace sim::script
