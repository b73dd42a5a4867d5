#include "plots/mnist_results.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace neon::plots {
namespace {

std::string dataset(Order order) { return order == Order::pooled ? "pooled" : "per_point"; }

}  // namespace

std::optional<Index> ShownDigits::row_of(Index wanted) const {
  const auto found = std::find(digit.begin(), digit.end(), wanted);
  if (found == digit.end()) return std::nullopt;
  return found - digit.begin();
}

MnistResults::MnistResults(const ResultReader& reader) : reader_(reader), labels_(reader.labels("data/label")) {
  const bool any = std::any_of(paper_models.begin(), paper_models.end(), [this](auto model) { return has(model); });
  require(any, "{}: models should hold standard, kernel or deep, got none", reader.path().string());
  for (const Index label : labels_)
    require(label >= 0 && label < digits, "{}: data/label: {} should be a digit", reader.path().string(), label);
}

std::string MnistResults::path(std::string_view model, std::string_view item) {
  return item.empty() ? fmt::format("models/{}", model) : fmt::format("models/{}/{}", model, item);
}

std::optional<Matrix> MnistResults::matrix(const std::string& name, Index rows, Index columns) const {
  if (!reader_.has(name)) return std::nullopt;
  Matrix values = reader_.matrix(name);
  require(values.rows() == rows && values.cols() == columns, "{}: {}: shape [{}, {}] should be [{}, {}]",
          reader_.path().string(), name, values.rows(), values.cols(), rows, columns);
  return values;
}

template <class Values>
Values MnistResults::sized(Values values, const std::string& name, Index size) const {
  const auto got = static_cast<Index>(values.size());
  require(got == size, "{}: {}: {} entries should be {}", reader_.path().string(), name, got, size);
  return values;
}

std::optional<double> MnistResults::number(const std::string& group, const std::string& attribute) const {
  if (!reader_.has(group)) return std::nullopt;
  return reader_.number(group, attribute);
}

std::optional<Matrix> MnistResults::tsne(std::string_view model) const {
  return matrix(path(model, "tsne"), static_cast<Index>(labels_.size()), 2);
}

std::optional<ShownDigits> MnistResults::shown(std::string_view model) const {
  const std::string group = path(model, "digits");
  if (!reader_.has(group)) return std::nullopt;
  ShownDigits result;
  for (const Index point : reader_.labels(group + "/point")) {
    require(point >= 0 && point < static_cast<Index>(labels_.size()),
            "{}: {}/point: {} should be one of {} test points", reader_.path().string(), group, point, labels_.size());
    result.digit.push_back(labels_[static_cast<std::size_t>(point)]);
  }
  const auto rows = static_cast<Index>(result.digit.size());
  if (rows == 0) return std::nullopt;
  result.image = matrix(group + "/image", rows, pixels).value_or(Matrix::Zero(rows, pixels));
  result.assigned = sized(reader_.labels(group + "/assigned"), group + "/assigned", rows);
  result.evidence = sized(reader_.vector(group + "/logit"), group + "/logit", rows);
  return result;
}

std::optional<Matrix> MnistResults::relevance(std::string_view model, std::string_view method) const {
  const auto digits_shown = shown(model);
  if (!digits_shown) return std::nullopt;
  return matrix(path(model, fmt::format("digits/relevance/{}", method)), digits_shown->image.rows(), pixels);
}

std::optional<Competition> MnistResults::competition(std::string_view model, Index digit) const {
  const auto digits_shown = shown(model);
  const auto row = digits_shown ? digits_shown->row_of(digit) : std::nullopt;
  const auto relevance = matrix(path(model, fmt::format("digits/competitors/{}", digit)), digits - 1, pixels);
  if (!row || !relevance) return std::nullopt;
  Competition result{{}, *relevance};
  for (Index k = 0; k < digits; ++k)
    if (k != digits_shown->assigned[static_cast<std::size_t>(*row)]) result.clusters.push_back(k);
  require(result.clusters.size() == digits - 1, "{}: {}: a cluster should be 0 ... 9", reader_.path().string(),
          path(model, "digits/assigned"));
  return result;
}

std::optional<Vector> MnistResults::flipping(std::string_view model, std::string_view root, std::string_view method,
                                             Order order) const {
  const std::string name = path(model, fmt::format("flipping/{}/{}/{}", root, method, dataset(order)));
  if (!reader_.has(name)) return std::nullopt;
  return sized(reader_.vector(name), name, pixels + 1);
}

std::optional<double> MnistResults::area(std::string_view model, std::string_view root, std::string_view method,
                                         Order order) const {
  return number(path(model, fmt::format("flipping/{}/{}", root, method)), "auc_" + dataset(order));
}

std::optional<double> MnistResults::seconds_per_point(std::string_view model, std::string_view method) const {
  return number(path(model, fmt::format("methods/{}", method)), "seconds_per_point");
}

std::optional<bool> MnistResults::has_competitors(std::string_view model, std::string_view method) const {
  const std::string group = path(model, fmt::format("methods/{}", method));
  if (!reader_.has(group)) return std::nullopt;
  return reader_.flag(group, "competitors");
}

std::string MnistResults::provenance() const {
  const std::string profile = reader_.text("", "profile");
  return profile == "full"
             ? fmt::format("{} MNIST test points.", labels_.size())
             : fmt::format("{} MNIST test points ({} run, not the full experiment).", labels_.size(), profile);
}

std::string Gaps::sentence() const {
  return missing_.empty() ? "" : fmt::format(" Not in the result file: {}.", fmt::join(missing_, ", "));
}

}  // namespace neon::plots
