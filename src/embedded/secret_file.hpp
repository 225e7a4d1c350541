#pragma once

#include <string>

#include "base/result.hpp"

namespace shop::embedded {

/// The first line of a file that holds a secret, which would be seen by everybody as an argument.
/// kInvalidArgument that names `option` when the file cannot be read or the line is shorter than 16
/// characters.
Result<std::string> read_secret_file(const std::string& option, const std::string& file);

}  // namespace shop::embedded
