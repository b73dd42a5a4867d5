#pragma once
#include <neon/clustering/model.hpp>
#include <neon/explain/attributor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace neon::experiments::leaderboard {

/// A cluster model and the points it is compared on.
struct Subject {
  std::string name;  ///< of the model: standard, kernel, deep
  ClusterModel model;
  std::string parameters;  ///< in words
  double accuracy = 0;     ///< share of the points whose cluster is their class
  Matrix x;                ///< [N, d] points to explain, features in [0, 1]
  Labels id;               ///< [N] their numbers in the data set
  Background background;
};

/// The models of one data set, fitted when asked for.
struct SubjectData {
  std::string dataset;                        ///< "wine", "mnist" or "fashion-mnist"
  std::vector<std::string> models;            ///< names
  std::map<std::string, std::string> sha256;  ///< of the files
  std::function<Subject(const std::string& model)> subject;
};

struct SubjectOptions {
  Index points = 0;             ///< to explain, evenly spaced over the data; 0: all
  Index background_points = 0;  ///< of the training data, about as many of each cluster
  Index epochs = 0;             ///< of the deep models' training
  Index train_points = 0;       ///< 0: all
  std::uint64_t seed = 0;
};

/// @throws DataUnavailable if no source has the data  @throws Error for a data set of another name
SubjectData load_subjects(const std::string& dataset, const SubjectOptions& options);

}  // namespace neon::experiments::leaderboard
