#pragma once
#include <fmt/format.h>

#include "experiments/support/schema.hpp"

/// vgg16.h5
namespace neon::schema::vgg16 {

/// What the whole run was asked for, and the cost of one forward pass.
struct Settings {
  Dataset<Strings> images{"images_shown"};
  Dataset<Labels> layers{"layers"};
  Dataset<Vector> flip_percent{"flip_percent"};
  Attribute<Index> size{"", "size"}, clusters{"", "clusters"}, ig_steps{"", "ig_steps"}, patch{"", "patch"};
  Attribute<std::string> rule{"", "rule"}, composite{"", "composite"};
  Attribute<double> seconds_forward{"", "seconds_forward"};
};

struct Image {
  std::string name;
  std::string group = "images/" + name;
  Attribute<std::string> source{group, "source"}, file{group, "file"};
  Attribute<Index> file_height{group, "file_height"}, file_width{group, "file_width"};
  Attribute<double> seconds_clustering{group, "seconds_clustering"}, seconds_relevance{group, "seconds_relevance"};
  Dataset<Matrix> rgb{group + "/image"};
};

/// Across every convolution, one row each.
struct Conservation {
  std::string group;
  Dataset<Labels> layer{group + "/layer"};
  Dataset<Strings> rule{group + "/rule"};
  Dataset<Matrix> sum_in{group + "/sum_in"}, sum_out{group + "/sum_out"}, bias{group + "/bias"},
      smallest_denominator{group + "/smallest_denominator"}, negative_share{group + "/negative_share"};
};

/// What the clusters look at, one entry each.
struct Profile {
  std::string group;
  Dataset<Vector> orientation{group + "/orientation"}, orientation_spread{group + "/orientation_spread"},
      edge_strength{group + "/edge_strength"}, colour_spread{group + "/colour_spread"}, half_area{group + "/half_area"},
      radius{group + "/radius"}, border_share{group + "/border_share"};
  Dataset<Matrix> colour{group + "/colour"}, overlap{group + "/overlap"};
};

/// Patch flipping by one method.
struct Flipping {
  Dataset<Matrix> curves;
  Attribute<double> area{curves.path, "area"};
};

/// One layer of one image.
struct Layer {
  std::string image;
  Index number = 0;
  std::string group = fmt::format("{}/layers/{}", Image{image}.group, number);
  Attribute<Index> height{group, "height"}, width{group, "width"}, zero_locations{group, "zero_locations"};
  Attribute<double> beta{group, "beta"}, inertia{group, "inertia"}, top_probability{group, "top_probability"};
  Attribute<bool> converged{group, "converged"};
  Dataset<Matrix> centroids{group + "/centroids"}, relevance{group + "/relevance"};
  Dataset<Labels> labels{group + "/labels"}, sizes{group + "/sizes"}, compared{group + "/compared"};
  Dataset<Vector> evidence{group + "/evidence"}, activation_sum{group + "/activation_sum"},
      pixel_sum{group + "/pixel_sum"}, completeness{group + "/completeness"};
  Conservation conservation{group + "/conservation"};
  Profile profile{group + "/profile"};
  std::string all_flipping = group + "/flipping";
  Dataset<Vector> flipping_blank{all_flipping + "/blank"};

  Dataset<Matrix> maps(const std::string& method) const { return {group + "/maps/" + method}; }
  Flipping flipping(const std::string& method) const { return {{all_flipping + "/" + method}}; }
};

}  // namespace neon::schema::vgg16
