#include "experiments/vgg16/record.hpp"

#include <fmt/format.h>

#include "experiments/vgg16/cluster_profile.hpp"

namespace neon::experiments::vgg16 {
namespace {

std::string group_of(const Picture& picture) { return "images/" + picture.name; }
std::string group_of(const ImageStudy& study, Index layer) {
  return fmt::format("{}/layers/{}", group_of(study.picture), layer);
}

void write_picture(const Picture& picture, ResultWriter& writer) {
  const std::string group = group_of(picture);
  writer.attribute(group, "source", picture.source);
  writer.attribute(group, "file", picture.file);
  writer.attribute(group, "file_height", picture.file_height);
  writer.attribute(group, "file_width", picture.file_width);
  const Image& image = picture.image;
  IntegerMatrix rgb(image.height, 3 * image.width);
  for (Index i = 0; i < rgb.size(); ++i) rgb.data()[i] = image.rgb[static_cast<std::size_t>(i)];
  writer.write(group + "/image", rgb);
}

void write_clusters(const std::string& group, const LayerStudy& layer, ResultWriter& writer) {
  const LocationClusters& clusters = layer.clusters;
  writer.attribute(group, "height", layer.height);
  writer.attribute(group, "width", layer.width);
  writer.attribute(group, "beta", clusters.model.beta);
  writer.attribute(group, "inertia", clusters.inertia);
  writer.attribute(group, "top_probability", clusters.top_probability);
  writer.attribute(group, "zero_locations", clusters.zero_locations());
  writer.attribute(group, "converged", clusters.converged);
  writer.write(group + "/centroids", clusters.model.centroids.cast<float>());
  writer.write(group + "/labels", clusters.labels);
  writer.write(group + "/sizes", Labels(clusters.sizes));
  writer.write(group + "/evidence", layer.evidence);
  writer.write(group + "/activation_sum", layer.activation_sum);
  writer.write(group + "/pixel_sum", Vector(layer.relevance.rowwise().sum()));
  writer.write(group + "/relevance", layer.relevance.cast<float>());
}

/// One row per convolution crossed, from the top down; one column per cluster.
void write_conservation(const std::string& group, const LayerStudy& layer, ResultWriter& writer) {
  const auto rows = static_cast<Index>(layer.conservation.size());
  Matrix in(rows, layer.count()), out = in, bias = in, smallest = in, negative = in;
  Labels numbers;
  std::vector<std::string> rules;
  for (Index row = 0; row < rows; ++row) {
    const LayerConservation& crossed = layer.conservation[static_cast<std::size_t>(row)];
    numbers.push_back(crossed.layer);
    rules.push_back(crossed.rule);
    in.row(row) = crossed.sum_in;
    out.row(row) = crossed.sum_out;
    bias.row(row) = crossed.bias;
    smallest.row(row) = crossed.smallest_denominator;
    negative.row(row) = crossed.negative_share;
  }
  writer.write(group + "/layer", numbers);
  writer.write(group + "/rule", rules);
  writer.write(group + "/sum_in", in);
  writer.write(group + "/sum_out", out);
  writer.write(group + "/bias", bias);
  writer.write(group + "/smallest_denominator", smallest);
  writer.write(group + "/negative_share", negative);
}

void write_profiles(const std::string& group, const LayerStudy& layer, const Image& image, const LumaGradient& gradient,
                    ResultWriter& writer) {
  const Index count = layer.count();
  Vector orientation(count), spread(count), strength(count), colour_spread(count), area(count), radius(count);
  Matrix colour(count, 3);
  for (Index k = 0; k < count; ++k) {
    const ClusterProfile profile = profile_of(layer.relevance.row(k), image, gradient);
    orientation(k) = profile.orientation;
    spread(k) = profile.spread;
    strength(k) = profile.edge_strength;
    colour.row(k) << profile.colour[0], profile.colour[1], profile.colour[2];
    colour_spread(k) = profile.colour_spread;
    area(k) = profile.area;
    radius(k) = profile.radius;
  }
  writer.write(group + "/orientation", orientation);
  writer.write(group + "/orientation_spread", spread);
  writer.write(group + "/edge_strength", strength);
  writer.write(group + "/colour", colour);
  writer.write(group + "/colour_spread", colour_spread);
  writer.write(group + "/half_area", area);
  writer.write(group + "/radius", radius);
  writer.write(group + "/overlap", overlap(layer.relevance));
  writer.write(group + "/border_share", border_share(layer.clusters.labels, layer.height, layer.width, count));
}

/// Sums over the patches.  @return [rows, (size / patch)^2]
Matrix patch_sums(const Matrix& maps, Index size, Index patch) {
  const Index columns = size / patch;
  Matrix sums = Matrix::Zero(maps.rows(), columns * columns);
  for (Index p = 0; p < maps.cols(); ++p) sums.col(p / size / patch * columns + p % size / patch) += maps.col(p);
  return sums;
}

}  // namespace

void write_study(const ImageStudy& study, ResultWriter& writer) {
  write_picture(study.picture, writer);
  writer.attribute(group_of(study.picture), "seconds_clustering", study.clustering_seconds);
  writer.attribute(group_of(study.picture), "seconds_relevance", study.relevance_seconds);
  const LumaGradient gradient = luma_gradient(study.picture.image);
  for (const LayerStudy& layer : study.layers) {
    const std::string group = group_of(study, layer.layer);
    write_clusters(group, layer, writer);
    write_conservation(group + "/conservation", layer, writer);
    write_profiles(group + "/profile", layer, study.picture.image, gradient, writer);
  }
}

void write_comparison(const ImageStudy& study, const std::vector<Comparison>& comparisons,
                      const std::vector<FlipCurves>& curves, const FlipOptions& options, ResultWriter& writer) {
  for (std::size_t l = 0; l < study.layers.size(); ++l) {
    if (comparisons[l].clusters.empty()) continue;
    const std::string group = group_of(study, study.layers[l].layer);
    writer.write(group + "/compared", comparisons[l].clusters);
    for (const auto& [method, maps] : comparisons[l].maps)
      writer.write(group + "/maps/" + method, patch_sums(maps, study.input.width, options.patch));
    if (comparisons[l].completeness.size() > 0) writer.write(group + "/completeness", comparisons[l].completeness);
    writer.write(group + "/flipping/blank", curves[l].blank);
    for (const auto& [method, share] : curves[l].share) {
      writer.write(group + "/flipping/" + method, share);
      writer.attribute(group + "/flipping/" + method, "area", area_under(share.colwise().mean(), options.percent));
    }
  }
}

}  // namespace neon::experiments::vgg16
