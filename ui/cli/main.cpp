#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

#include "ui/cli/cli.hpp"
#include "ui/host/error_text.hpp"
#include "ui/host/installed.hpp"
#include "ui/host/interrupt.hpp"
#include "ui/host/output_stream.hpp"

int main(int argc, char** argv) {
    ui::DescriptorBuffer out_buffer{STDOUT_FILENO};
    ui::DescriptorBuffer err_buffer{STDERR_FILENO};
    std::ostream out{&out_buffer};
    std::ostream err{&err_buffer};
    const ui::Console console{
        .in = std::cin,
        .out = out,
        .err = err,
        .out_terminal = ui::find_terminal(STDOUT_FILENO),
        .err_terminal = ui::find_terminal(STDERR_FILENO),
        .scenarios_folder = ui::find_scenarios_folder(),
        .interrupt = &ui::handle_interrupts(),
    };
    int code = ui::run_cli({argv + (argc > 0 ? 1 : 0), argv + argc}, console);
    out.flush();
    if (out_buffer.error() != 0) {
        ui::complain(console, "stdout: cannot be written: " + ui::error_text(out_buffer.error()));
        code = ui::exit_bad_input;
    }
    err.flush();
    return code;
}
