#include <neon/core/random.hpp>

#include <algorithm>
#include <array>

#include "experiments/tiles/pages.hpp"
#include "experiments/tiles/schema.hpp"

namespace neon::experiments::tiles {
namespace {

using schema::tiles::Supporting;

constexpr std::size_t shown_of_source = 3;

std::size_t at(Index n) { return static_cast<std::size_t>(n); }

/// Tiles of the test part, defects and others in turn, in random order.
Labels asked(const Part& test, Index count, Random& random) {
  std::array<Labels, 2> by_label;
  for (std::size_t q = 0; q < test.kind.size(); ++q) by_label[at(test.defective[q])].push_back(static_cast<Index>(q));
  for (Labels& some : by_label) random.shuffle(some);
  Labels result;
  for (std::size_t i = 0; static_cast<Index>(result.size()) < count; ++i) {
    if (i >= std::max(by_label[0].size(), by_label[1].size())) break;
    for (const std::size_t label : {1U, 0U})
      if (i < by_label[label].size() && static_cast<Index>(result.size()) < count) result.push_back(by_label[label][i]);
  }
  return result;
}

/// Adds up to three tiles of a source, drawn at random, none that the trial shows already.
void draw(const SupportingExamples& supporting, const std::string& name, const Part& train, Index query, Random& random,
          Trial& trial) {
  const auto source = static_cast<std::size_t>(std::find(supporting.names.begin(), supporting.names.end(), name) -
                                               supporting.names.begin());
  Labels rows = supporting.examples[source][at(query)];
  random.shuffle(rows);
  const std::size_t full = trial.shown.size() + shown_of_source;
  for (const Index row : rows) {
    const Index tile = train.number[at(row)];
    if (trial.shown.size() == full) break;
    if (std::find(trial.shown.begin(), trial.shown.end(), tile) != trial.shown.end()) continue;
    trial.shown.push_back(tile);
    trial.source.push_back(name);
  }
}

}  // namespace

std::vector<Trial> similarity_trials(const SupportingExamples& supporting, const Part& train, const Part& test,
                                     Index count, std::uint64_t seed) {
  Random random(seed, 1);
  std::vector<Trial> trials;
  for (const Index query : asked(test, count, random)) {
    Trial trial{.tile = test.number[at(query)], .text = "", .shown = {}, .source = {}};
    for (const char* name : {Supporting::similar, Supporting::features, Supporting::all_filtered, Supporting::fine})
      draw(supporting, name, train, query, random, trial);
    Labels order;
    for (Index i = 0; i < static_cast<Index>(trial.shown.size()); ++i) order.push_back(i);
    random.shuffle(order);
    Trial mixed{trial.tile, trial.text, {}, {}};
    for (const Index i : order) {
      mixed.shown.push_back(trial.shown[at(i)]);
      mixed.source.push_back(trial.source[at(i)]);
    }
    trials.push_back(std::move(mixed));
  }
  return trials;
}

std::vector<Trial> trust_trials(const SupportingExamples& supporting, const Part& train, const Part& test, Index count,
                                std::uint64_t seed) {
  constexpr std::array sources{Supporting::similar_filtered, Supporting::similar, Supporting::all_filtered,
                               Supporting::all, Supporting::fine};
  Random random(seed, 2);
  std::vector<Trial> trials;
  for (const Index query : asked(test, count, random)) {
    Trial trial{.tile = test.number[at(query)],
                .text = test.predicted[at(query)] == 1 ? "DEFECTIVE" : "NOT DEFECTIVE",
                .shown = {},
                .source = {}};
    draw(supporting, sources[trials.size() / 2 % sources.size()], train, query, random, trial);
    if (!trial.shown.empty()) trials.push_back(std::move(trial));
  }
  return trials;
}

}  // namespace neon::experiments::tiles
