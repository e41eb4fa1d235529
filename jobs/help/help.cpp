#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "jobs/help/completion.hpp"
#include "jobs/help/manual.hpp"
#include "jobs/program.hpp"

namespace terrabalance {
namespace {

void write_pages(const std::map<std::string, std::string>& pages, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const auto& [name, text] : pages) {
    const std::string path = (std::filesystem::path(folder) / name).string();
    std::ofstream file(path, std::ios::binary);
    file << text << std::flush;
    if (!file)
      throw InputError(
          fmt::format("{}: cannot be written; give a folder that you may write to", path));
  }
}

void print_page(const std::map<std::string, std::string>& pages, const std::string& job) {
  const auto page = pages.find(job.empty() ? "terrabalance.1" : "terrabalance-" + job + ".1");
  if (page != pages.end()) {
    std::cout << page->second;
    return;
  }
  std::vector<std::string> jobs;
  for (const auto& [name, text] : pages) {
    if (name.starts_with("terrabalance-")) jobs.push_back(name.substr(13, name.size() - 15));
  }
  throw InputError(
      fmt::format("{}: is no job{}; terrabalance --help lists them", job, did_you_mean(job, jobs)));
}

}  // namespace

void add_completion(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "completion", "Print a script that lets the shell complete jobs, options and files");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  command->footer("Example: source <(terrabalance completion bash)");
  command->callback([shell, &program, &work] {
    work = [shell, &program](Session& session) {
      if (!session.communicator.is_root()) return;
      const ProgramFact facts = facts_of(program);
      std::cout << (*shell == "bash" ? bash_completion(facts) : zsh_completion(facts));
    };
  });
}

void add_man(CLI::App& program, Work& work) {
  struct Options {
    std::string job;
    std::string folder;
  };
  auto* command =
      program.add_subcommand("man", "Print a manual page, or write all of them to a folder");
  const auto o = std::make_shared<Options>();
  command->add_option("JOB", o->job, "Job of the page; without it, the program's page");
  command->add_option("-o,--output", o->folder, "Folder for the pages of all jobs");
  command->footer("Example: terrabalance man account | man -l -");
  command->callback([o, &program, &work] {
    work = [o, &program](Session& session) {
      if (!session.communicator.is_root()) return;
      const auto pages = manual_pages(facts_of(program), version());
      if (o->folder.empty()) {
        print_page(pages, o->job);
      } else {
        write_pages(pages, o->folder);
      }
    };
  });
}

}  // namespace terrabalance
