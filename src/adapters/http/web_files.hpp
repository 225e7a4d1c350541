#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace shop::http {

/// One file of the built web app, put into the binary at build time (tools/embed_web.py).
struct WebFile {
  std::string_view path;  ///< `/index.html`, `/assets/till-4f2a.js`
  std::string_view content_type;
  std::string_view etag;   ///< Quoted; of the plain content.
  bool immutable = false;  ///< Its name holds a hash of its content.
  std::string_view plain;
  std::string_view brotli;  ///< Empty when there is none; so is gzip.
  std::string_view gzip;
};

/// All of them by path; only `/index.html` when the program was built without the web app.
std::span<const WebFile> web_files();

}  // namespace shop::http
