#include "experiments/tiles/localise.hpp"

#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/progress.hpp>
#include <neon/metrics/localisation.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include "experiments/tiles/schema.hpp"
#include "experiments/tiles/supporting.hpp"

namespace neon::experiments::tiles {
namespace {

std::size_t at(Index n) { return static_cast<std::size_t>(n); }

Index marked(const Tiles& tiles, Index tile) {
  const std::vector<bool>& mask = tiles.mask[at(tile)];
  return std::count(mask.begin(), mask.end(), true);
}

/// Some tiles of a kind whose mask marks something, and not everything.
Labels chosen(const Tiles& tiles, Index kind, Index of_each) {
  Labels usable, result;
  for (Index n = 0; n < tiles.count(); ++n)
    if (const Index inside = marked(tiles, n); tiles.kind[at(n)] == kind && inside > 0 && inside < tiles.grey.cols())
      usable.push_back(n);
  for (const Index i : evenly_spaced(of_each, static_cast<Index>(usable.size()))) result.push_back(usable[at(i)]);
  return result;
}

/// The tile that a figure shows of its kind: found by the network, its mask of middle size.
std::size_t typical(const Tiles& tiles, const Labels& some, const std::vector<TileExplanation>& why,
                    std::size_t first) {
  std::vector<std::pair<Index, std::size_t>> size;
  for (const double least : {0.0, -infinity}) {
    for (std::size_t i = 0; i < some.size(); ++i)
      if (why[first + i].margin > least) size.emplace_back(marked(tiles, some[i]), first + i);
    if (!size.empty()) break;
  }
  std::sort(size.begin(), size.end());
  return size[size.size() / 2].second;
}

/// Share of positive relevance inside (none: 0), pointing, ROC area.
Eigen::RowVector3d scores(const Eigen::RowVectorXd& relevance, const std::vector<bool>& mask) {
  const Localisation found = localisation(relevance, mask);
  return {std::isnan(found.inside) ? 0 : found.inside, found.pointing, found.roc_area};
}

}  // namespace

void record_localisation(const Tiles& tiles, const TileNetwork& network, const std::vector<Head>& heads,
                         const Labels& fold, Index of_each, const ExplanationOptions& options, ResultWriter& writer) {
  schema::Strings groups{"all"};
  std::vector<Labels> of_kind;
  Labels all;
  for (Index kind = 0; kind < static_cast<Index>(tiles.kinds.size()); ++kind) {
    if (kind == tiles.free()) continue;
    of_kind.push_back(chosen(tiles, kind, of_each));
    require(!of_kind.back().empty(), "tiles: no mask of kind {} marks a part of its tile", tiles.kinds[at(kind)]);
    groups.push_back(tiles.kinds[at(kind)]);
    all.insert(all.end(), of_kind.back().begin(), of_kind.back().end());
  }
  std::vector<TileExplanation> why(all.size());
  const ProgressFn progress = progress_bar("explanations");
  constexpr Index at_once = 8;
  for (Index begin = 0; begin < static_cast<Index>(all.size()); begin += at_once) {
    const Index end = std::min(begin + at_once, static_cast<Index>(all.size()));
    parallel_blocks(end - begin, 1, [&](Index first, Index last) {
      for (Index i = begin + first; i < begin + last; ++i) {
        const Index tile = all[at(i)];
        why[at(i)] = TileExplainer(network, heads[at(fold[at(tile)])], options)(tiles.grey.row(tile), tile);
      }
    });
    progress(end, static_cast<Index>(all.size()));
  }

  const schema::tiles::Localisation stored;
  stored.methods.write(writer, methods);
  stored.groups.write(writer, groups);
  Labels count{static_cast<Index>(all.size())};
  for (const Labels& some : of_kind) count.push_back(static_cast<Index>(some.size()));
  stored.tiles.write(writer, count);
  double gap = 0, kept = 0, turned = 0, completeness = 0;
  for (const TileExplanation& one : why) {
    gap = std::max(gap, one.gap);
    kept += std::abs(one.kept);
    turned += std::abs(one.kept) + std::abs(one.margin - one.kept);
    completeness += one.completeness / std::max(std::abs(one.margin), 1e-300) / static_cast<double>(why.size());
  }
  stored.gap.write(writer, gap);
  stored.kept.write(writer, turned > 0 ? kept / turned : 0);
  stored.completeness.write(writer, completeness);

  /// Means over all, then over each kind.  @param values [n, m]  @return m tables [groups, 3]
  const auto by_group = [&](const Matrix& values) {
    std::vector<Matrix> tables(at(values.cols()), Matrix(static_cast<Index>(groups.size()), schema::tiles::columns));
    Index first = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const Matrix means = means_with_intervals(g == 0 ? values : Matrix(values.middleRows(first, count[g])));
      for (Index column = 0; column < values.cols(); ++column)
        tables[at(column)].row(static_cast<Index>(g)) = means.row(column);
      if (g > 0) first += count[g];
    }
    return tables;
  };
  Matrix area(static_cast<Index>(all.size()), 1);
  for (std::size_t i = 0; i < all.size(); ++i)
    area(static_cast<Index>(i), 0) =
        static_cast<double>(marked(tiles, all[i])) / static_cast<double>(tiles.grey.cols());
  stored.area().write(writer, by_group(area).front());
  for (const std::string& method : methods) {
    Matrix found(area.rows(), 3);
    for (std::size_t i = 0; i < all.size(); ++i)
      found.row(static_cast<Index>(i)) = scores(why[i].relevance.at(method), tiles.mask[at(all[i])]);
    const std::vector<Matrix> tables = by_group(found);
    stored.inside(method).write(writer, tables[0]);
    stored.pointing(method).write(writer, tables[1]);
    stored.roc_area(method).write(writer, tables[2]);
  }

  const schema::tiles::Shown shown;
  Labels tile, kind;
  std::vector<std::size_t> which;
  std::size_t first = 0;
  for (const Labels& some : of_kind) {
    which.push_back(typical(tiles, some, why, first));
    tile.push_back(all[which.back()]);
    kind.push_back(tiles.kind[at(tile.back())]);
    first += some.size();
  }
  const auto rows = static_cast<Index>(which.size());
  Matrix mask(rows, tiles.grey.cols()), map(rows, tiles.grey.cols());
  Vector margin(rows);
  for (Index row = 0; row < rows; ++row) {
    for (Index p = 0; p < mask.cols(); ++p) mask(row, p) = tiles.mask[at(tile[at(row)])][at(p)] ? 1 : 0;
    margin(row) = why[which[at(row)]].margin;
  }
  shown.tile.write(writer, tile);
  shown.kind.write(writer, kind);
  shown.grey.write(writer, Matrix(tiles.grey(tile, Eigen::all)));
  shown.mask.write(writer, mask);
  shown.margin.write(writer, margin);
  for (const std::string& method : methods) {
    for (Index row = 0; row < rows; ++row) map.row(row) = why[which[at(row)]].relevance.at(method);
    shown.relevance(method).write(writer, map);
  }
}

}  // namespace neon::experiments::tiles
