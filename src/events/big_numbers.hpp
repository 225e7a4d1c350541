#pragma once

#include <string>
#include <string_view>

namespace shop::events {

/// A copy of JSON text in which every number too long or too large to be surely representable
/// (more than 18 characters, or with an exponent) is replaced by 0.5. Such a number is valid JSON
/// and must not spoil the event when it stands in a field that nobody reads; where an integer is
/// expected, 0.5 is as wrong as the number was. Numbers that break JSON's grammar stay as they are,
/// so the text is as well-formed as before. For the rare text that the parser refuses for a number.
std::string soften_big_numbers(std::string_view json);

}  // namespace shop::events
