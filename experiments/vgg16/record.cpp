#include "experiments/vgg16/record.hpp"

#include "experiments/vgg16/cluster_profile.hpp"
#include "experiments/vgg16/schema.hpp"

namespace neon::experiments::vgg16 {
namespace {

void write_picture(const Picture& picture, ResultWriter& writer) {
  const schema::vgg16::Image stored{picture.name};
  stored.source.write(writer, picture.source);
  stored.file.write(writer, picture.file);
  stored.file_height.write(writer, picture.file_height);
  stored.file_width.write(writer, picture.file_width);
  const Image& image = picture.image;
  IntegerMatrix rgb(image.height, 3 * image.width);
  for (Index i = 0; i < rgb.size(); ++i) rgb.data()[i] = image.rgb[static_cast<std::size_t>(i)];
  stored.rgb.write(writer, rgb);
}

void write_clusters(const schema::vgg16::Layer& stored, const LayerStudy& layer, ResultWriter& writer) {
  const LocationClusters& clusters = layer.clusters;
  stored.height.write(writer, layer.height);
  stored.width.write(writer, layer.width);
  stored.beta.write(writer, clusters.model.beta);
  stored.inertia.write(writer, clusters.inertia);
  stored.top_probability.write(writer, clusters.top_probability);
  stored.zero_locations.write(writer, clusters.zero_locations());
  stored.converged.write(writer, clusters.converged);
  stored.centroids.write(writer, clusters.model.centroids.cast<float>());
  stored.labels.write(writer, clusters.labels);
  stored.sizes.write(writer, Labels(clusters.sizes));
  stored.evidence.write(writer, layer.evidence);
  stored.activation_sum.write(writer, layer.activation_sum);
  stored.pixel_sum.write(writer, Vector(layer.relevance.rowwise().sum()));
  stored.relevance.write(writer, layer.relevance.cast<float>());
}

/// One row per convolution crossed, from the top down; one column per cluster.
void write_conservation(const schema::vgg16::Conservation& stored, const LayerStudy& layer, ResultWriter& writer) {
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
  stored.layer.write(writer, numbers);
  stored.rule.write(writer, rules);
  stored.sum_in.write(writer, in);
  stored.sum_out.write(writer, out);
  stored.bias.write(writer, bias);
  stored.smallest_denominator.write(writer, smallest);
  stored.negative_share.write(writer, negative);
}

void write_profiles(const schema::vgg16::Profile& stored, const LayerStudy& layer, const Image& image,
                    const LumaGradient& gradient, ResultWriter& writer) {
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
  stored.orientation.write(writer, orientation);
  stored.orientation_spread.write(writer, spread);
  stored.edge_strength.write(writer, strength);
  stored.colour.write(writer, colour);
  stored.colour_spread.write(writer, colour_spread);
  stored.half_area.write(writer, area);
  stored.radius.write(writer, radius);
  stored.overlap.write(writer, overlap(layer.relevance));
  stored.border_share.write(writer, border_share(layer.clusters.labels, layer.height, layer.width, count));
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
  const schema::vgg16::Image stored{study.picture.name};
  stored.seconds_clustering.write(writer, study.clustering_seconds);
  stored.seconds_relevance.write(writer, study.relevance_seconds);
  const LumaGradient gradient = luma_gradient(study.picture.image);
  for (const LayerStudy& layer : study.layers) {
    const schema::vgg16::Layer of_layer{study.picture.name, layer.layer};
    write_clusters(of_layer, layer, writer);
    write_conservation(of_layer.conservation, layer, writer);
    write_profiles(of_layer.profile, layer, study.picture.image, gradient, writer);
  }
}

void write_comparison(const ImageStudy& study, const std::vector<Comparison>& comparisons,
                      const std::vector<FlipCurves>& curves, const FlipOptions& options, ResultWriter& writer) {
  for (std::size_t l = 0; l < study.layers.size(); ++l) {
    if (comparisons[l].clusters.empty()) continue;
    const schema::vgg16::Layer stored{study.picture.name, study.layers[l].layer};
    stored.compared.write(writer, comparisons[l].clusters);
    for (const auto& [method, maps] : comparisons[l].maps)
      stored.maps(method).write(writer, patch_sums(maps, study.input.width, options.patch));
    if (comparisons[l].completeness.size() > 0) stored.completeness.write(writer, comparisons[l].completeness);
    stored.flipping_blank.write(writer, curves[l].blank);
    for (const auto& [method, share] : curves[l].share) {
      const schema::vgg16::Flipping flipping = stored.flipping(method);
      flipping.curves.write(writer, share);
      flipping.area.write(writer, flipping_area(share.colwise().mean(), options.percent));
    }
  }
}

}  // namespace neon::experiments::vgg16
