#pragma once
#include <filesystem>

#include "experiments/tiles/data.hpp"
#include "experiments/tiles/layers.hpp"
#include "experiments/tiles/supporting.hpp"

/// Self-contained pages made from the results: no script, font or picture from elsewhere; names from files escaped.
namespace neon::experiments::tiles {

/// One trial of a user study: a tile that is asked about, and training tiles beside it.
struct Trial {
  Index tile = 0;                   ///< in the data
  std::string text;                 ///< what is said of it: the network's prediction
  Labels shown;                     ///< in the data
  std::vector<std::string> source;  ///< of each shown, told in the answers only
};

/// A study: one trial after another; answers stay in the browser's storage until they are saved as CSV.
struct StudyPage {
  std::string name;  ///< key of the storage, and the CSV file's
  std::string title, introduction, question;
  std::vector<std::string> choices;  ///< answers of every trial; empty: one of the shown tiles is chosen
};

/// Similar tiles, as the seed's Figure 8: three tiles of each of four sources, in random order; which one is most like?
std::vector<Trial> similarity_trials(const SupportingExamples& supporting, const Part& train, const Part& test,
                                     Index count, std::uint64_t seed);
/// Trust in a prediction, as the seed's Figure 9: three tiles of one of the five sources of Table 4.
std::vector<Trial> trust_trials(const SupportingExamples& supporting, const Part& train, const Part& test, Index count,
                                std::uint64_t seed);

std::string study_html(const StudyPage& page, const Tiles& tiles, const std::vector<Trial>& trials);

/// The clusters of every layer: how many tiles of each kind, and those nearest to the centroid.
/// @param number of the training tiles of the layers' codes, in the data
std::string clusters_html(const Tiles& tiles, const std::vector<LayerStudy>& layers, const std::vector<Matrix>& counts,
                          const Labels& number);

/// Writes the three pages beside the result: <out>.html, <out>-similar.html and <out>-trust.html.
void write_pages(const std::filesystem::path& out, const Tiles& tiles, const SupportingExamples& supporting,
                 const Part& train, const Part& test, const std::vector<LayerStudy>& layers,
                 const std::vector<Matrix>& counts, Index trials, std::uint64_t seed);

}  // namespace neon::experiments::tiles
