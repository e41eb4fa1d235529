#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/result/cube.hpp"
#include "io/result/overview.hpp"

namespace terrabalance {

/// Where a result came from.
struct Provenance {
  std::string version;
  std::string command;
  std::string study;  ///< text of the study file, empty without one
  int ranks = 1;
  int threads = 1;
  std::vector<std::string> inputs;  ///< paths
  std::vector<std::string> notes;   ///< warnings that a reader of the numbers should know
  std::vector<Table> tables{};      ///< what else is said of the run, named provenance/...
};

/// Writes one result file (HDF5, CF-1.8) under a temporary name; it takes its own name when it is
/// complete, and vanishes if it never is. For one rank only.
class ResultWriter {
 public:
  /// Checks at once that the file can be written there. A symbolic link stays: the result takes
  /// the place of what it points at.
  /// \throws InputError naming the file and the reason
  explicit ResultWriter(const std::string& path);
  ~ResultWriter();
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  /// A table is a group with one array a column, in the order of its attribute `columns`.
  /// \throws RunError if it cannot be written
  void write(const Table& table);
  void write(const Cube& cube);
  void write(const Overview& overview);
  void write(const Provenance& provenance);

  /// Puts the file on the disk, closed, under its temporary name. Tables of several ranks can now
  /// be added (see shared_table.hpp), others no more.
  /// \return the temporary name
  const std::string& store();
  /// Gives a stored file its name.
  void publish();
  void commit() {
    store();
    publish();
  }

 private:
  struct File;
  static void put(const File& file, const Table& table);
  static void put(const File& file, const Cube& cube);

  std::string path_;
  std::unique_ptr<File> file_;
};

}  // namespace terrabalance
