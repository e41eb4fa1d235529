#include "jobs/doctor/findings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <unistd.h>

#include "engine/runtime/runtime.hpp"
#include "io/find_program.hpp"
#include "io/libraries.hpp"
#include "jobs/build_facts.hpp"
#include "kernels/gwr/lanes/lanes.hpp"

namespace terrabalance::doctor {
namespace {

namespace fs = std::filesystem;

Finding program() {
  const BuildFacts build = build_facts();
  Finding finding{
      Level::good, "program",
      fmt::format("terrabalance {}, {}, {}", build.version, build.type, build.compiler)};
  if (!build.sanitizers.empty()) finding.fact += ", sanitizers: " + build.sanitizers;
  if (build.type == "Debug" || !build.sanitizers.empty()) {
    finding.level = Level::note;
    finding.advice = "for work, build with: cmake --preset release; this build is slow";
  }
  return finding;
}

Finding processor() {
  const std::string loops = gwr::lane_loops().name;
  Finding finding{Level::good, "processor", "instruction set of the inner loops: " + loops};
#if defined(__x86_64__)
  if (loops == "baseline") {
    finding.level = Level::note;
    finding.advice =
        "this processor, or the virtual machine, shows no AVX2; gwr and uncertainty take "
        "two to four times as long";
  }
#endif
  return finding;
}

Finding threads() {
  const int granted = granted_cores();
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  Finding finding{
      Level::good, "threads",
      fmt::format("{} of {} cores granted; a rank takes {}", granted, online, default_threads())};
  if (granted < online) {
    finding.level = Level::note;
    finding.advice =
        "the affinity mask or the cgroup's quota holds back the rest; in a batch job ask "
        "for more with --cpus-per-task, under mpirun with --bind-to none";
  }
  return finding;
}

Finding memory() {
  const double gigabytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                           static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e9;
  return {Level::good, "memory", fmt::format("{:.1f} GB in the machine", gigabytes)};
}

Finding mpi() {
  Finding finding{Level::good, "MPI", mpi_library()};
  const std::string launcher = find_program({"mpirun"});
  if (launcher.empty()) {
    finding.level = Level::note;
    finding.fact += ", no mpirun in PATH";
    finding.advice =
        "for several ranks: apt-get install openmpi-bin, or load your cluster's module";
  } else {
    finding.fact += ", " + launcher;
  }
  return finding;
}

Finding gdal(const Libraries& libraries) {
  const LibraryVersion& version = libraries.gdal;
  Finding finding{Level::good, "GDAL", version.running};
  const auto missing = missing_formats();
  if (!version.fits()) {
    return {Level::trouble, "GDAL",
            fmt::format("{} is loaded, {} was built with", version.running, version.built),
            "build terrabalance anew, or load the module that it was built with"};
  }
  if (!missing.empty()) {
    return {Level::trouble, "GDAL",
            fmt::format("{}, without the formats {}", version.running, fmt::join(missing, ", ")),
            "install a full build of GDAL (Debian: libgdal32)"};
  }
  finding.fact += ", all 13 formats that terrabalance opens by itself";
  return finding;
}

Finding projections() {
  const std::string trouble = projection_trouble();
  if (trouble.empty()) return {Level::good, "PROJ", "transforms coordinates"};
  return {Level::trouble, "PROJ", "cannot transform coordinates: " + trouble,
          "install PROJ's database (Debian: proj-data), or set PROJ_DATA to its folder"};
}

Finding hdf5(const Libraries& libraries) {
  const LibraryVersion& version = libraries.hdf5;
  if (!version.fits()) {
    return {Level::trouble, "HDF5",
            fmt::format("{} is loaded, {} was built with", version.running, version.built),
            "build terrabalance anew, or load the module that it was built with"};
  }
  Finding finding{Level::good, "HDF5",
                  version.running + (libraries.hdf5_parallel ? ", parallel" : ", serial")};
  if (!libraries.hdf5_parallel) {
    finding.level = Level::note;
    finding.advice =
        "a serial HDF5 beside MPI's may clash with other libraries; build with "
        "libhdf5-openmpi-dev";
  }
  return finding;
}

Finding slurm() {
  const std::string sbatch = find_program({"sbatch"});
  const char* job = std::getenv("SLURM_JOB_ID");
  if (sbatch.empty()) return {Level::good, "Slurm", "not on this machine"};
  return {Level::good, "Slurm", sbatch + (job != nullptr ? fmt::format(", in job {}", job) : "")};
}

Finding browser() {
  const std::string chromium = find_chromium();
  if (!chromium.empty()) return {Level::good, "browser", chromium};
  return {Level::note, "browser", "no Chromium found",
          "for figures by terrabalance plot: apt-get install chromium; reports do not need it"};
}

Finding temporary_folder() {
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  const auto space = error ? fs::space_info{} : fs::space(folder, error);
  if (error || access(folder.c_str(), W_OK) != 0) {
    return {Level::trouble, "temporary", "no folder for temporary files that may be written to",
            "set TMPDIR to one"};
  }
  return {Level::good, "temporary",
          fmt::format("{}, {:.1f} GB free", folder.string(),
                      static_cast<double>(space.available) / 1e9)};
}

const char* word(Level level) {
  if (level == Level::good) return "ok";
  return level == Level::note ? "note" : "BAD";
}

}  // namespace

std::vector<Finding> examine() {
  const Libraries libraries = libraries_in_use();
  return {program(), processor(),     threads(),         memory(),
          mpi(),     gdal(libraries), projections(),     hdf5(libraries),
          slurm(),   browser(),       temporary_folder()};
}

std::string as_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{:<5} {:<10} {}\n", word(finding.level), finding.subject, finding.fact);
    if (!finding.advice.empty()) text += fmt::format("{:<16} -> {}\n", "", finding.advice);
  }
  return text;
}

}  // namespace terrabalance::doctor
