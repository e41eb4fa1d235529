#include <iostream>
#include <memory>
#include <string>

#include "io/result/result_reader.hpp"
#include "jobs/program.hpp"

namespace terrabalance {

void add_table(CLI::App& program, Work& work) {
  struct Options {
    std::string file;
    std::string name;
  };
  auto* command = program.add_subcommand("table", "Print a table of a result file as CSV");
  const auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "Result file")->required();
  command->add_option("TABLE", options->name, "Table to print; without it, the tables are listed");
  command->footer("Example: terrabalance table out.h5 account/balance > balance.csv");
  command->callback([options, &work] {
    work = [options](Session& session) {
      if (!session.communicator.is_root()) return;
      if (!options->name.empty()) {
        print_csv(read_table(options->file, options->name), std::cout);
        return;
      }
      for (const auto& name : list_tables(options->file)) {
        const Table table = read_table(options->file, name);
        std::cout << name << "  " << table.rows() << " rows  " << table.title << '\n';
      }
    };
  });
}

}  // namespace terrabalance
