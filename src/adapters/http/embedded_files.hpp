#pragma once

#include <span>
#include <string_view>

namespace shop::http {

/// A file that was put into the binary at build time (embed_files.cmake).
struct EmbeddedFile {
  std::string_view name;  ///< `openapi.json`, `index.html`, `status.js`, `status.css`, …
  std::string_view text;
};

extern const std::span<const EmbeddedFile> kEmbeddedFiles;

}  // namespace shop::http
