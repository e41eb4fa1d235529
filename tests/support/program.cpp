#include "tests/support/program.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/wait.h>

#include "tests/support/running.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {

std::string source_folder() {
  return SOURCE_FOLDER;
}

std::string program_file() {
  return PROGRAM_FILE;
}

std::string command_line(const std::string& arguments, int ranks) {
  std::string command;
  if (ranks > 0) {
    command = source_folder() + "/scripts/mpirun.sh -n " + std::to_string(ranks) + " ";
  }
  return command + PROGRAM_FILE + " " + arguments;
}

Outcome run(const std::string& arguments, int ranks, const std::string& before) {
  const TemporaryFolder folder;
  const std::string command = before + command_line(arguments, ranks) + " 2> " + folder / "stderr";
  Outcome outcome{};
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.out.append(buffer.data(), n);
  }
  outcome.status = WEXITSTATUS(pclose(pipe));
  std::stringstream err;
  err << std::ifstream(folder / "stderr").rdbuf();
  outcome.err = err.str();
  return outcome;
}

std::vector<std::map<std::string, std::string>> csv_rows(const std::string& text) {
  std::istringstream lines(text);
  std::vector<std::string> names;
  std::vector<std::map<std::string, std::string>> rows;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::vector<std::string> values;
    for (std::string cell; std::getline(cells, cell, ',');)
      values.push_back(cell);
    if (names.empty()) {
      names = values;
      continue;
    }
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i)
      row[names[i]] = values[i];
  }
  return rows;
}

std::string reference_folder() {
  const char* set = std::getenv("TERRABALANCE_REFERENCE");
  const auto beside = std::filesystem::path(source_folder()).parent_path() / "shared";
  const std::string folder = set != nullptr ? set : beside.string();
  return std::filesystem::is_directory(folder + "/expected") ? folder : "";
}

}  // namespace terrabalance::test
