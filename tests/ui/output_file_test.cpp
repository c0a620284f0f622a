#include "ui/host/output_file.hpp"

#include <atomic>
#include <csignal>
#include <filesystem>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/cli/harness.hpp"
#include "ui/host/interrupt.hpp"
#include "ui/host/output_stream.hpp"

using cli_test::Folder;
using ui::OutputFile;
using Names = std::vector<std::string>;

namespace {

const std::string ours = "{\"loopglass\":1,\"level\":\"full\"}\n";

std::string message(const std::optional<sim::Diagnostic>& diagnostic) {
    return diagnostic ? to_text(*diagnostic) : std::string{"written"};
}

/// Runs `work` in a process of its own; the status that wait() gives.
template <class Work>
int run_in_child(Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

}  // namespace

TEST_CASE("an output appears at its commit and not before", "[host]") {
    const Folder folder;
    sim::Result<OutputFile> file = OutputFile::open(folder.path("a.json"), {});
    REQUIRE(file.has_value());
    CHECK(file->write(std::string(1 << 20, 'x')));
    CHECK(folder.names().empty());
    CHECK(message(file->commit()) == "written");
    CHECK(folder.names() == Names{"a.json"});
    CHECK(folder.read("a.json") == std::string(1 << 20, 'x'));
}

TEST_CASE("an output that is never committed leaves what was there", "[host]") {
    const Folder folder;
    folder.write("a.json", ours);
    {
        sim::Result<OutputFile> file = OutputFile::open(folder.path("a.json"), {});
        REQUIRE(file.has_value());
        CHECK(file->write("new"));
    }
    CHECK(folder.names() == Names{"a.json"});
    CHECK(folder.read("a.json") == ours);
}

TEST_CASE("a file that somebody else wrote is only replaced by force", "[host]") {
    const Folder folder;
    const std::string theirs = GENERATE("{ \"main\": [] }", "",
                                        "{\"$schema\": \"loopglass.schema.json\"}", "# my notes\n");
    folder.write("a.json", theirs);
    const std::string path = folder.path("a.json");
    CHECK(message(ui::write_file(path, "new", {})) ==
          path +
              ": the file exists and was not written by loopglass\n    use --force to replace it, "
              "or choose another name");
    CHECK(folder.read("a.json") == theirs);
    CHECK(message(ui::write_file(path, "new", {.is_forced = true})) == "written");
    CHECK(folder.read("a.json") == "new");
    CHECK(folder.names() == Names{"a.json"});
}

TEST_CASE("our own file is replaced and keeps its mode, and a link stays a link", "[host]") {
    const Folder folder;
    folder.write("real.json", ours);
    REQUIRE(::chmod(folder.path("real.json").c_str(), 0600) == 0);
    std::filesystem::create_symlink("real.json", folder.path("link.json"));
    CHECK(message(ui::write_file(folder.path("link.json"), ours + "2", {})) == "written");
    CHECK(folder.read("real.json") == ours + "2");
    CHECK(std::filesystem::is_symlink(folder.path("link.json")));
    CHECK(std::filesystem::status(folder.path("real.json")).permissions() ==
          std::filesystem::perms{0600});
    CHECK(folder.names() == Names{"link.json", "real.json"});
}

TEST_CASE("what cannot be written is refused with the reason", "[host]") {
    const Folder folder;
    const auto refusal = [](const std::string& path) {
        return message(ui::write_file(path, "text", {}));
    };
    CHECK(refusal("") == "\"\": the name of the output file is empty");
    CHECK(refusal(folder.path()) == folder.path() + ": is a directory, an output file is expected");
    CHECK(refusal(folder.path("no/x.json")) ==
          folder.path("no/x.json") + ": cannot be written: its folder does not exist");
    CHECK(refusal("/dev/full") == "/dev/full: cannot be written: no space left on device");
    CHECK(refusal("/dev/null") == "written");
    if (::geteuid() != 0) {
        REQUIRE(::chmod(folder.path().c_str(), 0500) == 0);
        CHECK(refusal(folder.path("x.json")) ==
              folder.path("x.json") + ": cannot be written: permission denied");
        REQUIRE(::chmod(folder.path().c_str(), 0700) == 0);
    }
}

TEST_CASE("Ctrl-C while writing leaves the old file", "[host]") {
    const Folder folder;
    folder.write("a.json", ours);
    std::atomic<bool> interrupt{false};
    sim::Result<OutputFile> file =
        OutputFile::open(folder.path("a.json"), {.is_forced = false, .interrupt = &interrupt});
    REQUIRE(file.has_value());
    CHECK(file->write("new"));
    interrupt = true;
    CHECK(message(file->commit()) == folder.path("a.json") + ": not written: interrupted");
    CHECK(folder.read("a.json") == ours);
    CHECK(folder.names() == Names{"a.json"});
}

TEST_CASE("a disk that fills up leaves the old file and no other", "[host]") {
    const Folder folder;
    folder.write("a.json", ours);
    const int status = run_in_child([&] {
        (void)ui::
            handle_interrupts();  // a limit on file sizes is then an error of write(2) instead of a signal
        const rlimit limit{.rlim_cur = 1 << 16, .rlim_max = 1 << 16};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const std::optional<sim::Diagnostic> problem =
            ui::write_file(folder.path("a.json"), std::string(1 << 20, 'x'), {});
        ::_exit(problem && problem->message == "cannot be written: file too large" ? 7 : 1);
    });
    CHECK(WEXITSTATUS(status) == 7);
    CHECK(folder.read("a.json") == ours);
    CHECK(folder.names() == Names{"a.json"});
}

TEST_CASE("a process that is killed while writing leaves the old file and no other", "[host]") {
    const Folder folder;
    folder.write("a.json", ours);
    const int signal = GENERATE(SIGKILL, SIGTERM, SIGSEGV);
    const int status = run_in_child([&] {
        // The handlers of the test program would report the signal as a failed test.
        std::signal(signal, SIG_DFL);
        sim::Result<OutputFile> file = OutputFile::open(folder.path("a.json"), {});
        file->write(std::string(1 << 20, 'x'));
        std::raise(signal);
    });
    CHECK(WTERMSIG(status) == signal);
    CHECK(folder.read("a.json") == ours);
    CHECK(folder.names() == Names{"a.json"});
}

TEST_CASE("a temporary file that has a name goes away with the process", "[host]") {
    const Folder folder;
    folder.write(".a.tmp", "half");
    const int signal = GENERATE(SIGTERM, SIGHUP, SIGINT);
    const int status = run_in_child([&] {
        std::signal(SIGTERM, SIG_DFL);
        std::signal(SIGHUP, SIG_DFL);
        const std::atomic<bool>& interrupted = ui::handle_interrupts();
        const ui::RemoveOnSignal guard{folder.path(".a.tmp")};
        std::raise(signal);
        // The first Ctrl-C asks, the second one ends.
        if (interrupted) std::raise(signal);
    });
    CHECK(WTERMSIG(status) == signal);
    CHECK(folder.names().empty());
}

TEST_CASE("signals that end the process may only ask for that, however often they come", "[host]") {
    const int signal = GENERATE(SIGTERM, SIGHUP, SIGQUIT);
    const int status = run_in_child([&] {
        std::signal(signal, SIG_DFL);
        const std::atomic<bool>& interrupted = ui::handle_interrupts();
        ui::end_like_interrupt();
        std::raise(signal);
        std::raise(signal);
        ::_exit(interrupted ? 7 : 1);
    });
    CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("a stream remembers a full disk and forgives a closed reader", "[host]") {
    const int full = ::open("/dev/full", O_WRONLY);
    REQUIRE(full >= 0);
    ui::DescriptorBuffer buffer{full};
    std::ostream out{&buffer};
    out << "text";
    out.flush();
    CHECK(buffer.error() == ENOSPC);
    ::close(full);

    const int status = run_in_child([] {
        (void)ui::handle_interrupts();
        int ends[2] = {-1, -1};
        if (::pipe(ends) != 0) ::_exit(1);
        ::close(ends[0]);
        ui::DescriptorBuffer pipe_buffer{ends[1]};
        std::ostream pipe_out{&pipe_buffer};
        pipe_out << "text" << std::flush;
        ::_exit(pipe_buffer.error() == 0 && pipe_out.good() ? 7 : 1);
    });
    CHECK(WEXITSTATUS(status) == 7);
}
