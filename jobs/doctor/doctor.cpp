#include <algorithm>
#include <iostream>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/doctor/self_test.hpp"
#include "jobs/program.hpp"

namespace terrabalance {
namespace {

void examine_and_test(const Session& session) {
  if (!session.communicator.is_root()) return;
  std::vector<doctor::Finding> findings = doctor::examine();
  findings.push_back(doctor::self_test(session));
  std::cout << doctor::as_text(findings);
  const auto bad = std::ranges::count(findings, doctor::Level::trouble, &doctor::Finding::level);
  if (bad > 0)
    throw RunError(
        fmt::format("doctor: {} of {} findings are bad; see the advice", bad, findings.size()));
  std::cout << "all is well\n";
}

}  // namespace

void add_doctor(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "doctor", "What is installed and how it was built, and a self-test of a second");
  command->footer("Example: terrabalance doctor");
  command->callback([&work] { work = [](Session& session) { examine_and_test(session); }; });
}

}  // namespace terrabalance
