#pragma once

#include <string>

#include "tests/contract/memory_state_store.hpp"

namespace shop::pipelines::testing {

/// Everything a store holds, as text that is equal exactly when the state is (but for seen ids,
/// which show in the counts).
std::string dump(MemoryStateStore& store);

}  // namespace shop::pipelines::testing
