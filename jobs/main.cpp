#include "jobs/program.hpp"

int main(int argc, char** argv) {
  return terrabalance::run_program(argc, argv);
}
