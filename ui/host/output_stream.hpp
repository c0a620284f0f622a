#pragma once

#include <ostream>
#include <streambuf>
#include <string>

namespace ui {

/// A stream buffer over an open descriptor that remembers why a write failed, which std::ofstream does not.
/// A reader that closes its end (EPIPE) is no failure: it has seen enough, the rest is dropped.
class DescriptorBuffer : public std::streambuf {
public:
    explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {}
    /// errno of the first failure, 0 if there was none. Flush first.
    [[nodiscard]] int error() const { return error_; }

protected:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* text, std::streamsize count) override;
    int sync() override;

private:
    int descriptor_;
    int error_ = 0;
    bool is_closed_ = false;
    std::string buffer_;
};

}  // namespace ui
