#include "plots/mnist_results.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace neon::plots {
namespace {

using schema::Attribute, schema::Dataset, schema::mnist::Model;

Model model_of(std::string_view name) { return {std::string(name)}; }

const schema::mnist::FlipOrder& in_order(const schema::mnist::Flipping& flipping, Order order) {
  return order == Order::pooled ? flipping.pooled : flipping.per_point;
}

}  // namespace

std::optional<Index> ShownDigits::row_of(Index wanted) const {
  const auto found = std::find(digit.begin(), digit.end(), wanted);
  if (found == digit.end()) return std::nullopt;
  return found - digit.begin();
}

MnistResults::MnistResults(const ResultReader& reader)
    : reader_(reader), labels_(schema::mnist::test_label.read(reader)) {
  const bool any = std::any_of(paper_models.begin(), paper_models.end(), [this](auto model) { return has(model); });
  require(any, "{}: {} should hold standard, kernel or deep, got none", reader.path().string(),
          schema::mnist::all_models);
  for (const Index label : labels_)
    require(label >= 0 && label < digits, "{}: {}: {} should be a digit", reader.path().string(),
            schema::mnist::test_label.path, label);
}

bool MnistResults::has(std::string_view model) const { return model_of(model).in(reader_); }

double MnistResults::accuracy(std::string_view model) const { return model_of(model).accuracy_test.read(reader_); }

Index MnistResults::explained(std::string_view model) const { return model_of(model).explained_count.read(reader_); }

std::optional<Matrix> MnistResults::matrix(const Dataset<Matrix>& stored, Index rows, Index columns) const {
  if (!stored.in(reader_)) return std::nullopt;
  Matrix values = stored.read(reader_);
  require(values.rows() == rows && values.cols() == columns, "{}: {}: shape [{}, {}] should be [{}, {}]",
          reader_.path().string(), stored.path, values.rows(), values.cols(), rows, columns);
  return values;
}

template <class Values>
Values MnistResults::sized(const Dataset<Values>& stored, Index size) const {
  Values values = stored.read(reader_);
  const auto got = static_cast<Index>(values.size());
  require(got == size, "{}: {}: {} entries should be {}", reader_.path().string(), stored.path, got, size);
  return values;
}

template <class Value>
std::optional<Value> MnistResults::attribute(const Attribute<Value>& stored) const {
  if (!reader_.has(stored.group)) return std::nullopt;
  return stored.read(reader_);
}

std::optional<Matrix> MnistResults::tsne(std::string_view model) const {
  return matrix(model_of(model).tsne, static_cast<Index>(labels_.size()), 2);
}

std::optional<ShownDigits> MnistResults::shown(std::string_view model) const {
  const schema::mnist::Digits stored = model_of(model).digits;
  if (!reader_.has(stored.group)) return std::nullopt;
  ShownDigits result;
  for (const Index point : stored.point.read(reader_)) {
    require(point >= 0 && point < static_cast<Index>(labels_.size()), "{}: {}: {} should be one of {} test points",
            reader_.path().string(), stored.point.path, point, labels_.size());
    result.digit.push_back(labels_[static_cast<std::size_t>(point)]);
  }
  const auto rows = static_cast<Index>(result.digit.size());
  if (rows == 0) return std::nullopt;
  result.image = matrix(stored.image, rows, pixels).value_or(Matrix::Zero(rows, pixels));
  result.assigned = sized(stored.assigned, rows);
  result.evidence = sized(stored.logit, rows);
  return result;
}

std::optional<Matrix> MnistResults::relevance(std::string_view model, std::string_view method) const {
  const auto digits_shown = shown(model);
  if (!digits_shown) return std::nullopt;
  return matrix(model_of(model).digits.relevance(std::string(method)), digits_shown->image.rows(), pixels);
}

std::optional<Competition> MnistResults::competition(std::string_view model, Index digit) const {
  const auto digits_shown = shown(model);
  const auto row = digits_shown ? digits_shown->row_of(digit) : std::nullopt;
  const schema::mnist::Digits stored = model_of(model).digits;
  const auto relevance = matrix(stored.competitors(fmt::to_string(digit)), digits - 1, pixels);
  if (!row || !relevance) return std::nullopt;
  Competition result{{}, *relevance};
  for (Index k = 0; k < digits; ++k)
    if (k != digits_shown->assigned[static_cast<std::size_t>(*row)]) result.clusters.push_back(k);
  require(result.clusters.size() == digits - 1, "{}: {}: a cluster should be 0 ... 9", reader_.path().string(),
          stored.assigned.path);
  return result;
}

std::optional<Vector> MnistResults::flipping(std::string_view model, std::string_view root, std::string_view method,
                                             Order order) const {
  const auto flipping = model_of(model).flipping(std::string(root), std::string(method));
  const Dataset<Vector>& curve = in_order(flipping, order).curve;
  if (!curve.in(reader_)) return std::nullopt;
  return sized(curve, pixels + 1);
}

std::optional<double> MnistResults::area(std::string_view model, std::string_view root, std::string_view method,
                                         Order order) const {
  return attribute(in_order(model_of(model).flipping(std::string(root), std::string(method)), order).auc);
}

std::optional<double> MnistResults::seconds_per_point(std::string_view model, std::string_view method) const {
  return attribute(model_of(model).method(std::string(method)).seconds_per_point);
}

std::optional<bool> MnistResults::has_competitors(std::string_view model, std::string_view method) const {
  return attribute(model_of(model).method(std::string(method)).competitors);
}

std::string MnistResults::provenance() const {
  const std::string profile = schema::Run{}.profile.read(reader_);
  return profile == "full"
             ? fmt::format("{} MNIST test points.", labels_.size())
             : fmt::format("{} MNIST test points ({} run, not the full experiment).", labels_.size(), profile);
}

std::string MissingParts::sentence() const {
  return missing_.empty() ? "" : fmt::format(" Not in the result file: {}.", fmt::join(missing_, ", "));
}

}  // namespace neon::plots
