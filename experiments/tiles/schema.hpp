#pragma once
#include "experiments/support/schema.hpp"

/// tiles.h5
namespace neon::schema::tiles {

/// A mean over tiles with the bounds of its 95 % bootstrap interval, in three columns.
enum Mean : Index { value, low, high, columns };

struct Settings {
  Dataset<Strings> kinds{"kinds"}, layers{"layers_shown"};
  Attribute<std::string> network{"", "network"};
  Attribute<Index> size{"", "size"}, folds{"", "folds"}, clusters{"", "clusters"};
};

/// What the network says of every tile that it was not trained on.
struct Tiles {
  Dataset<Strings> names{"tiles/names"};
  Dataset<Labels> kind{"tiles/kind"}, fold{"tiles/fold"};
  Dataset<Vector> margin{"tiles/margin"};      ///< f, above 0: defective
  Dataset<Matrix> accuracy{"tiles/accuracy"};  ///< [1 + kinds, 3] of all, and of each kind
};

/// Ways to predict, and accuracy and fidelity of each, as in Table 2; the first fold held out.
struct Table {
  Dataset<Strings> names{"table/names"};
  Dataset<Matrix> numbers{"table/numbers"};  ///< [rows, 4] train: accuracy, fidelity; test: accuracy, fidelity
};

/// Where supporting examples come from, and how many of them have the fine label of the tile.
struct Supporting {
  Dataset<Strings> names{"supporting/names"};
  Dataset<Matrix> same{"supporting/same"};            ///< [sources, 3] over all tiles of the first fold
  Dataset<Matrix> same_defect{"supporting/defects"};  ///< the same over the defective ones

  static constexpr const char *similar_filtered = "ten most similar, of the predicted label",
                              *similar = "ten most similar",
                              *all_filtered = "all training tiles, of the predicted label", *all = "all training tiles",
                              *fine = "all training tiles, of the same fine label",
                              *features = "ten nearest by the network's features";
};

/// Does relevance find the defect?
struct Localisation {
  Dataset<Strings> methods{"localisation/methods"}, groups{"localisation/groups"};  ///< groups: all, then the kinds
  Dataset<Labels> tiles{"localisation/tiles"};                                      ///< [groups] explained
  Attribute<double> gap{"localisation", "worst_gap"}, kept{"localisation", "kept_share"},
      completeness{"localisation", "ig_gap"};

  /// [groups, 3] each
  Dataset<Matrix> area() const { return {"localisation/area"}; }
  Dataset<Matrix> inside(const std::string& method) const { return {"localisation/" + method + "/inside"}; }
  Dataset<Matrix> pointing(const std::string& method) const { return {"localisation/" + method + "/pointing"}; }
  Dataset<Matrix> roc_area(const std::string& method) const { return {"localisation/" + method + "/roc_area"}; }
};

/// How many tiles of each kind are in each cluster of a layer.
struct Clusters {
  std::string layer;
  Dataset<Matrix> counts{"clusters/" + layer};  ///< [K, kinds]
};

/// Some tiles with their masks and heatmaps.
struct Shown {
  Dataset<Labels> tile{"shown/tile"}, kind{"shown/kind"};
  Dataset<Matrix> grey{"shown/grey"}, mask{"shown/mask"};  ///< [m, size * size]
  Dataset<Vector> margin{"shown/margin"};
  Dataset<Matrix> relevance(const std::string& method) const { return {"shown/relevance/" + method}; }
};

}  // namespace neon::schema::tiles
