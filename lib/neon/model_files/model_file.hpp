#pragma once
#include <neon/clustering/model.hpp>
#include <neon/clustering/scaling.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// Cluster models as HDF5 files; docs/model-file.md describes the format for other programs.
namespace neon {

/// Writes a model so that load_model gives back the same numbers, bit by bit.
/// @param feature_names [d], or empty  @param scaling which the model wants its points to pass first; empty: none
/// @throws Error if the file cannot be written, or the model is not one that load_model would accept
void save_model(const std::filesystem::path& path, const ClusterModel& model,
                const std::vector<std::string>& feature_names = {}, const Scaling& scaling = {});

/// @throws Error naming the dataset or attribute, and the row and column of a number, if anything is missing, of the
///   wrong shape, not finite or out of range (K < 2, a cluster index, gamma, beta, numbers whose squares overflow)
ClusterModel load_model(const std::filesystem::path& path);

/// Is it an HDF5 file that says it is a cluster model? It may be damaged all the same. Never throws.
bool is_model_file(const std::filesystem::path& path);

/// The feature names stored with a model: [d], or empty.  @throws Error if the file cannot be read
std::vector<std::string> load_feature_names(const std::filesystem::path& path);

/// The scaling stored with a model: what load_model gives speaks of scaled points. Empty: none.
/// @throws Error if the file cannot be read; load_model checks what is in it
Scaling load_scaling(const std::filesystem::path& path);

/// @throws Error naming check.where if a scaling, unless it is empty, has other shapes than [features], or a number
/// that is not finite or no positive factor
void check_scaling(const ModelCheck& check, const Scaling& scaling, Index features);

}  // namespace neon
