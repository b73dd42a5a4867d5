#include "plots/synthetic_results.hpp"

#include <neon/core/random.hpp>

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numbers>

namespace neon::testing {
namespace {

Matrix normal_matrix(Index rows, Index columns, Random& random) {
  Matrix values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

/// A ring, with a bar whose height depends on the class.
Matrix images_of(const Labels& classes, Index pixels) {
  Matrix images = Matrix::Zero(static_cast<Index>(classes.size()), pixels);
  for (Index row = 0; row < images.rows(); ++row)
    for (Index pixel = 0; pixel < pixels; ++pixel) {
      const double x = static_cast<double>(pixel % 28) - 13.5, y = static_cast<double>(pixel / 28) - 13.5;
      const bool ring = std::abs(std::hypot(x, y) - 8) < 1.5;
      const bool bar =
          std::abs(y + 9 - 2 * static_cast<double>(classes[static_cast<std::size_t>(row)])) < 1 && std::abs(x) < 8;
      images(row, pixel) = ring || bar ? 0.9 : 0;
    }
  return images;
}

Vector falling_curve(double area) {
  // exp(-r t) has the area (1 - exp(-r)) / r, about 1 / r.
  return (-Vector::LinSpaced(785, 0, 1) / area).array().exp();
}

void write_digits(ResultWriter& writer, const std::string& group, const SyntheticMnist& content, Random& random) {
  const auto rows = static_cast<Index>(content.shown.size());
  writer.write(group + "/point", content.shown);
  const Matrix images = images_of(content.shown, content.image_pixels);
  writer.write(group + "/image", images);
  writer.write(group + "/assigned", content.shown);
  writer.write(group + "/logit", Vector(Vector::LinSpaced(rows, 0.5, 3)));
  for (const std::string& method : content.methods)
    writer.write(group + "/relevance/" + method,
                 Matrix(images.array() * normal_matrix(rows, content.image_pixels, random).array()));
  if (!content.with_competitors) return;
  for (const Index digit : {0, 3})
    writer.write(fmt::format("{}/competitors/{}", group, digit), normal_matrix(9, 784, random));
}

void write_model(ResultWriter& writer, std::size_t index, const SyntheticMnist& content) {
  Random random(7, index);
  const std::string& model = content.models[index];
  const std::string group = "models/" + model;
  writer.attribute(group, "accuracy_test", 0.8 + 0.05 * static_cast<double>(index));
  writer.attribute(group, "explained", content.points);
  if (content.with_tsne && model != "standard-nobias") {
    Matrix blobs = normal_matrix(content.points, 2, random);
    for (Index i = 0; i < content.points; ++i) {
      const double angle = 0.2 * std::numbers::pi * static_cast<double>(i % 10);
      blobs(i, 0) += 8 * std::cos(angle);
      blobs(i, 1) += 8 * std::sin(angle);
    }
    writer.write(group + "/tsne", blobs);
  }
  if (!content.shown.empty()) write_digits(writer, group + "/digits", content, random);
  for (const std::string& method : content.methods) {
    const std::string place = group + "/methods/" + method;
    writer.attribute(place, "seconds_per_point", synthetic_seconds(method, index));
    writer.attribute(place, "competitors", method.starts_with("NEON"));
    for (const std::string& root : content.roots) {
      const std::string flipping = group + "/flipping/" + root + "/" + method;
      const double area = synthetic_area(method, index);
      for (const std::string order : {"pooled", "per_point"}) {
        writer.write(flipping + "/" + order, falling_curve(area));
        writer.attribute(flipping, "auc_" + order, area);
      }
    }
  }
}

}  // namespace

double synthetic_area(const std::string& method, std::size_t model) {
  static const std::map<std::string, double> areas{{"NEON", 0.14}, {"NEON z", 0.16}, {"SA", 0.25},   {"GI", 0.30},
                                                   {"SR", 0.09},   {"IG", 0.10},     {"random", 0.5}};
  return areas.at(method) * (1 - 0.05 * static_cast<double>(model));
}

double synthetic_seconds(const std::string& method, std::size_t model) {
  static const std::map<std::string, double> seconds{{"NEON", 3e-5}, {"NEON z", 3e-5}, {"SA", 1e-5},    {"GI", 1e-5},
                                                     {"SR", 9e-4},   {"IG", 1.2e-3},   {"random", 1e-6}};
  return seconds.at(method) * (1 + static_cast<double>(model));
}

void write_mnist(const std::filesystem::path& path, const SyntheticMnist& content) {
  ResultWriter writer(path, content.kind);
  writer.attribute("", "profile", content.profile);
  Labels labels;
  for (Index i = 0; i < content.points; ++i) labels.push_back(i % 10);
  writer.write("data/label", labels);
  for (std::size_t model = 0; model < content.models.size(); ++model) write_model(writer, model, content);
  writer.commit();
}

void write_wine(const std::filesystem::path& path, Index explained) {
  Random random(11);
  ResultWriter writer(path, "wine");
  Labels label, assigned, id;
  Matrix pca = normal_matrix(178, 2, random) * 0.2;
  for (Index i = 0; i < 178; ++i) {
    label.push_back(i % 3);
    assigned.push_back(i < 9 ? (i + 1) % 3 : i % 3);
    pca(i, 0) += 0.7 * static_cast<double>(assigned.back());
  }
  for (Index i = 0; i < explained; ++i) id.push_back(i);
  std::vector<std::string> features;
  for (int i = 0; i < 13; ++i) features.push_back(fmt::format("feature_{}", i));
  features[3] = "it's `date` {/*3 @50%}";
  writer.write("features", features);
  writer.write("label", label);
  writer.write("assigned", assigned);
  writer.write("pca", pca);
  const Matrix relevance = normal_matrix(explained, 13, random) * 0.1;
  writer.write("points/id", id);
  writer.write("points/relevance", relevance);
  writer.write("points/logit", Vector(relevance.rowwise().sum()));
  writer.commit();
}

}  // namespace neon::testing
