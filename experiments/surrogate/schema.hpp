#pragma once
#include "experiments/support/schema.hpp"

/// surrogate.h5
namespace neon::schema::surrogate {

/// Table 2: ways to predict, and accuracy and fidelity of each.
struct Table {
  Dataset<Strings> names{"table/names"};
  Dataset<Matrix> numbers{"table/numbers"};  ///< [rows, 4] train: accuracy, fidelity; test: accuracy, fidelity

  static constexpr const char *network = "network", *dec = "DEC", *codes = "k-means on codes",
                              *activations = "k-means on activations", *full = "full";
};

struct Settings {
  Dataset<Strings> layers{"layers_shown"}, classes{"classes"};
  Attribute<Index> train{"", "train_images"}, test{"", "test_images"}, clusters{"", "clusters"};
  Attribute<std::string> source{"", "images"};
  Attribute<double> radius{"", "radius"}, degrees{"", "degrees"};
};

/// The weights of the layers swept, and what the weighted surrogate reaches.
struct Sweep {
  Dataset<Matrix> weights{"sweep/weights"};  ///< [m, layers]
  Dataset<Matrix> test{"sweep/test"};        ///< [m, 2] accuracy, fidelity
};

struct Layer {
  std::string name;
  std::string group = "layers/" + name;
  Attribute<Index> channels{group, "channels"}, cells{group, "cells"}, code{group, "code"};
  Attribute<double> lost{group, "lost"};
  Dataset<Matrix> posterior{group + "/posterior"};
  Check check{group};
};

/// The training images most similar to some test images.
struct Similar {
  Dataset<Strings> methods{"similar/methods"};
  Dataset<Matrix> likeness{"similar/likeness"};  ///< [methods, 3] same class, luminance, colour
  Dataset<Matrix> queries{"similar/queries"};    ///< [q, 3072]
  Dataset<Labels> query_class{"similar/query_class"};

  Dataset<Matrix> images(const std::string& method) const { return {"similar/" + method + "/images"}; }
  Dataset<Labels> classes(const std::string& method) const { return {"similar/" + method + "/classes"}; }
};

/// The images nearest to some centroids of a layer, and why they are in the cluster.
struct Concepts {
  std::string layer;
  std::string group = "concepts/" + layer;
  Dataset<Labels> cluster{group + "/cluster"}, classes{group + "/classes"};
  Dataset<Matrix> images{group + "/images"}, relevance{group + "/relevance"};
  Dataset<Vector> logit{group + "/logit"}, kept{group + "/kept"};
};

/// Test images whose class, as the network says it, is explained by the surrogate of every layer.
struct ClassImages {
  std::string group = "class_pixels";
  Dataset<Matrix> images{group + "/images"};
  Dataset<Labels> asked{group + "/class"}, truth{group + "/true_class"};
  Dataset<Strings> methods{group + "/methods"};
  Dataset<Vector> percent{group + "/flip_percent"};
  Attribute<Index> steps{group, "ig_steps"}, patch{group, "patch"};
};

/// f after every share of flipped patches, in the order of one method.
struct ClassFlips {
  Dataset<Matrix> curves;
  Attribute<double> area{curves.path, "area"};
};

/// The same by one layer: the class's log-odds at the pixels.
struct Classes {
  std::string layer;
  std::string group = ClassImages{}.group + "/" + layer;
  Dataset<Vector> logit{group + "/logit"}, kept{group + "/kept"}, gap{group + "/gap"};
  std::string conservation = group + "/conservation";
  Dataset<Strings> node{conservation + "/node"}, rule{conservation + "/rule"};
  Dataset<Matrix> sum_in{conservation + "/sum_in"}, sum_out{conservation + "/sum_out"},
      node_kept{conservation + "/kept"}, smallest_denominator{conservation + "/smallest_denominator"};

  Dataset<Matrix> maps(const std::string& method) const { return {group + "/maps/" + method}; }
  ClassFlips flips(const std::string& method) const { return {{group + "/flipping/" + method}}; }
};

}  // namespace neon::schema::surrogate
