#include "ui/cli/trace_file.hpp"

#include <filesystem>
#include <ostream>
#include <vector>

#include <fmt/core.h>

#include "sim/core/check.hpp"
#include "traces/chrome.hpp"
#include "traces/compressed.hpp"
#include "traces/native_blocks.hpp"
#include "traces/native_stream.hpp"
#include "ui/export/format.hpp"
#include "ui/host/scratch_file.hpp"

namespace ui {

namespace {

/// One column of the table of formats, as a list.
std::string known(std::string_view traces::FormatRow::*column) {
    std::string text;
    for (const traces::FormatRow& row : traces::formats())
        text.append(text.empty() ? "" : ", ").append(row.*column);
    return text;
}

/// The same of the formats of pictures, to go on with.
std::string picture_list(std::string_view PictureFormatRow::*column) {
    std::string text;
    for (const PictureFormatRow& row : picture_formats()) text.append(", ").append(row.*column);
    return text;
}

const traces::FormatRow* format_by_ending(const std::string& path) {
    const sim::Result<traces::Format> format = traces::format_of(path);
    return format ? &traces::row_of(*format) : nullptr;
}

const traces::FormatRow* format_by_name(std::string_view name) {
    for (const traces::FormatRow& format : traces::formats()) {
        if (format.name == name) return &format;
    }
    return nullptr;
}

bool write_native(const sim::Trace& frame, const traces::TraceBlocks& blocks,
                  const traces::Sink& sink) {
    traces::NativeStream stream{sink};
    bool is_open = stream.begin(frame);
    traces::TraceBlock block;
    while (is_open && blocks(block)) is_open = stream.take(frame, block.piece);
    return stream.finish(frame);
}

}  // namespace

/// What a run hands over, on its way to the file. The native form goes there at once. Chrome's is sorted by when things
/// begin, which is known when they have ended: it is made in the end from the native one, which lies in a file without a name.
struct TraceFile::Stream {
    Stream(OutputFile& to, const std::string& path, traces::Format form)
        : file(to),
          to_file([this](std::string_view bytes) { return file.write(bytes); }),
          packer(traces::compression_of(path), to_file),
          packed([this](std::string_view bytes) { return packer.write(bytes); }),
          to_scratch([this](std::string_view bytes) { return scratch->write(bytes); }),
          native(form == traces::Format::native ? packed : to_scratch),
          take([this](const sim::Trace& trace, const sim::TracePiece& piece) {
              return native.take(trace, piece);
          }) {
        if (form != traces::Format::native) scratch.emplace(path);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    bool finish(const sim::Trace& rest) {
        if (!scratch) return native.finish(rest) && packer.finish();
        const bool is_written =
            native.finish(rest) && scratch->flush() && write_chrome(rest) && packer.finish();
        if (scratch->error() != 0) file.fail(scratch->error());
        return is_written;
    }

    bool write_chrome(const sim::Trace& rest) {
        const traces::Seekable source{.size = scratch->size(), .read = [this](std::int64_t at) {
                                          return scratch->read_at(at);
                                      }};
        traces::NativeBlocks blocks{source, "", rest, native.index()};
        const bool is_written = traces::write_chrome(
            rest, [&blocks](traces::TraceBlock& block) { return blocks.next(block); }, packed);
        SIM_CHECK(!blocks.has_failed() || scratch->error() != 0);
        return is_written && !blocks.has_failed();
    }

    OutputFile& file;
    traces::Sink to_file;
    traces::Packer packer;
    traces::Sink packed;
    std::optional<ScratchFile> scratch;
    traces::Sink to_scratch;
    traces::NativeStream native;
    sim::TraceSink take;
};

TraceFile::TraceFile() = default;
TraceFile::TraceFile(TraceFile&& other) noexcept = default;
TraceFile::~TraceFile() = default;

std::optional<TraceFile> TraceFile::open(const std::string& path, TraceUse use,
                                         const Options& options, const Console& console) {
    const std::string& format = options.format;
    const bool is_export = use == TraceUse::exported;
    const std::string others =
        is_export ? picture_list(&PictureFormatRow::name) + ", js, mmd" : std::string{};
    TraceFile trace_file;
    trace_file.path_ = path;
    trace_file.format_ = format.empty() ? format_by_ending(path) : format_by_name(format);
    if (trace_file.format_ == nullptr) {
        if (!format.empty()) {
            complain(console, fmt::format("unknown format \"{}\"", format),
                     fmt::format("known: {}{}", known(&traces::FormatRow::name), others));
        } else if (path == "-") {
            complain(console, "stdout has no ending that chooses a format",
                     fmt::format("add --format: {}{}", known(&traces::FormatRow::name), others));
        } else {
            complain(
                console, fmt::format("{}: the ending chooses no format", path),
                fmt::format(
                    "known: {}{}", known(&traces::FormatRow::ending),
                    is_export
                        ? picture_list(&PictureFormatRow::ending) +
                              ", .js, .mjs, .mmd; traces and tables also packed: .json.gz, .csv.zst"
                        : std::string{}));
        }
        return std::nullopt;
    }
    if (path == "-") return trace_file;
    sim::Result<OutputFile> file =
        OutputFile::open(path, {.is_forced = options.is_forced, .interrupt = console.interrupt});
    if (!file) {
        complain(console, file.diagnostics());
        return std::nullopt;
    }
    trace_file.file_.emplace(std::move(*file));
    return trace_file;
}

sim::TraceLevel TraceFile::level() const { return format_->level; }

const sim::TraceSink* TraceFile::start() {
    if (!takes_blocks()) return nullptr;
    stream_ = std::make_unique<Stream>(*file_, path_, format_->format);
    return &stream_->take;
}

bool TraceFile::takes_blocks() const {
    return file_ &&
           (format_->format == traces::Format::native || format_->format == traces::Format::chrome);
}

bool TraceFile::write(const sim::Trace& frame, const traces::TraceBlocks& blocks,
                      const Console& console) {
    const traces::Sink to_file = [this](std::string_view bytes) { return file_->write(bytes); };
    traces::Packer packer{traces::compression_of(path_), to_file};
    const traces::Sink packed = [&](std::string_view bytes) { return packer.write(bytes); };
    const bool is_complete =
        (format_->format == traces::Format::chrome ? traces::write_chrome(frame, blocks, packed)
                                                   : write_native(frame, blocks, packed)) &&
        packer.finish();
    if (is_given_up_) return false;
    const std::optional<sim::Diagnostic> problem = file_->commit();
    if (problem) complain(console, *problem);
    return is_complete && !problem;
}

bool TraceFile::finish(const sim::Trace& rest, const Console& console) {
    const bool is_complete = stream_->finish(rest);
    const std::optional<sim::Diagnostic> problem = file_->commit();
    if (problem) complain(console, *problem);
    return is_complete && !problem;
}

bool TraceFile::write(const sim::Trace& trace, const Console& console) {
    if (!file_) {
        const traces::Sink to_stdout = [&](std::string_view bytes) {
            return static_cast<bool>(
                console.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
        };
        // What goes wrong with stdout is said once, by whoever owns it.
        (void)format_->write(trace, to_stdout);
        return true;
    }
    const traces::Sink to_file = [this](std::string_view bytes) { return file_->write(bytes); };
    traces::Packer packer{traces::compression_of(path_), to_file};
    const bool is_complete = format_->write(trace, [&](std::string_view bytes) {
        return packer.write(bytes);
    }) && packer.finish();
    const std::optional<sim::Diagnostic> problem = file_->commit();
    if (problem) complain(console, *problem);
    return is_complete && !problem;
}

}  // namespace ui
