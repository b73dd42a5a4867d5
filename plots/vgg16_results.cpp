#include "plots/vgg16_results.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "experiments/vgg16/schema.hpp"

namespace neon::plots {
namespace {

using schema::Dataset;

/// Reads datasets and checks their shapes.
class Checked {
 public:
  explicit Checked(const ResultReader& reader) : reader_(reader) {}

  template <class Values>
  Values read(const Dataset<Values>& stored, Index size) const {
    Values values = stored.read(reader_);
    const auto got = static_cast<Index>(values.size());
    require(got == size, "{}: {}: {} entries should be {}", reader_.path().string(), stored.path, got, size);
    return values;
  }
  Matrix read(const Dataset<Matrix>& stored, Index rows, Index columns) const {
    Matrix values = stored.read(reader_);
    require(values.rows() == rows && values.cols() == columns, "{}: {}: shape [{}, {}] should be [{}, {}]",
            reader_.path().string(), stored.path, values.rows(), values.cols(), rows, columns);
    return values;
  }
  void check(bool holds, const std::string& group, const std::string& what) const {
    require(holds, "{}: {}: {}", reader_.path().string(), group, what);
  }
  const ResultReader& file() const { return reader_; }

 private:
  const ResultReader& reader_;
};

Image read_rgb(const Checked& reader, const schema::vgg16::Image& stored, Index size) {
  const Matrix rgb = reader.read(stored.rgb, size, 3 * size);
  reader.check((rgb.array() >= 0 && rgb.array() <= 255).all(), stored.group, "image should hold values of 0 ... 255");
  Image image(size, size, {0, 0, 0});
  std::transform(rgb.reshaped<Eigen::RowMajor>().begin(), rgb.reshaped<Eigen::RowMajor>().end(), image.rgb.begin(),
                 [](double value) { return static_cast<std::uint8_t>(value); });
  return image;
}

Vgg16Layer read_layer(const Checked& reader, const schema::vgg16::Layer& stored, Index size) {
  Vgg16Layer layer{
      .layer = stored.number, .height = stored.height.read(reader.file()), .width = stored.width.read(reader.file())};
  const Vector evidence = stored.evidence.read(reader.file());
  const Index count = evidence.size();
  reader.check(count > 0 && layer.height > 0 && layer.width > 0, stored.group, "should have clusters and locations");
  reader.check(evidence.allFinite() && (evidence.array() >= 0).all(), stored.group, "evidence should be 0 or more");
  layer.order.resize(static_cast<std::size_t>(count));
  std::iota(layer.order.begin(), layer.order.end(), 0);
  std::stable_sort(layer.order.begin(), layer.order.end(), [&](Index a, Index b) { return evidence(a) > evidence(b); });

  Labels rank(layer.order.size());
  for (std::size_t i = 0; i < layer.order.size(); ++i)
    rank[static_cast<std::size_t>(layer.order[i])] = static_cast<Index>(i);
  layer.labels = reader.read(stored.labels, layer.height * layer.width);
  for (Index& label : layer.labels) {
    reader.check(label >= 0 && label < count, stored.group, fmt::format("label {} should be in [0, {})", label, count));
    label = rank[static_cast<std::size_t>(label)];
  }
  const Labels sizes = reader.read(stored.sizes, count);
  for (const Index k : layer.order) layer.sizes.push_back(sizes[static_cast<std::size_t>(k)]);
  layer.share = evidence(layer.order) / std::max(evidence.sum(), 1e-300);
  layer.border = reader.read(stored.profile.border_share, count)(layer.order);
  layer.relevance = reader.read(stored.relevance, count, size * size)(layer.order, Eigen::all);
  return layer;
}

}  // namespace

std::vector<Vgg16Image> read_vgg16(const ResultReader& reader) {
  const schema::vgg16::Settings settings;
  const Checked checked(reader);
  const Index size = settings.size.read(reader);
  const Labels layers = settings.layers.read(reader);
  std::vector<Vgg16Image> images;
  for (const std::string& name : settings.images.read(reader)) {
    const schema::vgg16::Image stored{name};
    Vgg16Image image{.name = name, .source = stored.source.read(reader), .image = read_rgb(checked, stored, size)};
    for (const Index layer : layers) image.layers.push_back(read_layer(checked, {name, layer}, size));
    images.push_back(std::move(image));
  }
  require(!images.empty() && !layers.empty(), "{}: {} and {} should not be empty", reader.path().string(),
          settings.images.path, settings.layers.path);
  return images;
}

}  // namespace neon::plots
