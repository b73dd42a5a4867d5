#pragma once
#include <neon/tables/csv.hpp>

#include "cli/desk.hpp"
#include "support/samples.hpp"

namespace neon {

/// A desk with a table of three kinds of trees, of which a map can be made.
struct Grove : Desk {
  Table table;

  Grove() {
    const Matrix noise = samples::normal(60, 3, 8);
    std::string text = "height,girth,leaves,kind\n";
    for (Index n = 0; n < 60; ++n)
      text += fmt::format("{:.4f},{:.4f},{:.4f},{}\n", 20 + 3 * noise(n, 0) + (n % 3 == 0 ? 15 : 0),
                          2 + 0.2 * noise(n, 1) + (n % 3 == 1 ? 1.5 : 0), 100 + 9 * noise(n, 2) + (n % 3 == 2 ? 70 : 0),
                          n % 3 == 0   ? "fir"
                          : n % 3 == 1 ? "oak"
                                       : "elm");
    write("trees.csv", text);
    table = parse_csv(text, "trees.csv", {.label_column = "kind"});
  }
  /// Makes map.h5, of perplexity 7.
  void map() const {
    output({"map", "trees.csv", "--scale", "standard", "--perplexity", "7", "--iterations", "300", "--out", "map.h5"});
  }
};

}  // namespace neon
