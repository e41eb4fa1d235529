#include "tests/fuzz/targets.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include <unistd.h>
#include <xxhash.h>

#include "engine/sweep/checkpoint.hpp"
#include "engine/value/error.hpp"
#include "io/result/overview.hpp"
#include "io/result/result_reader.hpp"
#include "io/table/coefficients.hpp"
#include "io/table/csv.hpp"
#include "io/table/legend.hpp"
#include "io/table/ranges.hpp"
#include "io/table/sample_counts.hpp"
#include "io/table/statistics.hpp"
#include "io/table/weights_file.hpp"
#include "jobs/study/known_keys.hpp"
#include "jobs/study/study_file.hpp"
#include "kernels/evaluate/formula.hpp"

namespace terrabalance::fuzz {
namespace {

namespace fs = std::filesystem;

/// A folder in memory, gone with the process.
class Folder {
 public:
  Folder() : path_("/dev/shm/terrabalance-fuzz-" + std::to_string(getpid())) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name, Input bytes) const {
    const std::string path = path_ + "/" + name;
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return path;
  }

 private:
  std::string path_;
};

std::string file(const std::string& name, Input bytes) {
  static const Folder folder;
  return folder.file(name, bytes);
}

[[noreturn]] void unclear(const std::string& what) {
  std::cerr << "unclear error: " << what << '\n';
  std::abort();
}

/// Calls it. A complaint must name the file.
template <class Call>
void attempt(const std::string& path, const Call& call) {
  const auto named = [&](const std::string& message) {
    if (message.find(path) == std::string::npos) unclear(message);
  };
  try {
    call();
  } catch (const InputError& error) {
    named(error.what());
  } catch (const RunError& error) {
    named(error.what());
  } catch (const std::exception& error) {
    unclear(error.what());
  }
}

void compute(const std::string& text) {
  try {
    const evaluate::Formula formula(text);
    formula.evaluate(std::vector<double>(formula.names().size(), 2.0));
  } catch (const InputError&) {
    return;  // most texts are none
  }
}

void ask_for_all(const StudyFile& study, const std::string& section,
                 const std::vector<std::string>& keys) {
  const std::string& path = study.path();
  for (const std::string& key : keys) {
    attempt(path, [&] { compute(study.text(section, key)); });
    attempt(path, [&] { study.resolve(study.text(section, key, "")); });
    attempt(path, [&] { study.flag(section, key, false); });
    attempt(path, [&] { study.number(section, key); });
    attempt(path, [&] { study.integers(section, key); });
    attempt(path, [&] { study.numbers(section, key); });
    attempt(path, [&] { study.texts(section, key); });
  }
}

}  // namespace

void read_study(Input bytes) {
  const std::string path = file("study.toml", bytes);
  attempt(path, [&] {
    const StudyFile study = StudyFile::open(path);
    for (const KnownSection& section : known_sections()) {
      if (!section.name.ends_with(".*")) {
        ask_for_all(study, section.name, section.keys);
        continue;
      }
      const std::string above = section.name.substr(0, section.name.size() - 2);
      for (const auto& name : study.subsections(above))
        ask_for_all(study, above + "." + name, section.keys);
    }
    for (const auto year : study.integers("study", "years"))
      for_year(study.text("landuse", "raster", ""), year);
  });
}

void read_tables(Input bytes) {
  const std::string path = file("table.csv", bytes);
  attempt(path, [&] { read_statistics(path); });
  attempt(path, [&] { read_ranges(path); });
  attempt(path, [&] { read_sample_counts(path); });
  attempt(path, [&] { Coefficients::built_in().override_land(path); });
}

void read_legend(Input bytes) {
  const std::string path = file("legend.csv", bytes);
  attempt(path, [&] {
    const Legend legend = Legend::open(path);
    for (const std::int32_t code : {-1, 0, 1, 255, 65534})
      legend.class_of(code);
  });
}

void read_checkpoint(Input bytes) {
  const std::uint64_t checksum = XXH3_64bits(bytes.data(), bytes.size());
  std::vector<std::uint8_t> right(bytes.begin(), bytes.end());
  const auto* raw = reinterpret_cast<const std::uint8_t*>(&checksum);
  right.insert(right.end(), raw, raw + sizeof(checksum));
  constexpr std::int64_t rows = 64;
  for (const Input content : {bytes, Input(right)}) {
    const std::string folder =
        fs::path(file("results.h5.checkpoint-0", content)).parent_path() / "results.h5.checkpoint";
    fs::create_directories(folder);
    fs::rename(folder + "-0", folder + "/0");
    attempt(folder, [&] {
      const Checkpoint checkpoint(folder, 300, true, {{"version", "0"}}, [](const std::string&) {});
      std::vector<Partition::Band> done;
      for (const SweptRows& swept : checkpoint.load("sweep", rows)) {
        done.push_back(swept.rows);
        try {
          from_bytes<std::vector<std::string>>(swept.summary);
        } catch (const RunError&) {
          continue;  // says that it is cut short
        }
      }
      for (const auto& share : shares_of_rest(rows, done, 3)) {
        for (const auto& band : share) {
          if (band.begin < 0 || band.end > rows || band.begin >= band.end) {
            unclear("rows " + std::to_string(band.begin) + " to " + std::to_string(band.end));
          }
        }
      }
    });
  }
}

void read_result(Input bytes) {
  const std::string path = file("result.h5", bytes);
  attempt(path, [&] {
    read_provenance(path);
    attempt(path, [&] { read_overview(path); });
    for (const auto& name : list_tables(path)) {
      attempt(path, [&] {
        std::ostringstream csv;
        print_csv(read_table(path, name), csv);
      });
    }
  });
}

void read_weights(Input bytes) {
  const std::vector<std::string> ids{"0", "1", "2", "3", "4", "a", "b"};
  for (const char* name : {"weights.gal", "weights.gwt", "weights.csv"}) {
    const std::string path = file(name, bytes);
    attempt(path, [&] {
      for (const NeighbourWeight& link : read_weights_file(path, ids)) {
        if (link.from < 0 || link.from >= 7 || link.to < 0 || link.to >= 7) unclear("unit");
      }
    });
  }
}

}  // namespace terrabalance::fuzz
