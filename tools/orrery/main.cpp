// The program `orrery`.
#include "tools/orrery/dispatch.hpp"
#include "tools/orrery/program.hpp"

int main(int argc, char** argv) {
    return orrery::cli::program([&] {
        return orrery::cli::dispatch({argv + 1, argv + argc}, nullptr);
    });
}
