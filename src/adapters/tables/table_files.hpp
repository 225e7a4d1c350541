#pragma once

#include <memory>
#include <string>

#include "application/exports/table.hpp"
#include "base/result.hpp"

namespace shop::tables {

/// CSV and XLSX files in a folder for temporary things. Thread-safe.
class TemporaryTableFiles final : public exports::TableFiles {
 public:
  /// An empty folder: the system's own for temporary files.
  explicit TemporaryTableFiles(std::string folder = {});

  Result<std::unique_ptr<exports::TableFile>> create(exports::TableFormat format,
                                                     const exports::TableHead& head) override;

 private:
  std::string folder_;
};

}  // namespace shop::tables
