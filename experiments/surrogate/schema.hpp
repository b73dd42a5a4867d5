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
  Attribute<Index> channels{group, "channels"}, code{group, "code"};
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

}  // namespace neon::schema::surrogate
