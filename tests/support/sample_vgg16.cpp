#include "support/sample_vgg16.hpp"

#include <neon/hdf5/hdf5.hpp>

#include <fmt/format.h>

#include "support/samples.hpp"

namespace neon {
namespace {

Vector constant(Index size, double value) { return Vector::Constant(size, value); }

void write_profile(ResultWriter& file, const std::string& group, Index layer, const SampleVgg16& sample) {
  const Index k = sample.clusters;
  file.write(group + "/orientation", Vector(Vector::LinSpaced(k, 0, 90)));
  file.write(group + "/orientation_spread", constant(k, layer == 17 ? sample.spread : 36));
  file.write(group + "/edge_strength", constant(k, 2));
  file.write(group + "/colour", Matrix(Matrix::Constant(k, 3, 100)));
  file.write(group + "/colour_spread", constant(k, 0.9));
  file.write(group + "/half_area", constant(k, 0.02));
  file.write(group + "/radius", constant(k, layer == 17 ? 0.35 : 0.2));
  file.write(group + "/overlap", Matrix(Matrix::Constant(k, k, 0.05) + 0.95 * Matrix::Identity(k, k)));
  Vector border = constant(k, 0.1);
  border(0) = sample.border;
  file.write(group + "/border_share", border);
}

void write_conservation(ResultWriter& file, const std::string& group, const SampleVgg16& sample) {
  const Matrix ones = Matrix::Ones(2, sample.clusters);
  file.write(group + "/layer", Labels{3, 1});
  file.write(group + "/rule", std::vector<std::string>{"gamma=0.25", "zB"});
  file.write(group + "/sum_in", ones);
  file.write(group + "/sum_out", Matrix((0.99 + sample.residual) * ones));
  file.write(group + "/bias", Matrix(0.01 * ones));
  file.write(group + "/smallest_denominator", ones);
  file.write(group + "/negative_share", Matrix(0 * ones));
}

void write_flipping(ResultWriter& file, const std::string& group, const SampleVgg16& sample) {
  Matrix curve(1, 3);
  curve << 1, 0.4, 0.1;
  file.write(group + "/compared", Labels{0});
  file.write(group + "/flipping/blank", constant(1, 0));
  for (const auto& [method, area] :
       {std::pair<std::string, double>{"NEON", sample.area_neon}, {"GI", 0.3}, {"random", 0.6}}) {
    file.write(group + "/flipping/" + method, curve);
    file.attribute(group + "/flipping/" + method, "area", area);
  }
}

void write_layer(ResultWriter& file, const std::string& group, Index layer, const SampleVgg16& sample) {
  const Index side = sample.size / (layer == 17 ? 8 : layer == 24 ? 16 : 32), k = sample.clusters;
  file.attribute(group, "height", side);
  file.attribute(group, "width", side);
  file.attribute(group, "beta", 10.0);
  file.attribute(group, "inertia", 1.0);
  file.attribute(group, "top_probability", 0.9);
  file.attribute(group, "zero_locations", 0);
  file.attribute(group, "converged", true);
  Labels labels, sizes(static_cast<std::size_t>(k), 1);
  for (Index l = 0; l < side * side; ++l) labels.push_back(sample.label_out_of_range ? k : l % k);
  file.write(group + "/labels", labels);
  file.write(group + "/sizes", sizes);
  file.write(group + "/evidence", Vector(Vector::LinSpaced(k, 1, 3) * (layer == 17 ? 10 : 1)));
  file.write(group + "/activation_sum", Vector(Vector::LinSpaced(k, 1, 3) * (layer == 17 ? 10 : 1)));
  const Index pixels = sample.relevance_pixels > 0 ? sample.relevance_pixels : sample.size * sample.size;
  file.write(group + "/relevance", samples::normal(k, pixels, static_cast<std::uint64_t>(layer)).cast<float>());
  write_profile(file, group + "/profile", layer, sample);
  write_conservation(file, group + "/conservation", sample);
  write_flipping(file, group, sample);
}

}  // namespace

void write_sample(const std::filesystem::path& path, const SampleVgg16& sample) {
  ResultWriter file(path, sample.kind);
  file.attribute("", "profile", sample.profile);
  file.attribute("", "seed", 7);
  file.attribute("", "threads", 2);
  file.attribute("", "seconds", 50.0);
  file.attribute("", "seconds_forward", 0.2);
  file.attribute("", "size", sample.size);
  file.attribute("", "clusters", sample.clusters);
  file.attribute("", "rule", std::string("z"));
  file.attribute("", "composite", std::string("paper"));
  file.attribute("cost", "relevance", 15.0);
  file.attribute("cost", "peak_memory_mib", 2000.0);
  file.write("images_shown", sample.images);
  file.write("layers", sample.layers);
  file.write("flip_percent", std::vector<double>{8, 32});
  for (const std::string& image : sample.images) {
    const std::string group = "images/" + image;
    file.attribute(group, "source", "made up: " + image);
    file.attribute(group, "seconds_clustering", 0.1);
    file.attribute(group, "seconds_relevance", 4.0);
    IntegerMatrix pixels(sample.size, 3 * sample.size);
    for (Index i = 0; i < pixels.size(); ++i) pixels.data()[i] = static_cast<std::int32_t>(i * 7 % 256);
    file.write(group + "/image", pixels);
    for (const Index layer : sample.layers) write_layer(file, fmt::format("{}/layers/{}", group, layer), layer, sample);
  }
  file.commit();
}

}  // namespace neon
