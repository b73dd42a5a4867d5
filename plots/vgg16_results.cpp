#include "plots/vgg16_results.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace neon::plots {
namespace {

/// What is read, with its place for messages.
class Group {
 public:
  Group(const ResultReader& reader, std::string path) : reader_(reader), path_(std::move(path)) {}

  Group inside(const std::string& name) const { return {reader_, path_ + "/" + name}; }
  Index integer(const std::string& attribute) const { return reader_.integer(path_, attribute); }
  std::string text(const std::string& attribute) const { return reader_.text(path_, attribute); }
  Labels labels(const std::string& name, Index size) const { return checked(reader_.labels(at(name)), name, size); }
  Vector vector(const std::string& name, Index size) const { return checked(reader_.vector(at(name)), name, size); }
  Vector vector(const std::string& name) const { return reader_.vector(at(name)); }

  Matrix matrix(const std::string& name, Index rows, Index columns) const {
    Matrix values = reader_.matrix(at(name));
    require(values.rows() == rows && values.cols() == columns, "{}: {}: shape [{}, {}] should be [{}, {}]",
            reader_.path().string(), at(name), values.rows(), values.cols(), rows, columns);
    return values;
  }

  void check(bool holds, const std::string& what) const {
    require(holds, "{}: {}: {}", reader_.path().string(), path_, what);
  }

 private:
  std::string at(const std::string& name) const { return path_ + "/" + name; }
  template <class Values>
  Values checked(Values values, const std::string& name, Index size) const {
    const auto got = static_cast<Index>(values.size());
    require(got == size, "{}: {}: {} entries should be {}", reader_.path().string(), at(name), got, size);
    return values;
  }

  const ResultReader& reader_;
  std::string path_;
};

Image read_image_of(const Group& group, Index size) {
  const Matrix rgb = group.matrix("image", size, 3 * size);
  group.check((rgb.array() >= 0 && rgb.array() <= 255).all(), "image should hold values of 0 ... 255");
  Image image(size, size, {0, 0, 0});
  std::transform(rgb.reshaped<Eigen::RowMajor>().begin(), rgb.reshaped<Eigen::RowMajor>().end(), image.rgb.begin(),
                 [](double value) { return static_cast<std::uint8_t>(value); });
  return image;
}

Vgg16Layer read_layer(const Group& group, Index number, Index size) {
  Vgg16Layer layer{.layer = number, .height = group.integer("height"), .width = group.integer("width")};
  const Vector evidence = group.vector("evidence");
  const Index count = evidence.size();
  group.check(count > 0 && layer.height > 0 && layer.width > 0, "should have clusters and locations");
  group.check(evidence.allFinite() && (evidence.array() >= 0).all(), "evidence should be 0 or more");
  layer.order.resize(static_cast<std::size_t>(count));
  std::iota(layer.order.begin(), layer.order.end(), 0);
  std::stable_sort(layer.order.begin(), layer.order.end(), [&](Index a, Index b) { return evidence(a) > evidence(b); });

  Labels place(layer.order.size());
  for (std::size_t i = 0; i < layer.order.size(); ++i)
    place[static_cast<std::size_t>(layer.order[i])] = static_cast<Index>(i);
  layer.labels = group.labels("labels", layer.height * layer.width);
  for (Index& label : layer.labels) {
    group.check(label >= 0 && label < count, fmt::format("label {} should be in [0, {})", label, count));
    label = place[static_cast<std::size_t>(label)];
  }
  const Labels sizes = group.labels("sizes", count);
  for (const Index k : layer.order) layer.sizes.push_back(sizes[static_cast<std::size_t>(k)]);
  layer.share = evidence(layer.order) / std::max(evidence.sum(), 1e-300);
  layer.border = group.inside("profile").vector("border_share", count)(layer.order);
  layer.relevance = group.matrix("relevance", count, size * size)(layer.order, Eigen::all);
  return layer;
}

}  // namespace

std::vector<Vgg16Image> read_vgg16(const ResultReader& reader) {
  const Index size = reader.integer("", "size");
  const Labels layers = reader.labels("layers");
  std::vector<Vgg16Image> images;
  for (const std::string& name : reader.strings("images_shown")) {
    const Group group(reader, "images/" + name);
    Vgg16Image image{.name = name, .source = group.text("source"), .image = read_image_of(group, size)};
    for (const Index layer : layers)
      image.layers.push_back(read_layer(group.inside(fmt::format("layers/{}", layer)), layer, size));
    images.push_back(std::move(image));
  }
  require(!images.empty() && !layers.empty(), "{}: images_shown and layers should not be empty",
          reader.path().string());
  return images;
}

}  // namespace neon::plots
