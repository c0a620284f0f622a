#include "ui/host/output_stream.hpp"

#include <cerrno>
#include <string_view>

#include <unistd.h>

namespace ui {

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type character) {
    if (traits_type::eq_int_type(character, traits_type::eof()))
        return traits_type::not_eof(character);
    const char one = traits_type::to_char_type(character);
    return xsputn(&one, 1) == 1 ? character : traits_type::eof();
}

std::streamsize DescriptorBuffer::xsputn(const char* text, std::streamsize count) {
    constexpr std::size_t buffer_size = 1 << 16;
    buffer_.append(text, static_cast<std::size_t>(count));
    if (buffer_.size() >= buffer_size && sync() != 0) return 0;
    return count;
}

int DescriptorBuffer::sync() {
    std::string_view rest = buffer_;
    while (!rest.empty() && error_ == 0 && !is_closed_) {
        const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
        if (count >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EPIPE) {
            is_closed_ = true;
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    buffer_.clear();
    return error_ == 0 ? 0 : -1;
}

}  // namespace ui
