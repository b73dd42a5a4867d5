#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/mnist/schema.hpp"

namespace neon::plots {

inline constexpr Index digits = 10, pixels = 784, image_columns = 28;
/// The models and methods of the paper's figures, in the paper's order.
inline constexpr std::array<std::string_view, 3> paper_models{"standard", "kernel", "deep"};
inline constexpr std::array<std::string_view, 4> all_models{"standard", "standard-nobias", "kernel", "deep"};
inline constexpr std::array<std::string_view, 5> explanations{"NEON", "SA", "GI", "SR", "IG"};
inline constexpr std::array<std::string_view, 6> explanations_and_control{"NEON", "SA", "GI", "SR", "IG", "random"};

/// Order of the flips: all (point, pixel) pairs in one ranking, or a ranking per point.
enum class Order { pooled, per_point };

/// The test digits that a model's explanations are stored of: at most one per class.
struct ShownDigits {
  Labels digit;     ///< class of each row
  Matrix image;     ///< [rows, pixels]
  Labels assigned;  ///< cluster of each row
  Vector evidence;  ///< f of each row for that cluster

  std::optional<Index> row_of(Index digit) const;
};

/// Relevance of one shown digit by competing cluster.
struct Competition {
  Labels clusters;   ///< the competitors
  Matrix relevance;  ///< [competitors, pixels]
};

/// The part of results/mnist.h5 that the figures show (results/README.md). A run may have left out models, methods and
/// root points: what is not there is an empty value; what is there must have the documented shape (else: Error).
class MnistResults {
 public:
  /// @throws Error if none of the paper's models is there
  explicit MnistResults(const ResultReader& reader);

  bool has(std::string_view model) const;
  double accuracy(std::string_view model) const;
  Index explained(std::string_view model) const;
  const Labels& labels() const { return labels_; }
  std::optional<Matrix> tsne(std::string_view model) const;  ///< [points, 2]

  std::optional<ShownDigits> shown(std::string_view model) const;
  std::optional<Matrix> relevance(std::string_view model, std::string_view method) const;  ///< [shown digits, pixels]
  std::optional<Competition> competition(std::string_view model, Index digit) const;

  /// Evidence after 0, 1, ... flips over evidence at the start, mean over the points.
  std::optional<Vector> flipping(std::string_view model, std::string_view root, std::string_view method,
                                 Order order) const;
  /// Area under it, on a linear axis from 0 to 1.
  std::optional<double> area(std::string_view model, std::string_view root, std::string_view method, Order order) const;
  std::optional<double> seconds_per_point(std::string_view model, std::string_view method) const;
  std::optional<bool> has_competitors(std::string_view model, std::string_view method) const;

  /// How many points of which kind of run, for captions.
  std::string provenance() const;

 private:
  std::optional<Matrix> matrix(const schema::Dataset<Matrix>& stored, Index rows, Index columns) const;
  template <class Values>
  Values sized(const schema::Dataset<Values>& stored, Index size) const;
  template <class Value>
  std::optional<Value> attribute(const schema::Attribute<Value>& stored) const;

  const ResultReader& reader_;
  Labels labels_;
};

/// A list of what the file lacks, to be said in the caption.
class MissingParts {
 public:
  void add(const std::string& what) { missing_.push_back(what); }
  /// " Not in the result file: ..." or nothing.
  std::string sentence() const;

 private:
  std::vector<std::string> missing_;
};

}  // namespace neon::plots
