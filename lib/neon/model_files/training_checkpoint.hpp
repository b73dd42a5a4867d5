#pragma once
#include <neon/clustering/deep_embedded_state.hpp>

#include <filesystem>

namespace neon {

/// Keeps a training in a file (HDF5, every number as it is), which is there complete or not at all.
/// @throws Error if the file cannot be written
void write_checkpoint(const std::filesystem::path& path, const DeepEmbeddedState& state);

/// The training that write_checkpoint kept.  @throws Error naming the file and what is missing or of another kind
DeepEmbeddedState read_checkpoint(const std::filesystem::path& path);

}  // namespace neon
